"""Notes that leave out who did it: “Used the back button, lost the basket”, “Couldn't read the grey text”."""

from __future__ import annotations

import re

from analysis.engines.local.english.lexicon import Tag, is_base_verb
from analysis.engines.local.english.tagging import Token, tagged

_SHORTEST = 3
"""Words."""
_DONE = frozenset(
    (
        "used tried filled typed clicked found opened searched scrolled wrote got saw read looked asked lost "
        "missed liked loved hated wanted expected noticed chose selected pressed tapped landed went waited "
        "swore skipped walked ate drove felt thought forgot needed called bought ordered thinks wants likes "
        "says needs expects prefers feels hopes"
    ).split()
)
"""What only the person observed can have done: “kept” or “fails” may tell of the service."""
_HELPING = frozenset("didn't couldn't can't wasn't wouldn't did could can cannot".split())
_TOLD_OF_OTHERS = re.compile(r"\b(?:me|us)\b", re.IGNORECASE)
"""Where the speaker is the object, somebody else is the subject: “called me back”."""
_FOLLOWS_VERB = (
    Tag.DETERMINER,
    Tag.POSSESSIVE,
    Tag.OBJECT,
    Tag.TO,
    Tag.NUMBER,
    Tag.RELATIVE,
    Tag.ADVERB,
    Tag.PREPOSITION,
    Tag.NOUN,
    Tag.ADJECTIVE,
    Tag.SUBJECT,
)


def lacks_subject(text: str) -> bool:
    """Whether `text` begins with the verb of a sentence whose subject, the person observed, goes without saying."""
    opening = text.split(" ", 1)[0].lower().replace("’", "'")
    if opening not in _HELPING | _DONE | {"would", "had"} or _TOLD_OF_OTHERS.search(text):
        return False
    tokens = tagged(text)
    if len(tokens) < _SHORTEST:
        return False
    second = tokens[1]
    if opening == "would":
        return second.lower == "be"
    if opening == "used" and second.tag is Tag.TO:
        return False  # “Used to be better”: how things were, not what somebody did.
    if opening == "had":
        return second.tag is Tag.TO
    if opening in _HELPING:
        return is_base_verb(second.lower) or second.tag is Tag.ADVERB
    return second.tag in _FOLLOWS_VERB and second.lower != "by"


def with_subject(text: str, label: str) -> str:
    """“Used the button” → “P3 used the button”."""
    subject = "it" if text[:8].lower() == "would be" else label
    return f"{subject} {text[:1].lower()}{text[1:]}"


def is_in_the_past(tokens: list[Token]) -> bool:
    """Whether the note tells of the one person observed, and not of what holds for people."""
    return tokens[0].lower not in {"can't", "cannot", "can", "would"}
