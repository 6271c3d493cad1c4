"""What Zalo answers when it does not send: each error number, what the worker does, what staff read (pure).

Numbers from Zalo's table of OpenAPI errors (appendix "mã lỗi") and its OAuth answers. Errors usually come
with HTTP 200, so the number decides, never the status. `docs/zalo-errors.md` is this table in print.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Remedy(StrEnum):
    """What the worker does about a refusal."""

    LATER = "later"  # try again after the usual pause
    MINUTE = "minute"  # too fast: take a breath, try this one again in the next minute
    MORNING = "morning"  # not at night: try again at five past six
    REFRESH = "refresh"  # renew the token once, then once more
    PLAIN = "plain"  # send the same content without what was refused; without extras it is given up
    UPLOAD = "upload"  # upload the picture again, then once more
    DROP = "drop"  # this citizen cannot be reached: give up quietly
    FIX = "fix"  # our request is wrong: give up and tell the log
    ADMIN = "admin"  # a person must act in Zalo's console: keep the message, try again
    ADMIN_DROP = "admin-drop"  # a person must act, and this message is given up


DOES = {
    Remedy.LATER: "gửi lại sau, thưa dần",
    Remedy.MINUTE: "nghỉ vài giây, tin này gửi lại vào phút sau",
    Remedy.MORNING: "giữ tin, gửi lại lúc 6 giờ 05",
    Remedy.REFRESH: "đổi khóa một lần rồi gửi lại",
    Remedy.PLAIN: "gửi lại bằng chữ, không nút, không hình, không trích dẫn; vẫn bị từ chối thì thôi",
    Remedy.UPLOAD: "tải hình lên lại rồi gửi lại",
    Remedy.DROP: "thôi, không gửi lại",
    Remedy.FIX: "thôi, ghi vào nhật ký là lỗi của phần mềm",
    Remedy.ADMIN: "giữ tin, cứ hai phút thử lại, tới khi có người xử lý",
    Remedy.ADMIN_DROP: "thôi tin này, báo người phụ trách",
}
"""What the worker does, as staff read it."""


@dataclass(frozen=True)
class Refusal:
    """One error number: what to do, what it means, what staff should do."""

    remedy: Remedy
    meaning: str
    advice: str = ""


CONSOLE = "vào trang developers.zalo.me, mục ứng dụng của cơ quan"
OA_TOOL = "vào trang oa.zalo.me, mục quản lý tài khoản"
NOTHING = "không phải làm gì"
REPORT = "báo người bảo trì phần mềm, kèm mã lỗi"
CLOUD = "chỉ khi muốn trả phí: liên kết, nạp tiền tài khoản Zalo Cloud rồi đặt [zalo] charged = true"

TABLE: dict[int, Refusal] = {
    -32: Refusal(Remedy.MINUTE, "gửi quá nhanh, Zalo tạm chặn", "gặp nhiều thì giảm [zalo] sends_per_minute"),
    -100: Refusal(Remedy.UPLOAD, "hình đã tải lên quá 7 ngày", NOTHING),
    -200: Refusal(Remedy.LATER, "Zalo gửi không được, không nói lý do", NOTHING),
    -201: Refusal(Remedy.PLAIN, "Zalo không nhận một tham số của tin", REPORT),
    -204: Refusal(Remedy.ADMIN, "tài khoản OA đã bị xóa", OA_TOOL),
    -205: Refusal(Remedy.ADMIN, "tài khoản OA không tồn tại", OA_TOOL),
    -209: Refusal(Remedy.ADMIN, "ứng dụng chưa được kích hoạt", CONSOLE),
    -210: Refusal(Remedy.FIX, "tin vượt giới hạn của Zalo", REPORT),
    -211: Refusal(Remedy.ADMIN, "hết hạn mức của tính năng này", OA_TOOL),
    -212: Refusal(Remedy.ADMIN, "ứng dụng chưa đăng ký API này", CONSOLE),
    -213: Refusal(Remedy.DROP, "người dân chưa quan tâm OA", NOTHING),
    -214: Refusal(Remedy.FIX, "bài viết đang được xử lý (bot không dùng)", REPORT),
    -216: Refusal(Remedy.REFRESH, "khóa truy cập không hợp lệ", "lặp lại mãi thì chạy: python -m bot connect"),
    -217: Refusal(Remedy.DROP, "người dân đã chặn lời mời từ OA", NOTHING),
    -218: Refusal(Remedy.DROP, "người dân đã nhận đủ số tin trong ngày", NOTHING),
    -219: Refusal(Remedy.ADMIN, "ứng dụng đã bị gỡ hoặc bị khóa", CONSOLE),
    -220: Refusal(
        Remedy.REFRESH, "khóa truy cập hết hạn hoặc đã bị thay", "lặp lại mãi thì chạy: python -m bot connect"
    ),
    -221: Refusal(Remedy.ADMIN, "OA chưa được xác thực", OA_TOOL),
    -223: Refusal(Remedy.ADMIN, "OA chưa cấp quyền API này cho ứng dụng", "cấp quyền lại: python -m bot connect"),
    -224: Refusal(Remedy.PLAIN, "gói dịch vụ của OA chưa có tính năng này", OA_TOOL),
    -227: Refusal(Remedy.DROP, "tài khoản người dân bị khóa hoặc không dùng quá 45 ngày", NOTHING),
    -230: Refusal(Remedy.DROP, "quá 7 ngày người dân không tương tác với OA", NOTHING),
    -232: Refusal(Remedy.DROP, "người dân chưa tương tác, hoặc lần cuối đã quá hạn", NOTHING),
    -233: Refusal(Remedy.PLAIN, "kiểu tin không được hỗ trợ", NOTHING),
    -234: Refusal(Remedy.MORNING, "Zalo không cho gửi loại tin này từ 22 giờ tới 6 giờ", NOTHING),
    -235: Refusal(Remedy.ADMIN, "API không dành cho loại OA này", OA_TOOL),
    -237: Refusal(Remedy.FIX, "nhóm chat đã bị tắt (bot không dùng)", REPORT),
    -238: Refusal(Remedy.FIX, "tài nguyên của nhóm đã dùng hoặc bị tắt (bot không dùng)", REPORT),
    -240: Refusal(Remedy.PLAIN, "API kiểu cũ đã đóng", REPORT),
    -241: Refusal(Remedy.FIX, "tài nguyên của nhóm đã được dùng (bot không dùng)", REPORT),
    -242: Refusal(
        Remedy.ADMIN, "appsecret_proof thiếu hoặc sai", "đặt [zalo] appsecret_proof = true, xem lại app_secret"
    ),
    -244: Refusal(Remedy.DROP, "người dân đã hạn chế nhận loại tin này", NOTHING),
    -248: Refusal(
        Remedy.ADMIN_DROP, "nội dung bị cho là vi phạm tiêu chuẩn của Zalo", "xem lại câu chữ của câu trả lời đó"
    ),
    -249: Refusal(Remedy.FIX, "mẫu tin không gửi được theo mã người dùng (bot không dùng)", REPORT),
    -320: Refusal(Remedy.ADMIN_DROP, "tin tính phí mà chưa liên kết tài khoản Zalo Cloud", CLOUD),
    -321: Refusal(Remedy.ADMIN_DROP, "tài khoản Zalo Cloud hết tiền", CLOUD),
    -403: Refusal(Remedy.FIX, "OA không ở trong nhóm chat này (bot không dùng)", REPORT),
    -1340: Refusal(Remedy.FIX, "không có biểu mẫu quảng cáo này (bot không dùng)", REPORT),
    -1341: Refusal(Remedy.FIX, "không có quyền với biểu mẫu quảng cáo này (bot không dùng)", REPORT),
    -14002: Refusal(Remedy.ADMIN, "mã ứng dụng sai, hoặc ứng dụng chưa hoạt động (khi đổi khóa)", CONSOLE),
    -14003: Refusal(
        Remedy.ADMIN, "địa chỉ callback chưa đăng ký (khi cấp quyền)", "sửa [zalo] callback_url cho đúng như trang Zalo"
    ),
    -14014: Refusal(Remedy.ADMIN, "khóa làm mới sai hoặc đã dùng (khi đổi khóa)", "chạy: python -m bot connect"),
    -14020: Refusal(Remedy.ADMIN, "khóa làm mới quá 3 tháng (khi đổi khóa)", "chạy: python -m bot connect"),
}
UNLISTED = Refusal(Remedy.FIX, "mã lỗi lạ", "xem trang mã lỗi của Zalo; " + REPORT)
BARE_PLAIN = {-224: Remedy.ADMIN}
"""What to do where plain text alone was refused with a code that asks for plain text; FIX for the others."""


def refusal(code: int) -> Refusal:
    """Look up an error number; one that is not listed is logged and given up."""
    return TABLE.get(code, UNLISTED)


def told(error: str) -> str:
    """Say in Vietnamese what staff should know of an error as the outbox keeps it: a code, or words of our own."""
    if not error.lstrip("-").isdigit():
        return error
    found = refusal(int(error))
    return f"{error}: {found.meaning}; việc cần làm: {found.advice}"


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Give the table in print: code, meaning, what the worker does, what staff do."""
    for code, one in TABLE.items():
        yield str(code), one.meaning, DOES[one.remedy], one.advice
    yield "khác", UNLISTED.meaning, DOES[UNLISTED.remedy], UNLISTED.advice
