"""Fixtures that many tests share: the shipped book, the conversation made of it, and an empty store."""

from pathlib import Path

import pytest

from bot import knowledge
from bot.book import Book
from bot.conversation import Conversation
from bot.store import Store
from bot.wording import REPLY_KEYS


@pytest.fixture(scope="session")
def book() -> Book:
    return knowledge.load(Path("knowledge"), REPLY_KEYS)


@pytest.fixture(scope="session")
def conversation(book: Book) -> Conversation:
    return Conversation(book, "https://motcua.example.gov.vn")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path}/counter.db")
    store.migrate()
    return store
