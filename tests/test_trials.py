"""The bot as it is shipped, web and worker as real processes, in every trial the stand-in has."""

from collections.abc import Iterator

import pytest

from simulator.scenarios import SCENARIOS
from tests.town import Town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Town(tmp_path_factory.mktemp("trials")) as town:
        yield town
        town.simulator.verdict()
        assert "Traceback" not in town.log.read_text()


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_bot_passes(town: Town, name: str) -> None:
    assert town.simulator.trial(name) == []
