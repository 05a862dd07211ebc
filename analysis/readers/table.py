"""Tables: answers to a survey (one respondent a row), transcripts in columns, cells that hold conversations."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence

from analysis.errors import UnreadableFile
from analysis.readers.columns import Plan, plan_columns
from analysis.readers.decoding import decode
from analysis.readers.drafts import Draft
from analysis.readers.identity import is_generic
from analysis.readers.labels import clock
from analysis.readers.legend import role_of_words
from analysis.readers.limits import DEFAULT_LIMITS, Limits
from analysis.readers.names import key_of, tidy, without_detail
from analysis.readers.script import Script
from analysis.readers.talk import conversation
from analysis.transcripts import Column, Role

_DELIMITERS = ",;\t|"
_AGAIN = "Open the table in a spreadsheet and export it as CSV again."


def read_csv(name: str, data: bytes, limits: Limits = DEFAULT_LIMITS, chosen: Sequence[str] = ()) -> Draft:
    """A `.csv` or `.tsv` file. `chosen` names the columns that hold the answers, where a person said so."""
    decoded = decode(name, data)
    rows, notes = _rows(name, decoded.text, limits)
    draft = read_rows(name, rows, limits=limits, chosen=chosen)
    draft.format, draft.encoding = "csv", decoded.encoding
    draft.notes[:0] = [*decoded.notes, *notes]
    return draft


def read_rows(
    name: str, rows: Sequence[Sequence[str]], *, limits: Limits = DEFAULT_LIMITS, chosen: Sequence[str] = ()
) -> Draft:
    """Rows of cells, the first of them the headings."""
    if len(rows) < 1 or not any(cell.strip() for row in rows for cell in row):
        raise UnreadableFile(name, "the table is empty.", "Check that the right file was chosen.")
    if max(map(len, rows)) > limits.table_columns:
        raise UnreadableFile(
            name,
            f"it has more than {limits.table_columns:,} columns.",
            "Keep the columns with answers and export those.",
        )
    try:
        plan = plan_columns(rows, chosen)
    except KeyError as missing:
        raise UnreadableFile(
            name, f"there is no column called “{str(missing.args[0])[:60]}”.", "Choose one of the columns it has."
        ) from None
    script = Script()
    if plan.speaker is not None:
        _write_transcript(script, plan)
    else:
        _write_answers(script, plan)
    draft = script.draft(name, "csv", "utf-8")
    draft.columns = tuple(Column(name=heading, chosen=i in plan.words) for i, heading in enumerate(plan.headings))
    return draft


def _rows(name: str, text: str, limits: Limits) -> tuple[list[list[str]], list[str]]:
    """All rows that hold anything, and notes on rows of uneven length."""
    csv.field_size_limit(limits.characters)
    delimiter = _delimiter(text[:200_000])
    rows: list[list[str]] = []
    cells = 0
    uneven: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            cells += len(row)
            if cells > limits.table_cells:
                raise UnreadableFile(
                    name,
                    f"it has more than {limits.table_cells:,} cells.",
                    "Split it, or keep only the columns with answers.",
                )
            if any(cell.strip() for cell in row):
                rows.append(row)
                if len(row) != len(rows[0]):
                    uneven.append(reader.line_num)
    except csv.Error:
        raise UnreadableFile(
            name, f"its quotation marks do not match up near line {reader.line_num:,}.", _AGAIN
        ) from None
    notes = []
    if uneven:
        where = ", ".join(map(str, uneven[:5])) + ("…" if len(uneven) > 5 else "")
        notes.append(
            f"{len(uneven)} row{'s have' if len(uneven) > 1 else ' has'} another number of cells than "
            f"the first (line {where})."
        )
    return rows, notes


def _delimiter(sample: str) -> str:
    """The delimiter that cuts the first rows into the most even, then the most, columns."""

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            widths = [
                len(row)
                for row, _ in zip(
                    csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), range(50), strict=False
                )
                if row
            ]
        except csv.Error:
            return 0.0, 0
        if not widths:
            return 0.0, 0
        width, count = Counter(widths).most_common(1)[0]
        return (count / len(widths) if width > 1 else 0.0), width

    return max(_DELIMITERS, key=evenness)


def _write_transcript(script: Script, plan: Plan) -> None:
    """One row, one turn."""
    for row in plan.rows:
        name, detail = without_detail(tidy(_cell(row, plan.speaker)))
        time = clock(_cell(row, plan.time)) if plan.time is not None else None
        for column in plan.words:
            script.say(_cell(row, column), label=name, detail=detail, timecode=time)


def _write_answers(script: Script, plan: Plan) -> None:
    """One row, one respondent.

    Each answer a turn with its column's heading as the question, or a whole conversation.
    """
    skipped = 0
    for number, row in enumerate(plan.rows, start=1):
        who = _cell(row, plan.respondent) if plan.respondent is not None else ""
        who = tidy(who)[:60] or str(number)
        if not any(c.isalpha() for c in who):
            who = f"Respondent {who}"
        for column in plan.words:
            answer, question = _cell(row, column).strip(), (_cell(row, plan.question).strip() or plan.headings[column])
            if not answer:
                continue
            if column in plan.conversations and _write_conversation(script, answer, who):
                continue
            if not any(c.isalpha() for c in answer):
                skipped += 1
                continue
            script.say(
                answer,
                label=who,
                question=question or None,
                role=Role.PARTICIPANT,
                shown=f"{who} · {question}\n" if question else f"{who}\n",
            )
            script.write("\n")
    if skipped:
        script.notes.append(f"{skipped:,} answer{'s' if skipped > 1 else ''} without words (numbers, marks) left out.")


def _write_conversation(script: Script, cell: str, who: str) -> bool:
    """A cell that is a transcript of its own: the respondent is whoever is not named in it. False where it is none."""
    talk = conversation(cell)
    if talk is None:
        return False
    script.write(f"{who}\n\n")
    offset, _ = script.write(cell)
    script.write("\n\n")
    for said in talk.utterances:
        said.start += offset
        said.end += offset
        role = said.role or talk.asked_by.get(key_of(said.label))
        if is_generic(said.label) and role is not Role.INTERVIEWER and not _asks(said.label):
            said.label = who
        script.utterances.append(said)
    return True


def _asks(label: str) -> bool:
    return role_of_words(label) is Role.INTERVIEWER or key_of(label) in ("q", "i")


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""
