"""Rows of numbers that are added for all subjects at once are what adding one by one gives."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from bot import sums
from bot.evidence import Document, Evidence
from bot.ranking import LAYER_WEIGHTS, TENTHS
from bot.signs import Signs

NUMBERS = st.floats(min_value=0, max_value=12, allow_subnormal=False)
WORDS = st.lists(st.sampled_from("ao bo ca da ga he la me".split()), min_size=1, max_size=6, unique=True)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=40), st.integers(1, 300))
def test_adding_rows_adds_every_slot(pairs: list[tuple[float, float]], times: int) -> None:
    size = len(pairs)
    ones, others = (sums.joined(array("Q", map(sums.whole, column))) for column in zip(*pairs, strict=True))
    row = sums.parted(sums.floor(size) + ones - times * others, size)
    for slot, (one, other) in zip(row, pairs, strict=True):
        assert abs(sums.fraction(slot) - (one - times * other)) < 1e-9


def test_numbers_of_one_place_add_up() -> None:
    assert list(sums.filled(3, [(2, 5), (0, 1), (2, 6)])) == [1, 0, 11]


def signs(words: list[str]) -> Signs:
    return Signs(tuple(words), (), (), (), " ".join(words))


@given(st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=40), WORDS)
def test_the_evidence_of_all_subjects_is_what_every_sign_says_of_each(
    known: list[list[list[str]]], asked: list[str]
) -> None:
    documents = [[Document(signs(words)) for words in texts] for texts in known]
    evidence = Evidence(documents, (200.0,) * 4)
    layer, size = evidence.layers[0], len(documents)
    row = sums.parted(evidence.rows(signs(asked))[0], size)
    for subject in range(size):
        told = sum(layer.says(word, subject) for word in asked)
        assert abs(sums.fraction(row[subject]) - told) < 1e-9


def test_the_weights_of_the_layers_are_whole_tenths() -> None:
    assert all(float(weight * TENTHS).is_integer() for weight in LAYER_WEIGHTS)
