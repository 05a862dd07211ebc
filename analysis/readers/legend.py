"""What a transcript says about its labels apart from the talk.

`(S = Student; I = Interviewer)`, `Interviewer: Jane Doe`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from analysis.readers.labels import Label, Shape
from analysis.readers.lines import Line
from analysis.readers.names import key_of, tidy, words_of
from analysis.readers.vocabulary import INTERVIEWER_WORDS, PARTICIPANT_WORDS
from analysis.transcripts import Role

_ENTRY = re.compile(r"\s*(?P<label>[^=:,;\n]{1,30}?)\s*[=:]\s*(?P<meaning>[^=:,;\n]{2,40})\s*")


@lru_cache(maxsize=4096)
def role_of_words(name: str) -> Role | None:
    """The role that the words of a label or of the brackets beside it state."""
    words = words_of(name)
    if any(word in PARTICIPANT_WORDS for word in words):
        return Role.PARTICIPANT
    if any(word in INTERVIEWER_WORDS for word in words):
        return Role.INTERVIEWER
    return None


def legend_of(content: str) -> dict[str, Role]:
    """Roles by label key, where a whole line is such a legend; otherwise nothing."""
    if not 5 <= len(content) <= 160 or ("=" not in content and "," not in content and ";" not in content):
        return {}
    found: dict[str, Role] = {}
    entries = [entry for entry in re.split(r"[,;]", content.strip().strip("()[]*_ .")) if entry.strip()]
    if len(entries) < 2:
        return {}
    for entry in entries:
        match = _ENTRY.fullmatch(entry)
        role = _role(match["meaning"]) if match else None
        if match is None or len(match["label"].split()) > 2:
            return {}
        if role:
            found[key_of(tidy(match["label"]))] = role
    return found


def _role(meaning: str) -> Role | None:
    role = role_of_words(meaning)
    if role is None and meaning[:6].casefold() in ("interv", "interw"):
        return Role.INTERVIEWER  # "Interwiever": legends are typed in haste.
    return role


def roles_stated(
    lines: Sequence[Line], labels: Sequence[Label | None], speakers: frozenset[str]
) -> tuple[dict[str, Role], set[int]]:
    """Roles by speaker key from legends and from header lines such as `Interviewer: Jane Doe`, and which lines say so.

    A header line is a role word heard once, above the talk, whose few words are one of the speakers or no sentence.
    """
    roles: dict[str, Role] = {}
    spoken: set[int] = set()
    named = [key_of(label.name) if label and label.name else "" for label in labels]
    counts = Counter(key for key in named if key in speakers)
    first = next((i for i, key in enumerate(named) if counts[key] >= 2), 0)
    for index, line in enumerate(lines):
        if legend := legend_of(line.content):
            roles.update(legend)
            spoken.add(index)
            continue
        label = labels[index]
        if label is None or index >= first or counts[named[index]] != 1 or label.shape is not Shape.COLON:
            continue
        role, value = role_of_words(label.name), line.content[label.words_at :].strip()
        if role is None or not value or len(value.split()) > 6 or value[-1:] in ".?!…؟？。！" or len(counts) < 3:
            continue
        spoken.add(index)
        whole = key_of(value)
        for key in {whole, *whole.split()[:1]} & speakers - {"", named[index]}:
            roles[key] = role
    return roles, spoken
