"""Imported dossiers in the store: whole or not at all, once, and found only by their exact code."""

import dataclasses
from collections.abc import Iterator
from datetime import date

import pytest

from bot.archive import Mixed, last_import, look_up, store_all
from bot.dossiers import Answer, Dossier, Reason, Status
from bot.store import Store

NOW = 1_795_000_000.0
DOSSIER = Dossier(
    code="H132611020001",
    counter="phuong-nga-nam",
    procedure="dang-ky-ho-kinh-doanh",
    status=Status.READY,
    received=date(2026, 11, 2),
    due=date(2026, 11, 10),
    legal_due=date(2026, 11, 12),
    done=date(2026, 11, 11),
    reason=Reason.CHECKING,
    online=True,
)
BARE = Dossier("H132611020002", "phuong-nga-nam", "", Status.WORKING, date(2026, 11, 2), date(2026, 11, 10))


def test_what_was_stored_is_found_by_its_code_alone(store: Store) -> None:
    store_all(store, [DOSSIER, BARE], 2, "a", NOW)
    with store.read() as connection:
        for one in (DOSSIER, BARE):
            looked = look_up(connection, one.code)
            assert (looked.answer, looked.dossier) == (Answer.FOUND, one)
            assert looked.as_of is not None
            assert looked.as_of.timestamp() == NOW
        for near in ("H13261102000", "H13261102001", "h132611020001", "%", "H132611020001' OR '1'='1"):
            assert look_up(connection, near).answer is Answer.UNKNOWN


def test_before_any_import_nothing_is_known_nor_unknown(store: Store) -> None:
    with store.read() as connection:
        assert look_up(connection, DOSSIER.code).answer is Answer.NOTHING


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    first = store_all(store, [DOSSIER, BARE], 2, "a", NOW)
    again = store_all(store, [dataclasses.replace(DOSSIER, done=None)], 1, "a", NOW + 60)
    assert (first.added, first.changed, again.added, again.changed) == (2, 0, 0, 0)
    assert again.before is not None
    with store.read() as connection:
        assert look_up(connection, DOSSIER.code).dossier == DOSSIER
        last = last_import(connection)
        assert last is not None
        assert (last.number, last.at.timestamp()) == (1, NOW)


def test_a_later_file_adds_and_changes(store: Store) -> None:
    store_all(store, [DOSSIER, BARE], 2, "a", NOW)
    handed = dataclasses.replace(DOSSIER, status=Status.HANDED)
    third = dataclasses.replace(BARE, code="H132611020003")
    stored = store_all(store, [handed, BARE, third], 3, "b", NOW + 60)
    assert (stored.given, stored.added, stored.changed) == (3, 1, 1)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Dossier) if field.name != "code"])
def test_a_change_of_any_field_counts(field: str, store: Store) -> None:
    store_all(store, [BARE], 1, "a", NOW)
    other = dataclasses.replace(BARE, **{field: getattr(dataclasses.replace(DOSSIER, counter="xa-tan-long"), field)})
    assert store_all(store, [other], 1, "b", NOW).changed == (0 if other == BARE else 1)
    with store.read() as connection:
        assert look_up(connection, BARE.code).dossier == other


def test_a_file_that_breaks_off_leaves_nothing(store: Store) -> None:
    def broken() -> Iterator[Dossier]:
        yield DOSSIER
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store_all(store, broken(), 2, "a", NOW)
    with store.read() as connection:
        assert last_import(connection) is None
        assert connection.rows("SELECT * FROM dossiers") == []


def test_made_up_and_real_dossiers_never_mix(store: Store) -> None:
    store_all(store, [DOSSIER], 1, "a", NOW, sample=True)
    with pytest.raises(Mixed, match="dữ liệu mẫu"):
        store_all(store, [BARE], 1, "b", NOW)
