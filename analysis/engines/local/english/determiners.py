"""Phrases with the article they were said with: “health score” → “the health score”, “digest” → “a digest”."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from analysis.engines.local.english.lexicon import LOOKUP, Tag, indefinite, is_plural, lemmas

_DEFINITE = frozenset("the this that".split())
_INDEFINITE = frozenset("a an another one every each any".split())
_OWN = frozenset("my our your their his her its".split())
_PERSON = re.compile(
    r"\b(?:mum|mom|dad|wife|husband|partner|boss|son|daughter|aunt|uncle|kids?|child|children|friends?|mother|father|"
    r"parents|"
    r"grand\w+|sister|brother|teenagers?|woman|man|women|men|guys?)$"
)
_REACH = 40
"""Characters before the phrase in which its article is looked for."""
_SKIPPED = 2
"""Words that may stand between the article and the phrase: “the (little old) kettle”."""


def as_said(phrase: str, texts: Iterable[str]) -> str:
    """`phrase` with the commonest determiner it has in `texts`, told of people; bare where it stands bare."""
    sought = phrase.lower()
    counted: Counter[str] = Counter()
    for text in texts:
        lower = text.lower()
        at = lower.find(sought)
        while at >= 0:
            counted[_kind(lower[max(0, at - _REACH) : at].split()[-_SKIPPED - 1 :])] += 1
            at = lower.find(sought, at + len(sought))
    if not counted or phrase[:1].isupper():
        return phrase
    kind = min(counted, key=lambda item: (-counted[item], item))
    last = phrase.rsplit(maxsplit=1)[-1]
    if kind == "own":
        return f"their {phrase}"
    if kind == "definite":
        return f"the {phrase}"
    if kind == "indefinite" and not is_plural(last):
        return indefinite(phrase)
    return phrase


def _kind(before: list[str]) -> str:
    for word in reversed(before):
        if word in _DEFINITE:
            return "definite"
        if word in _INDEFINITE:
            return "indefinite"
        if word in _OWN or word.endswith(("’s", "'s")):
            return "own" if word in _OWN else "definite"
        tag = LOOKUP.get(word)
        if tag is not None and tag not in (Tag.ADVERB, Tag.NUMBER):
            return "bare"
        if tag is None and "ADJ" not in lemmas(word) and "NOUN" not in lemmas(word):
            return "bare"
    return "bare"


def names_a_thing(phrase: str) -> bool:
    """Whether `phrase` is fit to be a topic: no name, and no lone word that may as well be an adjective or a verb."""
    if phrase[:1].isupper() or _PERSON.search(phrase):
        return False
    words = phrase.split()
    if len(words) > 1:
        return "NOUN" in lemmas(words[-1])
    found = lemmas(phrase)
    return (
        "NOUN" in found and "ADJ" not in found and phrase not in LOOKUP and (is_plural(phrase) or "VERB" not in found)
    )
