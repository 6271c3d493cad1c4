"""The simulator's page in a real browser: every switch, fault and trial can be worked by hand."""

import dataclasses
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from simulator import Simulator
from simulator.scenarios import SCENARIOS
from simulator.switches import Switches
from tests.simulator.brittle import Brittle, Flaw
from tests.simulator.conftest import Bot
from tests.town import IDS, SECRETS

USER = "7290384650213845561"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(**IDS, **SECRETS) as simulator:
        simulator.person(USER, "Cô Tư, 68 tuổi")
        yield simulator


@pytest.fixture
def page(browser: Browser, simulator: Simulator) -> Iterator[Page]:
    """The page with everything unfolded; an error in its script fails the test."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(simulator.url)
    page.wait_for_selector("#switch-buttons", state="attached")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    yield page
    context.close()
    assert errors == []


def test_every_switch_can_be_thrown(simulator: Simulator, page: Page) -> None:
    for field in dataclasses.fields(Switches):
        expect(page.locator(f"#switch-{field.name}")).to_be_visible()
    for name in ("buttons", "unordered"):
        page.click(f"#switch-{name}")
    for name, text in (("duplicate_rate", "0.5"), ("retry_delays", "1 2"), ("unicode_form", "NFD")):
        page.fill(f"#switch-{name}", text)
        page.keyboard.press("Tab")
    expect(page.locator("#switch-retry_delays")).to_have_value("1 2")
    page.wait_for_timeout(300)
    switches = simulator.switches
    assert (switches.buttons, switches.unordered, switches.duplicate_rate) == (False, True, 0.5)
    assert (switches.retry_delays, switches.unicode_form) == ((1, 2), "NFD")


def test_faults_the_clock_and_any_event_by_hand(simulator: Simulator, page: Page) -> None:
    simulator.say(USER, "Chào")
    bot = Bot(simulator)
    page.select_option("#fault [name=kind]", "-233")
    page.click("#fault button >> nth=0")
    page.wait_for_timeout(300)
    assert [bot.send(USER, {"text": "x"})["error"] for _ in range(2)] == [-233, 0]
    page.click("#expire")
    page.wait_for_timeout(300)
    assert bot.send(USER, {"text": "y"})["error"] == -220
    before = simulator.world.clock.now()
    page.click("[data-advance='86400']")
    page.select_option("#emit select", "follow")
    page.click("#emit button")
    page.wait_for_timeout(300)
    assert simulator.world.clock.now() - before > 86_000
    assert simulator.people.by_id[USER].is_follower


def test_trials_by_hand_and_what_they_found(simulator: Simulator, page: Page) -> None:
    brittle = Brittle(simulator, Flaw.NO_DEDUPE)
    expect(page.locator("#trials li")).to_have_count(len(SCENARIOS))
    for name, told in (("each-once", "✓ đúng"), ("duplicates", "3 câu trả lời, đúng ra là 1")):
        page.click(f"#trials li[data-name={name}] button")
        expect(page.locator(f"#trials li[data-name={name}] small")).to_contain_text(told, timeout=10_000)
    expect(page.locator("#violations li").first).to_contain_text("answered-twice")
    brittle.stop()


def test_the_page_is_fit_for_every_reader(page: Page) -> None:
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
