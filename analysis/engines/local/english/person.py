"""From the first to the third person without breaking a verb.

Singular “they” takes the verb form that “I” takes, so “I create a design, share it and get feedback” stays whole as
“They create a
design, share it and get feedback”. A name reads better but needs “-s” on every verb it governs, so it is used only
where one
finite verb depends on it. What neither can do safely is not done: the caller quotes instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.engines.local.english.agreement import (
    agrees,
    agrees_in_plural,
    governed,
    has_crowd,
    has_own_coordination,
    is_present,
)
from analysis.engines.local.english.lexicon import Tag, inflected, lemmas
from analysis.engines.local.english.tagging import Token, tagged
from analysis.engines.local.text import capitalised

_FIRST = re.compile(
    r"\b(?:I|I['’](?:m|ve|ll|d)|me|my|mine|myself|we|we['’](?:re|ve|ll|d)|us|our|ours|ourselves|let['’]s)\b",
    re.IGNORECASE,
)
_GENERIC_YOU = re.compile(r"\b(?:you(?:['’](?:re|ve|ll|d))?|your|yours|yourself)\b", re.IGNORECASE)
_UNSAFE = re.compile(
    r"[?\"“”«»]|\b(?:I['’]m like|I was like|as I said|like I said|I mean\b|let['’]s|you know|you guys|me and|me or|"
    r"and me\b|as you (?:say|said)|"
    r"thank you|do you|are you|did you|would you|your question|tell you|told you|ask you|show you|you(?:['’]re| are) "
    r"(?:asking|saying)|"
    r"you (?:asked|said|mentioned)|if you (?:like|will)|yesterday I|I['’]ve lost my train|aren['’]t I|I says|used to "
    r"be I)\b|'\w[^']{8,}'(?!\w)",
    re.IGNORECASE,
)
_CONTRACTED = {"'m": ("is", "are"), "'ve": ("has", "have"), "'ll": ("will", "will"), "'re": ("is", "are")}
_SINGULAR = {
    "am": "is",
    "have": "has",
    "haven't": "hasn't",
    "do": "does",
    "don't": "doesn't",
    "was": "was",
    "wasn't": "wasn't",
    "ain't": "isn't",
}
_PLURAL = {"am": "are", "was": "were", "wasn't": "weren't", "ain't": "aren't"}
_OWN = {
    "me": "them",
    "my": "their",
    "mine": "theirs",
    "myself": "themselves",
    "us": "them",
    "our": "their",
    "ours": "theirs",
    "ourselves": "themselves",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is spoken of. `plural` subjects (“people”) take the verb as “I” leaves it."""

    label: str
    plural: bool = False
    mentioned: bool = False
    """Whether “people” have been named before, so that “you” may become “they” at once."""


PEOPLE = Subject("people", plural=True)
THEY = Subject("they", plural=True)
THOSE = Subject("they", plural=True, mentioned=True)


def is_first_person(text: str) -> bool:
    """Whether the speaker speaks of themselves in `text`."""
    return bool(_FIRST.search(text))


def addresses_somebody(text: str) -> bool:
    """Whether “you” occurs in `text`."""
    return bool(_GENERIC_YOU.search(text))


def is_safe(text: str) -> bool:
    """Whether `text` holds no direct speech, question or address that a shift of person would spoil."""
    return not _UNSAFE.search(text)


def third_person(text: str, subject: Subject) -> str | None:
    """`text` said of `subject` instead of by the speaker; None where that cannot be done without breaking it."""
    if not is_safe(text):
        return None
    tokens = tagged(text)
    if has_own_coordination(tokens):
        return None
    crowd = has_crowd(tokens)
    mode = subject
    if not subject.plural and not agrees(tokens):
        mode = THEY
    elif subject.plural and not agrees_in_plural(tokens):
        return None
    out: list[str] = []
    at = 0
    named = False
    skip = -1
    for index, token in enumerate(tokens):
        if index == skip:
            continue
        replacement, skip_to = _replace(tokens, index, mode, named=named, crowd=crowd)
        if replacement is None:
            continue
        named = True
        out.append(text[at : token.start] + replacement)
        at = tokens[skip_to].end
        skip = skip_to if skip_to > index else -1
    out.append(text[at:])
    return capitalised("".join(out))


def _replace(tokens: list[Token], index: int, subject: Subject, *, named: bool, crowd: bool) -> tuple[str | None, int]:
    """What stands for the token at `index` (None: itself) and the last token the replacement covers."""
    token = tokens[index]
    word = token.lower
    if word in _OWN:
        if named or subject.label == "they":
            return _OWN[word], index
        return _first_mention(word, subject), index
    head, _, tail = word.partition("'")
    if head == "you" or head in {"your", "yours", "yourself"}:
        return _generic(tokens, index, word, named=subject.mentioned or (named and subject is PEOPLE)), index
    if head == "we":
        label = "people" if subject is PEOPLE and not named else "they"
        return _pronoun(label, tail, plural=True, following=_next_word(tokens, index)), index
    if head != "i" or not (token.text[0] == "I" or index == 0):
        return None, index
    inverted = index > 0 and tokens[index - 1].lower in {
        "do",
        "have",
        "am",
        "did",
        "can",
        "could",
        "would",
        "will",
        "should",
        "was",
        "had",
        "may",
        "must",
    }
    use_label = not inverted and (not named or (crowd and not subject.plural))
    label = subject.label if use_label and subject.label != "they" else "they"
    plural = subject.plural or label == "they"
    if tail:
        return _pronoun(label, tail, plural=plural, following=_next_word(tokens, index)), index
    verb_at = governed(tokens, index)
    if verb_at is None:
        return label, index
    verb = tokens[verb_at].lower
    forms = _PLURAL if plural else _SINGULAR
    shifted = forms.get(verb)
    if (
        shifted is None
        and not plural
        and tokens[verb_at].tag in (Tag.BASE, Tag.NOUN, Tag.ADJECTIVE)
        and is_present(verb)
    ):
        shifted = inflected(verb, "VBZ")
    if shifted is None:
        return label, index
    between = " ".join(item.text for item in tokens[index + 1 : verb_at])
    return f"{label} {between + ' ' if between else ''}{shifted}", verb_at


def _generic(tokens: list[Token], index: int, word: str, *, named: bool) -> str:
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
        return _pronoun(
            "they" if earlier or named else "people", tail, plural=True, following=_next_word(tokens, index)
        )
    earlier = named or any(item.lower.startswith("you") for item in tokens[:index])
    return {"your": "their" if earlier else "people's", "yours": "theirs", "yourself": "themselves"}[head]


def _first_mention(word: str, subject: Subject) -> str:
    owner = f"{subject.label}’s" if not subject.label.endswith("s") else f"{subject.label}’"
    ours = {"our": "people’s", "us": "people"} if subject is PEOPLE else {}
    return ours.get(word) or {"my": owner, "mine": owner, "me": subject.label}.get(word, _OWN[word])


def _pronoun(label: str, tail: str, *, plural: bool, following: str) -> str:
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


def _next_word(tokens: list[Token], index: int) -> str:
    return next((item.lower for item in tokens[index + 1 :] if item.tag is not Tag.ADVERB), "")
