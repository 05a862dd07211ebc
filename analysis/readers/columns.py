"""What the columns of a table are: which holds words, which says who, which says when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.readers.names import words_of
from analysis.readers.rows import layout_of, time_in
from analysis.readers.talk import conversation

MIN_WORDS = 3.0
"""Mean words of a cell from which a column holds answers rather than choices."""
MANY_WORDS = 5.0
"""Mean words that are always enough, however much is written in other columns."""
MIN_DISTINCT = 0.3
"""Share of distinct cells from which a column holds answers rather than choices."""
MAX_TRANSCRIPT_COLUMNS = 4
"""Widest table taken for a transcript where no heading says so."""
SAMPLE = 400
"""Rows looked at to tell what a column is."""

_WORDS_HEADINGS = frozenset(
    "text texts answer answers response responses comment comments feedback content message "
    "utterance quote verbatim transcript note notes "
    "antwort antworten kommentar kommentare text aussage respuesta respuestas comentario comentarios "
    "réponse réponses commentaire commentaires "
    "resposta respostas comentário comentários risposta risposte review".split()
)
_QUESTION_HEADINGS = frozenset(
    "question prompt frage pregunta pergunta domanda vraag fråga asked".split(),
)
_WHO_HEADINGS = frozenset(
    "participant participants respondent user userid username id pid name code person interviewee "
    "transcript teilnehmer teilnehmerin befragte "
    "participante encuestado répondant respondente utilisateur usuario usuário".split()
)
_SPEAKER_HEADINGS = frozenset("speaker sprecher sprecherin locuteur hablante falante parlante who speaker_name".split())
_TIME_HEADINGS = frozenset("time timestamp timespan timecode start begin zeit temps tiempo tempo hora".split())
_NOT_WORDS = re.compile(
    r"\s*+(?:https?://\S++|[^\s@]++@[^\s@.]++(?:\.[^\s@.]++)++|[\d\s.,:/\-+%€$£TZ]++"
    r"|(?:[A-Za-z]{3,9}\s)?\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.{0,20})\s*+$"
)


@dataclass(slots=True)
class Plan:
    """How a table will be read."""

    headings: list[str]
    rows: list[Sequence[str]]
    words: list[int]
    """Columns that hold what was said."""
    respondent: int | None = None
    speaker: int | None = None
    """Set where the table is a transcript, a turn a row."""
    time: int | None = None
    question: int | None = None
    """Column that says, row by row, which question is answered."""
    conversations: set[int] = field(default_factory=set)
    """Columns whose cells hold whole conversations."""


def plan_columns(rows: Sequence[Sequence[str]], chosen: Sequence[str] = ()) -> Plan:
    """Decide what each column is. KeyError with the name of a chosen column that the table does not have."""
    has_headings = _has_headings(rows)
    width = max(map(len, rows))
    headings = [cell.strip() for cell in rows[0]] if has_headings else []
    headings += [""] * (width - len(headings))
    body = list(rows[1:] if has_headings else rows)
    columns = [[row[i].strip() for row in body[:SAMPLE] if i < len(row) and row[i].strip()] for i in range(width)]
    plan = Plan(headings, body, [])
    named = sorted({i for name in chosen for i in _named(headings, name)})
    _as_transcript(plan, body)
    speaker = plan.speaker
    if named and plan.words != named:  # Who chooses what would have been read anyway changes nothing.
        plan.speaker, plan.time, plan.words = None, None, named
    if plan.speaker is None:
        question = _question(headings, columns)
        plan.question = None if question in named else question
    if not plan.words:
        plan.words = [i for i in _answers(headings, columns, plan.question) if i != plan.question]
    if plan.speaker is None:
        found = _respondent(headings, columns, plan.words)
        plan.respondent = speaker if found is None and speaker not in plan.words else found
        plan.conversations = {i for i in plan.words if _holds_conversations(columns[i])}
    return plan


def _named(headings: Sequence[str], name: str) -> list[int]:
    found = [i for i, heading in enumerate(headings) if heading == name.strip()]
    if not found and name.strip().isdigit() and 0 < int(name) <= len(headings):
        found = [int(name) - 1]  # Columns without a heading are chosen by their number.
    if not found:
        raise KeyError(name)
    return found


def _has_headings(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: no numbers, no times, nothing that comes again below."""
    first = [cell.strip() for cell in rows[0]]
    filled = [cell for cell in first if cell]
    if not filled or any(_NOT_WORDS.match(cell) or time_in(cell) for cell in filled):
        return False
    if len(rows) == 1:
        return len(filled) > 1
    if len(first) == 1:
        return len(first[0]) <= 80 or first[0].endswith("?")
    below = {cell.strip() for row in rows[1:SAMPLE] for cell in row}
    return sum(cell in below for cell in filled) < max(1, len(filled) // 2)


def _as_transcript(plan: Plan, body: Sequence[Sequence[str]]) -> None:
    """Recognise a table of speaker and words, by its headings or by its cells with a time beside."""
    heads = [set(words_of(heading)) for heading in plan.headings]
    speaker = next((i for i, words in enumerate(heads) if words & _SPEAKER_HEADINGS), None)
    time = next(
        (
            i
            for i, words in enumerate(heads)
            if words & _TIME_HEADINGS and any(time_in(row[i]) for row in body[:20] if i < len(row))
        ),
        None,
    )
    text = next((i for i, words in enumerate(heads) if words & _WORDS_HEADINGS and i != speaker), None)
    if speaker is not None and text is not None:
        plan.speaker, plan.time, plan.words = speaker, time, [text]
        return
    layout = layout_of(body[:SAMPLE]) if len(plan.headings) <= MAX_TRANSCRIPT_COLUMNS else None
    if layout and layout.speaker is not None and layout.time is not None:
        plan.speaker, plan.time, plan.words = layout.speaker, layout.time, [layout.words]


def _question(headings: Sequence[str], columns: Sequence[Sequence[str]]) -> int | None:
    """The column called question, where another one is called answer."""
    heads = [set(words_of(heading)) for heading in headings]
    asked = next((i for i, words in enumerate(heads) if words and words <= _QUESTION_HEADINGS and columns[i]), None)
    answered = any(words & _WORDS_HEADINGS for i, words in enumerate(heads) if i != asked)
    return asked if answered else None


def _answers(headings: Sequence[str], columns: Sequence[Sequence[str]], question: int | None) -> list[int]:
    """Columns of free text; failing that those whose heading says so; failing that the wordiest."""
    if question is not None:  # Beside a column of questions stands one of answers, however short they are.
        return [i for i, heading in enumerate(headings) if set(words_of(heading)) & _WORDS_HEADINGS and columns[i]]
    free = {i: _mean_words(cells) for i, cells in enumerate(columns) if cells and _is_free_text(cells)}
    if free:
        enough = min(MANY_WORDS, 0.3 * max(free.values()))
        return [i for i, mean in free.items() if mean >= enough]
    named = [i for i, heading in enumerate(headings) if set(words_of(heading)) & _WORDS_HEADINGS and columns[i]]
    if named:
        return named
    rest = [i for i, cells in enumerate(columns) if cells and not all(_NOT_WORDS.match(cell) for cell in cells)]
    if not rest:
        return []
    return [max(rest, key=lambda i: sum(map(len, columns[i])) / len(columns[i]))]


def _is_free_text(cells: Sequence[str]) -> bool:
    wordy = [cell for cell in cells if not _NOT_WORDS.match(cell[:200])]
    if len(wordy) < 0.5 * len(cells):
        return False
    mean = _mean_words(wordy)
    return mean >= MIN_WORDS and (len(set(wordy)) >= MIN_DISTINCT * len(wordy) or mean >= 12)


def _mean_words(cells: Sequence[str]) -> float:
    """Mean words of a cell; where words are not spaced, eight characters count as one."""
    return sum(len(cell.split()) if " " in cell else len(cell) / 8 for cell in cells) / max(len(cells), 1)


def _respondent(headings: Sequence[str], columns: Sequence[Sequence[str]], words: Sequence[int]) -> int | None:
    """The column that says whose row it is: by its heading, short cells."""
    for i, heading in enumerate(headings):
        if i in words or not columns[i]:
            continue
        words_in_heading = words_of(heading)
        if (
            len(words_in_heading) <= 4
            and set(words_in_heading) & _WHO_HEADINGS
            and sum(map(len, columns[i])) / len(columns[i]) <= 48
        ):
            return i
    return None


def _holds_conversations(cells: Sequence[str]) -> bool:
    sample = cells[:20]
    return bool(sample) and sum(conversation(cell) is not None for cell in sample) >= 0.5 * len(sample)
