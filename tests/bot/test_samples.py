"""Made-up dossiers: like real ones, the same every time, and never without their mark."""

from datetime import date
from pathlib import Path

from bot import samples
from bot.archive import holds_samples, store_all
from bot.book import Book
from bot.dossiers import Status
from bot.messages import Reply
from bot.store import Store
from bot.zalo.outbound import TEXT_LIMIT, parts

TODAY = date(2026, 11, 24)


def test_they_are_the_same_for_the_same_day_and_sound(book: Book) -> None:
    made = list(samples.made_up(book, TODAY))
    assert made == list(samples.made_up(book, TODAY))
    assert len({one.code for one in made}) == len(made) > 1000
    counters = {one.id: one for one in book.offices.counters}
    for one in made:
        assert one.received <= min(one.due, one.done or TODAY) <= max(one.due, TODAY)
        assert counters[one.counter].in_force(one.received) is not None
        assert one.code.startswith("MAU")
    assert {one.status for one in made} >= {Status.WORKING, Status.READY, Status.HANDED}


def test_a_store_knows_that_it_holds_them(book: Book, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    assert not holds_samples(store)
    assert not store.path.exists()
    store.migrate()
    assert not holds_samples(store)
    made = list(samples.made_up(book, TODAY))
    store_all(store, made, len(made), "a", 0.0, sample=True)
    assert holds_samples(store)


def test_the_mark_fits_every_part_of_a_long_reply() -> None:
    text = "\n\n".join("giấy tờ " * 100 for _ in range(6))
    for part in parts(Reply(text), room=len(samples.marked(""))):
        assert len(samples.marked(part.text)) <= TEXT_LIMIT
