"""Finding the turns in JSON: lists of objects that say who spoke and what, under whatever names programs give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.readers.invisible import without_invisible
from analysis.readers.labels import clock
from analysis.readers.legend import role_of_words
from analysis.readers.names import tidy, without_detail
from analysis.readers.script import Script
from analysis.transcripts import Role

TEXT_FIELDS = tuple(
    "text content message_content message utterance transcript words value body quote sentence caption answer response"
    " elements".split(),
)
_SPEAKER_FIELDS = tuple(
    "speaker speaker_name speaker_label participant name username user author sender from who speaker_id".split(),
)
_SURE_SPEAKER_FIELDS = ("speaker", "speaker_name", "speaker_label")
_ROLE_FIELDS = ("role", "event_type", "type", "speaker_role", "speaker_type", "sender")
_TIME_FIELDS = ("timecode", "start", "start_time", "begin", "offset", "time", "timestamp", "ts")
_SURE_TIME_FIELDS = ("start", "start_time", "begin", "timecode")
_TITLE_FIELDS = ("id", "participant", "participant_id", "interview_id", "transcript_id", "title", "name")
_ANYBODY = frozenset({"user", "human", "participant"})
MAX_DEPTH = 40
_TEN_HOURS = 36_000
_EPOCH_SECONDS = 1e9
_EPOCH_MILLISECONDS = 1e11

Item = Mapping[str, Any]


def turn_lists(value: Any, title: str = "", depth: int = 0) -> Iterator[tuple[str, list[Item]]]:
    """Every list of turns in `value`, with the title of what it stands in (an interview's id, a participant)."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        items: list[Item] = [item for item in value if isinstance(item, dict)]
        turns = [item for item in items if field_of(item, TEXT_FIELDS) is not None and _says_who_or_when(item)]
        if turns and len(turns) >= 0.5 * len(value):
            yield title, turns
            return
        for item in items:
            yield from turn_lists(item, title, depth + 1)
    elif isinstance(value, dict):
        if depth == 0 and _is_turn(value):
            yield title, [value]
            return
        own = string(field_of(value, _TITLE_FIELDS)) or title
        for inner in value.values():
            if isinstance(inner, (list, dict)):
                yield from turn_lists(inner, own, depth + 1)


def _is_turn(item: Item) -> bool:
    """Whether a lone object is one turn: words, a speaker, nothing that holds more."""
    said, who = field_of(item, TEXT_FIELDS), field_of(item, _SPEAKER_FIELDS)
    return said is not None and who is not None and not any(isinstance(value, list) for value in item.values())


def _says_who_or_when(item: Item) -> bool:
    return (
        field_of(item, _SURE_SPEAKER_FIELDS) is not None
        or _role(item) is not None
        or field_of(item, _SURE_TIME_FIELDS) is not None
    )


def _role(item: Item) -> Role | None:
    for key in _ROLE_FIELDS:
        value = field_of(item, (key,))
        if isinstance(value, str) and (role := role_of_words(value)):
            return role
    return None


def write_turns(script: Script, title: str, items: Sequence[Item], *, several: bool) -> None:
    """Write one list of turns. Where there are several, whoever has no name is called by the list's title."""
    if several and title:
        script.write(f"{title}\n\n")
    for item, time in zip(items, _times(items), strict=True):
        role = _role(item)
        label, detail = without_detail(tidy(string(field_of(item, _SPEAKER_FIELDS))))
        script.say(
            plain(field_of(item, TEXT_FIELDS)),
            label=_label(item, label, role, title if several else ""),
            detail=detail,
            timecode=time,
            role=role,
            question=string(field_of(item, ("question", "prompt"))) or None,
        )
    script.write("\n")


def _label(item: Item, label: str, role: Role | None, title: str) -> str:
    if label.isdigit():
        return f"Speaker {label}"
    if role is Role.INTERVIEWER:
        # The name beside a chatbot's message is often the participant's, whose session it is.
        named = role_of_words(label) is Role.INTERVIEWER or (label and field_of(item, _SURE_SPEAKER_FIELDS) is not None)
        return label if named else "Interviewer"
    if label and label.casefold() not in _ANYBODY:
        return label
    return title or label or (tidy(string(field_of(item, ("role",)))) if role else "")


def _times(items: Sequence[Item]) -> list[str | None]:
    """Times as `HH:MM:SS`: text as it is; numbers as seconds, or milliseconds or dates where they are too large."""
    raw = [field_of(item, _TIME_FIELDS) for item in items]
    numbers = [float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None for value in raw]
    known = [number for number in numbers if number is not None]
    first, scale = 0.0, 1.0
    if known and max(known) > _EPOCH_MILLISECONDS:
        first, scale = min(known), 1000.0
    elif known and max(known) > _EPOCH_SECONDS:
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


_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,12})?")


def field_of(item: Item, keys: Sequence[str]) -> Any:
    """The first of the fields `keys` that `item` fills, whatever their case and underscores; None if there is none."""
    folded = {str(key).casefold().replace("-", "").replace("_", ""): value for key, value in item.items()}
    for key in keys:
        value = folded.get(key.replace("_", ""))
        if value not in (None, "", [], {}):
            return value
    return None


def string(value: Any) -> str:
    """A field that should be one string: the string, or the name inside an object."""
    if isinstance(value, str):
        return without_invisible(value)[0]
    if isinstance(value, dict):
        inner = field_of(value, ("name", "display_name", "label", "text", "id"))
        return without_invisible(inner)[0] if isinstance(inner, str) else ""
    return ""


def plain(value: Any, depth: int = 0) -> str:
    """The words of a field: a string, or a list of words or parts that hold them."""
    if depth > MAX_DEPTH:
        return ""
    if isinstance(value, list):
        return _spaced(plain(part, depth + 1) for part in value)
    if isinstance(value, dict):
        return plain(field_of(value, ("text", "value", "word", "content")), depth + 1)
    return without_invisible(value)[0] if isinstance(value, str) else ""


def _spaced(pieces: Iterator[str]) -> str:
    """Words joined by single spaces, punctuation close to the word before it."""
    return re.sub(r"\s+([,.;:!?…])", r"\1", " ".join(" ".join(pieces).split()))
