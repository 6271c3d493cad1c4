"""How often printed codes read under damage: photographs of all codes, made by a model with fixed seeds.

The model: the sheet with its damage, seen by a camera in perspective with a random roll and shift, sampled by
area, blurred, with sensor noise and JPEG. Measures say how far a condition goes in modules or shares of the
code's width, so that they hold for every size of print.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from bot import codes
from bot.codes import Code
from portal.gate import read

HOSTS = ("https://motcua.nganam.gov.vn", "https://dvc.nganam.cantho.gov.vn")
"""One host whose codes have level H, one whose codes have level Q."""
FINE = 16
"""Pixels of a module on the sheet before the camera sees it."""
AROUND = 3
"""Modules of grey wall around the quiet zone."""
OVER = 3
"""Each pixel of the camera is the mean of so many squared."""
Point = tuple[float, float]
Sheet = Callable[[Image.Image, random.Random], Image.Image]


@dataclass(frozen=True)
class Condition:
    """One way a code is met: damage of the sheet, and what the camera does to it.

    Lengths are in modules, except `blur`, in pixels; `tilt` in degrees; `contrast` is the share that is left.
    """

    name: str
    damage: Sheet = lambda sheet, _chance: sheet
    pixels: float = 4.0
    tilt: float = 0.0
    blur: float = 0.0
    defocus: float = 0.0
    motion: float = 0.0
    contrast: float = 1.0
    noise: float = 2.0
    quality: int = 85
    quiet: int = 4


def creases(count: int, width: float) -> Sheet:
    """White folds right across."""

    def damage(sheet: Image.Image, chance: random.Random) -> Image.Image:
        draw, side = ImageDraw.Draw(sheet), sheet.width
        for _ in range(count):
            ends = [(chance.uniform(0.2, 0.8) * side, 0), (chance.uniform(0.2, 0.8) * side, side)]
            draw.line([point[::-1] if chance.random() < 0.5 else point for point in ends][:2], 245, round(width * FINE))
        return sheet

    return damage


def spot(share: float, light_added: int) -> Sheet:
    """The glare of a lamp, so wide as a share of the code; matt foil spreads it, glossy foil turns black white."""

    def damage(sheet: Image.Image, chance: random.Random) -> Image.Image:
        side, radius = sheet.width, share * sheet.width * 29 / 43 / 2
        x, y = chance.uniform(0.3, 0.7) * side, chance.uniform(0.3, 0.7) * side
        light = Image.new("L", sheet.size, 0)
        ImageDraw.Draw(light).ellipse((x - radius, y - radius, x + radius, y + radius), light_added)
        return ImageChops.add(sheet, light.filter(ImageFilter.GaussianBlur(radius / 4)))

    return damage


def shadow(ratio: float) -> Sheet:
    """A soft-edged shadow over one part; the lit part is so many times as bright."""

    def damage(sheet: Image.Image, chance: random.Random) -> Image.Image:
        side, edge = sheet.width, chance.uniform(0.35, 0.65)
        mask = Image.new("L", sheet.size, 255)
        ImageDraw.Draw(mask).polygon([(0, 0), (edge * side, 0), ((1 - edge) * side, side), (0, side)], 0)
        dark = sheet.point(lambda value: value / ratio)
        return Image.composite(sheet, dark, mask.filter(ImageFilter.GaussianBlur(FINE)))

    return damage


def lost(share: float) -> Sheet:
    """White scratches away from the finders, of so much of the code's area."""

    def damage(sheet: Image.Image, chance: random.Random) -> Image.Image:
        draw, first = ImageDraw.Draw(sheet), (AROUND + 4) * FINE
        for _ in range(round(share * 29 * 29)):
            x, y = chance.randrange(9, 27), chance.randrange(9, 27)
            box = (first + x * FINE, first + y * FINE, first + (x + 1) * FINE, first + (y + 1) * FINE)
            draw.rectangle(box, 245)
        return sheet

    return damage


def patch(share: float) -> Sheet:
    """A white sticker in the middle, of so much of the code's area."""

    def damage(sheet: Image.Image, _chance: random.Random) -> Image.Image:
        half, middle = math.sqrt(share) * 29 * FINE / 2, sheet.width / 2
        ImageDraw.Draw(sheet).rectangle((middle - half, middle - half, middle + half, middle + half), 245)
        return sheet

    return damage


def corner(share: float) -> Sheet:
    """The outer corner of one finder torn off, so much of its side."""

    def damage(sheet: Image.Image, chance: random.Random) -> Image.Image:
        first, last, wide = (AROUND + 4) * FINE, (AROUND + 33) * FINE, share * 7 * FINE
        boxes = [(first, first, first + wide, first + wide), (last - wide, first, last, first + wide)]
        boxes += [(first, last - wide, first + wide, last)]
        ImageDraw.Draw(sheet).rectangle(chance.choice(boxes), 245)
        return sheet

    return damage


def pen(width: float) -> Sheet:
    """Three strokes of a pen."""

    def damage(sheet: Image.Image, chance: random.Random) -> Image.Image:
        draw, side = ImageDraw.Draw(sheet), sheet.width
        for _ in range(3):
            points = [(chance.uniform(0.25, 0.75) * side, chance.uniform(0.25, 0.75) * side) for _ in range(3)]
            draw.line(points, 60, round(width * FINE))
        return sheet

    return damage


MILLIMETRE = 1 / 4.16
"""In modules of the A4 sheet."""
MODERATE = (
    Condition("sharp lens, 2.5 pixels a module", pixels=2.5),
    Condition("soft lens, 3 pixels a module, 20° aside", pixels=3.0, tilt=20.0, blur=0.8, noise=3.0, quality=70),
    Condition("out of focus, 0.35 module", defocus=0.35),
    Condition("shaking hand, 1 module", motion=1.0),
    Condition("from the side, 45°", tilt=45.0),
    Condition("faded, 15 % contrast left", contrast=0.15),
    Condition("dark room, noise of 15 in 255", noise=15.0),
    Condition("sent by chat, JPEG 10", quality=10),
    Condition("a white crease of 0.6 mm on A4", creases(1, 0.6 * MILLIMETRE)),
    Condition("three pen strokes of 0.5 mm on A4", pen(0.5 * MILLIMETRE)),
    Condition("glare on matt foil over 20 % of the width", spot(0.2, 120)),
    Condition("shadow, light 3 : 1", shadow(3.0)),
    Condition("scratches over 2 % of the area", lost(0.02)),
    Condition("a sticker over 5 % of the area", patch(0.05)),
    Condition("a finder's corner torn off, 10 % of its side", corner(0.1)),
    Condition("quiet zone cut to 1 module", quiet=1),
)
"""What a sheet meets that hangs as the handbook says: behind glass or in matt foil."""
HARD = (
    Condition("sharp lens, 1.5 pixels a module", pixels=1.5),
    Condition("out of focus, 0.5 module", defocus=0.5),
    Condition("shaking hand, 1.5 modules", motion=1.5),
    Condition("from the side, 60°", tilt=60.0),
    Condition("noise of 30 in 255", noise=30.0),
    Condition("two white creases of 0.3 module", creases(2, 0.3)),
    Condition("three pen strokes of 0.25 module", pen(0.25)),
    Condition("glare on glossy foil over 20 % of the width", spot(0.2, 235)),
    Condition("shadow, light 8 : 1", shadow(8.0)),
    Condition("a sticker over 14 % of the area", patch(0.14)),
    Condition("a finder's corner torn off, 30 % of its side", corner(0.3)),
)
"""The same, further; nothing is promised here."""


def paper(code: Code, quiet: int) -> Image.Image:
    """The code on its sheet, on a wall of grey."""
    picture = ImageOps.invert(Image.new("L", (37, 37)))
    for y, row in enumerate(code.modules):
        for x, dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 20 if dark else 245)
    cut = 4 - quiet
    picture = picture.crop((cut, cut, 37 - cut, 37 - cut))
    wall = Image.new("L", (37 + 2 * AROUND, 37 + 2 * AROUND), 110)
    wall.paste(picture, (AROUND + cut, AROUND + cut))
    return wall.resize((wall.width * FINE, wall.height * FINE), Image.Resampling.NEAREST)


def photograph(code: Code, condition: Condition, chance: random.Random) -> Image.Image:
    """Take one photograph of a code under a condition."""
    sheet = condition.damage(paper(code, condition.quiet), chance)
    if condition.defocus:
        sheet = sheet.filter(ImageFilter.GaussianBlur(condition.defocus * FINE))
    if condition.motion:
        sheet = _moved(sheet, condition.motion * FINE, chance.uniform(0, math.pi))
    picture = _seen(sheet, condition, chance)
    picture = picture.filter(ImageFilter.GaussianBlur(condition.blur))
    picture = picture.point(lambda value: 128 + (value - 128) * condition.contrast)
    picture = _noisy(picture, condition.noise, chance)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=condition.quality)
    return Image.open(data).convert("L")


def _seen(sheet: Image.Image, condition: Condition, chance: random.Random) -> Image.Image:
    """The sheet in perspective: tilted about a random axis, rolled and shifted, three widths away."""
    tilt, axis = math.radians(condition.tilt), chance.uniform(0, 2 * math.pi)
    roll, scale = math.radians(chance.uniform(-15, 15)), sheet.width / FINE * condition.pixels
    size = round(scale * 1.5)
    shift = (size / 2 + chance.random(), size / 2 + chance.random())

    def project(x: float, y: float) -> Point:
        along, across = x * math.cos(axis) + y * math.sin(axis), y * math.cos(axis) - x * math.sin(axis)
        depth = 3 + across * math.sin(tilt)
        along, across = along * 3 / depth, across * math.cos(tilt) * 3 / depth
        x, y = along * math.cos(roll) - across * math.sin(roll), along * math.sin(roll) + across * math.cos(roll)
        return (x * scale + shift[0]) * OVER, (y * scale + shift[1]) * OVER

    corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
    source = [((x + 0.5) * sheet.width, (y + 0.5) * sheet.width) for x, y in corners]
    coefficients = _homography([project(x, y) for x, y in corners], source)
    large = sheet.transform(
        (size * OVER, size * OVER), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR, fillcolor=110
    )
    return large.reduce(OVER)


def _homography(seen: list[Point], source: list[Point]) -> list[float]:
    """Solve for the eight numbers that carry points of the photograph to points of the sheet."""
    rows = []
    for (x, y), (u, v) in zip(seen, source, strict=True):
        rows.append([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u])
        rows.append([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(8):
            if row != column:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[8] for row in rows]


def _moved(sheet: Image.Image, length: float, angle: float) -> Image.Image:
    """The mean of the sheet along a straight movement."""
    steps = 8
    mean = sheet
    for step in range(1, steps):
        share = step / (steps - 1) * length
        offset = ImageChops.offset(sheet, round(share * math.cos(angle)), round(share * math.sin(angle)))
        mean = Image.blend(mean, offset, 1 / (step + 1))
    return mean


@cache
def _noise(sigma: float) -> Image.Image:
    """Noise around 128, made once; each photograph takes a part of its own."""
    chance = random.Random(7)
    side = 512
    values = bytes(min(255, max(0, round(chance.gauss(128, sigma)))) for _ in range(side * side))
    return Image.frombytes("L", (side, side), values)


def _noisy(picture: Image.Image, sigma: float, chance: random.Random) -> Image.Image:
    tile, (width, height) = _noise(sigma), picture.size
    left, top = chance.randrange(tile.width - width), chance.randrange(tile.height - height)
    return ImageChops.add(picture, tile.crop((left, top, left + width, top + height)), offset=-128)


EXPLAINED = """25 codes of version 3 at each level, {rounds} single photographs of each under each condition, made by a
model with fixed seeds (`tests/bench/damage.py`), read by zxing-cpp to the exact text. The moderate set is ours: what a
sheet meets that hangs as the handbook says, behind glass or in matt foil; millimetres are those of the A4's modules of
4.16 mm. The hard set goes further and promises nothing."""


def share_read(condition: Condition, place: int, rounds: int) -> float:
    """Photograph all 25 codes of a host so many times; give the percentage read to the exact text."""
    found = 0
    for number in range(1, 26):
        code = codes.make(codes.short_address(HOSTS[place], f"{number:02}", "B7" if place else None))
        for turn in range(rounds):
            chance = random.Random(f"{condition.name} {code.text} {turn}")
            found += [one.text for one in read(photograph(code, condition, chance))] == [code.text]
    return 100 * found / (25 * rounds)


def table(rounds: int = 4) -> str:
    """Give the percentages of both sets as a Markdown table."""
    blocks = []
    for name, conditions in (("moderate", MODERATE), ("hard", HARD)):
        shares = [[share_read(condition, place, rounds) for place in (0, 1)] for condition in conditions]
        lines = [f"| {name}: condition | level H, read % | level Q, read % |", "|---|---|---|"]
        lines += [f"| {one.name} | {h:.0f} | {q:.0f} |" for one, (h, q) in zip(conditions, shares, strict=True)]
        h, q = (sum(column) / len(conditions) for column in zip(*shares, strict=True))
        blocks.append(
            "\n".join([*lines, f"| **all {len(conditions) * 50 * rounds} photographs** | **{h:.1f}** | **{q:.1f}** |"])
        )
    return f"{EXPLAINED.format(rounds=rounds)}\n\n" + "\n\n".join(blocks)


if __name__ == "__main__":
    print(table())
