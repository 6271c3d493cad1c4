"""The files of the knowledge: what each is called and holds, and all of them as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.book import Notions, Sources, Vocabulary
from bot.calendar import Calendar
from bot.complaint_rules import ComplaintRules
from bot.facts import Entry
from bot.matters import Matters, NationalName, Topics
from bot.offices import Offices
from bot.outgoing import Outgoings
from bot.procedures import Procedure
from bot.register import Register
from bot.yamlfile import Fault, Tree

REGISTER = "ma-in.yaml"
REGULAR: Mapping[str, type[Entry]] = {
    "nguon.yaml": Sources,
    "quay.yaml": Offices,
    "lich.yaml": Calendar,
    "viec-ngoai.yaml": Matters,
    "chu-de.yaml": Topics,
    "tu-ngu.yaml": Vocabulary,
    REGISTER: Register,
}
OUTGOING, COMPLAINTS = "lien-ket.yaml", "phan-anh.yaml"
OPTIONAL: Mapping[str, type[Entry]] = {
    "khai-niem.yaml": Notions,
    "linh-vuc.yaml": Matters,
    OUTGOING: Outgoings,
    COMPLAINTS: ComplaintRules,
}
"""Files without which the bot answers all the same: they help to read questions, or add what it takes in."""
MATTERS = ("viec-ngoai.yaml", "linh-vuc.yaml")
REPLIES = "loi-dap.yaml"
PROCEDURES = "thu-tuc"


@dataclass
class Files:
    """All files as read and typed; a file with faults has no value."""

    trees: dict[str, Tree] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    catalogue: tuple[NationalName, ...] = ()
    digest: str = ""

    @property
    def procedures(self) -> list[tuple[Tree, Procedure]]:
        """The procedures that could be typed, in the order of their numbers, bundles last."""
        found = [(self.trees[name], value) for name, value in self.values.items() if isinstance(value, Procedure)]
        return sorted(found, key=lambda one: (one[1].number or "99", one[1].id))

    def value(self, name: str) -> Any:
        """Give a regular file's value, or None when it has faults."""
        return self.values.get(name)

    def faults(self) -> list[Fault]:
        """All faults in the order of files and lines, each once."""
        return sorted({fault for tree in self.trees.values() for fault in tree.faults})


def templates(files: Files) -> dict[str, str]:
    """Give the reply templates by key, as far as the wording file can be read; line breaks inside are kept."""
    tree = files.trees.get(REPLIES)
    table = raw(tree, "loi_dap") if tree else None
    return {key: value for key, value in table.items() if isinstance(value, str)} if isinstance(table, dict) else {}


def raw(tree: Tree, key: str) -> Any:
    """Give what stands under a key at the top of a file, checked or not; None if there is nothing."""
    return tree.value.get(key) if isinstance(tree.value, dict) else None
