"""Keyed names of citizens: the same for the same secret, telling nothing without it."""

from bot.aliases import LENGTH, Aliases


def test_a_citizen_has_one_alias_under_one_secret() -> None:
    assert Aliases("s").of("4117623548064931464") == Aliases("s").of("4117623548064931464")
    assert Aliases("s").of("1") != Aliases("s").of("2")


def test_another_secret_gives_other_aliases() -> None:
    assert Aliases("s").of("1") != Aliases("t").of("1")


def test_an_alias_does_not_show_the_id() -> None:
    alias = Aliases("s").of("4117623548064931464")
    assert len(alias) == LENGTH
    assert "4117623548064931464" not in alias
