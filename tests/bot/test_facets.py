"""Which part of a procedure is asked for, in the words people use."""

from pathlib import Path

import pytest

from bot.facets import FacetReader
from bot.knowledge import load


@pytest.fixture(scope="module")
def reader() -> FacetReader:
    return FacetReader(load(Path("knowledge")).vocabulary)


ASKED = [
    ("đăng ký hộ kinh doanh cần giấy gì", "papers"),
    ("ho so gom nhung gi", "papers"),
    ("đi thì phải cầm theo những gì", "papers"),
    ("mấy bữa có giấy", "deadline"),
    ("chừng nào mới lấy được", "deadline"),
    ("tốn nhiêu tiền vậy", "fee"),
    ("co mat phi k", "fee"),
    ("mất bao lâu và tốn bao nhiêu", "deadline fee"),
    ("nộp chỗ nào, đóng nhiêu tiền", "where fee"),
    ("ai có thẩm quyền cấp", "where"),
    ("làm online được hông", "online"),
    ("lam so do lan dau nop tai nha", "online"),
    ("nop ho so lam so do lan dau tai nha duoc khong", "online"),
    ("nộp hồ sơ đổi sổ tại nhà", "online"),
    ("lần đầu nộp mấy bản", "papers"),
    ("cap so do lan dau phai nop nhung khoan tien nao", "fee"),
    ("ai cap so do lan dau", "where"),
    ("đâu nộp hồ sơ này", "where"),
    ("nhận kết quả qua bưu điện được không", "post"),
    ("xin mẫu đơn tải ở đâu", "form"),
    ("giấy phép có hiệu lực bao lâu", "result"),
    ("mỗi tháng được bao nhiêu", "result"),
    ("điều kiện tách thửa", "conditions"),
    ("nghỉ bao nhiêu ngày trở lên thì phải báo", "conditions"),
    ("trình tự thực hiện", "steps"),
    ("căn cứ nghị định nào", "legal"),
    ("nhờ người khác đi nộp được không", "who"),
    ("chau noi di xin dc hong", "who"),
    ("con tôi đi đăng ký hộ kinh doanh giùm tôi được hông", "who"),
    ("mo quan karaoke phong phai rong bao nhieu met", "conditions"),
    ("nghỉ bán bao nhiêu ngày thì phải thông báo", "conditions"),
    ("tách thửa thì đất phải được bao nhiêu mét vuông", "conditions"),
    ("chỉ giùm em được không, cần giấy gì", "papers"),
    ("có bắt buộc hai vợ chồng phải có mặt không", "who"),
    ("thang duoc nhieu", "result"),
    ("lay lien hong", "deadline"),
    ("còn tiền nong với thời gian thì sao", "fee deadline"),
    ("nguoi gia bao nhieu tuoi thi duoc lanh tro cap", "conditions"),
    ("nguoi nuoc ngoai chet o day thi khai tu can giay gi", "papers"),
    ("ba mẹ đi sửa khai sinh cho con thay con được không", "who"),
    ("muốn tách thửa thì đo đạc trước hay nộp hồ sơ trước", "steps"),
    ("mai táng phí được lãnh mấy triệu", "result"),
    ("chuyển trường lớp 6 cần học bạ không, có tốn tiền không", "papers fee"),
    ("thue phi sao em", "fee"),
    ("dang ky ho kinh doanh theo nghi dinh bao nhieu", "legal"),
    # the whole procedure, or a name that only sounds like a part
    ("thủ tục đăng ký hộ kinh doanh được quy định như thế nào", ""),
    ("đổi tên quán thì làm sao", ""),
    ("chứng thực giấy ủy quyền", ""),
    ("đất không giấy tờ xin cấp sổ", ""),
    ("chuyển mục đích sử dụng đất", ""),
    ("xin hỗ trợ chi phí mai táng", ""),
    ("đất ở mấy chục năm rồi, giờ xin cấp sổ được hông", ""),
    ("bà ngoại tám mươi mấy tuổi xin trợ cấp", ""),
    ("so do lan dau lam", ""),
    ("mở tiệm may tại nhà", ""),
    ("ong noi 82 tuoi mat co duoc tien mai tang khong", ""),
    ("xin tiền trợ cấp cho người khuyết tật cần giấy gì", "papers"),
    # «how much» of something with a short name
    ("sao y bằng lái bao nhiêu ạ", "fee"),
    ("tạm ngừng thì bao nhiêu", "fee"),
    ("đất ở nông thôn muốn tách thửa thì tối thiểu phải bao nhiêu", "conditions"),
    ("hai đứa có phải tới cùng lúc không", "who"),
    # alone, in a running talk
    ("làm sao vậy", "steps"),
]


@pytest.mark.parametrize(("text", "facets"), ASKED)
def test_asked(reader: FacetReader, text: str, facets: str) -> None:
    assert " ".join(reader.asked(text)) == facets


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("còn lệ phí?", True),
        ("ho so gom nhung gi", True),
        ("mấy ngày vậy em", True),
        ("nop online duoc hong", True),
        ("cần mang theo giấy tờ gì", True),
        ("lệ phí tách thửa", False),
        ("sao y giấy tờ bao lâu lấy được", False),
        ("sao y le phi", False),
        ("xin lai hon thu o dau", False),
        ("karaoke", False),
    ],
)
def test_bare(reader: FacetReader, text: str, bare: bool) -> None:
    assert reader.bare(text) is bare


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("đất lúa có được chuyển lên thổ cư không", "conditions"),
        ("100 mét vuông đất thổ cư có tách thửa được không", "conditions"),
        ("ban ruou le co can giay phep khong", "conditions"),
        ("đổi ngành nghề có bắt buộc phải báo không", "conditions"),
        ("dat chua co so co duoc sang ten hong", "conditions"),
        ("bán hàng rong có thuộc diện phải đăng ký hộ kinh doanh không", "conditions"),
        ("đất lúa có được chuyển lên thổ cư không, phí bao nhiêu", "fee"),
        ("xin lên thổ cư ở đây có được không", ""),
        ("có phải nộp hộ chiếu không", ""),
        ("lam so hong", ""),
    ],
)
def test_what_a_yes_or_no_question_is_supposed_to_ask(reader: FacetReader, text: str, supposed: str) -> None:
    assert " ".join(reader.read(text).supposed) == supposed


def test_a_supposed_part_does_not_continue_a_talk(reader: FacetReader) -> None:
    assert reader.asked("đất lúa có được chuyển lên thổ cư không") == ()


def test_rest_is_what_may_name_a_matter(reader: FacetReader) -> None:
    assert reader.rest("lệ phí tách thửa là bao nhiêu") == "tach thua"
    assert reader.rest("") == ""


def test_a_gap_does_not_cross_a_comma(reader: FacetReader) -> None:
    assert reader.asked("nộp ở phường, có mất tiền không") == reader.asked("mất tiền")
