"""What a phone keyboard does to a sentence: seeded slips, so that every run measures the same."""

from __future__ import annotations

from random import Random

from bot.words import fold

BESIDE = dict(
    pair.split("=")
    for pair in (
        "a=sqwz b=vghn c=xdfv d=serfcx e=wrsd g=fhtyvb h=gjyubn i=uojk k=jlio l=kop m=njk n=bmhj o=ipkl "
        "p=ol q=wa r=etdf s=awedxz t=ryfg u=yijh v=cbfg x=zsdc y=tugh"
    ).split()
)
"""Neighbouring keys."""
SHARE = 0.19
"""Share of the words that slip."""
GLUE = "\0"


def slip(word: str, at: int, random: Random) -> str:
    """Give a word with one slip at a place: wrong key, swapped, dropped, doubled, telex rest, split or joined."""
    kind, before, letter, after = random.randrange(7), word[:at], word[at], word[at + 1 :]
    slips = (
        before + random.choice(BESIDE.get(letter, letter)) + after,
        before[:-1] + letter + before[-1:] + after,
        before + after,
        before + letter + letter + after,
        word + random.choice("sfrxj"),
        f"{before}{letter} {after}" if len(word) > 3 else word,
        word + GLUE,
    )
    return slips[kind]


def noisy(text: str, random: Random) -> str:
    """Give a text as it comes from a phone in a hurry: without accents, about every fifth word slipped."""
    words = []
    for word in fold(text).split():
        if len(word) > 1 and not word.isdigit() and random.random() < SHARE:
            words.append(slip(word, random.randrange(len(word)), random))
        else:
            words.append(word)
    return " ".join(words).replace(f"{GLUE} ", "").replace(GLUE, "").strip()
