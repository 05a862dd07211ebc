"""Who speaks to whom in a statement: of oneself, to somebody, as advice, in direct speech."""

from __future__ import annotations

import re

from analysis.engines.local.english.lexicon import Tag, is_base_verb
from analysis.engines.local.english.tagging import tagged

_FIRST = re.compile(
    r"\b(?:I|I['’](?:m|ve|ll|d)|me|my|mine|myself|we|we['’](?:re|ve|ll|d)|us|our|ours|ourselves|let['’]s)\b",
    re.IGNORECASE,
)
_GENERIC_YOU = re.compile(r"\b(?:you(?:['’](?:re|ve|ll|d))?|your|yours|yourself)\b", re.IGNORECASE)
_UNSAFE = re.compile(
    r"[?\"“”«»]|\b(?:I['’]m like|I was like|as I said|like I said|I mean\b|let['’]s|you know|you guys|me and|"
    r"me or|me time|"
    r"and me\b|as you (?:say|said)|"
    r"thank you|do you|are you|did you|would you|your question|tell you|told you|ask you|show you|you(?:['’]re| are) "
    r"(?:asking|saying)|"
    r"you (?:asked|said|mentioned)|if you (?:like|will)|yesterday I|I['’]ve lost my train|aren['’]t I|I says|used to "
    r"be I)\b|'\w[^']{8,}'(?!\w)",
    re.IGNORECASE,
)
_ADVISING = frozenset(
    (
        "take keep make get try use avoid let tell show give think remember start stop look ask put bring imagine "
        "consider learn choose check listen follow enjoy watch"
    ).split()
)


def is_first_person(text: str) -> bool:
    """Whether the speaker speaks of themselves in `text`."""
    return bool(_FIRST.search(text))


def addresses_somebody(text: str) -> bool:
    """Whether “you” occurs in `text`."""
    return bool(_GENERIC_YOU.search(text))


def is_safe(text: str) -> bool:
    """Whether `text` holds no direct speech, question or address that a shift of person would spoil."""
    return not _UNSAFE.search(text)


def is_advice(text: str) -> bool:
    """“Take care of your body”: words to somebody, no tale of anybody."""
    tokens = tagged(text) if addresses_somebody(text) else []
    if not tokens or not is_base_verb(tokens[0].lower) or tokens[0].tag not in (Tag.BASE, Tag.NOUN):
        return False
    if tokens[0].lower in _ADVISING:
        return True
    following = tokens[1].tag if len(tokens) > 1 else Tag.PUNCTUATION
    return following in (Tag.DETERMINER, Tag.POSSESSIVE, Tag.OBJECT, Tag.PREPOSITION, Tag.TO) or (
        len(tokens) > 2 and tokens[0].tag is Tag.BASE
    )
