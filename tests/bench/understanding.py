"""How well questions are understood, beside simple methods on the same wordings; writes docs/accuracy.md.

python -m tests.bench.understanding (scikit-learn adds two of the baselines when it is installed)
"""

from __future__ import annotations

import importlib.util
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random

from rapidfuzz import fuzz, process

from bot.book import Book
from bot.calendar import VIETNAM
from bot.conversation import Conversation
from bot.evaluation import Case, Scores, read, score, verdicts
from bot.knowledge import load
from bot.matching import Reader
from bot.messages import Decision
from bot.procedures import Procedure
from bot.words import fold
from tests.bench.load import percentile
from tests.bench.typing_noise import noisy

NOW = datetime(2026, 11, 24, 10, tzinfo=VIETNAM)
REPORT = Path("tests/questions/report.tsv")
LETTERS = Path("tests/questions/letters.tsv")
KEPT = 0.95
"""Share of our own questions that a method must still answer when its refusals are counted."""
ROUNDS = 1000
SHOWN = ("right", "offered", "wrong", "missed", "near_false", "near_choose", "near_agency", "far_false", "facets_exact")
Ranker = Callable[[str], tuple[str, float]]
"""A method: from a question to its best procedure and how sure it is."""


def table(knowledge: Path = Path("knowledge")) -> str:
    """Measure everything and give the tables in Markdown."""
    book, cases = load(knowledge), read(REPORT)
    conversation = Conversation(book, "https://motcua.example.gov.vn")
    parts = [_kinds(conversation, cases), _baselines(book, conversation, cases)]
    parts += [_by_procedure(conversation, cases, book), _confusions(conversation, cases), _growth(book)]
    return "\n\n".join(parts)


def _kinds(conversation: Conversation, cases: Sequence[Case]) -> str:
    random = Random(7)
    kinds: dict[str, Callable[[str], str]] = {
        "as written": lambda text: text,
        "without accents": fold,
        "typed in a hurry": lambda text: noisy(text, random),
    }
    lines = [f"| questions | {' | '.join(SHOWN)} |", f"|---|{'---|' * len(SHOWN)}"]
    asked = {name: [replace(one, question=change(one.question)) for one in cases] for name, change in kinds.items()}
    for name, questions in {**asked, "long letters": read(LETTERS)}.items():
        scores = score(conversation, questions, NOW)
        lines.append(f"| {name} | " + " | ".join(_shown(scores.as_dict()[key]) for key in SHOWN) + " |")
    low, high = _interval(conversation, cases)
    lines.append(f"\n95 % of {ROUNDS} bootstrap draws put `right` as written between {low:.3f} and {high:.3f}.")
    return "## The committed questions\n\n" + "\n".join(lines)


def _shown(value: float | int | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _interval(conversation: Conversation, cases: Sequence[Case]) -> tuple[float, float]:
    hits: list[bool] = []

    def note(case: Case, decision: Decision) -> None:
        found = set(verdicts(case, decision))
        if "in_scope" in found:
            hits.append("right" in found)

    score(conversation, cases, NOW, note)
    random = Random(11)
    means = sorted(sum(random.choices(hits, k=len(hits))) / len(hits) for _ in range(ROUNDS))
    return means[int(0.025 * ROUNDS)], means[int(0.975 * ROUNDS)]


def _baselines(book: Book, conversation: Conversation, cases: Sequence[Case]) -> str:
    wordings = [(fold(text), one.id) for one in book.procedures.values() for text in one.wordings]
    methods: dict[str, Ranker] = {
        "rapidfuzz WRatio": _rapidfuzz(wordings, fuzz.WRatio),
        "rapidfuzz token_set_ratio": _rapidfuzz(wordings, fuzz.token_set_ratio),
        "SQLite FTS5 bm25": _bm25(wordings),
    }
    if importlib.util.find_spec("sklearn"):
        methods |= _sklearn(wordings)
    methods["this bot"] = _ours(conversation)
    alone = [case for case in cases if not case.previous]
    head = "| method | best procedure right | near answered when 95 % of ours are | ms a question |\n|---|---|---|---|"
    return f"## Beside simple methods\n\n{head}\n" + "\n".join(_row(name, one, alone) for name, one in methods.items())


def _row(name: str, ranker: Ranker, cases: Sequence[Case]) -> str:
    ours: list[tuple[float, bool]] = []
    near: list[float] = []
    started = time.perf_counter()
    for case in cases:
        procedure, sure = ranker(case.question)
        if case.label == "near":
            near.append(sure)
        elif case.label != "far":
            ours.append((sure, procedure in case.label.split("|")))
    spent = (time.perf_counter() - started) * 1000 / len(cases)
    limit = sorted(sure for sure, _ in ours)[int((1 - KEPT) * len(ours))]
    right, answered = sum(hit for _, hit in ours) / len(ours), sum(sure >= limit for sure in near) / len(near)
    return f"| {name} | {right:.3f} | {answered:.3f} | {spent:.1f} |"


def _rapidfuzz(wordings: Sequence[tuple[str, str]], scorer: Callable[..., float]) -> Ranker:
    texts = [text for text, _ in wordings]

    def rank(question: str) -> tuple[str, float]:
        _, sure, at = process.extractOne(fold(question), texts, scorer=scorer)
        return wordings[at][1], sure

    return rank


def _bm25(wordings: Sequence[tuple[str, str]]) -> Ranker:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE wording USING fts5 (text, id UNINDEXED)")
    connection.executemany("INSERT INTO wording VALUES (?, ?)", wordings)

    def rank(question: str) -> tuple[str, float]:
        words = " OR ".join(f'"{word}"' for word in fold(question).split()) or '""'
        query = "SELECT id, -rank FROM wording WHERE wording MATCH ? ORDER BY rank LIMIT 1"
        return connection.execute(query, (words,)).fetchone() or ("", 0.0)

    return rank


def _sklearn(wordings: Sequence[tuple[str, str]]) -> dict[str, Ranker]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, ids = [text for text, _ in wordings], [one for _, one in wordings]
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    known = letters.fit_transform(texts)
    model = LogisticRegression(C=20, max_iter=400).fit(known, ids)

    def nearest(question: str) -> tuple[str, float]:
        likeness = (known @ letters.transform([fold(question)]).T).toarray().ravel()
        return ids[int(likeness.argmax())], float(likeness.max())

    def learned(question: str) -> tuple[str, float]:
        chances = model.predict_proba(letters.transform([fold(question)]))[0]
        return str(model.classes_[chances.argmax()]), float(chances.max())

    return {"character TF-IDF, nearest wording": nearest, "TF-IDF and logistic regression": learned}


def _ours(conversation: Conversation) -> Ranker:
    def rank(question: str) -> tuple[str, float]:
        candidates = conversation.reader.read(question, NOW.date()).candidates
        return (candidates[0].id, candidates[0].score) if candidates else ("", 0.0)

    return rank


def _by_procedure(conversation: Conversation, cases: Sequence[Case], book: Book) -> str:
    counts: dict[str, Counter[str]] = {}

    def note(case: Case, decision: Decision) -> None:
        for label in case.label.split("|"):
            if label in book.procedures:
                counts.setdefault(label, Counter()).update(verdicts(case, decision))

    score(conversation, cases, NOW, note)
    lines = ["| procedure | questions | right | right or offered |", "|---|---|---|---|"]
    for procedure in book.procedures.values():
        one = Scores(counts.get(procedure.id, Counter()))
        right, offered = one.share("right", "in_scope") or 0.0, one.share("offered", "in_scope") or 0.0
        lines.append(f"| {procedure.id} | {one.counts['in_scope']} | {right:.2f} | {right + offered:.2f} |")
    return "## By procedure\n\n" + "\n".join(lines)


def _confusions(conversation: Conversation, cases: Iterable[Case]) -> str:
    found: Counter[tuple[str, str]] = Counter()

    def note(case: Case, decision: Decision) -> None:
        if set(verdicts(case, decision)) & {"wrong", "missed", "near_false"}:
            found[case.label, decision.procedure or decision.outcome.value] += 1

    score(conversation, cases, NOW, note)
    lines = ["| asked | answered | times |", "|---|---|---|"]
    lines += [f"| {asked} | {answered} | {times} |" for (asked, answered), times in found.most_common(10)]
    return "## The ten worst confusions\n\n" + "\n".join(lines)


def _growth(book: Book) -> str:
    lines = ["| procedures | index built in s | one reading p50 ms | p99 ms |", "|---|---|---|---|"]
    questions = [case.question for case in read(REPORT)]
    for size in (25, 250, 2642):
        grown = _grown(book, size)
        started = time.perf_counter()
        reader = Reader(grown)
        built, times = time.perf_counter() - started, []
        for text in questions:
            before = time.perf_counter()
            reader.read(text, date(2026, 11, 24))
            times.append((time.perf_counter() - before) * 1000)
        times.sort()
        p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
        lines.append(f"| {len(grown.procedures)} | {built:.2f} | {p50:.2f} | {p99:.2f} |")
    return "## How it grows\n\nThe national catalogue's names as further procedures.\n\n" + "\n".join(lines)


def _grown(book: Book, size: int) -> Book:
    """Make procedures of the national names until there are `size` beside the matters, which stay."""
    pattern = next(iter(book.procedures.values()))
    more: dict[str, Procedure] = dict(book.procedures)
    for name in book.catalogue[: max(size - len(more), 0)]:
        one = f"quoc-gia-{name.code.replace('.', '-')}"
        more[one] = pattern.model_copy(
            update={
                "id": one,
                "name": name.name,
                "short_name": name.name,
                "wordings": (name.name,),
                "shared_wordings": (),
            }
        )
    return replace(book, procedures=more)


HEAD = """# How well questions are understood

Written by `python -m tests.bench.understanding`. The questions of `tests/questions/report.tsv` were written by
someone who had read neither the book nor any other question here, and were scored before anyone looked at them; no
wording was changed because of them. The long letters (`tests/questions/letters.tsv`, 45 to 170 words) were written to
mislead: the story names other papers and other matters, and often the last sentence only asks «was that right?»; how a
letter is cut into passages was chosen with their scores in view. The book and the gate were worked on with
`tune.tsv`. Real citizens write in ways that no one at a desk thinks of: expect some points less.

`right`: the asked procedure was answered. `offered`: it stood in a choice. `wrong`: another one was answered.
`near_false`: an administrative question that is not ours was answered with a procedure. `near_agency`: it was
told the right body. `far_false`: small talk was answered with a procedure.

Known gaps: a matter next to one of ours (correcting a land certificate, prolonging a building permit, the tax on a
gift of land) may be taken for ours or be offered beside it; a letter whose matter stands only in its story is offered
a choice rather than answered; a short line that names neither paper nor trade («bán hủ
tiếu gõ») may be refused; a fine asked for in the words of a procedure may be answered with the procedure.
"""


def main() -> None:
    """Write docs/accuracy.md."""
    text = f"{HEAD}\n{table()}\n"
    Path("docs/accuracy.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
