"""Every template that the code asks of the wording file, with its placeholders; the knowledge check compares (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from bot import answer_ids, complaint_words, own_data, ratings, replies, underway

REPLY_KEYS: Mapping[str, frozenset[str]] = {
    **replies.KEYS,
    **underway.KEYS,
    **own_data.KEYS,
    **complaint_words.KEYS,
    **ratings.KEYS,
    **answer_ids.KEYS,
}
"""Template keys and the placeholders that each may hold."""
