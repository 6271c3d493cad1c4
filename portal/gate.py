"""The gate for printed sheets: the final PDF is drawn as a printer would and every code read back.

The keeper of pypdfium2 (draws) and zxing-cpp (reads).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot
from typing import Any, cast

import pypdfium2
import zxingcpp
from PIL import Image

RESOLUTIONS = (72, 100, 150, 300)
"""Dots per inch at which a sheet must read: from a preview on a screen to an office printer."""
SLACK = 0.02
"""Share of a module's promised size that drawing to whole pixels may take away."""
MM_PER_INCH = 25.4


@dataclass(frozen=True)
class Promise:
    """What a code on a sheet must turn out to be: level of correction and size of a module in millimetres."""

    level: str
    module_mm: float


@dataclass(frozen=True)
class Reading:
    """A code as read from a picture: `unused` is the share of correction left, `corners` are pixels."""

    text: str
    version: int
    level: str
    unused: float
    corners: tuple[tuple[int, int], ...]

    def module_mm(self, dpi: float) -> float:
        """Give the size of a module, from the four sides, in millimetres."""
        sides = [hypot(a[0] - b[0], a[1] - b[1]) for a, b in zip(self.corners, self.corners[1:], strict=False)]
        return sum(sides) / len(sides) / (17 + 4 * self.version) / dpi * MM_PER_INCH


def draw(pdf: bytes, dpi: float) -> Image.Image:
    """Draw the first page in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture: Image.Image = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
        return picture.copy()
    finally:
        document.close()


def read(picture: Image.Image) -> list[Reading]:
    """Read every QR code of a grey picture."""
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return [_reading(found) for found in zxingcpp.read_barcodes(picture, formats=formats)]


def _reading(found: zxingcpp.Barcode) -> Reading:
    at, extra = found.position, cast(dict[str, Any], found.extra)
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    points = tuple((corner.x, corner.y) for corner in corners)
    return Reading(found.text, int(extra["Version"]), str(extra["ECLevel"]), float(extra["UEC"]), points)


def examine(pdf: bytes, promised: Mapping[str, Promise], version: int) -> list[str]:
    """Say in Vietnamese all that is wrong with a sheet: pages, codes missing or strange, weak or too small."""
    document = pypdfium2.PdfDocument(pdf)
    pages = len(document)
    document.close()
    if pages != 1:
        return [f"nội dung tràn sang trang {pages}; rút gọn tên"]
    faults = []
    for dpi in RESOLUTIONS:
        readings = read(draw(pdf, dpi))
        texts = sorted(reading.text for reading in readings)
        if texts != sorted(promised):
            missing = ", ".join(sorted(set(promised) - set(texts))) or "không"
            strange = ", ".join(sorted(set(texts) - set(promised))) or "không"
            faults.append(f"ở {dpi} dpi đọc được {len(texts)}/{len(promised)} mã; thiếu: {missing}; lạ: {strange}")
        faults += [
            f"ở {dpi} dpi mã {reading.text} {fault}"
            for reading in readings
            if reading.text in promised
            for fault in _weaknesses(reading, promised[reading.text], version, dpi)
        ]
    return faults


def _weaknesses(reading: Reading, promise: Promise, version: int, dpi: float) -> list[str]:
    faults = []
    if (reading.version, reading.level) != (version, promise.level):
        faults.append(f"là {reading.version}-{reading.level}, phải là {version}-{promise.level}")
    if reading.unused < 1.0:
        faults.append(f"chỉ còn {reading.unused:.0%} sức sửa lỗi, phải còn 100%")
    if reading.module_mm(dpi) < promise.module_mm * (1 - SLACK):
        faults.append(f"ô vuông {reading.module_mm(dpi):.2f} mm, phải {promise.module_mm:.2f} mm")
    return faults
