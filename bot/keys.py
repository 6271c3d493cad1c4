"""The one table of knowledge keys: the English name in code and the Vietnamese key in the files (pure).

Keys are Vietnamese without accents because clerks write them; the README's nomenclature prints this table
and a test keeps both equal.
"""

from __future__ import annotations

KEYS: dict[str, str] = {
    # a procedure
    "number": "so",
    "id": "ma",
    "name": "ten",
    "short_name": "ten_goi",
    "field": "linh_vuc",
    "bundle": "tron_goi",
    "wordings": "cach_hoi",
    "shared_wordings": "cach_hoi_chung",
    "needs": "can_co",
    "related": "lien_quan",
    "why": "vi_sao",
    "editions": "ban",
    # an edition
    "starts": "tu_ngay",
    "ends": "den_ngay",
    "title": "ten_ban",
    "codes": "ma_quoc_gia",
    "authority": "co_quan",
    "papers": "giay_to",
    "deadline": "thoi_han",
    "committed": "cam_ket",
    "fee": "le_phi",
    "counter": "nop_tai_quay",
    "post": "nop_buu_chinh",
    "online": "nop_truc_tuyen",
    "who": "doi_tuong",
    "conditions": "dieu_kien",
    "steps": "cac_buoc",
    "result": "ket_qua",
    "forms": "bieu_mau",
    "legal": "can_cu",
    "legal_short": "can_cu_gon",
    "notes": "luu_y",
    "warning": "canh_bao",
    "suspended": "ngung_thuc_hien",
    "review": "kiem_tra",
    # a fact
    "text": "noi_dung",
    "sources": "nguon",
    "confidence": "do_tin",
    "filled_by": "ai_dien",
    "when": "khi",
    "note": "ghi_chu",
    "sets": "so_bo",
    "short": "tom_tat",
    "items": "danh_sach",
    "days": "so_ngay",
    "unit": "loai_ngay",
    "unit_name": "don_vi",
    "cases": "truong_hop",
    "amounts": "muc_thu",
    "item": "khoan",
    "amount": "so_tien",
    "available": "duoc",
    "level": "muc_do",
    "link": "lien_ket",
    "form_number": "so_mau",
    "act": "van_ban",
    "articles": "dieu",
    "decided_by": "theo_quyet_dinh",
    "reason": "ly_do",
    "advice": "viec_can_lam",
    "day": "ngay",
    "by": "nguoi",
    "due": "han",
    # sources
    "source_list": "danh_sach_nguon",
    "address": "dia_chi",
    "read_on": "ngay_doc",
    "kind": "loai",
    # outgoing links
    "hosts": "noi_duoc_phep",
    "outgoing": "dia_chi_ngoai",
    "expected": "chu_phai_thay",
    "by_hand": "phai_nguoi_xem",
    # the counters
    "counters": "quay",
    "hours": "gio_lam_viec",
    "sessions": "buoi",
    "weekday": "thu",
    "opens": "mo",
    "closes": "dong",
    "phone": "dien_thoai",
    "areas": "dia_ban",
    "old_name": "ten_cu",
    "level_of_unit": "cap",
    # the calendar
    "years": "nam_lich",
    "year": "nam",
    "state": "tinh_trang",
    "holidays": "ngay_nghi",
    "exchanged": "hoan_doi",
    "off": "nghi",
    "worked": "lam_bu",
    # matters outside the book, talk
    "matters": "viec",
    "places": "noi_lam",
    "agency": "noi",
    "code": "ma_thu_tuc",
    "fields": "linh_vuc_quoc_gia",
    "topics": "chu_de",
    "reply": "loi",
    "emergency_numbers": "so_khan_cap",
    # the register of printed codes
    "printed_codes": "ma_in",
    "first_printed": "in_lan_dau",
    "targets": "sang",
    "runs": "dot_in",
    "suffix": "ky_hieu",
    "place": "noi_dan",
    "printed": "ngay_in",
    "numbers": "cac_so",
    "taken_down": "ngay_go",
    # words and replies
    "abbreviations": "viet_tat",
    "synonyms": "tu_dong_nghia",
    "facet_words": "tu_hoi_phan",
    "pointing_words": "tu_chi_tro",
    "cries": "keu_cuu",
    "notions": "khai_niem",
    "replies": "loi_dap",
}

NAMES: dict[str, str] = {key: name for name, key in KEYS.items()}


def key_of(name: str) -> str:
    """Give the Vietnamese key under which a field stands in the files; KeyError if the table lacks it."""
    return KEYS[name]
