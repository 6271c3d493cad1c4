"""The figures in words for the chat: the year so far, the two measures, online, and 2021 as history (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from bot import figures
from bot.figures import Figures, Measure
from bot.sections import Words

KEYS: Mapping[str, frozenset[str]] = {
    "so_lieu": frozenset({"nam", "tiep_nhan", "giai_quyet", "cac_dong", "cap_nhat", "lien_ket", "lich_su"}),
    "so_lieu_da_dang_ky": frozenset({"muc"}),
    "so_lieu_luat_dinh": frozenset({"muc"}),
    "so_lieu_khong_luat_dinh": frozenset(),
    "so_lieu_truc_tuyen": frozenset({"ty_le"}),
    "so_lieu_cung_ky": frozenset({"thang", "nam_truoc", "truoc", "nay", "thay_doi"}),
    "so_lieu_2021": frozenset(),
    "so_lieu_o": frozenset({"lien_ket", "lich_su"}),
    "thong_ke": frozenset({"lich_su"}),
}
"""Templates about figures and the placeholders each may hold."""
DECEMBER = 12


def lines(words: Words, found: Figures) -> list[str]:
    """Give the measures of the year of the last import, and online filing, one line each."""
    months = found.year(found.newest_year)
    told = []
    if promised := figures.promised(months):
        told.append(words.fill("so_lieu_da_dang_ky", muc=measured(promised)))
    if legal := figures.legal(months):
        told.append(words.fill("so_lieu_luat_dinh", muc=measured(legal)))
    elif any(one.done for one in months):
        told.append(words["so_lieu_khong_luat_dinh"])
    if online := figures.online(months):
        told.append(words.fill("so_lieu_truc_tuyen", ty_le=online))
    return told + growth(words, found)


def growth(words: Words, found: Figures) -> list[str]:
    """Compare online filing with the same full months of the year before, where both are known."""
    year = found.newest_year
    last = found.as_of.month - 1 if year == found.as_of.year else DECEMBER
    earlier, latest = found.year(year - 1, last), found.year(year, last)
    before, now = figures.online(earlier), figures.online(latest)
    if not (before and now and len(earlier) == len(latest) == last):
        return []
    change = figures.points(before, now)
    values = {"thang": f"{last}", "nam_truoc": f"{year - 1}", "truoc": before, "nay": now}
    return [words.fill("so_lieu_cung_ky", **values, thay_doi=f"; {change}" if change else "")]


def measured(one: Measure) -> str:
    """Write a measure: how many of how many, and the share."""
    return f"{one.kept}/{one.known} ({one.share})" if one.kept else f"{one.share} của {one.known} hồ sơ"


def told(words: Words, found: Figures | None, link: str) -> str:
    """Tell the figures of the year, or where they stand; the history with it, dated and sourced."""
    history = words["so_lieu_2021"]
    if found is None:
        return words.fill("so_lieu_o", lien_ket=link, lich_su=history)
    months = found.year(found.newest_year)
    return words.fill(
        "so_lieu",
        nam=str(found.newest_year),
        tiep_nhan=figures.total([one.received for one in months]),
        giai_quyet=figures.total([one.done for one in months]),
        cac_dong="\n".join(lines(words, found)),
        cap_nhat=f"{found.as_of:%H:%M %d/%m/%Y}",
        lien_ket=link,
        lich_su=history,
    )
