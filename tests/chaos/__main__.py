"""Faults, kills and fuzzing; writes docs/reliability.md.  python -m tests.chaos [SHARE of the full storm, 0 to 1]"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from bot import knowledge
from bot.conversation import Conversation
from bot.wording import REPLY_KEYS
from tests.bot.conftest import FILES
from tests.chaos.fuzz import Bodies, BodyFuzz, Files, config_fuzz, knowledge_fuzz
from tests.chaos.storm import FAULTS, FULL, Plan, Report, Storm, StormTown

BODIES = 100_000
HEAD = """# Reliability

Written by `make chaos`. A whole installation (web process, worker, database) stands against the simulated Zalo while
everything that can fail fails; afterwards every single answer is judged: lost, doubled, or out of the order in which
the citizen's messages were stored. `make test` runs the same in short. In full the storm has 10,000 messages of 500
citizens and 100 kills; the first line of the table says how large the run below was.
"""


def scaled(share: float) -> Plan:
    """Give the full plan, or a share of its citizens and kills where there is less time."""
    return replace(FULL, citizens=round(FULL.citizens * share), kills=round(FULL.kills * share))


def main(share: float = 1.0) -> int:
    """Run everything, write the tables; exit code 1 when anything was lost, doubled, out of order or leaked."""
    with tempfile.TemporaryDirectory() as folder:
        bodies, files = _fuzz(Path(folder))
    print(fuzz_table(bodies, files), flush=True)
    with tempfile.TemporaryDirectory() as folder, StormTown(Path(folder)) as town:
        report = Storm(town, scaled(share)).run()
    text = f"{HEAD}\n{storm_table(report)}\n{fuzz_table(bodies, files)}"
    Path("docs/reliability.md").write_text(text, encoding="utf-8")
    print(text)
    bad = [report.lost, report.doubled, report.disordered, report.violations, report.leaked, report.crashes]
    return int(any(bad) or any(one.wrong for one in (bodies, *files.values())))


def _fuzz(folder: Path) -> tuple[Bodies, dict[str, Files]]:
    """100,000 bodies, 5,000 changed files."""
    conversation = Conversation(knowledge.load(Path("knowledge"), REPLY_KEYS), "https://motcua.example.gov.vn")
    bodies = BodyFuzz(folder, conversation, seed=99).run(BODIES)
    small, shipped = folder / "small", folder / "shipped"
    for name, text in FILES.items():
        (small / name).parent.mkdir(parents=True, exist_ok=True)
        (small / name).write_text(text, encoding="utf-8")
    shutil.copytree("knowledge", shipped, ignore=shutil.ignore_patterns("mau"))
    files = {
        "knowledge files of a small book": knowledge_fuzz(small, 2900, 5, {}),
        "knowledge files as shipped": knowledge_fuzz(shipped, 100, 6),
        "configuration": config_fuzz(folder, 2000, 7),
    }
    return bodies, files


def fuzz_table(bodies: Bodies, files: dict[str, Files]) -> str:
    """Render the fuzzing's figures as Markdown."""
    statuses = ", ".join(f"{count} times {status}" for status, count in sorted(bodies.statuses.items()))
    lines = [
        "## Fuzzing",
        "",
        f"{bodies.sent} mutated webhook bodies, {bodies.signed} of them rightly signed: answered {statuses}; "
        f"{bodies.stored} stored, {bodies.replies} answered; exceptions, other statuses, replies to anything but a "
        f"citizen's message or a first follow: {len(bodies.wrong)}.",
        "",
        "| changed files | tried | refused with faults | crashed |",
        "|---|---|---|---|",
        *(f"| {name} | {one.tried} | {one.refused} | {len(one.wrong)} |" for name, one in files.items()),
    ]
    return "\n".join([*lines, *bodies.wrong[:5], *(wrong for one in files.values() for wrong in one.wrong[:5])]) + "\n"


def storm_table(report: Report) -> str:
    """Render the storm's figures as Markdown."""
    plan = report.plan
    kills = ", ".join(f"{count} {kind}" for kind, count in sorted(report.kills.items()))
    rows = {
        "messages judged, citizens": f"{plan.messages}, {plan.citizens}",
        "SIGKILLs under load": f"{sum(report.kills.values())} ({kills})",
        "calls to send that failed": f"10 %, in {len(FAULTS)} ways: {', '.join(FAULTS)}",
        "events delivered twice by Zalo": str(report.duplicates),
        "events delivered again after no answer in time, or 503": str(report.redelivered),
        "database locked": f"{plan.locked:.0f} s",
        "disk full (`max_page_count`)": f"{plan.full:.0f} s",
        "clock of both processes": "one hour ahead, right, one hour behind, right",
        "access token": "expired once in the middle, and at every -216 and -220",
        "account connected anew, after a kill had hit a token refresh": str(report.reconnected),
        "replies looked up in Zalo's conversation before a second try": str(report.looked_up),
        "replies refused for good, listed for staff, then sent with `dead replay`": str(report.replayed),
        "**lost**": str(report.lost),
        "**doubled**": str(report.doubled),
        "**citizens with answers out of order** (replayed ones not counted)": str(report.disordered),
        "what the simulator objects to": "; ".join(sorted(set(report.violations))[:5]) or "nothing",
        "planted names, numbers, ids, secrets, tokens found in the logs": str(len(report.leaked)),
        "crashes in the logs": str(len(report.crashes)),
        "duration": f"{report.seconds:.0f} s",
    }
    lines = [
        "## The storm",
        "",
        "| what | figure |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
