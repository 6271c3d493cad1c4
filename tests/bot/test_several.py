"""Two matters in one message are both offered; one matter told with «và» or «rồi» is not torn apart."""

from datetime import datetime

import pytest

from bot import evaluation
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.messages import Outcome

NOW = datetime(2026, 11, 25, 10, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("vừa sao y vừa chứng thực chữ ký luôn", {"chung-thuc-ban-sao", "chung-thuc-chu-ky"}),
        ("tui muốn tách thửa rồi xin phép xây nhà", {"tach-thua-hop-thua", "giay-phep-xay-dung-nha-o"}),
        (
            "chứng thực chữ ký và sao y giấy tờ và làm căn cước",
            {"chung-thuc-chu-ky", "chung-thuc-ban-sao", "cap-can-cuoc"},
        ),
        ("mo tiem tap hoa va chuyen truong cho con lop 7", {"dang-ky-ho-kinh-doanh", "chuyen-truong-thcs"}),
    ],
)
def test_both_are_offered(conversation: Conversation, text: str, both: set[str]) -> None:
    decision = evaluation.talk(conversation, [text], NOW)
    assert decision.outcome is Outcome.CHOOSE
    assert {one.id for one in decision.candidates} == both


@pytest.mark.parametrize(
    "text",
    [
        "đăng ký hộ kinh doanh cần giấy gì và mất bao lâu",
        "chồng tui chết rồi, xin tiền mai táng",
        "kết hôn với người Hàn và làm lễ ở đây",
    ],
)
def test_one_matter_stays_one(conversation: Conversation, text: str) -> None:
    assert evaluation.talk(conversation, [text], NOW).outcome is Outcome.ANSWER
