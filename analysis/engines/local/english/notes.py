"""Notes that leave out who did it: “Used the back button, lost the basket”, “Couldn't read the grey text”."""

from __future__ import annotations

from analysis.engines.local.english.lexicon import LOOKUP, Tag, is_base_verb, lemmas
from analysis.engines.local.english.tagging import Token, tagged

_DONE = frozenset(
    (
        "used tried filled typed clicked found opened searched scrolled wrote got saw read looked "
        "asked lost missed liked "
        "loved hated wanted expected noticed chose selected pressed tapped landed went gave took "
        "made called thinks wants "
        "likes says felt had has sent checked bought ordered started stopped forgot thought said "
        "needed left kept ended "
        "waited swore skipped walked ate drove came told heard met put ran"
    ).split()
)
_HELPING = frozenset(
    (
        "didn't couldn't can't wasn't wouldn't doesn't did could can cannot never had has was isn't hasn't hadn't won't"
    ).split()
)
_FOLLOWS_VERB = (
    Tag.DETERMINER,
    Tag.POSSESSIVE,
    Tag.OBJECT,
    Tag.TO,
    Tag.NUMBER,
    Tag.RELATIVE,
    Tag.ADVERB,
    Tag.PREPOSITION,
)


def lacks_subject(text: str) -> bool:
    """Whether `text` begins with the verb of a sentence whose subject, the person observed, goes without saying."""
    tokens = tagged(text)
    if len(tokens) < 3:
        return False
    first, second = tokens[0], tokens[1]
    if first.lower == "would":
        return second.lower == "be"
    if first.lower in _HELPING:
        return is_base_verb(second.lower) or (
            second.tag in (Tag.ADVERB, Tag.PAST, Tag.ADJECTIVE) and first.lower != "never"
        )
    found = lemmas(first.lower)
    if "VERB" not in found or first.lower in found["VERB"] or first.lower.endswith("ing") or first.lower in LOOKUP:
        return first.lower in {"had", "has"} and second.tag in (Tag.TO, Tag.DETERMINER, Tag.NUMBER)
    if second.lower == "by":
        return False
    if first.lower in _DONE:
        return second.tag in (*_FOLLOWS_VERB, Tag.NOUN, Tag.ADJECTIVE, Tag.SUBJECT)
    return second.tag in _FOLLOWS_VERB[:6] and first.tag in (Tag.PAST, Tag.THIRD)


def with_subject(text: str, label: str) -> str:
    """“Used the button” → “P3 used the button”."""
    subject = "it" if text[:8].lower() == "would be" else label
    return f"{subject} {text[:1].lower()}{text[1:]}"


def is_in_the_past(tokens: list[Token]) -> bool:
    """Whether the note tells of the one person observed, and not of what holds for people."""
    return tokens[0].lower not in {"can't", "cannot", "can", "won't", "never", "would"}
