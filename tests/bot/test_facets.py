"""Which part of a procedure is asked for, in the words people use."""

from pathlib import Path

import pytest

from bot.facets import FacetReader
from bot.knowledge import load


@pytest.fixture(scope="module")
def reader() -> FacetReader:
    book = load(Path("knowledge"))
    return FacetReader(book.vocabulary, book.procedures.values())


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
    # named in one part, asked for at its end
    ("điều kiện tách thửa là gì, phí bao nhiêu", "conditions fee"),
    ("đăng ký hộ kinh doanh trên mạng được không và có tốn phí không", "online fee"),
    ("nop qua mang duoc khong mat bao nhieu tien", "online fee"),
    ("nộp trên mạng hay gởi bưu điện được hông", "online post"),
    ("trực tuyến hoặc qua dịch vụ bưu chính được không", "online post"),
    ("giấy tờ đưa ai", "where"),
    ("kết quả có gửi về nhà không", "post"),
    ("mat roi thi co duoc cho tien dam hong", ""),
    ("tui ở xa nộp qua mạng được hông", "online"),
    # like a title
    ("Hồ sơ chuyển trường cấp 2", "papers"),
    ("Hồ sơ, lệ phí, thời hạn đăng ký kết hôn với người nước ngoài", "papers fee deadline"),
    ("Kính hỏi hồ sơ và lệ phí cấp lại căn cước", "papers fee"),
    ("mẫu thông báo nghỉ bán tạm, gởi qua mạng được hông", "form online"),
    # a form, and where to get it
    ("mẫu đơn tách thửa lấy chỗ nào", "form"),
    ("thì có mẫu đơn không, lấy chỗ nào ạ", "form"),
    ("điền mẫu đơn xong nộp ở đâu", "where"),
    # the money one gets
    ("xin hỗ trợ mai táng được nhiêu tiền", "result"),
    ("chồng mất, tiền mai táng bao nhiêu tiền", "result"),
    # said, not asked
    ("đóng cửa mấy tháng rồi mở lại, phải làm giấy gì", "papers"),
    ("Hồ sơ học nghề của em phải nộp thứ sáu, xin bản sao mấy ngày có", "deadline"),
    ("giấy tờ tiếng Anh muốn sao y thì nộp ở đâu", "where"),
    ("bán hàng online thì đăng ký ở đâu", "where"),
    ("nước lụt ướt hết giấy tờ, giờ làm lại sao", ""),
    ("mua đất bằng giấy viết tay năm 2005 giờ sang tên sao", ""),
    ("cưới vợ người Lào thì nộp ở đâu", "where"),
    ("lay ho me cho con thi can giay gi", "papers"),
    ("nop ho so dang ky cho nao", "where"),
    ("được cấp loại giấy gì", "result"),
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
        ("đất lúa có được chuyển lên thổ cư không, phí bao nhiêu", "fee conditions"),
        ("mất căn cước có dùng được không và đổi ở đâu", "where conditions"),
        ("xin lên thổ cư ở đây có được không", "where"),
        ("làm căn cước thì có phải về quê không", "where"),
        ("có phải nộp hộ chiếu không", "papers"),
        ("ông bà có thể làm khai sinh cho cháu không", "who"),
        ("chủ hộ đổi số căn cước thì có phải khai lại giấy phép", "conditions"),
        ("mua nửa miếng đất thì phải cắt sổ ra trước hả", "steps"),
        ("giấy phép rách rồi, xin tờ khác được hông", ""),
        ("cho tui xin lại giấy khai sinh, xin cấp lại được không", ""),
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
