"""A ward or commune named in a question, old or new: which unit it is now and where its people file (pure)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.facets import FacetReader
from bot.messages import Facet, Outcome
from bot.offices import Offices
from bot.replies import TEXT_LIMIT, Replies
from bot.sayings import Said
from bot.words import fold

ADDRESS = "dia-chi"
"""The topic that lists where the counters are; with a ward or commune named, only its counter is told."""
BESIDE_AREA = frozenset("o song thuoc gio hien phuong xa don vi hanh chinh sap nhap".split())
"""Folded words beside the name of a ward or commune with which one asks which unit it is now."""


class Areas:
    """Tells the counter of an area."""

    def __init__(self, offices: Offices, facets: FacetReader, replies: Replies) -> None:
        self._offices = offices
        self._facets = facets
        self._replies = replies

    def alone(self, text: str, day: date) -> Said | None:
        """«tôi ở xã Vĩnh Quới nộp ở đâu»: an area, and nothing else but where."""
        folded = fold(text)
        found = self._offices.serving(folded, day)
        if found is None:
            return None
        beside = re.sub(rf"\b{re.escape(fold(found[0]))}\b", " ", folded).split()
        rest = " ".join(word for word in beside if word not in BESIDE_AREA)
        if not self._facets.bare(rest) or set(self._facets.asked(rest)) - {Facet.WHERE}:
            return None
        return Said(Outcome.COUNTER, self._replies.area(*found), "hỏi nơi nộp của một xã, phường")

    def without(self, text: str, day: date) -> str | None:
        """Give a text without the ward or commune that it names; None if it names none or nothing else."""
        found = self._offices.serving(fold(text), day)
        if found is None:
            return None
        tokens, area = text.split(), fold(found[0]).split()
        spans = (range(at, at + len(area)) for at in range(len(tokens) - len(area) + 1))
        cut = next((one for one in spans if fold(" ".join(tokens[one.start : one.stop])).split() == area), None)
        rest = [token for at, token in enumerate(tokens) if cut is None or at not in cut]
        return " ".join(rest) if cut is not None and rest else None

    def beside(self, said: Said, text: str, day: date) -> Said:
        """An answer about a matter with the counter of the area that was named."""
        found = self._offices.serving(fold(text), day)
        if found is None or said.reply is None:
            return said
        both = f"{said.reply.text}\n\n{self._replies.area(*found).text}"
        return replace(said, reply=replace(said.reply, text=both)) if len(both) <= TEXT_LIMIT else said

    def address(self, said: Said, text: str, day: date) -> Said | None:
        """An area in a question about the address: its own counter, and not the list of all."""
        found = self._offices.serving(fold(text), day) if said.topic == ADDRESS else None
        if found is None:
            return None
        rule = "hỏi địa chỉ, có nói tên xã, phường"
        return Said(said.outcome, self._replies.area(*found), rule, topic=said.topic, offered=said.offered)
