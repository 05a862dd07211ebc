"""Parts of speech for English talk: the lexicon plus the few rules of context that clauses need.

Not a general tagger: it answers "can this be a finite verb here?" and "which words make up this noun phrase?", and
prefers not to know over knowing wrongly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from analysis.engines.local.english.lexicon import ADJECTIVES, BE, LOOKUP, NOUNISH, Tag, is_plural, lemmas, verb_form

_TOKEN = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*(?:['’][^\W_]+)?|[^\w\s]|_+")


class Token(NamedTuple):
    """A word or mark of a sentence with its tag and place."""

    text: str
    tag: Tag
    start: int
    end: int
    lower: str
    """The word in lower case with a straight apostrophe."""


def tagged(text: str) -> list[Token]:
    """`text` as tagged tokens. Treat the list as read-only: it is remembered."""
    return _tagged(text)


@lru_cache(maxsize=4_000)
def _tagged(text: str) -> list[Token]:
    tokens: list[Token] = []
    matches = list(_TOKEN.finditer(text))
    small = [match.group().lower() for match in matches]
    last = previous = None  # The token before, and the one before that is no adverb.
    for match, written, following in zip(matches, small, [*small[1:], ""], strict=False):
        word, lower = match.group(), written.replace("’", "'")
        last = Token(word, _tag(word, lower, previous, last, following), match.start(), match.end(), lower)
        tokens.append(last)
        if last.tag is not Tag.ADVERB:
            previous = last
    return tokens


def _tag(word: str, lower: str, previous: Token | None, last: Token | None, following: str) -> Tag:
    if not lower[0].isalnum():
        return Tag.PUNCTUATION
    if lower[0].isdigit():
        return Tag.NUMBER
    closed = LOOKUP.get(lower)
    if closed is not None:
        return _closed(lower, closed, previous.tag if previous else None, last, following)
    if word[0].isupper() and last is not None and last.text not in ".!?" and "'" not in lower:
        return Tag.NOUN
    read = _reading(lower)
    if read is None:
        return Tag.ADVERB if lower.endswith("ly") else Tag.NOUN
    return _open(read, previous, last, following)


def _closed(lower: str, tag: Tag, place: Tag | None, last: Token | None, following: str) -> Tag:
    if lower == "that" and last is not None and place not in (Tag.PREPOSITION, Tag.COORDINATOR, None):
        return (
            Tag.RELATIVE
            if LOOKUP.get(following) in (Tag.SUBJECT, Tag.DETERMINER, Tag.POSSESSIVE, Tag.MODAL, Tag.AUXILIARY)
            else Tag.DETERMINER
        )
    if lower == "like" and place in (Tag.SUBJECT, Tag.MODAL, Tag.TO):
        return Tag.BASE
    if lower in {"can", "will", "might", "may", "must"} and place in (Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADJECTIVE):
        return Tag.NOUN
    if lower == "her" and following and LOOKUP.get(following) is None:
        return Tag.POSSESSIVE
    if lower in {"before", "after", "since", "until", "as"} and LOOKUP.get(following) not in (
        Tag.SUBJECT,
        Tag.EXISTENTIAL,
    ):
        return Tag.PREPOSITION
    if lower in {"pretty", "well", "back", "right", "sure", "no"} and place in (Tag.DETERMINER, Tag.POSSESSIVE):
        return Tag.NOUN if lower in {"back", "right"} else Tag.ADJECTIVE
    if lower in {"right", "sure", "okay", "ok", "well"} and last is not None:
        return Tag.ADJECTIVE if lower != "well" else Tag.ADVERB
    if lower == "no" and following and LOOKUP.get(following) is not Tag.PUNCTUATION and following.isalpha():
        return Tag.DETERMINER
    return tag


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the lexicon allows a word to be."""

    lower: str
    noun: bool
    adjective: bool
    adverb: bool
    verb: Tag | None


@lru_cache(maxsize=20_000)
def _reading(lower: str) -> _Reading | None:
    found = lemmas(lower)
    if not found:
        return None
    return _Reading(
        lower=lower,
        noun="NOUN" in found or "PROPN" in found,
        adjective="ADJ" in found or lower in ADJECTIVES,
        adverb="ADV" in found,
        verb=verb_form(lower, found),
    )


def _open(word: _Reading, previous: Token | None, last: Token | None, following: str) -> Tag:
    """The tag of a word of an open class after `previous` (the last word that is no adverb) and `last`."""
    place = previous.tag if previous else None
    governed = _governed_verb(word, previous)
    if governed is not None:
        return governed
    if place in _OPENS_PHRASE:
        return _inside_phrase(word, following)
    if word.adverb and word.lower.endswith("ly"):
        return Tag.ADVERB
    if word.lower in NOUNISH:
        return Tag.NOUN
    free = _free_verb(word, previous, last, following)
    if free is not None:
        return free
    if word.adjective and (not word.noun or word.lower in ADJECTIVES or _is_nominal(following)):
        return Tag.ADJECTIVE
    if word.noun:
        return Tag.NOUN
    return word.verb or (Tag.ADVERB if word.adverb else Tag.OTHER)


def _governed_verb(word: _Reading, previous: Token | None) -> Tag | None:
    """A verb (or predicate) that “to”, a pronoun, a modal or an auxiliary calls for; None where nothing does."""
    if previous is None or word.verb is None:
        return None
    if previous.tag is Tag.TO:
        return Tag.BASE if word.verb is Tag.BASE else None
    if previous.tag in (Tag.MODAL, Tag.SUBJECT) and word.verb is not Tag.GERUND:
        return None if previous.lower in BE and word.verb is Tag.BASE else word.verb
    if previous.tag is not Tag.AUXILIARY:
        return None
    if previous.lower in BE:
        if word.adjective and word.verb is not Tag.GERUND:
            return Tag.ADJECTIVE
        return word.verb if word.verb in (Tag.GERUND, Tag.PAST) or not word.noun else Tag.NOUN
    plain = word.adjective and word.lower in ADJECTIVES
    return word.verb if word.verb in (Tag.PAST, Tag.BASE) and not plain else None


def _free_verb(word: _Reading, previous: Token | None, last: Token | None, following: str) -> Tag | None:
    """A verb after a noun (“tools share …”) or at the start of a clause; None where it reads better as a noun."""
    place = previous.tag if previous else None
    object_follows = LOOKUP.get(following) in _STARTS_OBJECT
    if word.verb is Tag.GERUND:
        return word.verb
    if word.verb in (Tag.THIRD, Tag.PAST) and place in (Tag.NOUN, Tag.RELATIVE, Tag.GERUND):
        return word.verb
    if word.verb is not Tag.BASE:
        return None
    if place is Tag.NOUN and previous is not None and is_plural(previous.text) and previous is last:
        return word.verb if not word.noun or object_follows else Tag.NOUN
    return word.verb if place in (Tag.COORDINATOR, Tag.PUNCTUATION, None) and object_follows else None


_OPENS_PHRASE = frozenset({Tag.DETERMINER, Tag.POSSESSIVE, Tag.NUMBER, Tag.ADJECTIVE, Tag.PREPOSITION, Tag.EXISTENTIAL})
_STARTS_OBJECT = {Tag.DETERMINER, Tag.POSSESSIVE, Tag.OBJECT, Tag.TO, Tag.PREPOSITION, Tag.SUBJECT, Tag.RELATIVE}


def _is_nominal(word: str) -> bool:
    return bool(word) and word[0].isalpha() and word not in LOOKUP and "NOUN" in lemmas(word)


def _inside_phrase(word: _Reading, following: str) -> Tag:
    """The tag of a word inside a noun phrase."""
    if word.adjective and (not word.noun or word.lower in ADJECTIVES or _is_nominal(following)):
        return Tag.ADJECTIVE
    if word.noun:
        return Tag.NOUN
    if word.verb is Tag.PAST:
        return Tag.ADJECTIVE
    return word.verb or (Tag.ADVERB if word.lower.endswith("ly") else Tag.ADJECTIVE)
