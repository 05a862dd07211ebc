"""Words that point outside their statement: “it”, “that”, “she” with nothing before that they could stand for."""

from __future__ import annotations

import re

from analysis.engines.local.english.lexicon import Tag
from analysis.engines.local.english.tagging import tagged

_DANGLING_START = re.compile(
    r"^(?:it|its|it's|that|that's|this|these|those|they|they're|they've|them|he|she|he's|she's|him|her|his|their|"
    r"which|such|one|ones|another|both|neither|"
    r"same|here|then|there it|some of (?:it|them)|all of (?:it|them))\b",
    re.IGNORECASE,
)
SOMEBODY = re.compile(
    r"(?:er|or|ist|ant|ian|ee|man|woman)$|^(?:mum|mom|dad|wife|husband|friend|partner|boss|son|aunt|uncle|kid|child|"
    r"patient|student)$"
)
_VAGUE = re.compile(
    r"\b(?:this|that|these|those|it|them|they|he|she|him|her|ones|stuff|things?|something)\b",
    re.IGNORECASE,
)


_DEMONSTRATIVES = re.compile(r"this|that|these|those|ones|stuff|things?|something", re.IGNORECASE)
_LATE_START = re.compile(
    r"^(?:hopefully|maybe|perhaps|sometimes|usually|often|probably|possibly|apparently|at least)"
    r",? (?:it|its|it's|that|that's|this|they|"
    r"they're|he|she|them)\b(?!['’]?ll be (?:able|possible))",
    re.IGNORECASE,
)


def vague(text: str) -> int:
    """Pointers without a referent in the statement; one at the start counts double."""
    count = 0
    thing = person = False
    for token in tagged(text):
        word = token.lower.split("'")[0]
        if token.tag is Tag.NOUN:
            somebody = bool(SOMEBODY.search(token.lower))
            person, thing = person or somebody, thing or not somebody
        if word in {"he", "she", "him", "her", "his"}:
            count += not person
        elif _VAGUE.fullmatch(word) and not _DEMONSTRATIVES.fullmatch(word):
            count += not (thing or (person and word in {"they", "them"}))
        elif _DEMONSTRATIVES.fullmatch(word):
            count += not (thing or person)
    return count + (2 if _DANGLING_START.match(text) or _LATE_START.match(text) else 0)
