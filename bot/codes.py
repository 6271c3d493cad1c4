"""QR codes of the short addresses: the keeper of qrcode (pure).

`https` in lower case, everything after it in capitals, so that the long part fits QR's alphanumeric mode;
version at most 3 keeps the modules large on paper (ISO/IEC 18004 tables: 23 characters after `https://`
at level H, 34 at level Q).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

LENGTH_AT_H = 23
LENGTH_AT_Q = 34
LARGEST_VERSION = 3
QUIET_ZONE = 4
PIXELS = 10
"""Pixels of one module in the PNG."""


class CodeTooLong(ValueError):
    """The address does not fit a code of version 3; the host name must be shorter."""


@dataclass(frozen=True)
class Code:
    """A QR code: its text, version, correction level, and the dark modules without the quiet zone."""

    text: str
    version: int
    level: str
    modules: tuple[tuple[bool, ...], ...]

    def svg(self) -> str:
        """Draw the code as one SVG path traced around its dark areas, quiet zone included; below 2 kB."""
        size = len(self.modules) + 2 * QUIET_ZONE
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
            f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{_traced(self.modules)}"/></svg>'
        )

    def png(self) -> bytes:
        """Draw the code as a PNG of PIXELS pixels a module, quiet zone included."""
        from PIL import Image

        size = len(self.modules) + 2 * QUIET_ZONE
        image = Image.new("1", (size, size), 1)
        for y, row in enumerate(self.modules):
            for x, dark in enumerate(row):
                if dark:
                    image.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
        data = io.BytesIO()
        image.resize((size * PIXELS, size * PIXELS), Image.Resampling.NEAREST).save(data, "PNG", optimize=True)
        return data.getvalue()


def short_address(public_url: str, number: str, suffix: str | None = None) -> str:
    """Give the address that is printed: scheme in lower case, host in capitals, number, placement suffix."""
    parts = urlsplit(public_url)
    return f"{parts.scheme}://{parts.netloc.upper()}/{number}" + (f"-{suffix}" if suffix else "")


def make(address: str) -> Code:
    """Make the code of a short address: level H where it fits, else Q; CodeTooLong if neither does.

    Capitals, digits and `-./:` take the alphanumeric mode; any other address (a test machine's) takes bytes.
    """
    # Imported here: who only answers questions need not hold what draws pictures.
    import qrcode
    from qrcode.exceptions import DataOverflowError
    from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

    scheme, rest = address.split("://", 1)
    level = "H" if len(rest) <= LENGTH_AT_H else "Q"
    correction = qrcode.ERROR_CORRECT_H if level == "H" else qrcode.ERROR_CORRECT_Q
    code = qrcode.QRCode(version=LARGEST_VERSION, error_correction=correction, border=0)
    mode = MODE_ALPHA_NUM if re.fullmatch(r"[0-9A-Z $%*+\-./:]+", rest) else MODE_8BIT_BYTE
    code.add_data(QRData(scheme.encode(), mode=MODE_8BIT_BYTE), optimize=0)
    code.add_data(QRData(f"://{rest}".encode(), mode=mode), optimize=0)
    try:
        code.make(fit=False)
    except DataOverflowError:
        raise CodeTooLong(
            f"«{rest}» dài {len(rest)} ký tự sau «{scheme}://», mã QR chỉ chứa {LENGTH_AT_Q}; dùng tên miền ngắn hơn"
        ) from None
    modules = tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())
    return Code(address, LARGEST_VERSION, level, modules)


def of_list(address: str) -> Code:
    """Make the code of a longer address that is shown or printed once, not hung on walls: as large as it takes.

    Level M: it is scanned from a phone or from fresh paper. The mask is fixed, since weighing all eight takes most
    of the time and these are drawn while somebody waits.
    """
    import qrcode

    code = qrcode.QRCode(version=None, error_correction=qrcode.ERROR_CORRECT_M, border=0, mask_pattern=0)
    code.add_data(address)
    code.make(fit=True)
    modules = tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())
    return Code(address, code.version, "M", modules)


Point = tuple[int, int]


def _traced(modules: tuple[tuple[bool, ...], ...]) -> str:
    """Outlines of the dark areas as path commands, each beginning where the last one ended.

    The dark side lies to the right of every edge, so that outlines and holes wind in opposite directions.
    """
    edges = _edges(modules)
    commands, (x, y) = [], (-QUIET_ZONE, -QUIET_ZONE)
    while edges:
        corners = _corners(_loop(edges))
        commands.append(f"m{corners[0][0] - x} {corners[0][1] - y}")
        for (x, y), (to_x, to_y) in pairwise(corners):
            commands.append(f"h{to_x - x}" if to_x != x else f"v{to_y - y}")
        commands.append("z")
        x, y = corners[0]
    return "".join(commands).replace(" -", "-")


def _edges(modules: tuple[tuple[bool, ...], ...]) -> dict[Point, list[Point]]:
    """Every border between a dark and a light module, by the point where it begins."""
    dark = {(x, y) for y, row in enumerate(modules) for x, cell in enumerate(row) if cell}
    edges: dict[Point, list[Point]] = {}
    for x, y in sorted(dark, key=lambda module: (module[1], module[0])):
        around = [((x, y - 1), (x, y), (x + 1, y)), ((x + 1, y), (x + 1, y), (x + 1, y + 1))]
        around += [((x, y + 1), (x + 1, y + 1), (x, y + 1)), ((x - 1, y), (x, y + 1), (x, y))]
        for neighbour, start, end in around:
            if neighbour not in dark:
                edges.setdefault(start, []).append(end)
    return edges


def _loop(edges: dict[Point, list[Point]]) -> list[Point]:
    """Take one closed outline out of the edges."""
    first = point = next(iter(edges))
    loop = [first]
    while len(loop) == 1 or point != first:
        ends = edges[point]
        following = ends.pop()
        if not ends:
            del edges[point]
        point = following
        loop.append(point)
    return loop


def _corners(loop: list[Point]) -> list[Point]:
    """Keep the points where a closed outline turns; the last side is left to the closing command."""
    around = [*loop[:-1], *loop[:2]]
    return [b for a, b, c in zip(around, around[1:], around[2:], strict=False) if (a[0] == b[0]) != (b[0] == c[0])]
