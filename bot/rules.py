"""The rules that hold across knowledge files; each rule is one function whose docstring states it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot import faults
from bot.book import Notions, Sources, Vocabulary
from bot.calendar import Calendar
from bot.facts import Entry
from bot.matters import Matters, NationalName, Topics
from bot.messages import Facet
from bot.offices import Offices
from bot.procedures import Procedure
from bot.words import fold
from bot.yamlfile import Fault, Path_, Tree

REGULAR: Mapping[str, type[Entry]] = {
    "nguon.yaml": Sources,
    "quay.yaml": Offices,
    "lich.yaml": Calendar,
    "viec-ngoai.yaml": Matters,
    "chu-de.yaml": Topics,
    "tu-ngu.yaml": Vocabulary,
}
OPTIONAL: Mapping[str, type[Entry]] = {"khai-niem.yaml": Notions, "linh-vuc.yaml": Matters}
"""Files that help to read questions; the bot answers without them."""
MATTERS = ("viec-ngoai.yaml", "linh-vuc.yaml")
REPLIES = "loi-dap.yaml"
PROCEDURES = "thu-tuc"

ReplyKeys = Mapping[str, frozenset[str]]


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
    """Give the reply templates by key, as far as the wording file can be read."""
    tree = files.trees.get(REPLIES)
    table = tree.value.get("loi_dap") if tree and isinstance(tree.value, dict) else None
    return {key: str(value or "") for key, value in table.items()} if isinstance(table, dict) else {}


def _all_files_there(files: Files) -> None:
    """Every regular file exists, and there is at least one procedure."""
    for name in (*REGULAR, REPLIES):
        if name not in files.trees:
            tree = files.trees[name] = Tree(f"knowledge/{name}")
            tree.fault((), "thiếu tệp này; chép lại từ bản trước")
    if not any(name.startswith(PROCEDURES) for name in files.values):
        tree = files.trees[PROCEDURES] = Tree(f"knowledge/{PROCEDURES}")
        tree.fault((), "chưa có thủ tục nào; mỗi thủ tục một tệp, chép từ tệp mẫu")


def _named_as_they_say(files: Files) -> None:
    """A procedure's file is called NN-<ma>.yaml, a bundle's tron-goi-<ma>.yaml."""
    for tree, procedure in files.procedures:
        wanted = f"{procedure.number or 'tron-goi'}-{procedure.id}.yaml"
        if not tree.file.endswith(f"/{wanted}"):
            tree.fault(("so",), f"tên tệp phải là {wanted}, theo «so» và «ma» ghi trong tệp")


def _numbers_and_ids_once(files: Files) -> None:
    """A number and an id belong to one procedure for ever; matters share the ids' space."""
    seen: dict[str, str] = {}
    for tree, procedure in files.procedures:
        for key, value in (("so", procedure.number), ("ma", procedure.id)):
            if value in seen:
                tree.fault((key,), f"«{value}» đã dùng ở {seen[value]}; mỗi thủ tục một số, một mã")
            elif value:
                seen[value] = tree.file
    for tree, place, one in _matters(files):
        if one.id in seen:
            tree.fault((*place, "ma"), f"mã «{one.id}» đã dùng ở {seen[one.id]}")
        seen[one.id] = tree.file


def _wordings_once(files: Files) -> None:
    """A way of asking stands in one place; names that several procedures share are declared as shared."""
    seen: dict[str, tuple[int, str]] = {}
    for owner, (tree, place, wordings) in enumerate(_wordings(files)):
        for number, wording in enumerate(wordings):
            here = (owner, f"{tree.file}:{tree.line((*place, number))}")
            first, where = seen.setdefault(fold(wording), here)
            if first != owner:
                tree.fault(
                    (*place, number), f"câu «{wording}» đã có ở {where}; giữ một chỗ (hoặc đưa vào «cach_hoi_chung»)"
                )


def _wordings(files: Files) -> Iterator[tuple[Tree, Path_, Iterable[str]]]:
    for tree, procedure in files.procedures:
        yield tree, ("cach_hoi",), procedure.wordings
    for tree, place, one in (*_matters(files), *_listed(files, "chu-de.yaml", "chu_de")):
        yield tree, (*place, "cach_hoi"), one.wordings


def _matters(files: Files) -> Iterator[tuple[Tree, Path_, Any]]:
    for name in MATTERS:
        yield from _listed(files, name, "viec")


def _listed(files: Files, name: str, key: str) -> Iterator[tuple[Tree, Path_, Any]]:
    value = files.value(name)
    for number, one in enumerate(getattr(value, "matters", None) or getattr(value, "topics", None) or ()):
        yield files.trees[name], (key, number), one


def _sources_known(files: Files) -> None:
    """Every source label stands in nguon.yaml."""
    sources = files.value("nguon.yaml")
    if sources is None:
        return
    known = {source.id for source in sources.source_list}
    for tree in files.trees.values():
        for place, labels in _places(tree.value, "nguon"):
            for label in labels if isinstance(labels, list) else [labels]:
                if isinstance(label, str) and " ".join(label.split()) not in known:
                    tree.fault(place, f"nguồn «{label}» chưa có trong nguon.yaml; sửa nhãn, hoặc thêm nguồn vào đó")


def _places(value: Any, key: str, place: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield (*place, name), inner
            else:
                yield from _places(inner, key, (*place, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _places(inner, key, (*place, number))


def _relations_known(files: Files) -> None:
    """Related ids name procedures or matters that exist."""
    known = {procedure.id for _, procedure in files.procedures}
    known |= {one.id for _, _, one in _matters(files)}
    for tree, procedure in files.procedures:
        for number, relation in enumerate(procedure.related):
            if relation.id not in known:
                tree.fault(("lien_quan", number, "ma"), f"không có thủ tục hay việc nào mã «{relation.id}»")


def _facets_known(files: Files) -> None:
    """The facet words are listed under the facets that exist."""
    vocabulary = files.value("tu-ngu.yaml")
    allowed = [facet.value for facet in Facet]
    for name in vocabulary.facet_words if vocabulary else ():
        if name not in allowed:
            place = ("tu_hoi_phan", name)
            files.trees["tu-ngu.yaml"].fault(place, f"không có phần «{name}»; chọn một trong: {', '.join(allowed)}")


def _editions_of_matters_contiguous(files: Files) -> None:
    """The places of a matter and the editions of a counter follow each other without gap or overlap."""
    for tree, place, matter in _matters(files):
        _contiguous(tree, (*place, "noi_lam"), matter.places)
    offices = files.value("quay.yaml")
    for number, counter in enumerate(offices.counters if offices else ()):
        _contiguous(files.trees["quay.yaml"], ("quay", number, "ban"), counter.editions)


def _contiguous(tree: Tree, place: Path_, dated: Iterable[Any]) -> None:
    listed = list(dated)
    for number, (earlier, later) in enumerate(pairwise(listed), 1):
        if earlier.ends is None or later.starts != earlier.ends + timedelta(days=1):
            tree.fault((*place, number), "ngày bắt đầu phải là ngày liền sau «den_ngay» của mục trước")


def replies_complete(files: Files, reply_keys: ReplyKeys) -> None:
    """Every reply that the bot asks for exists, and holds only the placeholders it fills."""
    tree, words = files.trees[REPLIES], templates(files)
    topics = {one.reply for _, _, one in _listed(files, "chu-de.yaml", "chu_de")}
    for key in sorted({*reply_keys, *(topics if reply_keys else ())}):
        allowed, place = reply_keys.get(key, frozenset()), ("loi_dap", key)
        if not words.get(key):
            tree.fault(("loi_dap",), f"thiếu lời «{key}»; chép lại từ bản trước")
            continue
        named = faults.placeholders(words[key])
        if named is None:
            tree.fault(place, "dấu { } không khớp; chỗ máy điền viết {ten}, không có dấu cách")
        elif named - allowed:
            wrong, right = ", ".join(sorted(named - allowed)), ", ".join(sorted(allowed)) or "(không có)"
            tree.fault(place, f"máy không biết điền {{{wrong}}}; chỗ điền được ở lời này: {right}")


RULES: tuple[Callable[[Files], None], ...] = (
    _all_files_there,
    _named_as_they_say,
    _numbers_and_ids_once,
    _wordings_once,
    _sources_known,
    _relations_known,
    _facets_known,
    _editions_of_matters_contiguous,
)
"""What must hold across files, each rule in its own function."""
