"""The gate says what is wrong with a sheet; sheets here are plain pictures laid on a page."""

import io

import pytest
from PIL import Image, ImageOps

from bot import codes
from portal.gate import Promise, draw, examine, read

CODE = codes.make("https://MOTCUA.NGANAM.GOV.VN/07")
OTHER = codes.make("https://MOTCUA.NGANAM.GOV.VN/08")
PROMISE = {CODE.text: Promise("H", 1.0)}


def picture(code: codes.Code = CODE) -> Image.Image:
    return Image.open(io.BytesIO(code.png())).convert("L")


def page(*pictures: Image.Image, side_mm: float = 37.0) -> bytes:
    """A PDF with one page per picture, each drawn so that a 370-pixel code is `side_mm` wide."""
    data = io.BytesIO()
    pictures[0].save(
        data, "PDF", resolution=370 / side_mm * 25.4, save_all=True, append_images=pictures[1:], quality=95
    )
    return data.getvalue()


def beside(*pictures: Image.Image) -> Image.Image:
    whole = Image.new("L", (sum(one.width for one in pictures), 370), 255)
    for place, one in enumerate(pictures):
        whole.paste(one, (place * 370, 0))
    return whole


def spoiled(side: int) -> Image.Image:
    """The code with a white patch of so many modules in its middle."""
    image = picture()
    image.paste(255, (180, 180, 180 + 10 * side, 180 + 10 * side))
    return image


def test_a_sound_sheet_has_no_fault() -> None:
    assert examine(page(picture()), PROMISE, 3) == []


def test_module_size_is_measured_in_millimetres() -> None:
    (reading,) = read(draw(page(picture(), side_mm=74.0), 150))
    assert reading.module_mm(150) == pytest.approx(2.0, rel=0.01)


BAD = {
    "two pages": (page(picture(), picture()), "nội dung tràn sang trang 2"),
    "no code": (page(Image.new("L", (370, 370), 255)), "đọc được 0/1 mã; thiếu: https://MOTCUA.NGANAM.GOV.VN/07"),
    "another code": (page(picture(OTHER)), "lạ: https://MOTCUA.NGANAM.GOV.VN/08"),
    "one code too many": (page(beside(picture(), picture(OTHER))), "đọc được 2/1 mã"),
    "the same code twice": (page(beside(picture(), picture())), "đọc được 2/1 mã"),
    "a patch on the code": (page(spoiled(5)), "sức sửa lỗi, phải còn 100%"),
    "too small": (page(picture(), side_mm=35.0), "ô vuông 0.95 mm, phải 1.00 mm"),
    "weaker than promised": (page(picture()), "là 3-H, phải là 3-Q"),
}


@pytest.mark.parametrize(("pdf", "said"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_said(pdf: bytes, said: str) -> None:
    promised = {CODE.text: Promise("Q", 1.0)} if "3-Q" in said else PROMISE
    assert said in "\n".join(examine(pdf, promised, 3))


def test_a_light_code_on_dark_ground_still_counts_as_read_but_only_by_this_reader() -> None:
    assert [one.text for one in read(ImageOps.invert(picture()))] == [CODE.text]
