"""Tables that hold a transcript: which column is the time, which the speaker, which the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.readers.casting import is_role_label
from analysis.readers.labels import clock
from analysis.readers.names import is_name_like, tidy, without_detail

_TIME = re.compile(
    r"\s*[\[(#]?\s*(\d{1,3}:\d{2}(?::\d{2})?(?:[.,\-]\d{1,3})?)(?:\s*(?:-->|[-–—]|to)\s*\d{1,3}:\d{2}(?::\d{2})?(?:[.,\-]\d{1,3})?)?\s*[\])#]?\s*$"
)
_HEADER_CELLS = frozenset(
    "time timestamp timespan timecode start speaker name who participant text transcript content "
    "words utterance zeit sprecher person inhalt "
    "temps heure locuteur texte contenu tiempo hora hablante contenido tempo falante conteúdo zeitstempel".split()
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of a table that holds a transcript."""

    words: int
    speaker: int | None
    time: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """One row as a line of talk."""

    text: str
    speaker: str


def time_in(cell: str) -> str | None:
    """The time in a cell that holds nothing else, as `HH:MM:SS`."""
    match = _TIME.match(cell) if len(cell) <= 40 else None
    return clock(match[1]) if match else None


def layout_of(rows: Sequence[Sequence[str]]) -> Layout | None:
    """How a table holds a transcript; None where it holds something else."""
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        return None
    body = [row for row in rows if not _is_header(row)]
    columns = [[row[i] for row in body if i < len(row) and row[i]] for i in range(width)]
    time = next(
        (
            i
            for i, cells in enumerate(columns)
            if cells and sum(time_in(c) is not None for c in cells) >= 0.6 * len(cells)
        ),
        None,
    )
    free = [i for i in range(width) if i != time and columns[i]]
    if not free:
        return None
    words = max(free, key=lambda i: sum(map(len, columns[i])))
    speaker = next((i for i in free if i != words and _names_speakers(columns[i], sure=time is not None)), None)
    if speaker is None and time is None:
        return None
    return Layout(words, speaker, time)


def _names_speakers(cells: Sequence[str], *, sure: bool) -> bool:
    names = [without_detail(tidy(cell).rstrip(":"))[0] for cell in cells]
    good = sum(is_role_label(name) or is_name_like(name) for name in names)
    if good < 0.8 * len(names):
        return False
    return sure or len(set(names)) <= max(2, len(names) // 2) or all(map(is_role_label, names))


def _is_header(row: Sequence[str]) -> bool:
    cells = [cell.casefold().strip(" :*") for cell in row if cell.strip()]
    return bool(cells) and sum(cell in _HEADER_CELLS for cell in cells) >= max(1, len(cells) - 1)


def told(row: Sequence[str], layout: Layout) -> Told | None:
    """One row as `[time] speaker: words`; None where it does not fit the layout."""
    if layout.words >= len(row) or _is_header(row):
        return None
    time = time_in(row[layout.time]) if layout.time is not None and layout.time < len(row) else None
    speaker = tidy(row[layout.speaker]).rstrip(":") if layout.speaker is not None and layout.speaker < len(row) else ""
    words = row[layout.words]
    if not words:
        return None
    return Told(
        (f"[{time}] " if time else "") + (f"{speaker}: " if speaker else "") + words, without_detail(speaker)[0]
    )
