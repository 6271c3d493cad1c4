"""The storm in short: kills, faults of every class, a locked and a full database, a jumping clock; nothing is lost.

In full: make chaos, figures in docs/reliability.md.
"""

from pathlib import Path

from tests.chaos.storm import SHORT, Storm, StormTown


def test_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path) -> None:
    with StormTown(tmp_path) as town:
        report = Storm(town, SHORT).run()
        assert (report.lost, report.doubled, report.disordered) == (0, 0, 0), report
        assert (report.violations, report.leaked, report.crashes) == ([], [], [])
        assert sum(report.kills.values()) == SHORT.kills
        assert min(report.duplicates, report.redelivered, report.looked_up + report.replayed) > 0, report
        assert town.stop("work") == 0
