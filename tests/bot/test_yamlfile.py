"""Reading the form of a file: everything is text, every place has its line, and nothing hostile gets through."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import faults
from bot.procedures import Procedure
from bot.yamlfile import Tree, read

SHIPPED = Path("knowledge/thu-tuc/01-dang-ky-ho-kinh-doanh.yaml").read_bytes()


def tree_of(folder: Path, data: bytes) -> Tree:
    path = folder / "x.yaml"
    path.write_bytes(data)
    return read(path, "x.yaml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("a: 100.000", "100.000"),
        ("a: 01", "01"),
        ("a: 2026-13-01", "2026-13-01"),
        ("a: yes", "yes"),
        ("a: null", "null"),
        ("a: 'không'", "không"),
        ("a: ''", ""),
        ("a:", None),
        ("a: [1, 2]", ["1", "2"]),
        ("a: |\n  b\n  c\n", "b\nc\n"),
        ("a: >-\n  b\n  c\n", "b c"),
        ("a: b # chú thích", "b"),
    ],
)
def test_every_scalar_is_text(tmp_path: Path, written: str, value: object) -> None:
    tree = tree_of(tmp_path, written.encode())
    assert (tree.value, tree.faults) == ({"a": value}, [])


def test_every_place_has_its_line_and_what_is_missing_that_of_the_block(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, b"# x\na: b\nc:\n  - d: e\n    f:\n      - g\n      - h\n")
    lines = {(): 2, ("a",): 2, ("c",): 3, ("c", 0): 4, ("c", 0, "d"): 4, ("c", 0, "f"): 5, ("c", 0, "f", 1): 7}
    assert {place: tree.line(place) for place in lines} == lines
    assert tree.line(("c", 0, "missing")) == 4
    assert tree.line(("missing",)) == 2


HOSTILE = {
    "cut off within braces": b"a:\n  - {b:",
    "nested lists": b"- " * 200_000,
    "nested brackets": b"a: " + b"[" * 400_000,
    "nested braces": b"a: " + b"{a: " * 100_000,
    "nested keys": b"? " * 200_000,
    "aliases of aliases": b"a: &a [x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 110)),
    "a list in itself": b"a: &a [*a]\n",
    "an object of Python": b"a: !!python/object/apply:os.system ['true']\n",
    "a merge key with an alias": b"a: &a {b: c}\nd: {<<: *a}\n",
    "NUL bytes": b"a: b\0\n" * 1000,
    "nothing but colons": b":" * 100_000,
    "a directive": b"%YAML 9.9\n---\na: b\n",
    "text beyond Unicode": b'a: "\\UFFFFFFFF"\n',
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused_quickly(tmp_path: Path, data: bytes) -> None:
    begun = time.process_time()
    tree = tree_of(tmp_path, data)
    assert faults.validate(tree, Procedure) is None
    assert tree.faults
    assert time.process_time() - begun < 5.0


def test_many_faults_of_form_come_at_once(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, b"a: &x b\na: c\nd: !t e\n: f\n")
    assert [fault.line for fault in tree.faults] == [1, 2, 3, 4]


PIECES = [b"\t", b"'", b'"', b"{", b"[", b"]", b"- ", b": ", b"? ", b"\0", b"\xff", b"&x ", b"*x", b"\n", b"!t ", b"|"]


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SHIPPED)),
            st.integers(0, 60),
            st.one_of(st.sampled_from(PIECES), st.binary(max_size=6), st.text(max_size=4).map(str.encode)),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_mangled_file_has_faults_in_vietnamese_or_is_sound(
    tmp_path: Path, changes: list[tuple[int, int, bytes]]
) -> None:
    data = bytearray(SHIPPED)
    for at, length, piece in changes:
        data[at : at + length] = piece
    tree = tree_of(tmp_path, bytes(data))
    sound = faults.validate(tree, Procedure)
    assert sound is not None or tree.faults
    count = bytes(data).count(b"\n") + bytes(data).count(b"\r") + 1
    for fault in tree.faults:
        assert 1 <= fault.line <= count
        assert not any(word in fault.message for word in ("Input should", "Extra inputs", "Field required", "None"))
