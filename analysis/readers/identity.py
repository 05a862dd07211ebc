"""Which labels are one person, and which of their spellings to show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from analysis.readers.drafts import Draft
from analysis.readers.legend import role_of_words
from analysis.readers.names import key_of, words_of
from analysis.readers.vocabulary import GENERIC_LETTERS, GENERIC_WORDS, INTERVIEWER_WORDS, PARTICIPANT_WORDS
from analysis.transcripts import Role

INTRODUCTION = 600
"""Characters of a turn in which somebody may say their name."""

_KNOWN = INTERVIEWER_WORDS | PARTICIPANT_WORDS | GENERIC_WORDS
_INTRODUCES = re.compile(
    r"\b(?:my name is|my name's|i am|i'm|i’m|this is|call me|mein name ist|ich heiße|ich heisse|ich bin|je m'appelle"
    r"|je m’appelle|je suis|me llamo|mi nombre es|soy|meu nome é|eu sou|me chamo|mi chiamo|ik ben|ik heet)"
    r"\s+(?P<name>[^\W\d_][\w'’-]{1,30})",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_generic(name: str) -> bool:
    """Whether a label is a part played (`Participant`, `Speaker 2`, `B`), which in another file is somebody else.

    A numbered participant (`P3`, `Participant 3`) is a study's own code for one person.
    """
    words = words_of(name)
    rest = [word for word in words if not word.isdigit()]
    if not rest:
        return True
    if len(words) == 1 and rest[0] in GENERIC_LETTERS:
        return True
    is_code = rest[0] in PARTICIPANT_WORDS and len(words) > len(rest)
    return not is_code and all(word in _KNOWN for word in rest)


def is_part(name: str) -> bool:
    """Whether somebody else may go by that label in another file: a part played, but not that of who asks."""
    return is_generic(name) and role_of_words(name) is not Role.INTERVIEWER


def better_spelling(new: str, old: str) -> bool:
    """Prefer a name over a part played, the fuller name, then mixed case over one case."""

    def rank(name: str) -> tuple[bool, int, bool]:
        return not is_generic(name), len(name.split()), name not in (name.upper(), name.lower())

    return rank(new) > rank(old)


def same_people(draft: Draft) -> dict[str, str]:
    """Keys of one file that are one person.

    A first name beside the one full name it can mean; a part played by somebody who says their name: `Interviewee: I'm
    Sarah Wilson …`, later `Sarah: …`.
    """
    labels = {key_of(said.label): said.label for said in draft.utterances if said.label}
    same = _first_names(labels.items())
    for said in draft.utterances:
        key = key_of(said.label)
        if key in same or not key or not is_generic(said.label) or role_of_words(said.label) is Role.INTERVIEWER:
            continue
        for match in _INTRODUCES.finditer(draft.text, said.start, min(said.end, said.start + INTRODUCTION)):
            named = match["name"].casefold()
            if match["name"][:1].isupper() and named in labels and named != key:
                same[key] = same.get(named, named)
                break
    return same


def _first_names(labels: Iterable[tuple[str, str]]) -> dict[str, str]:
    labels = list(labels)
    fulls: dict[str, list[str]] = defaultdict(list)
    for key, label in labels:
        if " " in key and not is_generic(label):
            fulls[key.split()[0]].append(key)
    return {key: fulls[key][0] for key, _ in labels if len(fulls.get(key, ())) == 1}
