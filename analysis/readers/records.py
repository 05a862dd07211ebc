"""JSON and JSON lines: turns, answers, events of a chat, plain texts.

A key that stands twice in one object: the last value counts, and a note says so. Numbers are read as written, so that
no identifier loses digits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.errors import UnreadableFile
from analysis.readers.decoding import decode
from analysis.readers.drafts import Draft
from analysis.readers.invisible import without_invisible
from analysis.readers.limits import DEFAULT_LIMITS, Limits
from analysis.readers.lines import lines_of
from analysis.readers.script import Script
from analysis.readers.table import read_rows
from analysis.readers.talk import read_talk
from analysis.readers.turn_lists import MAX_DEPTH, TEXT_FIELDS, plain, string, turn_lists, write_turns

WORDS_OF_A_TEXT = 3
"""Fewest words of a string that is taken for something said, where no field says what it is."""
_AGAIN = "Export it again, or save the words as plain text."


def read_json(name: str, data: bytes, limits: Limits = DEFAULT_LIMITS, chosen: Sequence[str] = ()) -> Draft:
    """A `.json` or `.jsonl` file. Raises UnreadableFile."""
    decoded = decode(name, data)
    doubled: list[str] = []
    draft = _draft(name, _parse(name, decoded.text, doubled), limits, chosen)
    draft.format, draft.encoding = "json", decoded.encoding
    draft.notes[:0] = decoded.notes
    if doubled:
        draft.notes.append("A field stands twice in one object; the last one was used.")
    return draft


def _parse(name: str, text: str, doubled: list[str]) -> Any:
    """The value of `text`, or the list of values of its lines; adds to `doubled` where a key stands twice."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            doubled.append(name)
        return found

    def load(source: str) -> Any:
        return json.loads(
            source,
            object_pairs_hook=pairs,
            parse_constant=lambda _: None,
            parse_int=str,
            parse_float=str,
        )

    number = 1
    try:
        try:
            return load(text)
        except json.JSONDecodeError:
            lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
            if len(lines) < 2 or lines[0][1].strip() in ("[", "{"):
                raise
        found = []
        for number, line in lines:  # noqa: B007 - the message below says which line it was.
            found.append(load(line))
        return found
    except RecursionError:
        raise UnreadableFile(name, "it is nested deeper than any transcript.", _AGAIN) from None
    except json.JSONDecodeError as error:
        line_number = number + error.lineno - 1
        reason = f"it is not complete JSON (line {line_number:,}, character {error.colno:,})."
        raise UnreadableFile(name, reason, _AGAIN) from None


def _draft(name: str, value: Any, limits: Limits, chosen: Sequence[str]) -> Draft:
    groups = [] if chosen else list(turn_lists(value))
    if groups:
        script = Script()
        for title, items in groups:
            write_turns(script, title, items, several=len(groups) > 1)
        return script.draft(name, "json", "utf-8")
    records = _records(value)
    if len(records) > 1 or (records and not _wraps_one_text(records[0])):
        headings = list(dict.fromkeys(key for record in records for key in record))[: limits.table_columns + 1]
        rows = [headings, *([string(record.get(key)) for key in headings] for record in records)]
        return read_rows(name, rows, limits=limits, chosen=chosen)
    texts = [] if isinstance(value, str) else list(_texts(value))
    if not texts:
        remedy = "A list of objects with “speaker” and “text” can be read."
        raise UnreadableFile(name, "no turns or answers can be found in it.", remedy)
    text, _ = without_invisible("\n\n".join(texts))
    talk = read_talk(text, lines_of(text))
    return Draft(
        name=name,
        format="json",
        encoding="utf-8",
        text=text,
        utterances=talk.utterances,
        left_out=talk.left_out,
        asked_by=talk.asked_by,
    )


def _records(value: Any) -> list[Mapping[str, Any]]:
    """Flat objects that can be read as rows of a table."""
    if isinstance(value, dict):
        lists = [inner for inner in value.values() if isinstance(inner, list) and inner]
        tables = [inner for inner in lists if all(isinstance(item, dict) for item in inner)]
        return max(tables, key=len) if tables else [value]
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return value
    return []


def _wraps_one_text(record: Mapping[str, Any]) -> bool:
    """Whether an object is no more than a wrapper around one text."""
    return sum(isinstance(value, str) and len(value.split()) >= WORDS_OF_A_TEXT for value in record.values()) <= 1


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Strings of a list, and the strings of an object that its fields or their length show to be texts."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        if any(c.isalpha() for c in value):
            yield value
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, (str, dict, list)):
                yield from _texts(item, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            is_text = isinstance(item, str) and (key.casefold() in TEXT_FIELDS or len(item.split()) >= WORDS_OF_A_TEXT)
            if is_text:
                yield plain(item)
            elif isinstance(item, (dict, list)):
                yield from _texts(item, depth + 1)
