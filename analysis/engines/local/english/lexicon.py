"""What the lexicon knows of English words: closed classes, lemmas (lemminflect), forms."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from lemminflect import getAllLemmas, getInflection


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
LOOKUP: dict[str, Tag] = {word: tag for tag, listing in reversed(_CLOSED.items()) for word in listing.split()}
ADJECTIVES = frozenset(
    "good bad new old big small great clear final single hard easy slow fast long short right wrong true real whole "
    "main best worst "
    "first last next same different important difficult able sure happy sad free full little large high low early "
    "late subjective "
    "specific structured detailed better worse less more visible available possible impossible simple ready open safe "
    "private public accurate correct consistent reliable affordable".split()
)
NOUNISH = frozenset(
    "time way thing things day work people place tools tool need needs design feedback team teams app tea".split()
)
BE = frozenset(
    (
        "am is are was were be been being isn't aren't wasn't weren't i'm you're we're they're it's he's she's that's "
        "there's"
    ).split()
)


@lru_cache(maxsize=50_000)
def lemmas(word: str) -> dict[str, tuple[str, ...]]:
    """Part of speech → lemmas the lexicon knows for `word`; empty for unknown words."""
    found: dict[str, tuple[str, ...]] = getAllLemmas(word)
    return found


def is_word(word: str) -> bool:
    """Whether the lexicon or the closed classes know `word`."""
    return word in LOOKUP or bool(lemmas(word))


@lru_cache(maxsize=20_000)
def inflected(lemma: str, form: str) -> str:
    """`lemma` in the form a Penn tag names (`VBZ`, `VBG`, `NNS`, `JJR`), spelled by rule where unknown."""
    found = getInflection(lemma, tag=form)
    return str(found[0]) if found else lemma


def verb_form(word: str, found: dict[str, tuple[str, ...]]) -> Tag | None:
    """Which form of a verb `word` can be, going by its lemmas `found`; None where it can be none."""
    if "VERB" not in found:
        return None
    if word.endswith("ing") and word not in found["VERB"]:
        return Tag.GERUND
    if word in found["VERB"]:
        return Tag.BASE
    return Tag.THIRD if word.endswith("s") and not word.endswith("ss") else Tag.PAST


def is_base_verb(word: str) -> bool:
    """Whether `word` can be the base form of a verb."""
    return verb_form(word.lower(), lemmas(word.lower())) is Tag.BASE


def is_plural(word: str) -> bool:
    """Whether `word` is a plural noun other than its own singular."""
    lower = word.lower()
    nouns = lemmas(lower).get("NOUN", ())
    return (
        bool(nouns)
        and lower not in nouns
        and lower.endswith(("s", "men", "people", "children", "eria", "ena", "feet", "teeth"))
    )


_SOUNDS_LIKE_A_CONSONANT = re.compile(r"(?:one|once|uni(?!n)|us[aeu]|eu|ufo)", re.IGNORECASE)


def indefinite(phrase: str) -> str:
    """`phrase` with “a” or “an” before it."""
    silent = phrase.lower().startswith(("hour", "honest", "honour", "honor", "heir"))
    vowel = silent or (phrase[:1].lower() in "aeiou" and not _SOUNDS_LIKE_A_CONSONANT.match(phrase))
    return f"{'an' if vowel else 'a'} {phrase}"
