"""The shipped book as the pages get it, for tests that leave it as it is."""

from pathlib import Path

import pytest

from bot.desk import Desk
from bot.knowledge import Shelf
from bot.wording import REPLY_KEYS


@pytest.fixture(scope="session")
def desk() -> Desk:
    return Desk(Shelf(Path("knowledge"), REPLY_KEYS), "https://motcua.example.gov.vn")
