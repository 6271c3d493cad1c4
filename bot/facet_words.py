"""Words around the names of a procedure's parts: what asks for the whole, what only sounds like a part (pure)."""

from __future__ import annotations

import re

from bot.messages import Facet
from bot.words import fold

ANYHOW = (
    "làm sao",
    "phải làm sao",
    "làm thế nào",
    "làm như thế nào",
    "thủ tục thế nào",
    "thủ tục như thế nào",
    "thủ tục ra sao",
    "thủ tục sao",
    "quy định như thế nào",
    "quy định thế nào",
    "quy định ra sao",
    "thực hiện như thế nào",
    "phải làm gì",
    "cần làm gì",
    "làm ra sao",
)
"""How one asks for a procedure as a whole; alone, in a running talk, it asks for the steps."""
NOT_ASKED = (
    "ký thay đổi",
    "đi chứng thực",
    "sao y",
    "hôn thú",
    "giấy ủy quyền",
    "hợp đồng ủy quyền",
    "văn bản ủy quyền",
    "không giấy tờ",
    "không có giấy tờ",
    "chưa có giấy tờ",
    "mất giấy tờ",
    "sao y giấy tờ",
    "công chứng giấy tờ",
    "chứng thực giấy tờ",
    "bản sao giấy tờ",
    "làm giấy tờ",
    "đúng thẩm quyền",
    "trái thẩm quyền",
    "đối tượng bảo trợ",
    "mai táng phí",
    "tiền mai táng phí",
    "mấy tháng rồi",
    "mấy tháng nay",
    "mấy tháng trời",
    "mấy tháng trước",
    "mấy bữa nay",
    "mấy bữa trước",
    "mấy năm rồi",
    "mấy năm nay",
    "mấy năm trời",
    "mấy năm trước",
    "nghỉ mấy tháng",
    "nghỉ bán mấy tháng",
    "đóng cửa mấy tháng",
    "từ đủ",
    "đủ 14 tuổi",
    "không giấy tờ gì",
    "không có giấy tờ gì",
    "không có giấy gì",
    "chưa có giấy gì",
    "chưa có giấy tờ gì",
    "chưa được cấp giấy gì",
    "không có giấy tờ gì hết",
    "không giấy tờ gì hết",
    "đường đi",
    "thay cho chữ ký",
    "may đóng cửa",
    "tiền hòm",
    "trả tiền hòm",
    "khách trả tiền",
    "rút tiền",
    "tới nhà",
    "đủ 18 tuổi",
    "tiền mai táng",
    "tiền trợ cấp",
    "tiền hỗ trợ",
    "chi phí mai táng",
    "hỗ trợ chi phí",
    "kinh phí",
    "sử dụng đất",
    "phi nông nghiệp",
    "mấy chục năm",
    "mấy chục tuổi",
    "mấy chục mét",
    "mấy trăm mét",
    "mươi mấy tuổi",
    "lần đầu",
)
"""Names of things that hold the words of a facet without asking for it."""
SAID_BESIDE = (
    "ở đây",
    "khai tử",
    "khai sinh",
    "mở quán",
    "mở tiệm",
    "lập hộ kinh doanh",
    "cất nhà",
    "lại ở đâu",
    "lại bao lâu",
    "lại mấy ngày",
    "lại bao nhiêu",
    "lại cần",
    "đổi lại",
    "người Lào",
    "người Mỹ",
    "người Nhật",
    "người Hàn",
    "người Đài Loan",
    "người Trung Quốc",
    "người Campuchia",
    "đóng cửa",
    "hỗ trợ mai táng",
    "tiền hòm",
    "tiền lo đám",
    "trợ cấp",
    "ở xã",
    "ở phường",
    "có mộc",
    "giấy kd",
    "hộ kd",
    "đăng ký kd",
    "áp dụng",
)
"""Said often beside a facet; known so that they are not bent into one («o day» to «ở đâu»)."""

PLAIN = (
    "lấy họ",
    "đổi họ",
    "theo họ",
    "mấy anh chị",
    "mấy anh",
    "mấy chị",
    "mấy cô",
    "mấy chú",
    "mấy em",
    "nhà nhỏ",
    "đứa nhỏ",
    "thằng nhỏ",
    "con nhỏ",
    "nhỏ xíu",
    "tay năm",
    "xây thêm",
    "không được đi",
    "không đi đâu được",
    "đi đâu được",
    "làm cho con",
    "lớn tuổi",
    "bán lẻ",
    "tui ở xa",
    "tôi ở xa",
    "em ở xa",
    "con ở xa",
    "ở xa quá",
    "đi không nổi",
    "đi hổng nổi",
    "chưa ai đứng tên",
    "bị hỏng",
)
"""Said beside a facet, and never one, though one could be read into it: «lay ho me» is no «lấy hộ»."""
LIGHT = frozenset(
    map(
        fold,
        (
            "giấy tờ",
            "thời hạn",
            "online",
            "qua mạng",
            "ủy quyền",
            "đủ điều kiện",
            "đủ tuổi",
            "mức hưởng",
            "phí",
            "trả tiền",
            "mất tiền",
            "gửi về",
            "cần giấy chứng tử",
            "nộp hồ",
            "làm mạng",
        ),
    )
)
"""Phrases that tell a story as often as they ask; without a word of asking they count only by themselves."""
OBJECTS = frozenset({"giay to", "ho so", "ket qua", "tra ket qua", "nhan ket qua"})
"""Folded phrases of what another question in the same part is about: «kết quả có gửi về nhà không»."""
HEADS = (
    ("hồ sơ", Facet.PAPERS),
    ("đơn xin", Facet.FORM),
    ("đơn đề nghị", Facet.FORM),
    ("đơn đăng ký", Facet.FORM),
    ("mẫu", Facet.FORM),
    ("thời hạn", Facet.DEADLINE),
    ("thời gian", Facet.DEADLINE),
    ("thời gian thẩm định", Facet.DEADLINE),
    ("mức hỗ trợ", Facet.RESULT),
    ("kinh phí hỗ trợ", Facet.RESULT),
)
"""What asks for a part if a text begins with it like a title: «Hồ sơ chuyển trường cấp 2»."""
SOMEBODYS = re.compile(r"\b(?:em|toi|tui|chau|phai)\b")
"""Folded words of a first clause that make a story of it, not a title: «Hồ sơ của em phải nộp thứ sáu»."""
TITLES = frozenset(Facet) - {Facet.WHO, Facet.WHERE, Facet.ONLINE, Facet.POST}
"""Facets a title may begin with."""
AMOUNT = frozenset("bao nhieu tien may trieu dong tram nghin ngan chuc".split())
"""Folded words that ask for an amount of money and do not say who pays."""
SUPPORT = re.compile(r"\b(?:mai tang|tro cap|tien hom|lo dam|chon cat|ho tro (?!em|toi|minh|tui|giup|gium|tra loi))")
"""Of a whole text, folded: it is about money one gets."""
FILING = frozenset("nop gui goi dang nhan tra".split())
"""Folded words after which «where» is not asked of the form: «điền mẫu xong nộp ở đâu»."""
