"""The picture shown when a page is shared: 1200 by 630 pixels, drawn with the letters of the posters.

The fonts carry every Vietnamese letter and lie beside the code with their licence; a text without a letter in
the font is an error, never a box.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).with_name("fonts")
SIZE = (1200, 630)
BAND, GOLD, PAPER, INK, SOFT = "#8a1c1c", "#d9a62e", "#fffdf9", "#1d1b18", "#59544c"
MARGIN = 72
BAND_HEIGHT = 120
TITLE_SIZES = (72, 64, 56, 48)
"""Sizes tried for the title, in pixels, until it stands on at most four lines."""
MOST_LINES = 4
COLOURS = 32


class MissingLetter(ValueError):
    """The font lacks a letter of the text."""


def draw(office: str, number: str | None, title: str, line: str) -> bytes:
    """Draw the card of a page as PNG. Raises MissingLetter, or OSError when the fonts are not there."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIZE[0], BAND_HEIGHT), fill=BAND)
    pen.rectangle((0, BAND_HEIGHT, SIZE[0], BAND_HEIGHT + 8), fill=GOLD)
    _write(pen, (MARGIN, BAND_HEIGHT / 2), office, "Bold", 44, "#ffffff", "lm")
    left = MARGIN
    if number:
        _write(pen, (MARGIN, 290), number, "Bold", 150, BAND, "ls")
        left += 230
    lines, size = _wrapped(title, SIZE[0] - left - MARGIN)
    for place, text in enumerate(lines):
        _write(pen, (left, 178 + size + place * size * 1.28), text, "Bold", size, INK, "ls")
    _write(pen, (MARGIN, SIZE[1] - 48), line, "Regular", 34, SOFT, "lm")
    out = io.BytesIO()
    image.quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"BeVietnamPro-{weight}.ttf", size)


@cache
def _has(weight: str, letter: str) -> bool:
    """Say whether a font has a letter: for one it lacks it draws the same picture as for a code that is no letter."""
    font = _font(weight, 40)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask("\U0010fffd"))


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, weight: str, size: int, colour: str, anchor: str
) -> None:
    for letter in text:
        if not _has(weight, letter):
            raise MissingLetter(f"phông BeVietnamPro-{weight} không có chữ «{letter}»")
    pen.text(at, text, font=_font(weight, size), fill=colour, anchor=anchor)


def _wrapped(title: str, width: float) -> tuple[list[str], int]:
    """Break a title into lines in the largest size that needs few; what still does not fit ends with dots."""
    for size in TITLE_SIZES:
        lines = _lines(title, _font("Bold", size), width)
        if len(lines) <= MOST_LINES:
            return lines, size
    return [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1].rsplit(' ', 1)[0]} …"], size


def _lines(title: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
