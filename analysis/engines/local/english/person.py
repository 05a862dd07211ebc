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

from analysis.engines.local.english.address import is_safe
from analysis.engines.local.english.agreement import (
    agrees,
    agrees_in_plural,
    carries_on,
    coordinated,
    governed,
    has_crowd,
    has_own_coordination,
    is_present,
)
from analysis.engines.local.english.lexicon import LOOKUP, Tag, inflected, lemmas
from analysis.engines.local.english.pronouns import generic, next_word, pronoun
from analysis.engines.local.english.tagging import Token, tagged
from analysis.engines.local.text import capitalised

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


_INVERTING = frozenset("do have am did can could would will should was had may must".split())
_NAMED_AT_MOST = 2


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


_SPOKEN = {
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "kinda": "kind of",
    "'cause": "because",
    "cos": "because",
}
_SPOKEN_FORMS = re.compile(r"(?<!\w)(?:gonna|wanna|gotta|kinda|'cause|cos)\b", re.IGNORECASE)


def written(told: str) -> str:
    """`told` with forms of talk spelled out; quotations keep theirs."""
    return _SPOKEN_FORMS.sub(lambda match: _SPOKEN[match.group().lower()], told)


def third_person(text: str, subject: Subject, *, standing: bool = False) -> str | None:
    """`text` said of `subject` instead of by the speaker; None where that cannot be done without breaking it.

    Where a name cannot carry every verb the speaker is “they”, introduced by “Alex says …”; where the statement is to
    be `standing` by itself, as a headline does, nothing is said instead.
    """
    if not is_safe(text):
        return None
    tokens = tagged(text)
    if has_own_coordination(tokens):
        return None
    if subject.plural:
        return _Telling(tokens, subject).told(text) if agrees_in_plural(tokens) else None
    telling = _Telling(tokens, subject if agrees(tokens) else THEY)
    told = telling.told(text)
    if not telling.leaves_out:
        return told
    if standing or _others_are_they(tokens):
        return None
    return f"{capitalised(subject.label)} says {told if _begins_with_name(tokens) else told[:1].lower() + told[1:]}"


def _others_are_they(tokens: list[Token]) -> bool:
    """Whether “they” stands for others already, so that it cannot stand for the speaker as well."""
    return any(token.lower.split("'")[0] in {"they", "them", "their"} for token in tokens)


def _begins_with_name(tokens: list[Token]) -> bool:
    first = tokens[0]
    return first.text[0].isupper() and first.lower.split("'")[0] not in LOOKUP and not lemmas(first.lower)


class _Telling:
    """One statement on its way from the first to the third person."""

    def __init__(self, tokens: list[Token], subject: Subject) -> None:
        self._tokens = tokens
        self._subject = subject
        self._named = False
        self._last = -1
        """Where the subject was last called by name."""
        self._names = 0
        self._singular = False
        """Whether the verbs that follow hang on a name."""
        self._carried = set(coordinated(tokens)) if not subject.plural else set()

    @property
    def leaves_out(self) -> bool:
        """Whether the speaker was spoken of without ever being named: “they”, for “I” or “we”."""
        return self._named and not self._names and not self._subject.mentioned

    def told(self, text: str) -> str:
        """`text` of the subject, first letter in upper case."""
        out: list[str] = []
        at = 0
        skip = -1
        for index, token in enumerate(self._tokens):
            if index <= skip:
                continue
            replacement, covered = self._replace(index)
            if replacement is None:
                continue
            out.append(text[at : token.start] + replacement)
            at = self._tokens[covered].end
            skip = covered
        out.append(text[at:])
        return capitalised("".join(out))

    def _replace(self, index: int) -> tuple[str | None, int]:
        """What stands for the token at `index` (None: itself) and the last token the replacement covers."""
        token = self._tokens[index]
        word = token.lower
        if index in self._carried and self._singular and carries_on(self._tokens, index):
            return inflected(word, "VBZ"), index
        if word in _OWN:
            first = not self._named and self._subject.label != "they"
            again = word == "me" and self._named and self._subject.label != "they" and self._is_mixed_up(index)
            ours = word in {"us", "our", "ours", "ourselves"} and not self._subject.plural
            self._mark(index, named=(first and not ours) or again)
            return (_first_mention(word, self._subject) if first or again else _OWN[word]), index
        head, _, tail = word.partition("'")
        if head in {"you", "your", "yours", "yourself"}:
            known = self._subject.mentioned or (self._named and self._subject is PEOPLE)
            self._named = self._named or self._subject is PEOPLE
            return generic(self._tokens, index, word, named=known), index
        if head == "we":
            label = "people" if self._subject is PEOPLE and not self._named else "they"
            self._mark(index, named=False)
            return pronoun(label, tail, plural=True, following=next_word(self._tokens, index)), index
        if head != "i" or not (token.text[0] == "I" or index == 0):
            return None, index
        return self._subject_at(index, tail)

    def _subject_at(self, index: int, tail: str) -> tuple[str, int]:
        inverted = index > 0 and self._tokens[index - 1].lower in _INVERTING
        called = not inverted and self._subject.label != "they" and (not self._named or self._is_mixed_up(index))
        label = self._subject.label if called else "they"
        plural = self._subject.plural or label == "they"
        self._mark(index, named=called)
        self._singular = not plural
        if tail:
            return pronoun(label, tail, plural=plural, following=next_word(self._tokens, index)), index
        verb_at = governed(self._tokens, index)
        if verb_at is None:
            return label, index
        verb = self._tokens[verb_at].lower
        shifted = (_PLURAL if plural else _SINGULAR).get(verb)
        present = self._tokens[verb_at].tag in (Tag.BASE, Tag.NOUN, Tag.ADJECTIVE) and is_present(verb)
        if shifted is None and not plural and present:
            shifted = inflected(verb, "VBZ")
        if shifted is None:
            return label, index
        between = " ".join(item.text for item in self._tokens[index + 1 : verb_at])
        return f"{label} {between + ' ' if between else ''}{shifted}", verb_at

    def _mark(self, index: int, *, named: bool) -> None:
        self._named = True
        self._singular = False
        if named:
            self._last = index
            self._names += 1

    def _is_mixed_up(self, index: int) -> bool:
        """Whether others came in since the name fell, for whom “they” might be taken; a name falls twice at most."""
        if self._subject.plural or self._names >= _NAMED_AT_MOST:
            return False
        return has_crowd(self._tokens[self._last + 1 : index])


def _first_mention(word: str, subject: Subject) -> str:
    owner = f"{subject.label}’s" if not subject.label.endswith("s") else f"{subject.label}’"
    ours = {"our": "people’s", "us": "people"} if subject is PEOPLE else {}
    return ours.get(word) or {"my": owner, "mine": owner, "me": subject.label}.get(word, _OWN[word])
