"""The rules that hold across knowledge files; each rule is one function whose docstring states it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot import faults
from bot.facts import read_day
from bot.files import MATTERS, OUTGOING, PROCEDURES, REGISTER, REGULAR, REPLIES, Files, raw, templates
from bot.messages import Facet
from bot.outgoing import links_of
from bot.pointers import NAMES
from bot.procedures import misfits
from bot.words import fold
from bot.yamlfile import Path_, Tree

ReplyKeys = Mapping[str, frozenset[str]]


def _procedure_trees(files: Files) -> Iterator[Tree]:
    """Give every procedure's file, sound or not."""
    for name, tree in files.trees.items():
        if name.startswith(f"{PROCEDURES}/"):
            yield tree


def _all_files_there(files: Files) -> None:
    """Every regular file exists, and there is at least one procedure."""
    for name in (*REGULAR, REPLIES):
        if name not in files.trees:
            tree = files.trees[name] = Tree(f"knowledge/{name}")
            tree.fault((), "thiếu tệp này; chép lại từ bản trước")
    if not any(_procedure_trees(files)):
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
    for tree in _procedure_trees(files):
        for key in ("so", "ma"):
            _once(seen, tree, (key,), raw(tree, key))
    for tree, place, one in _matters(files):
        _once(seen, tree, (*place, "ma"), one.id)


def _labels_once(files: Files) -> None:
    """Within its file, a source label, a counter's id, a topic's id and a year stand once."""
    for name, table, key in (
        ("nguon.yaml", "danh_sach_nguon", "ma"),
        ("quay.yaml", "quay", "ma"),
        ("chu-de.yaml", "chu_de", "ma"),
        ("lich.yaml", "nam_lich", "nam"),
    ):
        seen: dict[str, str] = {}
        rows = raw(files.trees[name], table)
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                _once(seen, files.trees[name], (table, number, key), row.get(key))


def _once(seen: dict[str, str], tree: Tree, place: Path_, value: Any) -> None:
    if not isinstance(value, str):
        return
    first = seen.setdefault(" ".join(value.split()), where := f"{tree.file}:{tree.line(place)}")
    if first is not where:
        tree.fault(place, f"«{value}» đã dùng ở {first}; mỗi số, mỗi mã chỉ dùng một lần")


def _wordings_once(files: Files) -> None:
    """A way of asking stands in one place; names that several procedures share are declared as shared."""
    seen: dict[str, tuple[int, str]] = {}
    for owner, (tree, place, wordings) in enumerate(_wordings(files)):
        for number, wording in enumerate(wordings):
            here = (owner, f"{tree.file}:{tree.line((*place, number))}")
            folded = fold(wording)
            first, where = seen.setdefault(folded, here) if folded else here
            if first != owner:
                tree.fault(
                    (*place, number), f"câu «{wording}» đã có ở {where}; giữ một chỗ (hoặc đưa vào «cach_hoi_chung»)"
                )


def _shared_wordings_owned_by_none(files: Files) -> None:
    """A shared name leads to a choice, so no procedure, matter or topic claims it for itself."""
    owned = {
        fold(wording): f"{tree.file}:{tree.line((*place, number))}"
        for tree, place, wordings in _wordings(files)
        for number, wording in enumerate(wordings)
    }
    for tree in _procedure_trees(files):
        for number, wording in enumerate(_lines(raw(tree, "cach_hoi_chung"))):
            if wording and fold(wording) in owned:
                where = owned[fold(wording)]
                tree.fault(
                    ("cach_hoi_chung", number), f"câu «{wording}» là tên chung nhưng cũng đứng ở {where}; bỏ một"
                )


def _wordings(files: Files) -> Iterator[tuple[Tree, Path_, Iterable[str]]]:
    for tree in _procedure_trees(files):
        lines = raw(tree, "cach_hoi")
        yield tree, ("cach_hoi",), [line or "" for line in _lines(lines)]
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
            for number, label in enumerate(_lines(labels)):
                if label and label not in known:
                    near = difflib.get_close_matches(label, known, n=1)
                    hint = (
                        f"có phải «{near[0]}»? Nguồn mới thì thêm vào đó"
                        if near
                        else "sửa nhãn, hoặc thêm nguồn vào đó"
                    )
                    tree.fault((*place, number), f"nguồn «{label}» chưa có trong nguon.yaml; {hint}")


def _lines(value: Any) -> list[str | None]:
    """Give a line or a list of lines as a list, as the schema reads it; what is no text is None."""
    lines = value if isinstance(value, list) else [value]
    return [" ".join(line.split()) if isinstance(line, str) else None for line in lines]


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
    """Related ids name other procedures or matters that exist.

    A file that cannot be read counts as there, by its name, so that one mistake is not told twenty times.
    """
    if any(name in files.trees and files.value(name) is None for name in MATTERS):
        return
    known = {one.id for _, _, one in _matters(files)}
    for tree in _procedure_trees(files):
        known |= {str(raw(tree, "ma")), re.sub(r".*/(\d\d|tron-goi)-|\.yaml$", "", tree.file)}
    for tree, procedure in files.procedures:
        for number, relation in enumerate(procedure.related):
            if relation.id == procedure.id:
                tree.fault(("lien_quan", number, "ma"), "đây là mã của chính thủ tục này; ghi mã của việc khác")
            elif relation.id not in known:
                near = difflib.get_close_matches(relation.id, known, n=1)
                hint = f"; có phải «{near[0]}»?" if near else "; xem các mã trong thu-tuc và viec-ngoai.yaml"
                tree.fault(("lien_quan", number, "ma"), f"không có thủ tục hay việc nào mã «{relation.id}»{hint}")


def _codes_kept(files: Files) -> None:
    """Every numbered procedure stands in the register under its number, and every printed code keeps its file.

    A file that cannot be read counts as there, so that one mistake is not told twice.
    """
    register, tree = files.value(REGISTER), files.trees[REGISTER]
    if register is None:
        return
    named = {str(raw(one, "ma")): str(raw(one, "so")) for one in _procedure_trees(files)}
    known = {*named, *(re.sub(r".*/(\d\d|tron-goi)-|\.yaml$", "", one.file) for one in _procedure_trees(files))}
    for place, code in enumerate(register.printed_codes):
        where: Path_ = ("ma_in", place)
        if named.get(code.id, code.number).zfill(2) != code.number:
            tree.fault(
                (*where, "so"), f"thủ tục «{code.id}» mang số {named[code.id]}; số đã in không đổi cho thủ tục khác"
            )
        for key, ids in (("ma", (code.id,)), ("sang", code.targets)):
            for one in ids:
                if one not in known:
                    near = difflib.get_close_matches(one, known, n=1)
                    hint = (
                        f"; có phải «{near[0]}»?" if near else "; giữ tệp thủ tục cũ, chỉ ghi «den_ngay» cho bản cuối"
                    )
                    tree.fault((*where, key), f"không có thủ tục mã «{one}»{hint}")
    for procedure in (one for _, one in files.procedures if one.number):
        if procedure.id not in {code.id for code in register.printed_codes}:
            tree.fault(
                ("ma_in",),
                f"thiếu mã {procedure.number} ({procedure.id}); mã đã in không bao giờ bỏ, chép lại từ bản trước",
            )
    for place, run in enumerate(register.runs):
        for inner, number in enumerate(run.numbers):
            if register.code(number) is None:
                tree.fault(("dot_in", place, "cac_so", inner), f"không có mã {number} trong «ma_in»")


def _editions_follow(files: Files) -> None:
    """Editions of a procedure follow each other day by day; told also when the file has other faults."""
    for tree in _procedure_trees(files):
        editions = raw(tree, "ban")
        try:
            periods = [
                (read_day(one["tu_ngay"]), read_day(one["den_ngay"]) if one.get("den_ngay") else None)
                for one in (editions if isinstance(editions, list) else ())
            ]
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # the schema tells which day cannot be read
        if any(ends and ends < starts for starts, ends in periods):
            continue
        for number, message in misfits(periods):
            place = ("ban", number, "tu_ngay")
            tree.fault(place, faults.with_key(place, message))


def _facets_known(files: Files) -> None:
    """The facet words are listed under the facets that exist."""
    vocabulary = files.value("tu-ngu.yaml")
    allowed = [facet.value for facet in Facet]
    for name in vocabulary.facet_words if vocabulary else ():
        if name not in allowed:
            place = ("tu_hoi_phan", name)
            files.trees["tu-ngu.yaml"].fault(place, f"không có phần «{name}»; chọn một trong: {', '.join(allowed)}")


def _pointing_words_known(files: Files) -> None:
    """The words that point stand under the names that the code reads."""
    vocabulary = files.value("tu-ngu.yaml")
    named = set(vocabulary.pointing_words) if vocabulary else NAMES
    for name in sorted(named - NAMES):
        known = ", ".join(sorted(NAMES))
        files.trees["tu-ngu.yaml"].fault(("tu_chi_tro", name), f"máy không đọc mục «{name}»; chọn một trong: {known}")


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


def _links_allowed(files: Files) -> None:
    """What citizens are led to lies on a host of the list; without the list nothing is refused."""
    known = files.value(OUTGOING)
    if known is None:
        return
    for tree, procedure in files.procedures:
        for place, link in links_of(procedure):
            if not known.allows(link):
                tree.fault(
                    place, f"«{link}» không nằm trong «noi_duoc_phep» của {OUTGOING}; xem lại, hoặc thêm tên miền"
                )
    tree = files.trees[OUTGOING]
    for number, one in enumerate(known.outgoing):
        if not known.allows(one.link):
            tree.fault(("dia_chi_ngoai", number, "lien_ket"), "tên miền này chưa có trong «noi_duoc_phep»")


def replies_complete(files: Files, reply_keys: ReplyKeys) -> None:
    """Every reply that the bot asks for exists, and holds only the placeholders it fills."""
    tree, words = files.trees[REPLIES], templates(files)
    if tree.value is None or not reply_keys:
        return  # the file's own fault is told already
    if set(tree.value if isinstance(tree.value, dict) else ()) != {"loi_dap"} or not words:
        tree.fault((), "tệp này chỉ có một mục «loi_dap:», bên dưới mỗi dòng một lời «tên: câu»")
        return
    topics = {one.reply for _, _, one in _listed(files, "chu-de.yaml", "chu_de")}
    for key in sorted({*reply_keys, *topics}):
        allowed, place = reply_keys.get(key, frozenset()), ("loi_dap", key)
        if not words.get(key, "").strip():
            near = difflib.get_close_matches(key, words.keys() - reply_keys.keys() - topics, n=1)
            hint = f"; có phải «{near[0]}» viết sai tên?" if near else "; chép lại từ bản trước"
            tree.fault(place, f"thiếu lời «{key}», hoặc lời ấy không phải một câu{hint}")
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
    _labels_once,
    _wordings_once,
    _shared_wordings_owned_by_none,
    _sources_known,
    _relations_known,
    _codes_kept,
    _editions_follow,
    _facets_known,
    _pointing_words_known,
    _editions_of_matters_contiguous,
    _links_allowed,
)
"""What must hold across files, each rule in its own function."""
