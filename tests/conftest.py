"""Fixtures that many tests share: the shipped book, and the conversation made of it."""

from pathlib import Path

import pytest

from bot import knowledge
from bot.book import Book
from bot.conversation import Conversation
from bot.wording import REPLY_KEYS


@pytest.fixture(scope="session")
def book() -> Book:
    return knowledge.load(Path("knowledge"), REPLY_KEYS)


@pytest.fixture(scope="session")
def conversation(book: Book) -> Conversation:
    return Conversation(book, "https://motcua.example.gov.vn")
