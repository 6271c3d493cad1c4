"""A small sound knowledge folder that tests may break."""

from pathlib import Path

import pytest

PROCEDURE = """\
so: 01
ma: mo-tiem
ten: Mở tiệm
ten_goi: Mở tiệm
linh_vuc: ho_kinh_doanh
cach_hoi:
  - mở tiệm cần gì
  - xin giấy mở tiệm
lien_quan:
  - ma: thue
    vi_sao: Nộp thuế sau khi mở tiệm.
ban:
  - tu_ngay: 31/12/2021
    den_ngay: 30/06/2025
    co_quan: {noi_dung: UBND thị xã, nguon: [LUẬT]}
    giay_to:
      danh_sach:
        - ten: Đơn
      nguon: [LUẬT]
    thoi_han: {noi_dung: 03 ngày làm việc, so_ngay: 3, loai_ngay: ngay_lam_viec, nguon: [LUẬT]}
    le_phi: {noi_dung: Do HĐND quy định, do_tin: chua_biet}
    can_cu:
      - van_ban: Luật A
    can_cu_gon: Luật A
    kiem_tra: {ngay: 23/11/2026, nguoi: Tổ rà soát, han: 23/05/2027}
  - tu_ngay: 01/07/2025
    co_quan: {noi_dung: UBND phường, nguon: [LUẬT]}
    giay_to:
      danh_sach:
        - ten: Đơn
      nguon: [LUẬT]
    thoi_han: {noi_dung: 02 ngày làm việc, so_ngay: 2, loai_ngay: ngay_lam_viec, nguon: [LUẬT]}
    le_phi:
      noi_dung: Thu khi nộp.
      muc_thu:
        - khoan: Một lần
          so_tien: 100.000
      nguon: [LUẬT]
    nop_tai_quay: {noi_dung: Tại quầy, nguon: [LUẬT]}
    nop_buu_chinh: {duoc: chua_biet, do_tin: chua_biet}
    nop_truc_tuyen: {duoc: co, cac_buoc: [Vào cổng.], lien_ket: "https://dichvucong.gov.vn", nguon: [LUẬT]}
    doi_tuong: {noi_dung: Ai cũng được, nguon: [LUẬT]}
    cac_buoc: {noi_dung: [Nộp., Nhận.], nguon: [LUẬT]}
    ket_qua: {noi_dung: Giấy chứng nhận, nguon: [LUẬT]}
    can_cu:
      - van_ban: Luật B
    can_cu_gon: Luật B
    kiem_tra: {ngay: 23/11/2026, nguoi: Tổ rà soát, han: 23/05/2027}
"""
FILES = {
    "thu-tuc/01-mo-tiem.yaml": PROCEDURE,
    "nguon.yaml": "danh_sach_nguon:\n  - ma: LUẬT\n    ten: Luật mẫu\n",
    "quay.yaml": """\
quay:
  - ma: quay-1
    ban:
      - tu_ngay: 31/12/2021
        ten: Bộ phận Một cửa
        don_vi: UBND phường Mẫu
        dia_chi: {noi_dung: Số 1, nguon: [LUẬT]}
        gio_lam_viec: {do_tin: chua_biet, ai_dien: Văn phòng}
        dien_thoai: {do_tin: chua_biet, ai_dien: Văn phòng}
        dia_ban: [Xã Cũ]
        can_cu: {noi_dung: Luật A, nguon: [LUẬT]}
        kiem_tra: {ngay: 23/11/2026, nguoi: Tổ rà soát, han: 23/05/2027}
""",
    "lich.yaml": """\
nam_lich:
  - nam: 2026
    tinh_trang: da_quyet_dinh
    ngay_nghi:
      - {ngay: 01/01/2026, ten: Tết Dương lịch, nguon: [LUẬT]}
    hoan_doi:
      - {nghi: 02/01/2026, lam_bu: 10/01/2026, ten: Nghỉ bù, nguon: [LUẬT]}
  - nam: 2027
    tinh_trang: tam_tinh
    ngay_nghi: []
""",
    "viec-ngoai.yaml": """\
viec:
  - ma: thue
    ten: Thuế
    cach_hoi: [nộp thuế ở đâu]
    noi_lam:
      - {tu_ngay: 31/12/2021, noi: thue, noi_dung: Hỏi cơ quan thuế., do_tin: suy_ra}
""",
    "chu-de.yaml": "chu_de:\n  - {ma: chao, loai: chat, loi: chao, cach_hoi: [xin chào]}\n",
    "tu-ngu.yaml": "viet_tat: {ko: không}\ntu_dong_nghia: {má: mẹ}\ntu_hoi_phan: {fee: [bao nhiêu tiền]}\n",
    "ma-in.yaml": "ma_in:\n  - {so: 01, ma: mo-tiem}\n",
    "loi-dap.yaml": 'loi_dap:\n  chao: Chào.\n  the: "{ten}: {le_phi}"\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the small book into a folder of its own."""
    for name, text in FILES.items():
        file = tmp_path / "knowledge" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "knowledge"
