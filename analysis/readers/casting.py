"""Which of a text's labels name speakers. One label proves little; what proves it is how the labels behave together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.readers.labels import Label, Shape
from analysis.readers.names import is_name_like, key_of, words_of
from analysis.readers.vocabulary import (
    GENERIC_LETTERS,
    GENERIC_WORDS,
    INTERVIEWER_WORDS,
    NOT_SPEAKERS,
    OBSERVER_WORDS,
    PARTICIPANT_WORDS,
    QUESTION_WORDS,
)

_NUMBERED = re.compile(r"[^\W\d_]{1,2}[ -]?\d{1,4}[a-z]?$", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?P<word>[^\W\d_]+)\.?\s?(?:n[ro]?[.°º]?\s?)?(?P<number>\d{1,3}|[a-h])(?:[.)][a-z0-9]?)?$", re.IGNORECASE
)

COVERED = 0.6
"""Share of paragraphs that must open with a label before a dash or a number in front of it makes a speaker."""
DIALOGUE = 0.95
"""Share of paragraphs that must open with a label before a name in lower case is one."""
MAX_LOWER_CASE = 4
ALIKE = 0.8
FEWEST = 0.2
"""Share of paragraphs that names must open, where no role word stands beside them."""
DENSE = 0.5
"""Share of paragraphs that must open with a label before a name heard once counts as a speaker."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label found, and where it stood."""

    label: Label
    opens_paragraph: bool
    """Whether a blank line, another label or the top of the text stands before it."""
    in_list: bool = False


@lru_cache(maxsize=4096)
def is_role_label(name: str) -> bool:
    """Whether a label can only be a speaker: `Interviewer`, `Participant 3`, `P1`, `Speaker 2`, `Call-in User 1`."""
    words = words_of(name)
    if not 0 < len(words) <= 4 or " ".join(words) in NOT_SPEAKERS:
        return False
    if _NUMBERED.fullmatch(name) and not asks(name):
        return True
    known = INTERVIEWER_WORDS | PARTICIPANT_WORDS | GENERIC_WORDS
    rest = [word for word in words if word not in known and not word.isdigit() and len(word) > 1]
    return len(rest) < len(words) and (not rest or rest == ["call-in"]) and any(word in known for word in words)


def asks(name: str) -> str | None:
    """The number in `Question 3`, `Pergunta 1`, `Q7`; None for any other label."""
    match = _QUESTION.fullmatch(name.strip())
    return match["number"] if match and match["word"].casefold() in QUESTION_WORDS else None


def is_remark(label: Label) -> bool:
    """Whether a label introduces a researcher's own remark: `**[NOTAS DE OBSERVACIÓN]:** …`, `Observer note: …`."""
    words = words_of(label.name)
    if not words or not any(word in OBSERVER_WORDS for word in (words[0], words[-1])):
        return False
    if len(words) > 6 or label.shape not in (Shape.COLON, Shape.BRACKETS) or is_role_label(label.name):
        return False
    return label.marked or (1 < len(words) <= 4 and label.shape is Shape.COLON)


def speakers_among(candidates: Sequence[Candidate], paragraphs: int) -> frozenset[str]:
    """Keys (`names.key_of`) of the labels that name speakers, out of all found in a text of so many paragraphs.

    A role word is believed at once, a name when it comes back, a name heard once when nearly every paragraph has a
    label. What stands before a dash or in a list is believed only where role words stand there too.
    """
    named = [c for c in candidates if c.label.name and not asks(c.label.name) and not is_remark(c.label)]
    poll = _Poll([c for c in named if not _is_weak(c)], paragraphs)
    found = poll.elected()
    if not found:
        poll = _Poll(named, paragraphs)
        found = poll.elected() if poll.sure and poll.share >= COVERED else frozenset()
    return found | frozenset(_short_forms(candidates, found))


def _is_weak(candidate: Candidate) -> bool:
    label = candidate.label
    return label.shape is Shape.DASH or (candidate.in_list and not label.marked and label.time is None)


class _Poll:
    """How often each label occurs, and what that makes of it."""

    def __init__(self, candidates: Sequence[Candidate], paragraphs: int) -> None:
        self.candidates, self.paragraphs = candidates, max(paragraphs, 1)
        self.counts: Counter[str] = Counter()
        self.names: dict[str, str] = {}
        self.sure: set[str] = set()
        """Labels that can only be speakers."""
        for label in (candidate.label for candidate in candidates):
            key = key_of(label.name)
            self.names.setdefault(key, label.name)
            self.counts[key] += 1
            if label.shape is not Shape.BRACKETS and (is_role_label(label.name) or _has_role(label.detail)):
                self.sure.add(key)
            elif label.shape in (Shape.HEADER, Shape.TAB) and label.time and is_name_like(label.name):
                self.counts[key] += 1  # A name beside a time is proof enough to count double.
        letters = {key for key in self.counts if key in GENERIC_LETTERS}
        if len(letters) >= 2 or any(self.counts[key] >= 2 for key in letters):
            self.sure |= letters

    @property
    def share(self) -> float:
        """Share of the paragraphs that any label opens."""
        return sum(self.counts.values()) / self.paragraphs

    def elected(self) -> frozenset[str]:
        """Keys of the labels that are speakers."""
        returning = {key for key, count in self.counts.items() if count >= 2 and is_name_like(self.names[key])}
        accepted = self.sure | returning | self._lower_case()
        marked = [c.label.marked for c in self.candidates if key_of(c.label.name) in self.sure]
        if marked and sum(marked) > ALIKE * len(marked):  # One speaker in bold, all in bold.
            bold = {key_of(c.label.name) for c in self.candidates if c.label.marked}
            accepted &= bold | self.sure
        openings = sum(n for key, n in self.counts.items() if key in accepted or is_name_like(self.names[key]))
        if len(self.candidates) >= 2 and not (marked and all(marked)) and openings >= DENSE * self.paragraphs:
            accepted |= _heard_once(self.candidates, self.names, accepted)
        heard = sum(self.counts[key] for key in accepted)
        if not accepted & self.sure and heard < max(2, FEWEST * self.paragraphs):
            return frozenset()
        return frozenset(accepted)

    def _lower_case(self) -> set[str]:
        """`jane` and `bob`, `Personne interrogée`: no names by form, but a dialogue of a few who come back."""
        back = {key for key, count in self.counts.items() if count >= 2 and key not in self.sure}
        fields = [key for key in back if set(words_of(self.names[key])) & NOT_SPEAKERS]
        named = {key for key in back | self.sure if len(self.names[key].split()) <= 3}
        said = sum(self.counts[key] for key in named)
        plain = all(c.label.shape is Shape.COLON for c in self.candidates)
        if fields or not plain or not 2 <= len(named) <= MAX_LOWER_CASE or said < DIALOGUE * self.paragraphs:
            return set()
        return {key for key in named if is_name_like(self.names[key].title()) and said >= 2 * len(named)}


def _heard_once(candidates: Sequence[Candidate], names: dict[str, str], accepted: set[str]) -> set[str]:
    """Names heard once, standing where the accepted labels stand."""
    settled = [c for c in candidates if c.label.name and key_of(c.label.name) in accepted]
    strict = bool(settled) and sum(c.opens_paragraph for c in settled) >= 0.8 * len(settled)
    found = set()
    for candidate in candidates:
        label = candidate.label
        alone = label.shape is Shape.HEADER and label.time is None
        key = key_of(label.name)
        fits = label.shape in (Shape.COLON, Shape.HEADER, Shape.TAB) and not alone and not is_remark(label)
        if fits and key in names and is_name_like(label.name) and (candidate.opens_paragraph or not strict):
            found.add(key)
    return found


def _short_forms(candidates: Sequence[Candidate], accepted: frozenset[str]) -> set[str]:
    """`Jane` where `Jane Doe` speaks."""
    firsts = {key.split()[0] for key in accepted if " " in key}
    short = {key_of(c.label.name): c.label.name for c in candidates if c.label.name}
    return {key for key, name in short.items() if key in firsts and is_name_like(name.title())}


def _has_role(detail: str) -> bool:
    return any(word in INTERVIEWER_WORDS or word in PARTICIPANT_WORDS for word in words_of(detail))
