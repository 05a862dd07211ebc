"""JSON and JSON lines: lists of turns under whatever names programs give their fields, answers, events of a chat.

A key that stands twice in one object: the last value counts, and a note says so. Numbers are read as written, so that no
identifier loses digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.errors import UnreadableFile
from analysis.readers.decoding import decode
from analysis.readers.drafts import Draft
from analysis.readers.labels import clock
from analysis.readers.legend import role_of_words
from analysis.readers.limits import DEFAULT_LIMITS, Limits
from analysis.readers.lines import lines_of
from analysis.readers.names import tidy, without_detail
from analysis.readers.script import Script
from analysis.readers.invisible import without_invisible
from analysis.readers.table import read_rows
from analysis.readers.talk import read_talk
from analysis.transcripts import Role

_TEXT = ("text", "content", "message_content", "message", "utterance", "transcript", "words", "value", "body", "quote", "sentence", "caption", "answer", "response")
_SPEAKER = ("speaker", "speaker_name", "speakername", "speaker_label", "participant", "name", "username", "user", "author", "sender", "from", "who", "speaker_id")
_ROLE = ("role", "event_type", "type", "speaker_role", "speaker_type", "sender")
_TIME = ("timecode", "start", "start_time", "starttime", "begin", "offset", "time", "timestamp", "ts")
_QUESTION = ("question", "prompt")
_ANSWER = ("answer", "response", "text", "content")
MAX_DEPTH = 40
_TEN_HOURS = 36_000
_AGAIN = "Export it again, or save the words as plain text."


def read_json(name: str, data: bytes, limits: Limits = DEFAULT_LIMITS, chosen: Sequence[str] = ()) -> Draft:
    """A `.json` or `.jsonl` file. Raises UnreadableFile."""
    decoded = decode(name, data)
    doubled: list[str] = []
    value = _parse(name, decoded.text, doubled)
    draft = _draft(name, value, limits, chosen)
    draft.format, draft.encoding = "json", decoded.encoding
    draft.notes[:0] = decoded.notes
    if doubled:
        draft.notes.append("A field stands twice in one object; the last one was used.")
    return draft


def _parse(name: str, text: str, doubled: list[str]) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in items}) < len(items):
            doubled.append("")
        return dict(items)

    def load(source: str) -> Any:
        return json.loads(source, object_pairs_hook=pairs, parse_constant=lambda _: None, parse_int=str, parse_float=str)

    try:
        return load(text)
    except RecursionError:
        raise UnreadableFile(name, "it is nested deeper than any transcript.", _AGAIN) from None
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if len(lines) < 2 or lines[0][1].strip() in ("[", "{"):
            raise _broken(name, error.lineno, error.colno) from None
    found = []
    for number, line in lines:
        try:
            found.append(load(line))
        except RecursionError:
            raise UnreadableFile(name, "it is nested deeper than any transcript.", _AGAIN) from None
        except json.JSONDecodeError as error:
            raise _broken(name, number, error.colno) from None
    return found


def _broken(name: str, line: int, column: int) -> UnreadableFile:
    return UnreadableFile(name, f"it is not complete JSON (line {line:,}, character {column:,}).", _AGAIN)


def _draft(name: str, value: Any, limits: Limits, chosen: Sequence[str]) -> Draft:
    script = Script()
    groups = [] if chosen else list(_turn_lists(value))
    if groups:
        for title, items in groups:
            _write_turns(script, title, items, several=len(groups) > 1)
        return script.draft(name, "json", "utf-8")
    records = _records(value)
    if records and not (len(records) == 1 and _only_text(records[0])):
        headings = list(dict.fromkeys(key for record in records for key in record))[: limits.table_columns + 1]
        rows = [headings, *([_string(record.get(key)) for key in headings] for record in records)]
        return read_rows(name, rows, limits=limits, chosen=chosen)
    texts = [text for text in _texts(value)]
    if not texts:
        raise UnreadableFile(name, "no turns or answers can be found in it.", "A list of objects with “speaker” and “text” can be read.")
    text, _ = without_invisible("\n\n".join(texts))
    talk = read_talk(text, lines_of(text))
    return Draft(name=name, format="json", encoding="utf-8", text=text, utterances=talk.utterances, left_out=talk.left_out, asked_by=talk.asked_by)


def _turn_lists(value: Any, title: str = "", depth: int = 0) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Every list whose items say who spoke (or when, or in what part) and what, with the title of what it stands in."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, dict)]
        turns = [item for item in items if _field(item, _TEXT) is not None and _says_who_or_when(item)]
        if turns and len(turns) >= 0.5 * len(value):
            yield title, turns
            return
        for item in items:
            yield from _turn_lists(item, title, depth + 1)
    elif isinstance(value, dict):
        if depth == 0 and _field(value, _TEXT) is not None and _field(value, _SPEAKER) is not None and not any(isinstance(v, list) for v in value.values()):
            yield title, [value]
            return
        own = _string(_field(value, ("id", "participant", "participant_id", "interview_id", "transcript_id", "title", "name"))) or title
        for inner in value.values():
            if isinstance(inner, (list, dict)):
                yield from _turn_lists(inner, own, depth + 1)


def _says_who_or_when(item: Mapping[str, Any]) -> bool:
    speaker = _field(item, _SPEAKER)
    if speaker is not None and _field(item, ("speaker", "speaker_name", "speakername", "speaker_label")) is not None:
        return True
    if _role(item) is not None:
        return True
    return _field(item, ("start", "start_time", "starttime", "begin", "timecode")) is not None


def _role(item: Mapping[str, Any]) -> Role | None:
    for key in _ROLE:
        value = _field(item, (key,))
        if isinstance(value, str) and (role := role_of_words(value)):
            return role
    return None


def _write_turns(script: Script, title: str, items: Sequence[Mapping[str, Any]], *, several: bool) -> None:
    times = _times(items)
    if several and title:
        script.write(f"{title}\n\n")
    for item, time in zip(items, times, strict=True):
        words = _plain(_field(item, _TEXT))
        label, detail = without_detail(tidy(_string(_field(item, _SPEAKER))))
        role = _role(item)
        if label.isdigit():
            label = f"Speaker {label}"
        if role is Role.INTERVIEWER and role_of_words(label) is not Role.INTERVIEWER and not (label and _field(item, ("speaker",))):
            label = "Interviewer"
        elif not label or label.casefold() in ("user", "human", "participant"):
            label = title if several and title else (label or (tidy(_string(_field(item, ("role",)))) if role else ""))
        script.say(words, label=label, detail=detail, timecode=time, role=role, question=_string(_field(item, _QUESTION)) or None)
    script.write("\n")


def _times(items: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Times as `HH:MM:SS`: strings as they are, numbers as seconds, or milliseconds or dates where they are too large."""
    raw = [_field(item, _TIME) for item in items]
    numbers = [float(value) if isinstance(value, str) and re.fullmatch(r"\d{1,15}(?:\.\d{1,12})?", value) else None for value in raw]
    known = [number for number in numbers if number is not None]
    first, scale = 0.0, 1.0
    if known and max(known) > 1e11:
        first, scale = min(known), 1000.0
    elif known and max(known) > 1e9:
        first = min(known)
    elif known and max(known) > _TEN_HOURS:
        scale = 1000.0
    times: list[str | None] = []
    for value, number in zip(raw, numbers, strict=True):
        if number is not None:
            seconds = int((number - first) / scale)
            times.append(f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}")
        else:
            times.append(clock(value) if isinstance(value, str) and len(value) <= 20 else None)
    return times


def _records(value: Any) -> list[Mapping[str, Any]]:
    """Flat objects that can be read as rows of a table."""
    if isinstance(value, dict):
        lists = [inner for inner in value.values() if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner)]
        if lists:
            return max(lists, key=len)
        return [value]
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return value
    return []


def _only_text(record: Mapping[str, Any]) -> bool:
    """Whether one object is no more than a wrapper around a text."""
    strings = [v for v in record.values() if isinstance(v, str) and len(v.split()) >= 3]
    return len(strings) <= 1


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Strings of a list, or the texts of an object."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            if isinstance(item, str):
                yield item
            elif isinstance(item, (dict, list)):
                yield from _texts(item, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str) and (key.casefold() in _TEXT or len(item.split()) >= 3):
                yield item
            elif isinstance(item, (dict, list)):
                yield from _texts(item, depth + 1)


def _field(item: Mapping[str, Any], keys: Sequence[str]) -> Any:
    """The first of the fields in `keys` that `item` has, whatever their case and underscores."""
    folded = {str(key).casefold().replace("-", "_"): value for key, value in item.items()}
    for key in keys:
        value = folded.get(key, folded.get(key.replace("_", "")))
        if value not in (None, "", [], {}):
            return value
    return None


def _string(value: Any) -> str:
    if isinstance(value, str):
        return without_invisible(value)[0]
    if isinstance(value, dict):
        return _string(_field(value, ("name", "displayname", "label", "text", "id")))
    return ""


def _plain(value: Any) -> str:
    """The words of a field: a string, or a list of words or parts that hold them."""
    if isinstance(value, list):
        return " ".join(filter(None, (_plain(part) for part in value)))
    if isinstance(value, dict):
        return _plain(_field(value, ("text", "value", "word", "content")))
    return without_invisible(value)[0] if isinstance(value, str) else ""
