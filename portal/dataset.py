"""Open data: all procedures with all editions, sources and codes, as JSON, CSV and a SQLite file.

The same names as in the knowledge files, dates as YYYY-MM-DD, money and days as numbers; what is not known is
left out. The schema is drawn from the types that check the files, so that the two cannot differ.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from enum import Enum
from typing import Any, Literal

from pydantic.json_schema import models_json_schema
from sqlite_utils import Database

from bot.book import Book, Source
from bot.facts import Entry, labels
from bot.keys import key_of
from bot.procedures import Edition, Procedure
from bot.register import PrintedCode

OFF = "huong_dan_tam_ngung"
"""Said of a procedure whose guidance the office has switched off for the moment: what it says may be wrong."""
NOTHING: frozenset[str] = frozenset()
PROCEDURES, SOURCES, CODES = "thu_tuc", "nguon", "ma_in"
SCHEMA_ADDRESS = "/du-lieu/thu-tuc.schema.json"
COLUMNS = (
    *("so", "ma", "ten", "linh_vuc", "tron_goi", "tu_ngay", "den_ngay", "ngung_thuc_hien", "ma_quoc_gia", "co_quan"),
    *("giay_to", "thoi_han", "so_ngay", "loai_ngay", "le_phi", "can_cu", "rao_soat", "nguon", "trang", OFF),
)
IN_EDITION = (
    *("tu_ngay", "den_ngay", "ngung_thuc_hien", "co_quan", "thoi_han", "so_ngay", "loai_ngay", "le_phi", "rao_soat"),
)


def as_json(book: Book, url: str, off: frozenset[str] = NOTHING) -> str:
    """Give everything as one JSON object; of the procedures in `off` it says so."""
    value = {
        "$schema": f"{url}{SCHEMA_ADDRESS}",
        "phien_ban": book.digest,
        PROCEDURES: [{**plain(one), OFF: one.id in off} for one in book.procedures.values()],
        SOURCES: [plain(one) for one in book.sources.values()],
        CODES: [{**plain(one), "dia_chi": f"{url}/{one.number}"} for one in book.register.printed_codes],
    }
    return json.dumps(value, ensure_ascii=False, indent=1)


def plain(value: Any) -> Any:
    """Turn an entry into what JSON can hold, under the names of the files; nothing is put for what is not set."""
    if isinstance(value, Entry):
        fields = ((key_of(name), getattr(value, name)) for name in type(value).model_fields)
        return {key: plain(inner) for key, inner in fields if inner is not None and inner != ()}
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def schema(url: str) -> str:
    """Give the JSON schema of `as_json`."""
    models: list[tuple[type[Entry], Literal["validation", "serialization"]]] = [
        (Procedure, "validation"),
        (Source, "validation"),
        (PrintedCode, "validation"),
    ]
    refs, shared = models_json_schema(models, by_alias=True)
    definitions = _published(shared["$defs"])
    definitions["Procedure"]["properties"][OFF] = {"type": "boolean"}
    code = definitions["PrintedCode"]["properties"]
    code["dia_chi"] = {"type": "string", "format": "uri"}
    lists = {
        key: {"type": "array", "items": refs[model, "validation"]}
        for key, model in ((PROCEDURES, Procedure), (SOURCES, Source), (CODES, PrintedCode))
    }
    value = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{url}{SCHEMA_ADDRESS}",
        "type": "object",
        "properties": {"$schema": {"type": "string"}, "phien_ban": {"type": "string"}, **lists},
        "required": ["phien_ban", PROCEDURES, SOURCES, CODES],
        "$defs": definitions,
    }
    return json.dumps(value, ensure_ascii=False, indent=1)


def _published(node: Any) -> Any:
    """Rewrite what a clerk may type into what is published: dates, whole numbers, texts, lists of texts."""
    if isinstance(node, list):
        return [_published(one) for one in node]
    if not isinstance(node, dict):
        return node
    told = str(node.get("description", ""))
    if told.startswith("ngày/tháng/năm"):
        return {"type": "string", "format": "date"}
    if told.startswith(("số đồng", "một số")):
        return {"type": "integer"}
    if node.get("type") == ["string", "number"]:
        return {"type": "string"}
    if "anyOf" in node and any(isinstance(one, dict) and one.get("minItems") == 1 for one in node["anyOf"]):
        return {"type": "array", "items": {"type": "string"}}
    return {key: _published(inner) for key, inner in node.items()}


def as_csv(book: Book, url: str, off: frozenset[str] = NOTHING) -> str:
    """Give one line per edition; the first character tells spreadsheets that the text is UTF-8."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for procedure in book.procedures.values():
        told = {OFF: int(procedure.id in off)}
        writer.writerows({**_row(procedure, edition, url), **told} for edition in procedure.editions)
    return "\ufeff" + out.getvalue()


def _row(procedure: Procedure, edition: Edition, url: str) -> dict[str, Any]:
    deadline, papers, fee = edition.deadline, edition.papers, edition.fee
    return {
        "so": procedure.number or "",
        "ma": procedure.id,
        "ten": procedure.name,
        "linh_vuc": procedure.field.value,
        "tron_goi": int(procedure.bundle),
        "tu_ngay": edition.starts.isoformat(),
        "den_ngay": edition.ends.isoformat() if edition.ends else "",
        "ngung_thuc_hien": int(edition.suspended is not None),
        "ma_quoc_gia": "; ".join(code.id for code in edition.codes),
        "co_quan": _joined(edition.authority.text if edition.authority else ()),
        "giay_to": _joined(paper.name for paper in papers.items) if papers else "",
        "thoi_han": _joined(deadline.text if deadline else ()),
        "so_ngay": deadline.days if deadline and deadline.days is not None else "",
        "loai_ngay": deadline.unit.value if deadline and deadline.unit else "",
        "le_phi": (fee.short or _joined(fee.text)) if fee else "",
        "can_cu": "; ".join(act.act for act in edition.legal),
        "rao_soat": edition.review.day.isoformat(),
        "nguon": "; ".join(dict.fromkeys(labels(edition))),
        "trang": f"{url}/thu-tuc/{procedure.id}",
    }


def _joined(lines: Any) -> str:
    return " | ".join(lines)


def as_sqlite(book: Book, url: str, off: frozenset[str] = NOTHING) -> bytes:
    """Give a SQLite file: procedures, editions, papers, legal acts, sources, printed codes, tied by keys."""
    database = Database(memory=True)
    editions = [(procedure, edition) for procedure in book.procedures.values() for edition in procedure.editions]
    of_procedure, of_edition, of_source = ("thu_tuc", "thu_tuc", "ma"), ("ban", "ban", "id"), ("nguon", "nguon", "ma")
    tables: dict[str, tuple[list[dict[str, Any]], Any, list[tuple[str, str, str]]]] = {
        "thu_tuc": (_procedures(book, url, off), "ma", []),
        "nguon": (_sources(book), "ma", []),
        "ma_in": (_codes(book, url), "so", [of_procedure]),
        "ban": (_editions(editions, url), "id", [of_procedure]),
        "giay_to": (_papers(editions), ("ban", "thu_tu"), [of_edition]),
        "can_cu": (_acts(editions), ("ban", "thu_tu"), [of_edition]),
        "nguon_cua_ban": (_cited(editions), ("ban", "nguon"), [of_edition, of_source]),
    }
    for name, (rows, key, tied) in tables.items():
        database.table(name).insert_all(rows, pk=key, foreign_keys=tied)
    return bytes(database.conn.serialize())


Editions = list[tuple[Procedure, Edition]]
Rows = list[dict[str, Any]]


def _procedures(book: Book, url: str, off: frozenset[str]) -> Rows:
    return [
        {
            "ma": one.id,
            "so": one.number,
            "ten": one.name,
            "ten_goi": one.short_name,
            "linh_vuc": one.field.value,
            "tron_goi": int(one.bundle),
            "trang": f"{url}/thu-tuc/{one.id}",
            OFF: int(one.id in off),
        }
        for one in book.procedures.values()
    ]


def _editions(editions: Editions, url: str) -> Rows:
    rows = ((procedure.id, _row(procedure, edition, url)) for procedure, edition in editions)
    return [
        {"id": number, "thu_tuc": procedure_id, **{key: None if row[key] == "" else row[key] for key in IN_EDITION}}
        for number, (procedure_id, row) in enumerate(rows, 1)
    ]


def _papers(editions: Editions) -> Rows:
    return [
        {"ban": number, "thu_tu": place, "ten": paper.name, "khi": paper.when, "ghi_chu": paper.note}
        for number, (_, edition) in enumerate(editions, 1)
        for place, paper in enumerate(edition.papers.items if edition.papers else (), 1)
    ]


def _acts(editions: Editions) -> Rows:
    return [
        {"ban": number, "thu_tu": place, "van_ban": act.act, "dieu": act.articles, "ghi_chu": act.note}
        for number, (_, edition) in enumerate(editions, 1)
        for place, act in enumerate(edition.legal, 1)
    ]


def _cited(editions: Editions) -> Rows:
    return [
        {"ban": number, "nguon": label}
        for number, (_, edition) in enumerate(editions, 1)
        for label in dict.fromkeys(labels(edition))
    ]


def _sources(book: Book) -> Rows:
    return [
        {"ma": one.id, "ten": one.name, "lien_ket": one.link, "ngay_doc": plain(one.read_on)}
        for one in book.sources.values()
    ]


def _codes(book: Book, url: str) -> Rows:
    return [
        {"so": one.number, "thu_tuc": one.id, "tinh_trang": one.state.value, "dia_chi": f"{url}/{one.number}"}
        for one in book.register.printed_codes
    ]
