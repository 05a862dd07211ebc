"""Parts of speech for English talk: a lexicon (lemminflect) plus the few rules of context that clauses need.

Not a general tagger: it answers "can this be a finite verb here?" and "which words make up this noun phrase?", and
prefers not to know over knowing wrongly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lemminflect import getAllLemmas, getInflection

_TOKEN = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*(?:['’][^\W_]+)?|[^\w\s]|_+")


class Tag(StrEnum):
    """Coarse part of speech."""

    SUBJECT = "subject pronoun"
    OBJECT = "object pronoun"
    POSSESSIVE = "possessive"
    DETERMINER = "determiner"
    MODAL = "modal"
    AUXILIARY = "auxiliary"
    BASE = "verb, base or present"
    THIRD = "verb, third person"
    PAST = "verb, past or participle"
    GERUND = "verb, -ing"
    NOUN = "noun"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    PREPOSITION = "preposition"
    TO = "to"
    COORDINATOR = "coordinator"
    SUBORDINATOR = "subordinator"
    RELATIVE = "relative or question word"
    EXISTENTIAL = "there"
    NUMBER = "number"
    INTERJECTION = "interjection"
    PUNCTUATION = "punctuation"
    OTHER = "other"


FINITE = {Tag.MODAL, Tag.AUXILIARY, Tag.BASE, Tag.THIRD, Tag.PAST}
NOMINAL = {Tag.NOUN, Tag.NUMBER, Tag.GERUND}

_CLOSED: dict[Tag, str] = {
    Tag.SUBJECT: (
        "i you he she it we they who i'm i've i'll i'd you're you've you'll you'd he's she's it's it'll it'd "
        "we're we've we'll we'd they're they've they'll they'd everyone everybody someone somebody anyone anybody "
        "nobody everything something nothing anything that's here's what's he'll she'll he'd she'd"
    ),
    Tag.OBJECT: "me him her us them myself yourself himself herself itself ourselves themselves",
    Tag.POSSESSIVE: "my your his its our their whose",
    Tag.DETERMINER: (
        "the a an this that these those some any every each another no both all either neither many much few "
        "several more most less enough such own other half"
    ),
    Tag.MODAL: (
        "can could will would shall should may might must can't cannot couldn't won't wouldn't shouldn't mightn't "
        "mustn't ought"
    ),
    Tag.AUXILIARY: (
        "am is are was were be been being isn't aren't wasn't weren't has have had hasn't haven't hadn't do does "
        "did don't doesn't didn't having ain't"
    ),
    Tag.PREPOSITION: (
        "of in on at by for with from into onto about over under between through during without within against "
        "across behind beyond near per via than up down off out around toward towards upon among amongst despite "
        "throughout except besides regarding like"
    ),
    Tag.TO: "to",
    Tag.COORDINATOR: "and or but nor plus yet",
    Tag.SUBORDINATOR: (
        "because since although though unless until while whereas if whether so once when whenever before after "
        "as wherever"
    ),
    Tag.RELATIVE: "which what where why how whatever whichever whom however",
    Tag.EXISTENTIAL: "there there's",
    Tag.ADVERB: (
        "not never always often usually sometimes also just really very quite too still even only then now again "
        "already ever almost maybe perhaps actually probably basically simply rather instead later soon here away "
        "back together n't constantly manually mostly rarely normally typically generally definitely certainly "
        "literally honestly obviously anymore else well far ago yet somehow otherwise therefore pretty"
    ),
    Tag.NUMBER: (
        "one two three four five six seven eight nine ten twelve fifteen twenty thirty forty fifty hundred "
        "thousand million couple dozen"
    ),
    Tag.INTERJECTION: "yes yeah no oh well okay ok um uh hmm right sure wow thanks please hello hi",
}
_LOOKUP = {word: tag for tag, listing in reversed(_CLOSED.items()) for word in listing.split()}
_ADJECTIVES = frozenset(
    "good bad new old big small great clear final single hard easy slow fast long short right wrong true real whole "
    "main best worst "
    "first last next same different important difficult able sure happy sad free full little large high low early "
    "late subjective "
    "specific structured detailed better worse less more".split()
)
_NOUNISH = frozenset(
    "time way thing things day work people place tools tool need needs design feedback team teams app tea".split()
)
BE = frozenset(
    (
        "am is are was were be been being isn't aren't wasn't weren't i'm you're we're they're it's he's she's that's "
        "there's"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a sentence with its tag and place."""

    text: str
    tag: Tag
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case with a straight apostrophe."""
        return self.text.lower().replace("’", "'")


@lru_cache(maxsize=50_000)
def lemmas(word: str) -> dict[str, tuple[str, ...]]:
    """Part of speech → lemmas the lexicon knows for `word`; empty for unknown words."""
    found: dict[str, tuple[str, ...]] = getAllLemmas(word)
    return found


def is_word(word: str) -> bool:
    """Whether the lexicon or the closed classes know `word`."""
    return word in _LOOKUP or bool(lemmas(word))


@lru_cache(maxsize=20_000)
def inflected(lemma: str, form: str) -> str:
    """`lemma` in the form a Penn tag names (`VBZ`, `VBG`, `NNS`, `JJR`), spelled by rule where unknown."""
    found = getInflection(lemma, tag=form)
    return str(found[0]) if found else lemma


def _verb_form(word: str, found: dict[str, tuple[str, ...]]) -> Tag | None:
    if "VERB" not in found:
        return None
    if word.endswith("ing") and word not in found["VERB"]:
        return Tag.GERUND
    if word in found["VERB"]:
        return Tag.BASE
    return Tag.THIRD if word.endswith("s") and not word.endswith("ss") else Tag.PAST


def is_base_verb(word: str) -> bool:
    """Whether `word` can be the base form of a verb."""
    return _verb_form(word.lower(), lemmas(word.lower())) is Tag.BASE


def is_plural(word: str) -> bool:
    """Whether `word` is a plural noun other than its own singular."""
    lower = word.lower()
    nouns = lemmas(lower).get("NOUN", ())
    return bool(nouns) and lower not in nouns and lower.endswith(("s", "men", "people", "children"))


def tagged(text: str) -> list[Token]:
    """`text` as tagged tokens. Treat the list as read-only: it is remembered."""
    return _tagged(text)


@lru_cache(maxsize=2_000)
def _tagged(text: str) -> list[Token]:
    tokens: list[Token] = []
    matches = list(_TOKEN.finditer(text))
    for index, match in enumerate(matches):
        word = match.group()
        following = matches[index + 1].group().lower() if index + 1 < len(matches) else ""
        tokens.append(Token(word, _tag(word, tokens, following), match.start(), match.end()))
    return tokens


def _tag(word: str, before: list[Token], following: str) -> Tag:
    lower = word.lower().replace("’", "'")
    if not lower[0].isalnum():
        return Tag.PUNCTUATION
    if lower[0].isdigit():
        return Tag.NUMBER
    last = before[-1] if before else None
    previous = next((token for token in reversed(before) if token.tag is not Tag.ADVERB), None)
    place = previous.tag if previous else None
    closed = _LOOKUP.get(lower)
    if closed is not None:
        return _closed(lower, closed, place, last, following)
    found = lemmas(lower)
    verb = _verb_form(lower, found)
    if word[0].isupper() and last is not None and last.text not in ".!?" and "'" not in lower:
        return Tag.NOUN
    if not found:
        return Tag.ADVERB if lower.endswith("ly") else Tag.NOUN
    word_read = _Reading(
        lower=lower,
        noun="NOUN" in found or "PROPN" in found,
        adjective="ADJ" in found or lower in _ADJECTIVES,
        adverb="ADV" in found,
        verb=verb,
    )
    return _open(word_read, previous, last, following)


def _closed(lower: str, tag: Tag, place: Tag | None, last: Token | None, following: str) -> Tag:
    if lower == "that" and last is not None and place not in (Tag.PREPOSITION, Tag.COORDINATOR, None):
        return (
            Tag.RELATIVE
            if _LOOKUP.get(following) in (Tag.SUBJECT, Tag.DETERMINER, Tag.POSSESSIVE, Tag.MODAL, Tag.AUXILIARY)
            else Tag.DETERMINER
        )
    if lower == "like" and place in (Tag.SUBJECT, Tag.MODAL, Tag.TO):
        return Tag.BASE
    if lower in {"can", "will", "might", "may", "must"} and place in (Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADJECTIVE):
        return Tag.NOUN
    if lower == "her" and following and _LOOKUP.get(following) is None:
        return Tag.POSSESSIVE
    if lower in {"before", "after", "since", "until", "as"} and _LOOKUP.get(following) not in (
        Tag.SUBJECT,
        Tag.EXISTENTIAL,
    ):
        return Tag.PREPOSITION
    if lower in {"pretty", "well", "back", "right", "sure", "no"} and place in (Tag.DETERMINER, Tag.POSSESSIVE):
        return Tag.NOUN if lower in {"back", "right"} else Tag.ADJECTIVE
    if lower in {"right", "sure", "okay", "ok", "well"} and last is not None:
        return Tag.ADJECTIVE if lower != "well" else Tag.ADVERB
    if lower == "no" and following and _LOOKUP.get(following) is not Tag.PUNCTUATION and following.isalpha():
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
    if word.lower in _NOUNISH:
        return Tag.NOUN
    free = _free_verb(word, previous, last, following)
    if free is not None:
        return free
    if word.adjective and (not word.noun or word.lower in _ADJECTIVES or _is_nominal(following)):
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
    plain = word.adjective and word.lower in _ADJECTIVES
    return word.verb if word.verb in (Tag.PAST, Tag.BASE) and not plain else None


def _free_verb(word: _Reading, previous: Token | None, last: Token | None, following: str) -> Tag | None:
    """A verb after a noun (“tools share …”) or at the start of a clause; None where it reads better as a noun."""
    place = previous.tag if previous else None
    object_follows = _LOOKUP.get(following) in _STARTS_OBJECT
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
    return bool(word) and word[0].isalpha() and word not in _LOOKUP and "NOUN" in lemmas(word)


def _inside_phrase(word: _Reading, following: str) -> Tag:
    """The tag of a word inside a noun phrase."""
    if word.adjective and (not word.noun or word.lower in _ADJECTIVES or _is_nominal(following)):
        return Tag.ADJECTIVE
    if word.noun:
        return Tag.NOUN
    if word.verb is Tag.PAST:
        return Tag.ADJECTIVE
    return word.verb or (Tag.ADVERB if word.lower.endswith("ly") else Tag.ADJECTIVE)
