"""The two tables of the queue: order, claims, retries, recovery."""

import pytest

from bot import citizens, inbox, outbox
from bot.messages import Button, Decision, Facet, Memory, Outcome, Reply
from bot.outbox import LONGEST_PAUSE, TRIES, Dead, Later, Sent
from bot.store import Store


def put(store: Store, *keys: str) -> None:
    for key in keys:
        citizen = key.split(":", maxsplit=1)[0]
        inbox.put(store, key, citizen, f'{{"body": "{key}"}}', 1.0)


def settle(store: Store, row_id: int, owner: str = "w0") -> bool:
    with store.write() as connection:
        return inbox.settle(connection, row_id, owner, 2.0)


def reply(store: Store, citizen: str, text: str, now: float = 1.0, inbox_id: int = 0) -> None:
    with store.write() as connection:
        outbox.put(connection, outbox.Address(inbox_id or int(text), citizen, citizen), Reply(text), None, now)


def states(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return outbox.counts(connection)


def test_the_same_event_twice_is_stored_once_even_after_it_was_settled(store: Store) -> None:
    put(store, "a:1", "a:1")
    (received,) = inbox.claim(store, "w0", 1.0, 10)
    assert settle(store, received.id)
    put(store, "a:1")
    assert inbox.claim(store, "w0", 1.0, 10) == []


def test_a_citizens_messages_are_claimed_one_at_a_time_in_order(store: Store) -> None:
    put(store, "a:1", "a:2", "b:1", "a:3")
    first = inbox.claim(store, "w0", 1.0, 10)
    assert [one.body for one in first] == ['{"body": "a:1"}', '{"body": "b:1"}']
    assert inbox.claim(store, "w1", 1.0, 10) == []
    settle(store, first[0].id)
    (second,) = inbox.claim(store, "w1", 1.0, 10)
    assert "a:2" in second.body


def test_a_settled_row_forgets_its_text(store: Store) -> None:
    put(store, "a:1")
    (received,) = inbox.claim(store, "w0", 1.0, 10)
    settle(store, received.id)
    with store.read() as connection:
        assert connection.rows("SELECT body, state FROM inbox") == [{"body": None, "state": "settled"}]


def test_only_the_owner_of_a_claim_can_settle_it(store: Store) -> None:
    put(store, "a:1")
    (received,) = inbox.claim(store, "w0", 1.0, 10)
    assert not settle(store, received.id, "w1")
    assert settle(store, received.id, "w0")
    assert not settle(store, received.id, "w0")


@pytest.mark.parametrize(
    ("owner", "now", "released"),
    [("w0", 2.0, True), ("w1", 2.0, False), ("w1", 2.0 + inbox.LEASE, True)],
    ids=["own claims at once", "another's only later", "another's past the lease"],
)
def test_claims_left_by_a_crash_are_given_back(store: Store, owner: str, now: float, released: bool) -> None:
    put(store, "a:1")
    inbox.claim(store, "w0", 1.0, 10)
    inbox.release(store, owner, now)
    assert bool(inbox.claim(store, "w2", now, 10)) is released


def test_replies_to_one_citizen_leave_in_order_and_to_many_at_once(store: Store) -> None:
    for citizen, text in [("a", "1"), ("a", "2"), ("b", "3"), ("c", "4")]:
        reply(store, citizen, text)
    first = outbox.claim(store, "w0", 1.0, 10)
    assert [one.reply.text for one in first] == ["1", "3", "4"]
    assert outbox.claim(store, "w0", 1.0, 10) == []
    with store.write() as connection:
        outbox.settle(connection, first[0], Sent("m1"), 2.0)
    assert [one.reply.text for one in outbox.claim(store, "w0", 2.0, 10)] == ["2"]


def test_a_retry_keeps_its_place_before_the_citizens_next_reply(store: Store) -> None:
    reply(store, "a", "1")
    reply(store, "a", "2")
    (sending,) = outbox.claim(store, "w0", 1.0, 10)
    with store.write() as connection:
        outbox.settle(connection, sending, Later("502"), 1.0)
    assert outbox.claim(store, "w0", 1.5, 10) == []
    (again,) = outbox.claim(store, "w0", 2.0, 10)
    assert (again.reply.text, again.tries) == ("1", 1)  # nothing else got through: not its own failure


def test_after_the_last_try_a_reply_is_dead_and_blocks_nobody(store: Store) -> None:
    reply(store, "a", "1")
    reply(store, "a", "2")
    reply(store, "b", "3")
    now = 1.0
    for turn in range(TRIES):
        (sending, *other) = outbox.claim(store, "w0", now, 10)
        assert (sending.reply.text, sending.tries) == ("1", turn + 1)
        with store.write() as connection:
            for one in other:
                outbox.settle(connection, one, Sent(f"m{turn}"), now)
            outbox.settle(connection, sending, Later("502"), now)
        reply(store, "b", "3")
        now += LONGEST_PAUSE
    assert states(store) == {"dead": 1, "waiting": 2, "sent": TRIES}
    assert [one.reply.text for one in outbox.claim(store, "w0", now, 10)] == ["2", "3"]


def test_the_parts_of_an_answer_leave_in_order_and_end_together(store: Store) -> None:
    for text, inbox_id in [("1", 1), ("2", 1), ("3", 2)]:
        reply(store, "a", text, inbox_id=inbox_id)
    (sending,) = outbox.claim(store, "w0", 1.0, 10)
    with store.write() as connection:
        outbox.settle(connection, sending, Dead("-210"), 1.0)
    assert [one.reply.text for one in outbox.claim(store, "w0", 1.0, 10)] == ["3"]
    with store.read() as connection:
        rows = connection.rows("SELECT error FROM outbox WHERE state = 'dead' ORDER BY id")
    assert [row["error"] for row in rows] == ["-210", outbox.PART_MISSING]


def test_a_refused_quote_is_left_out_for_good(store: Store) -> None:
    with store.write() as connection:
        outbox.put(connection, outbox.Address(1, "a", "a"), Reply("1"), "old", 1.0)
    (sending,) = outbox.claim(store, "w0", 1.0, 10)
    assert sending.quote == "old"
    outbox.unquote(store, sending)
    with store.write() as connection:
        outbox.settle(connection, sending, Later("502"), 1.0)
    (again,) = outbox.claim(store, "w0", 9.0, 10)
    assert again.quote is None


def test_the_window_counts_from_what_the_citizen_did_last(store: Store) -> None:
    def last(citizen: str) -> float | None:
        with store.read() as connection:
            return inbox.last_interaction(connection, citizen)

    assert last("a") is None
    inbox.put(store, "user_send_text:1", "a", "{}", 100.0, 90.0)
    assert last("a") == 90.0
    inbox.put(store, "oa_send_text:2", "a", "{}", 200.0)
    inbox.put(store, "unfollow:3:a", "a", "{}", 300.0)
    assert last("a") == 90.0
    assert inbox.put(store, "follow:4:a", "a", "{}", 400.0)
    assert not inbox.put(store, "follow:4:a", "a", "{}", 500.0)
    assert last("a") == 400.0


def test_someone_who_asks_for_it_is_erased_but_their_events_stay_known(store: Store) -> None:
    inbox.put(store, "user_send_text:m1", "77", "secret", 1.0)
    inbox.put(store, "follow:9:77", "77", "secret", 2.0)
    reply(store, "77", "1")
    with store.write() as connection:
        citizens.remember(connection, "77", Memory("p"), 1.0)
        citizens.erase(connection, "77", 3.0)
        tables = [
            connection.rows(sql) for sql in ("SELECT * FROM inbox", "SELECT * FROM outbox", "SELECT * FROM citizens")
        ]
        dump = [str(row) for rows in tables for row in rows]
    assert not [row for row in dump if "77" in row or "secret" in row]
    assert not inbox.put(store, "user_send_text:m1", "77", "again", 4.0)


def test_while_nothing_gets_through_no_try_is_counted_and_the_pauses_grow(store: Store) -> None:
    reply(store, "a", "1")
    now, times = 1.0, []
    while now < 7200.0:
        for sending in outbox.claim(store, "w0", now, 10):
            times.append(now)
            with store.write() as connection:
                outbox.settle(connection, sending, Later("502"), now)
        now += 1.0
    assert states(store) == {"waiting": 1}
    assert [int(time) for time in times[:5]] == [1, 2, 3, 4, 6]
    assert times[-1] - times[-2] == LONGEST_PAUSE


def test_talks_in_staff_hands_are_counted(store: Store) -> None:
    with store.write() as connection:
        citizens.silence(connection, "a", 99.0, 1.0)
        assert (citizens.in_staff_hands(connection, 98.0), citizens.in_staff_hands(connection, 99.0)) == (1, 0)


def test_a_free_try_does_not_count(store: Store) -> None:
    reply(store, "a", "1")
    for turn in range(TRIES * 2):
        (sending,) = outbox.claim(store, "w0", 100.0 + turn, 10)
        assert sending.tries == 1
        with store.write() as connection:
            outbox.settle(connection, sending, Later("no token", pause=0.0, free=True), 100.0 + turn)


def test_a_refusal_for_good_is_dead_at_once(store: Store) -> None:
    reply(store, "a", "1")
    (sending,) = outbox.claim(store, "w0", 1.0, 10)
    with store.write() as connection:
        outbox.settle(connection, sending, Dead("-230"), 1.0)
    assert states(store) == {"dead": 1}


def test_a_reply_found_in_sending_waits_and_is_looked_up_first(store: Store) -> None:
    reply(store, "a", "1")
    outbox.claim(store, "w0", 1.0, 10)
    outbox.recover(store, "w1", 2.0, 3.0)
    assert states(store) == {"sending": 1}
    outbox.recover(store, "w0", 2.0, 3.0)
    assert outbox.claim(store, "w0", 4.9, 10) == []
    (again,) = outbox.claim(store, "w0", 5.0, 10)
    assert (again.unsure, again.tries, again.first_try_at) == (True, 1, 1.0)


@pytest.mark.parametrize(("tries", "seconds"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (60, 60)])
def test_pauses_double_up_to_a_minute(tries: int, seconds: float) -> None:
    assert outbox.pause(tries) == seconds


def test_replies_and_memories_survive_their_rows() -> None:
    full = Reply("Chào «bà con»\n1", (Button("Giấy tờ", "Giấy tờ #01"),), qr="01")
    assert outbox.from_text(outbox.to_text(full)) == full
    memory = Memory("p", "m", (Facet.FEE,), ("#01", "#02"), ("r",), ("x",), 12.5, True)
    assert citizens.memory_from_text(citizens.memory_to_text(memory)) == memory
    assert citizens.memory_from_text('{"unknown": 1, "facets": ["gone"], "offered": ["a"]}') == Memory(offered=("a",))


def test_what_is_kept_of_a_citizen_can_be_forgotten(store: Store) -> None:
    with store.write() as connection:
        citizens.remember(connection, "a", Memory("p"), 1.0)
        citizens.silence(connection, "a", 99.0, 1.0)
        assert citizens.load(connection, "a") == (Memory("p"), 99.0)
        citizens.forget(connection, "a")
        assert citizens.load(connection, "a") == (Memory(), 0.0)


def test_the_journal_counts_outcomes_and_knows_no_citizen(store: Store) -> None:
    with store.write() as connection:
        citizens.note(connection, Decision(Outcome.ANSWER, None, Memory(), "p", (Facet.FEE,)), 1.0)
        (row,) = connection.rows("SELECT * FROM journal")
    assert row == {"id": 1, "at": 1.0, "outcome": "answer", "procedure": "p", "facets": "fee", "agency": None}


def test_what_repeats_a_citizen_s_words_is_empty_once_it_was_sent(store: Store) -> None:
    with store.write() as connection:
        for number, text in enumerate(("Chuyện: KIMLONG", "Chuyện: PHUONG"), 1):
            told = Reply(text, passing=True)
            outbox.put(connection, outbox.Address(number, f"c{number}", "7"), told, None, 1.0)
    first, second = outbox.claim(store, "w0", 2.0, 2)
    with store.write() as connection:
        outbox.settle(connection, first, Sent("m1"), 3.0)
        outbox.settle(connection, second, Dead("-1"), 3.0)
        kept = [outbox.from_text(row["reply"]).text for row in connection.rows("SELECT reply FROM outbox ORDER BY id")]
    assert kept == ["", "Chuyện: PHUONG"]
