import io

import pytest
from PIL import Image

from bot import codes
from bot.codes import CodeTooLong

HOSTS = [
    ("https://motcua.nganam.gov.vn", "https://MOTCUA.NGANAM.GOV.VN/07", "H"),
    ("https://dvc.nganam.cantho.gov.vn/", "https://DVC.NGANAM.CANTHO.GOV.VN/07", "Q"),
    ("http://127.0.0.1:8081", "http://127.0.0.1:8081/07", "H"),
]


@pytest.mark.parametrize(("public_url", "address", "level"), HOSTS)
def test_the_short_address_is_lower_case_scheme_and_capitals(public_url: str, address: str, level: str) -> None:
    code = codes.make(codes.short_address(public_url, "07"))
    assert (code.text, code.level, code.version, len(code.modules)) == (address, level, 3, 29)


def test_lengths_up_to_the_bounds_fit_and_one_more_is_refused() -> None:
    at_h = codes.make("https://" + "A" * (codes.LENGTH_AT_H - 3) + "/07")
    at_q = codes.make("https://" + "A" * (codes.LENGTH_AT_Q - 3) + "/07")
    assert (at_h.level, at_q.level) == ("H", "Q")
    with pytest.raises(CodeTooLong, match="ngắn hơn"):
        codes.make("https://" + "A" * (codes.LENGTH_AT_Q - 2) + "/07")


def test_the_png_has_ten_pixels_a_module_and_a_quiet_zone_of_four() -> None:
    data = codes.make("https://MOTCUA.NGANAM.GOV.VN/07").png()
    image = Image.open(io.BytesIO(data))
    assert image.size == (370, 370)
    assert len(data) < 1000
    assert {image.getpixel((x, y)) for x in range(370) for y in range(40)} == {255}


def test_picture_and_drawing_show_the_same_modules() -> None:
    code = codes.make("https://MOTCUA.NGANAM.GOV.VN/07")
    image = Image.open(io.BytesIO(code.png()))
    seen = tuple(tuple(image.getpixel((45 + 10 * x, 45 + 10 * y)) == 0 for x in range(29)) for y in range(29))
    assert seen == code.modules
    assert code.svg().startswith("<svg")
    assert 'viewBox="0 0 37 37"' in code.svg()
