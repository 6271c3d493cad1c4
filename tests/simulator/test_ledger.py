"""A bot that misbehaves is caught; one that behaves is not."""

from collections.abc import Callable

import pytest

from simulator import HandClock, Simulator
from tests.simulator.conftest import Bot, Receiver

Scene = Callable[[Simulator, Bot, str], None]


def answers_each_once(simulator: Simulator, bot: Bot, user: str) -> None:
    bot.say(user, "Chào lại")
    for text in ("một", "hai", "một"):
        bot.say(user, f"Đáp {text}", quote=simulator.say(user, text))


def gives_two_questions_the_same_answer(simulator: Simulator, bot: Bot, user: str) -> None:
    bot.say(user, "Chào lại")
    simulator.say(user, "abc")
    simulator.say(user, "xyz")
    bot.say(user, "Xin lỗi, chưa rõ")
    bot.say(user, "Xin lỗi, chưa rõ")


def answers_in_another_order(simulator: Simulator, bot: Bot, user: str) -> None:
    bot.say(user, "Chào lại")
    first, _second = simulator.say(user, "một"), simulator.say(user, "hai")
    bot.say(user, "Đáp hai")
    bot.say(user, "Đáp một", quote=first)


def answers_one_of_two_twice(simulator: Simulator, bot: Bot, user: str) -> None:
    bot.say(user, "Chào lại")
    first = simulator.say(user, "một")
    bot.say(user, "Đáp một", quote=first)
    simulator.say(user, "hai")
    bot.say(user, "Đáp một", quote=first)


def answers_twice(_: Simulator, bot: Bot, user: str) -> None:
    bot.say(user, "Chào lại")
    bot.say(user, "Chào lại")


def answers_twice_while_another_waits(simulator: Simulator, bot: Bot, user: str) -> None:
    simulator.say(user, "hai")
    bot.say(user, "Chào lại")
    bot.say(user, "Chào lại")
    bot.say(user, "Đáp hai")


def answers_twice_with_a_quote(simulator: Simulator, bot: Bot, user: str) -> None:
    first = simulator.say(user, "một")
    simulator.say(user, "hai")
    bot.say(user, "Đáp một", quote=first)
    bot.say(user, "Đáp một", quote=first)


def answers_twice_after_another(simulator: Simulator, bot: Bot, user: str) -> None:
    simulator.say(user, "hai")
    bot.say(user, "Chào lại")
    bot.say(user, "Đáp hai")
    bot.say(user, "Chào lại")


def answers_an_echo(simulator: Simulator, bot: Bot, user: str) -> None:
    bot.say(user, "Chào lại")
    assert simulator.settle()
    bot.say(user, "Bạn nói: Chào lại")


def answers_a_reaction(simulator: Simulator, bot: Bot, user: str) -> None:
    simulator.switches.echo_events = simulator.switches.receipts = False
    simulator.react(user, bot.say(user, "Chào lại"))
    assert simulator.settle()
    bot.say(user, "Cảm ơn")


def chatters(simulator: Simulator, bot: Bot, user: str) -> None:
    simulator.switches.echo_events = simulator.switches.receipts = False
    bot.say(user, "Chào lại")
    bot.say(user, "Còn gì nữa không?")


def speaks_over_staff(simulator: Simulator, bot: Bot, user: str) -> None:
    simulator.switches.staff_silence = 600.0
    simulator.staff(user, "Cán bộ đây")
    bot.say(user, "Chào lại")


def writes_decomposed_letters(_: Simulator, bot: Bot, user: str) -> None:
    bot.say(user, "Cha\u0300o")


SCENES: list[tuple[Scene, list[str]]] = [
    (answers_each_once, []),
    (gives_two_questions_the_same_answer, []),
    (answers_in_another_order, []),
    (answers_one_of_two_twice, ["answered-twice"]),
    (answers_twice, ["answered-twice"]),
    (answers_twice_while_another_waits, ["answered-twice"]),
    (answers_twice_after_another, ["answered-twice"]),
    (answers_twice_with_a_quote, ["answered-twice"]),
    (answers_an_echo, ["answered-echo"]),
    (answers_a_reaction, ["answered-echo"]),
    (chatters, ["unprompted"]),
    (speaks_over_staff, ["spoke-over-staff"]),
    (writes_decomposed_letters, ["not-nfc"]),
]


@pytest.mark.parametrize(("scene", "kinds"), SCENES, ids=[row[0].__name__ for row in SCENES])
@pytest.mark.usefixtures("receiver")
def test_the_report(simulator: Simulator, bot: Bot, user: str, scene: Scene, kinds: list[str]) -> None:
    scene(simulator, bot, user)
    assert sorted({violation.kind for violation in simulator.violations()}) == kinds


def test_a_send_knows_which_message_it_answers(simulator: Simulator, bot: Bot, user: str) -> None:
    first, second = simulator.say(user, "một"), simulator.say(user, "hai")
    bot.say(user, "Đáp hai", quote=second)
    bot.say(user, "Chào lại")
    bot.say(user, "Đáp một")
    assert [one.answers for one in simulator.sent][0::2] == [second, first]


def test_staff_have_the_talk_only_for_their_time(simulator: Simulator, clock: HandClock, bot: Bot, user: str) -> None:
    simulator.switches.staff_silence = 600.0
    simulator.staff(user, "Cán bộ đây")
    clock.advance(601)
    bot.say(user, "Chào lại")
    assert simulator.report() == []


def test_a_receiver_that_answers_echoes_is_caught_over_http(
    simulator: Simulator, receiver: Receiver, bot: Bot, user: str
) -> None:
    simulator.switches.receipts = False
    left = [3]

    def answer(event: dict[str, dict[str, str]]) -> None:
        left[0] -= 1
        if left[0] > 0:
            bot.say(user, f"Bạn nói: {event['message']['text']}")

    receiver.reaction = answer
    simulator.say(user, "Chào nữa")
    assert simulator.wait_for_sends(2)
    assert simulator.settle()
    bot.say(user, "và nữa")
    assert "answered-echo" in {violation.kind for violation in simulator.violations()}
