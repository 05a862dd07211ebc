"""Which question a turn answers."""

from __future__ import annotations

import re

from analysis.engines.local.text import count_words, shortened, tidy
from analysis.transcripts import Role, Transcript

_QUESTION = re.compile(r"[^.!?…]*\?")
_LONGEST = 280
_SHORTEST = 2
"""Words of a prompt."""
_FEW_LETTERS = 8
"""Letters of one that asks nothing, in scripts that set no spaces between words."""
_FURTHEST_BACK = 6
"""Turns. A prompt further back than this no longer explains an answer."""


def question_before(transcript: Transcript, index: int) -> str | None:
    """The prompt that turn `index` answers: the source's own, the interviewer's last question, or another speaker's.

    Of a long interviewer turn the closing question is kept; where nothing asks, the turn's last words are.
    """
    turn = transcript.turns[index]
    if turn.question:
        return turn.question
    for back in range(index - 1, max(-1, index - 1 - _FURTHEST_BACK), -1):
        earlier = transcript.turns[back]
        said = tidy(transcript.words_of(earlier))
        if count_words(said) < _SHORTEST and len(said) < _FEW_LETTERS and "?" not in said:
            continue  # “Mm-hmm” asks nothing.
        if earlier.role is Role.INTERVIEWER:
            return _asked(said)
        if earlier.speaker != turn.speaker and said.endswith("?"):
            return _asked(said)
    return None


def _asked(said: str) -> str | None:
    questions = [found.group().strip() for found in _QUESTION.finditer(said)]
    if questions:
        asked = questions[-1]
        if len(asked.split()) < 4 and len(questions) > 1:
            asked = f"{questions[-2]} {asked}"
        return shortened(asked.strip("\"“”' "), _LONGEST) or None
    return shortened(said.strip("\"“”' "), _LONGEST) or None
