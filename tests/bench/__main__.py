"""All benchmarks; writes docs/benchmarks.md and docs/accuracy.md.  python -m tests.bench"""

from __future__ import annotations

import os
import platform
from pathlib import Path

from tests.bench import acknowledgement, damage, deciding, dossiers, pages, pipeline, printing, reporting, understanding

HEAD = """# Benchmarks

Written by `make bench`. Absolute figures depend on the machine ({cores} cores, Python {python}) and its mood;
read the ratios, which were measured side by side in one run (medians of {rounds} rounds).
"""


def main() -> None:
    """Run everything in turn and write the tables."""
    parts = [HEAD.format(cores=os.cpu_count(), python=platform.python_version(), rounds=acknowledgement.ROUNDS)]
    sections = {
        "Acknowledgement of a webhook": acknowledgement.table,
        "The whole way of a message": pipeline.table,
        "Deciding about a question": deciding.table,
        "Pages of the portal": pages.table,
        "Imported dossiers": dossiers.table,
        "The report of a month": reporting.table,
        "Printing": printing.table,
        "Printed codes under damage": damage.table,
    }
    for title, table in sections.items():
        print(f"{title} ...", flush=True)
        parts.append(f"## {title}\n\n{table()}\n")
    text = "\n".join(parts)
    Path("docs/benchmarks.md").write_text(text, encoding="utf-8")
    print(text)
    print("Understanding ...", flush=True)
    understanding.main()


if __name__ == "__main__":
    main()
