"""One month, from the store to the three files."""

from __future__ import annotations

from pathlib import Path

from bot.store import Store
from portal.report.drawn import as_pdf
from portal.report.files import write_all
from portal.report.gathering import gather
from portal.report.parts import Report, Scope
from portal.report.tables import as_csv, as_workbook
from portal.typesetting import Typesetter


def draw_up(store: Store, scope: Scope, folder: Path) -> tuple[Report, list[Path]]:
    """Gather a month and write it. Raises StoreError, CannotTypeset, CannotWrite."""
    report = gather(store, scope)
    files = {
        f"{report.name}.pdf": as_pdf(report, Typesetter()),
        f"{report.name}.xlsx": as_workbook(report),
        f"{report.name}.csv": as_csv(report),
    }
    return report, write_all(folder, files)
