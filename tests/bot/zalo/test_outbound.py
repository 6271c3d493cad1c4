import unicodedata

import pytest

from bot.messages import Button, Reply
from bot.zalo.outbound import TooLong, payload
from bot.zalo.refusals import TABLE, UNLISTED, Remedy, refusal

REPLY = Reply("Chào", tuple(Button(f"Nút {n}", f"Nút #{n:02}") for n in range(7)))


def build(reply: Reply, **changes: object) -> dict[str, object]:
    options: dict[str, object] = {"buttons": True, "picture": None, "quote": None, **changes}
    body = payload("1", reply, **options)  # type: ignore[arg-type]
    message = body["message"]
    assert body["recipient"] == {"user_id": "1"}
    assert isinstance(message, dict)
    return message


def test_plain_text_is_nothing_but_text() -> None:
    assert build(Reply("Chào"), buttons=True) == {"text": "Chào"}
    assert build(REPLY, buttons=False) == {"text": "Chào"}


def test_at_most_five_buttons_that_send_their_payload() -> None:
    attachment = build(REPLY)["attachment"]
    assert attachment["type"] == "template"  # type: ignore[index]
    buttons = attachment["payload"]["buttons"]  # type: ignore[index]
    assert len(buttons) == 5
    assert buttons[0] == {"title": "Nút 0", "type": "oa.query.show", "payload": "Nút #00"}


def test_a_picture_takes_the_place_of_the_buttons() -> None:
    message = build(REPLY, picture="att")
    assert message["attachment"]["payload"] == {  # type: ignore[index]
        "template_type": "media",
        "elements": [{"media_type": "image", "attachment_id": "att"}],
    }


def test_a_quote_names_the_message() -> None:
    assert build(Reply("Chào"), quote="m1") == {"text": "Chào", "quote_message_id": "m1"}


def test_text_leaves_composed_and_within_the_limit() -> None:
    assert build(Reply(unicodedata.normalize("NFD", "Đăng ký")))["text"] == "Đăng ký"
    assert len(str(build(Reply("ă" * 2000))["text"])) == 2000
    with pytest.raises(TooLong):
        build(Reply("ă" * 2001))


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (-216, Remedy.REFRESH),
        (-220, Remedy.REFRESH),
        (-32, Remedy.LATER),
        (-230, Remedy.DROP),
        (-233, Remedy.PLAIN),
        (-100, Remedy.UPLOAD),
        (-209, Remedy.ADMIN),
        (-9999, Remedy.FIX),
    ],
)
def test_refusals(code: int, remedy: Remedy) -> None:
    assert refusal(code).remedy is remedy


def test_only_token_errors_burn_a_refresh_token() -> None:
    assert {code for code, one in TABLE.items() if one.remedy is Remedy.REFRESH} == {-216, -220}
    assert UNLISTED.remedy is Remedy.FIX
