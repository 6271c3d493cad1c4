"""The buttons beneath an answer about a procedure, and what each asks for (pure)."""

from __future__ import annotations

from bot.messages import Facet

ACTIONS: dict[str, str] = {
    "nut_giay_to": Facet.PAPERS,
    "nut_tai_nha": Facet.ONLINE,
    "nut_mau_don": Facet.FORM,
    "nut_noi_nop": Facet.WHERE,
    "nut_thoi_han": Facet.DEADLINE,
    "nut_le_phi": Facet.FEE,
    "nut_doi_tuong": Facet.WHO,
    "nut_dieu_kien": Facet.CONDITIONS,
    "nut_cac_buoc": Facet.STEPS,
    "nut_ket_qua": Facet.RESULT,
    "nut_can_cu": Facet.LEGAL,
    "nut_buu_chinh": Facet.POST,
    "nut_lien_quan": "related",
    "nut_chi_tiet": "details",
    "nut_ma_qr": "qr",
}
"""Button keys and what each asks for: a facet, what goes with it, the list of parts, or the QR picture."""

ON_CARD = ("nut_giay_to", "nut_tai_nha", "nut_mau_don", "nut_chi_tiet", "nut_ma_qr")
IN_DETAILS = tuple(key for key in ACTIONS if key not in (*ON_CARD, "nut_buu_chinh"))
"""At most nine, so that one digit chooses from the list and two digits always name a procedure."""
MORE = "nut_tiep"
"""The button for the next stretch of an answer; it stands first, and the last of the others gives way."""
TOLD = "told"
"""No button: the list of parts, for who asks for more where nothing is left."""
AND = " + "
"""Joins the titles of parts in one payload: «Giấy tờ + Lệ phí #01»."""
