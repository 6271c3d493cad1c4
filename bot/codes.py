"""QR codes of the short addresses: the keeper of qrcode (pure).

`https` in lower case, everything after it in capitals, so that the long part fits QR's alphanumeric mode;
version at most 3 keeps the modules large on paper (ISO/IEC 18004 tables: 23 characters after `https://`
at level H, 34 at level Q).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import qrcode
from PIL import Image
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

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
        """Draw the code as one SVG path, quiet zone included."""
        size = len(self.modules) + 2 * QUIET_ZONE
        path = "".join(_runs(self.modules))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
            f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
        )

    def png(self) -> bytes:
        """Draw the code as a PNG of PIXELS pixels a module, quiet zone included."""
        size = len(self.modules) + 2 * QUIET_ZONE
        image = Image.new("1", (size, size), 1)
        for y, row in enumerate(self.modules):
            for x, dark in enumerate(row):
                if dark:
                    image.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
        data = io.BytesIO()
        image.resize((size * PIXELS, size * PIXELS), Image.Resampling.NEAREST).save(data, "PNG", optimize=True)
        return data.getvalue()


def short_address(public_url: str, number: str) -> str:
    """Give the address that is printed: scheme in lower case, host in capitals, the procedure's number."""
    parts = urlsplit(public_url)
    return f"{parts.scheme}://{parts.netloc.upper()}/{number}"


def make(address: str) -> Code:
    """Make the code of a short address at the highest level that fits; CodeTooLong if none does."""
    scheme, rest = address.split("://", 1)
    level = "H" if len(rest) <= LENGTH_AT_H else "Q"
    if len(rest) > LENGTH_AT_Q or not re.fullmatch(r"[0-9A-Z $%*+\-./:]+", rest):
        raise CodeTooLong(f"«{address}» dài quá {LENGTH_AT_Q} ký tự sau «{scheme}://»; dùng tên miền ngắn hơn")
    correction = qrcode.ERROR_CORRECT_H if level == "H" else qrcode.ERROR_CORRECT_Q
    code = qrcode.QRCode(version=LARGEST_VERSION, error_correction=correction, border=0)
    code.add_data(QRData(scheme.encode(), mode=MODE_8BIT_BYTE), optimize=0)
    code.add_data(QRData(f"://{rest}".encode(), mode=MODE_ALPHA_NUM), optimize=0)
    code.make(fit=False)
    modules = tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())
    return Code(address, LARGEST_VERSION, level, modules)


def _runs(modules: tuple[tuple[bool, ...], ...]) -> list[str]:
    """Horizontal runs of dark modules as path commands, one rectangle a run."""
    commands = []
    for y, row in enumerate(modules):
        x = 0
        while x < len(row):
            length = next((n for n in range(len(row) - x) if not row[x + n]), len(row) - x)
            if length:
                commands.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z")
            x += max(length, 1)
    return commands
