import unicodedata
from pathlib import Path

import pytest

from bot.messages import Button, Reply
from bot.zalo.outbound import TEXT_LIMIT, Extras, TooLong, parts, payload
from bot.zalo.refusals import DOES, TABLE, UNLISTED, Remedy, refusal, rows, told

REPLY = Reply("Chào", tuple(Button(f"Nút {n}", f"Nút #{n:02}") for n in range(7)))


def build(reply: Reply, **changes: object) -> dict[str, object]:
    body = payload("1", reply, Extras(**{"buttons": True, **changes}))  # type: ignore[arg-type]
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
        (-32, Remedy.MINUTE),
        (-230, Remedy.DROP),
        (-233, Remedy.PLAIN),
        (-100, Remedy.UPLOAD),
        (-209, Remedy.ADMIN),
        (-9999, Remedy.FIX),
    ],
)
def test_refusals(code: int, remedy: Remedy) -> None:
    assert refusal(code).remedy is remedy


# Zalo's published table of OpenAPI errors and its OAuth codes, as the fact sheet lists them.
PUBLISHED = """-32 -100 -200 -201 -204 -205 -209 -210 -211 -212 -213 -214 -216 -217 -218 -219 -220 -221 -223 -224 -227
    -230 -232 -233 -234 -235 -237 -238 -240 -241 -242 -244 -248 -249 -320 -321 -403 -1340 -1341
    -14002 -14003 -14014 -14020"""


def test_every_published_error_has_its_row_in_print() -> None:
    assert set(TABLE) == {int(code) for code in PUBLISHED.split()}
    assert set(DOES) == set(Remedy)
    printed = Path("docs/zalo-errors.md").read_text(encoding="utf-8")
    for row in rows():
        assert all(row)
        assert f"| {' | '.join(row)} |\n" in printed
    assert printed.count("\n| ") == len(TABLE) + 2


def test_staff_read_words_for_a_code() -> None:
    assert told("-230") == "-230: quá 7 ngày người dân không tương tác với OA; việc cần làm: không phải làm gì"
    assert "mã lỗi lạ" in told("-77777")
    assert told("quá 48 giờ") == "quá 48 giờ"


def test_a_long_reply_leaves_in_parts_that_lose_nothing() -> None:
    paragraph = "Giấy tờ cần nộp: " + "đơn, " * 60
    text = "\n\n".join([paragraph] * 14)
    found = parts(Reply(text, REPLY.buttons, "01"))
    assert all(len(one.text) <= TEXT_LIMIT for one in found)
    assert len(found) == 3
    assert [bool(one.buttons) for one in found] == [False, False, True]
    assert [one.qr for one in found] == [None, None, "01"]
    assert " ".join(" ".join(one.text for one in found).split()) == " ".join(text.split())
    assert all(one.text.startswith("Giấy tờ") for one in found)
    assert parts(REPLY) == [REPLY]
    assert [len(one.text) for one in parts(Reply("ă" * 4500))] == [2000, 2000, 500]


def test_only_token_errors_burn_a_refresh_token() -> None:
    assert {code for code, one in TABLE.items() if one.remedy is Remedy.REFRESH} == {-216, -220}
    assert UNLISTED.remedy is Remedy.FIX
