import io
import re

import pytest
import zxingcpp
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


def readings(data: bytes) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(Image.open(io.BytesIO(data)).convert("L")))


@pytest.mark.parametrize("suffix", [None, "B7"])
@pytest.mark.parametrize("host", ["motcua.nganam.gov.vn", "dvc.nganam.cantho.gov.vn"])
def test_all_25_codes_read_back_with_nothing_of_the_correction_used(host: str, suffix: str | None) -> None:
    for number in range(1, 26):
        address = codes.short_address(f"https://{host}", f"{number:02}", suffix)
        code = codes.make(address)
        (seen,) = readings(code.png())
        level = "H" if len(address) - 8 <= 23 else "Q"
        assert (seen.text, seen.extra["ECLevel"], seen.extra["Version"]) == (address, level, "3")
        assert seen.extra["UEC"] == 1.0
        assert address.startswith("https://")
        assert address[8:] == address[8:].upper()
        assert len(code.png()) < 1000
        assert len(code.svg()) < 2000


def test_the_png_has_ten_pixels_a_module_and_a_quiet_zone_of_four() -> None:
    image = Image.open(io.BytesIO(codes.make("https://MOTCUA.NGANAM.GOV.VN/07").png()))
    assert image.size == (370, 370)
    assert {image.getpixel((x, y)) for x in range(370) for y in range(40)} == {255}


def painted(path: str, x: float, y: float) -> bool:
    """Whether a point lies inside a path of m, h, v and z: a ray to the right crosses its outlines."""
    inside, at_x, at_y, begin = False, 0, 0, (0, 0)
    for command, numbers in re.findall(r"([mhvz])([-\d ]*)", path):
        values = [int(one) for one in re.findall(r"-?\d+", numbers)]
        before_x, before_y = at_x, at_y
        if command == "m":
            at_x, at_y = begin = (at_x + values[0], at_y + values[1])
            continue
        at_x, at_y = {"h": (at_x + sum(values), at_y), "v": (at_x, at_y + sum(values)), "z": begin}[command]
        if before_x == at_x > x and min(before_y, at_y) < y < max(before_y, at_y):
            inside = not inside
    return inside


@pytest.mark.parametrize("number", ["01", "07", "25"])
def test_the_traced_path_paints_exactly_the_dark_modules(number: str) -> None:
    code = codes.make(f"https://MOTCUA.NGANAM.GOV.VN/{number}")
    drawing = code.svg()
    assert drawing.count("<path") == 1
    assert 'viewBox="0 0 37 37"' in drawing
    path = re.findall(r' d="([^"]+)"', drawing)[0]
    seen = tuple(tuple(painted(path, x + 4.5, y + 4.5) for x in range(29)) for y in range(29))
    assert seen == code.modules
    assert not any(painted(path, x + 0.5, y + 0.5) for x in range(37) for y in (0, 3, 33, 36))


def test_what_capitals_cannot_spell_still_makes_a_code_on_a_test_machine() -> None:
    (seen,) = readings(codes.make(codes.short_address("http://[::1]:8080", "07")).png())
    assert seen.text == "http://[::1]:8080/07"
