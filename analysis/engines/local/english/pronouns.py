"""Pronouns of the third person in the place of “you”, “your” and “I’d”."""

from __future__ import annotations

from analysis.engines.local.english.lexicon import Tag, lemmas
from analysis.engines.local.english.tagging import Token

_CONTRACTED = {"'m": ("is", "are"), "'ve": ("has", "have"), "'ll": ("will", "will"), "'re": ("is", "are")}


def generic(tokens: list[Token], index: int, word: str, *, named: bool) -> str:
    """What stands for the general “you” (or “your” …) at `index`."""
    head, _, tail = word.partition("'")
    if head == "you":
        is_object = (
            index > 0
            and tokens[index - 1].tag in (Tag.PREPOSITION, Tag.BASE, Tag.THIRD, Tag.PAST, Tag.TO, Tag.GERUND)
            and not tail
        )
        earlier = any(item.lower.startswith("you") for item in tokens[:index])
        if is_object:
            return "them" if earlier or named else "people"
        return pronoun("they" if earlier or named else "people", tail, plural=True, following=next_word(tokens, index))
    earlier = named or any(item.lower.startswith("you") for item in tokens[:index])
    if not earlier and head == "your" and any(item.tag is Tag.GERUND for item in tokens[:index]):
        return "one's"  # “Looking at one's mirrors”: nobody was named yet, and nobody need be.
    return {"your": "their" if earlier else "people's", "yours": "theirs", "yourself": "themselves"}[head]


def pronoun(label: str, tail: str, *, plural: bool, following: str) -> str:
    """`label` with the auxiliary that the contraction `tail` (“ll”, “d”) stands for."""
    if not tail:
        return label
    if tail == "d":
        auxiliary = "had" if following in {"better", "been"} or _is_participle(following) else "would"
        return f"{label} {auxiliary}"
    singular, many = _CONTRACTED.get("'" + tail, ("", ""))
    return f"{label} {many if plural else singular}"


def _is_participle(word: str) -> bool:
    found = lemmas(word)
    return bool(word) and "VERB" in found and word not in found["VERB"] and not word.endswith(("ing", "s"))


def next_word(tokens: list[Token], index: int) -> str:
    """The word after `index` that is no adverb."""
    return next((item.lower for item in tokens[index + 1 :] if item.tag is not Tag.ADVERB), "")
