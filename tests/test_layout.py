"""The order of imports: each module of the bot uses only what stands above it in `bot/__init__.py`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot

ORDER = re.findall(r"^  (\w+) {2,}\S", bot.__doc__ or "", re.MULTILINE)
KEEPERS = {
    "flask": {
        "webhooks.py",
        "portal/dossier_page.py",
        "portal/figures_page.py",
        "portal/look.py",
        "portal/missing_page.py",
        "portal/open_data.py",
        "portal/pages.py",
        "portal/sending.py",
        "portal/trial.py",
    },
    "requests": {"bot/zalo/client.py", "portal/links.py"},
    "rapidfuzz": {"bot/matching.py"},
    "qrcode": {"bot/codes.py"},
    "sqlite_utils": {"bot/store.py", "portal/dataset.py"},
    "pygal": {"portal/chart.py"},
    "python_calamine": {"bot/exports.py"},
    "ruamel": {"bot/yamlfile.py"},
    "prometheus_client": {"bot/metrics.py"},
    "waitress": {"bot/processes.py", "portal/__main__.py"},
    "typst": {"portal/typesetting.py"},
    "xlsxwriter": {"portal/report/tables.py"},
    "pypdfium2": {"portal/gate.py"},
    "zxingcpp": {"portal/gate.py"},
}
ACTING = {"sqlite3", "requests", "flask", "structlog", "logging", "socket", "subprocess", "os", "time", "random"}
SOURCES = [path for folder in ("bot", "portal", "simulator") for path in Path(folder).rglob("*.py")]
SOURCES.append(Path("webhooks.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(path: Path) -> str:
    """The name under which a module stands in the order: `bot/zalo/client.py` is part of `zalo`."""
    return path.relative_to("bot").parts[0].removesuffix(".py")


def used(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("bot.") and name.count(".") >= 1}


def test_the_order_names_every_module_and_no_other() -> None:
    modules = {place(path) for path in Path("bot").rglob("*.py")} - {"__init__", "__main__"}
    assert len(ORDER) == len(set(ORDER))
    assert set(ORDER) == modules


@pytest.mark.parametrize("path", sorted(Path("bot").rglob("*.py")), ids=str)
def test_modules_use_only_what_stands_above_them(path: Path) -> None:
    name = place(path)
    if name in ("__init__", "__main__"):
        return
    allowed = set(ORDER[: ORDER.index(name)]) | {name}
    assert used(path) & set(ORDER) <= allowed


def test_what_decides_imports_nothing_that_acts() -> None:
    doc = bot.__doc__ or ""
    pure = re.findall(r"^  (\w+) {2,}\S", doc[: doc.index("Acting:")], re.MULTILINE)
    assert "conversation" in pure
    for name in pure:
        roots = {one.split(".")[0] for one in imports(Path("bot") / f"{name}.py")}
        assert not roots & ACTING, name


@pytest.mark.parametrize(("library", "keepers"), KEEPERS.items())
def test_each_library_has_its_keeper(library: str, keepers: set[str]) -> None:
    users = {str(path) for path in SOURCES if library in {one.split(".")[0] for one in imports(path)}}
    assert users == keepers


def test_the_simulator_shares_no_code_with_the_bot() -> None:
    for path in Path("simulator").rglob("*.py"):
        assert not {one.split(".")[0] for one in imports(path)} & {"bot", "portal", "webhooks"}, path
