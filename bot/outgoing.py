"""Addresses that our pages lead to: which hosts are allowed, and what must be seen when one is opened (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import field_validator

from bot.facts import Entry, Lines, Link, Review, Text, fault
from bot.keys import key_of
from bot.procedures import Procedure


class Outgoing(Entry):
    """One address: words that its page must show, or that only a person can tell, and who looked last.

    `by_hand` marks sites that answer every robot alike, so that no program can tell a live page from a dead one.
    """

    link: Link
    expected: Lines = ()
    by_hand: bool = False
    review: Review | None = None
    note: Text | None = None


class Outgoings(Entry):
    """The hosts that may be linked, with their subdomains, and what is known of each address."""

    hosts: Lines = ()
    outgoing: tuple[Outgoing, ...] = ()

    @field_validator("hosts")
    @classmethod
    def _bare(cls, hosts: Lines) -> Lines:
        for number, host in enumerate(hosts):
            if "/" in host or "." not in host or host != host.lower():
                raise fault(f"«{host}» không phải tên miền; viết dạng dichvucong.gov.vn", number)
        return hosts

    def allows(self, link: str) -> bool:
        """Say whether an address lies on an allowed host."""
        host = (urlsplit(link).hostname or "").lower()
        return any(host == one or host.endswith(f".{one}") for one in self.hosts)

    def known(self, link: str) -> Outgoing:
        """Give what is known of an address; an entry without words when nothing is."""
        found = next((one for one in self.outgoing if one.link.rstrip("/") == link.rstrip("/")), None)
        return found or Outgoing.model_validate({key_of("link"): link})


def links_of(procedure: Procedure) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find every address that the editions of a procedure show, with its place in the file."""
    for number, edition in enumerate(procedure.editions):
        place = (key_of("editions"), number)
        for name in ("post", "online"):
            channel = getattr(edition, name)
            if channel and channel.link:
                yield (*place, key_of(name), key_of("link")), channel.link
        for at, form in enumerate(edition.forms):
            if form.link:
                yield (*place, key_of("forms"), at, key_of("link")), form.link
