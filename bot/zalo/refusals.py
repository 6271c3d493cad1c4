"""What Zalo answers when it does not send: each error number, what the worker does, what staff read (pure).

Numbers from Zalo's table of OpenAPI errors (appendix "mã lỗi") and its OAuth answers. Errors usually come
with HTTP 200, so the number decides, never the status.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Remedy(StrEnum):
    """What the worker does about a refusal."""

    LATER = "later"  # try again after a pause
    REFRESH = "refresh"  # renew the token once, then once more
    PLAIN = "plain"  # send the same content as plain text; without extras it is our fault
    UPLOAD = "upload"  # upload the picture again, then once more
    DROP = "drop"  # this citizen cannot be reached: give up quietly
    FIX = "fix"  # our request is wrong: give up and tell the log
    ADMIN = "admin"  # a person must act in Zalo's console: keep the message, try much later


@dataclass(frozen=True)
class Refusal:
    """One error number: what to do, and the sentence for staff."""

    remedy: Remedy
    meaning: str


TABLE: dict[int, Refusal] = {
    -32: Refusal(Remedy.LATER, "gửi quá nhanh, Zalo tạm chặn; tự gửi lại sau"),
    -100: Refusal(Remedy.UPLOAD, "hình đã tải lên quá 7 ngày"),
    -200: Refusal(Remedy.LATER, "Zalo gửi không được, chưa rõ lý do"),
    -201: Refusal(Remedy.PLAIN, "Zalo không nhận một tham số của tin"),
    -204: Refusal(Remedy.ADMIN, "tài khoản OA đã bị xóa"),
    -205: Refusal(Remedy.ADMIN, "tài khoản OA không tồn tại"),
    -209: Refusal(Remedy.ADMIN, "ứng dụng chưa được kích hoạt trên trang nhà phát triển Zalo"),
    -210: Refusal(Remedy.FIX, "tin vượt giới hạn của Zalo"),
    -211: Refusal(Remedy.ADMIN, "hết hạn mức tính năng"),
    -212: Refusal(Remedy.ADMIN, "ứng dụng chưa đăng ký API này"),
    -213: Refusal(Remedy.DROP, "người dân chưa quan tâm OA"),
    -216: Refusal(Remedy.REFRESH, "khóa truy cập không hợp lệ"),
    -217: Refusal(Remedy.DROP, "người dân đã chặn lời mời từ OA"),
    -218: Refusal(Remedy.DROP, "người dân đã nhận đủ số tin trong ngày"),
    -219: Refusal(Remedy.ADMIN, "ứng dụng đã bị gỡ hoặc bị khóa"),
    -220: Refusal(Remedy.REFRESH, "khóa truy cập hết hạn"),
    -221: Refusal(Remedy.ADMIN, "OA chưa được xác thực"),
    -223: Refusal(Remedy.ADMIN, "OA chưa cấp quyền API này cho ứng dụng"),
    -224: Refusal(Remedy.PLAIN, "gói dịch vụ của OA chưa có tính năng này"),
    -227: Refusal(Remedy.DROP, "tài khoản người dân bị khóa hoặc không dùng quá 45 ngày"),
    -230: Refusal(Remedy.DROP, "quá 7 ngày người dân không tương tác với OA"),
    -232: Refusal(Remedy.DROP, "người dân chưa tương tác, hoặc lần cuối đã quá hạn"),
    -233: Refusal(Remedy.PLAIN, "kiểu tin không được hỗ trợ"),
    -234: Refusal(Remedy.LATER, "Zalo không cho gửi loại tin này ban đêm"),
    -235: Refusal(Remedy.ADMIN, "API không dành cho loại OA này"),
    -240: Refusal(Remedy.PLAIN, "API kiểu cũ đã đóng"),
    -242: Refusal(Remedy.FIX, "appsecret_proof không đúng"),
    -244: Refusal(Remedy.DROP, "người dân đã hạn chế nhận loại tin này"),
    -248: Refusal(Remedy.ADMIN, "nội dung bị cho là vi phạm tiêu chuẩn Zalo"),
    -320: Refusal(Remedy.ADMIN, "chưa liên kết tài khoản Zalo Cloud để trả phí"),
    -321: Refusal(Remedy.ADMIN, "tài khoản Zalo Cloud hết tiền"),
}
UNLISTED = Refusal(Remedy.FIX, "mã lỗi lạ, xem trang mã lỗi của Zalo")


def refusal(code: int) -> Refusal:
    """Look up an error number; one that is not listed is logged and given up."""
    return TABLE.get(code, UNLISTED)
