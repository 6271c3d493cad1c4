"""Short addresses: every way in which a printed code is read or typed, and nothing else."""

import pytest

from portal.addresses import Address, read

READ = {
    "01": ("01", None),
    "1": ("01", None),
    "001": ("01", None),
    "Q/01": ("01", None),
    "q/1": ("01", None),
    "q//1": ("01", None),
    "/01": ("01", None),
    "01/": ("01", None),
    "01//": ("01", None),
    "01.": ("01", None),
    "01,": ("01", None),
    " 01 ": ("01", None),
    "01;": ("01", None),
    "25": ("25", None),
    "99": ("99", None),
    "01-B7": ("01", "B7"),
    "1-b7.": ("01", "B7"),
    "Q/07-KHM3/": ("07", "KHM3"),
    "01 - b7": ("01", "B7"),
    "01_B7": ("01", "B7"),
    "01.B7": ("01", "B7"),
    "01-": ("01", None),
    "01-O0": ("01", None),
    "01-???": ("01", None),
    "01-ĐẦU": ("01", None),
    "01-ABCDEFGHK": ("01", None),
}


@pytest.mark.parametrize(("path", "number", "placement"), [(path, *said) for path, said in READ.items()])
def test_what_sticks_to_a_code_does_not_hide_its_page(path: str, number: str, placement: str | None) -> None:
    assert read(path) == Address(number, placement)


NONE = ["", "0", "00", "1000", "abc", "01abc", "01\x00", "../etc/passwd", "01/etc", "1" * 4000, "٠١", "q", "01-a/b"]


@pytest.mark.parametrize("path", NONE, ids=lambda path: path[:12])
def test_other_paths_are_no_short_address(path: str) -> None:
    assert read(path) is None
