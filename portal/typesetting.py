"""Sheets typeset as PDF/UA-1 from the templates in `sheets/`: the keeper of typst.

The fonts lie in `fonts/` (Be Vietnam Pro, SIL Open Font License 1.1) and no other font is ever taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
FAMILY = "Be Vietnam Pro"
WEIGHTS = {400, 700}


class CannotTypeset(Exception):
    """A sheet cannot be typeset: a text that does not fit, a letter or a font that is missing."""


class TooManyPages(CannotTypeset):
    """A sheet needs more pages than it may have."""


TOO_MANY_PAGES = "nhiều trang quá"
"""What a template says of it."""


class Typesetter:
    """Typesets sheets; CannotTypeset at once when a font is missing."""

    def __init__(self, fonts: Path = FONTS) -> None:
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
        found = {font.weight for font in self._fonts.fonts() if font.family == FAMILY}
        if missing := sorted(WEIGHTS - found):
            raise CannotTypeset(f"thiếu phông chữ {FAMILY} độ đậm {missing} trong {fonts}; chép lại từ bản gốc")
        self._compilers: dict[str, typst.Compiler] = {}

    def typeset(self, template: str, data: Mapping[str, Any], day: date) -> bytes:
        """Give the PDF of a template filled with data, dated that day; CannotTypeset says what does not fit.

        TooManyPages is one of its kind.
        """
        compiler = self._compilers.get(template)
        if compiler is None:
            source = HERE / "sheets" / f"{template}.typ"
            compiler = self._compilers[template] = typst.Compiler(source, root=source.parent, font_paths=self._fonts)
        seconds = (day - date(1970, 1, 1)).days * 86400
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        try:
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=seconds
            )
        except typst.TypstError as error:
            said = _told(error.message)
            raise (TooManyPages if said == TOO_MANY_PAGES else CannotTypeset)(said) from None
        if warnings or not isinstance(pdf, bytes):
            raise CannotTypeset("; ".join(warning.message for warning in warnings) or "không có trang nào")
        return pdf


def _told(message: str) -> str:
    """Give what the templates say themselves; a letter that the font lacks is said in Vietnamese."""
    lacking = re.search(r'the text `"(.+?)"` could not be displayed', message)
    if lacking:
        return f"phông chữ không có ký tự «{lacking[1]}»; bỏ ký tự ấy khỏi tên"
    return message.removeprefix("panicked with: ").strip('"')
