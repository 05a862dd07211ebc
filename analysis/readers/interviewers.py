"""Who asked the questions: by what the labels say, else by who mostly asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.readers.identity import is_generic
from analysis.readers.vocabulary import GENERIC_LETTERS
from analysis.transcripts import Role

MIN_QUESTIONS = 3
"""Fewest questions by which a speaker can be told to be the interviewer."""
FEW_QUESTIONS = 2
CLEAR_LEAD = 0.5
"""In a short talk so many questions, and a share of them so much larger than anybody else's, tell who speaks first."""
QUESTION_SHARE = 0.4
"""Share of an interviewer's turns that ask something, at least; and twice the share of anybody else."""
MOST_WORDS = 0.75
"""Share of all words that an interviewer may say."""


@dataclass(slots=True)
class Talker:
    """What one speaker did in one file."""

    name: str
    words: int = 0
    turns: int = 0
    asking: int = 0
    """Turns that ask something."""
    stated: Role | None = None
    """The role where the source states it."""

    @property
    def share(self) -> float:
        """Share of the turns that ask something."""
        return self.asking / self.turns


def interviewers(files: Sequence[Mapping[str, Talker]]) -> list[frozenset[str]]:
    """For each file's talkers, by key, the keys of those who asked.

    By role word first, then by letter (`Q` beside `A`), then by who asks and says less, then by who asked in other
    files.
    """
    found: list[frozenset[str] | None] = [_stated(talkers) or None for talkers in files]
    for index, talkers in enumerate(files):
        everybody_stated = all(talker.stated for talker in talkers.values())
        if found[index] is None and (len(talkers) < 2 or everybody_stated):
            found[index] = frozenset()
    guessed = {index: _by_questions(talkers) for index, talkers in enumerate(files) if found[index] is None}
    settled = [*enumerate(found), *guessed.items()]
    known = {key for index, keys in settled for key in keys or () if not is_generic(files[index][key].name)}
    for index, keys in guessed.items():
        asked = keys or frozenset(known & files[index].keys())
        found[index] = asked if len(asked) < len(files[index]) else frozenset()
    return [keys or frozenset() for keys in found]


def _stated(talkers: Mapping[str, Talker]) -> frozenset[str]:
    stated = frozenset(key for key, talker in talkers.items() if talker.stated is Role.INTERVIEWER)
    return stated or _by_letters(talkers)


def _by_letters(talkers: Mapping[str, Talker]) -> frozenset[str]:
    """`Q` beside `A`, `I` beside `B`."""
    letters = {key for key in talkers if key in GENERIC_LETTERS}
    asking = frozenset(key for key in letters if GENERIC_LETTERS[key] == "interviewer")
    if {"q", "i"} <= letters:
        asking = frozenset({"q"})
    return asking if len(asking) < len(talkers) else frozenset()


def _by_questions(talkers: Mapping[str, Talker]) -> frozenset[str]:
    """The one speaker who mostly asks, twice as often as anybody else, and does not say most of the words."""
    open_ones = {key: talker for key, talker in talkers.items() if key and talker.stated is None}
    if not open_ones:
        return frozenset()
    best, talker = max(open_ones.items(), key=lambda item: (item[1].share, item[1].asking))
    rival = max(other.share for key, other in talkers.items() if key != best)
    total = sum(other.words for other in talkers.values())
    asks = talker.asking >= MIN_QUESTIONS and talker.share >= max(QUESTION_SHARE, 2 * rival)
    opens = best == next(iter(talkers)) and talker.asking >= FEW_QUESTIONS and talker.share - rival >= CLEAR_LEAD
    return frozenset({best}) if (asks or opens) and talker.words <= MOST_WORDS * total else frozenset()
