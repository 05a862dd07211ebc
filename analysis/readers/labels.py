"""The shapes in which transcripts name a speaker at the start of a line.

Every shape was seen in an export or a published transcript: `Name: …`, `Name (Role): …`, `[00:01:02] Name: …`,
`Name [00:01:02]: …`, `Name: [00:01:02] …`, `**Name:** …`, `[Name]: …`, `<Name> …`, `Name - …`, tab-separated Zoom text,
headers alone on their line (Otter, Rev, Teams, Temi), MAXQDA's `00:03:40.5Zack: …` and ATLAS.ti's `#00:01:02.3#`.

A label is looked for in the first `HEAD` characters of a line only, by small patterns that never backtrack over one
another: reading a line costs the same however long or strange it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from analysis.readers.names import MAX_NAME, tidy, without_detail

HEAD = 160
"""Characters of a line in which a label is looked for."""

_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,\-]\d{1,3})?"
_TIME = re.compile(rf"[\[(#]?\s?(?P<from>{_CLOCK})(?:\s?(?:-->|->|[-–—]|to|bis|à|a)\s?{_CLOCK})?\s?[\])#]?")
_BRACKETED_TIME = re.compile(rf"(?:[\[(]\s?(?P<a>{_CLOCK})(?:\s?(?:-->|[-–—])\s?{_CLOCK})?\s?[\])]|#(?P<b>{_CLOCK})#)")
_LEAD = re.compile(r"[ \t\u00a0]*(?:(?:>[ \t]?)+|[-*+•][ \t]+|\d{1,4}[.)][ \t]+)?")
_GAP = re.compile(r"[ \t\u00a0]*")
_TAG = r"(?:</?(?:b|strong|i|em)>)?"
_MARKS = re.compile(rf"[*_]{{0,3}}{_TAG}")
_BRACKET = re.compile(r"\s?\(([^()\n]{1,48})\)|\s?\[([^\[\]\n]{1,48})\]")
_NAME = re.compile(rf"[^:：\t\[\]<>()*|\n\r]{{1,{MAX_NAME + 4}}}")
_COLON = re.compile(rf"{_TAG}[*_]{{0,3}}\s?[:：][*_]{{0,3}}{_TAG}")
_INNER_DASH = re.compile(rf"(?P<name>[^\n]{{1,{MAX_NAME}}}?)\s+(?:\\-|[-–—])\s+(?=\S)")
_HEADER_TIME = re.compile(
    rf"(?P<name>\S[^\n]{{0,{MAX_NAME}}}?)(?:\s{{2,}}|\s*[|·]\s*|\t\s*|\s[-–—]\s|\s)(?P<time>{_CLOCK})\s*(?:[AaPp][Mm])?\s*$"
)
_LETTER = re.compile(r"(?P<letter>[QA])\.[ \t]+(?=\S)")
_TABBED = re.compile(rf"(?P<name>[^\t\n:]{{1,{MAX_NAME}}})\t[ \t]*(?=\S)")
_MAILED = re.compile(r"\s?<[^<>\s@]{1,64}@[^<>\s@]{1,64}>")
_GENDER = re.compile(r"in(?:nen)?\s?(?=:)")
_MARKED = re.compile(rf"\s*(?:\*\*|__)([^*_\n]{{1,{MAX_NAME}}})(?:\*\*|__)")
_TAB_TIME = re.compile(
    rf"[\[(#]?{_CLOCK}[\])#]?(?:\s?(?:-->|[-–—]|\t)\s?[\[(#]?{_CLOCK}[\])#]?)?\t(?P<name>[^\t\n]{{1,{MAX_NAME}}})\t"
)


class Shape(StrEnum):
    """How the label was marked; strong shapes need less proof that they name a speaker."""

    COLON = "colon"
    BRACKETS = "brackets"
    DASH = "dash"
    TAB = "tab"
    HEADER = "header"
    """A name alone on its line, the words below it."""
    BOLD = "bold"
    """A name in bold before the words, with nothing between."""
    TIME = "time"
    """A time alone, without a name."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before the words on a line. Offsets count from the start of the line."""

    name: str
    """Tidied, without role and time; empty for a time alone."""
    detail: str
    """What stood in brackets after the name: a role, pronouns."""
    time: str | None
    shape: Shape
    words_at: int
    marked: bool = False
    """Whether the name was set in bold or in brackets."""


def label_of(line: str, bold: int = 0) -> Label | None:
    """The label at the start of `line`, if there is one. It may still turn out to name nobody.

    `bold` is how many characters at the start of the line the format sets in bold.
    """
    head = line[:HEAD]
    at = _LEAD.match(head).end()  # type: ignore[union-attr]
    if tabbed := _TAB_TIME.match(head, at):
        return _label(tabbed["name"], "", head[at:], Shape.TAB, tabbed.end())
    time, at = _time_at(head, at)
    marks = _MARKS.match(head, at).end() - at  # type: ignore[union-attr]
    at += marks
    if time is None and marks:
        time, at = _time_at(head, at)
    if head[at : at + 1] in ("[", "<"):
        return _bracketed(head, at, time) or _only_time(at, time)
    if found := _coloned(head, at, time, bool(marks)):
        return found
    if len(line) < HEAD and (header := _header(head, at, time, bool(marks))):
        return header
    if only := _only_time(at, time):
        return only
    if letter := _LETTER.match(head, at):
        return _label(letter["letter"], "", None, Shape.COLON, letter.end())
    if tab := _TABBED.match(head, at):
        return _label(tab["name"], "", None, Shape.TAB, tab.end())
    if found := _bold(head, line, marks, bold):
        return found
    return _dashed(head, at, time, bool(marks))


def _label(
    raw: str, detail: str, time: str | None, shape: Shape, words_at: int, *, marked: bool = False
) -> Label | None:
    name, more = without_detail(tidy(raw))
    if not name or len(name) > MAX_NAME:
        return None
    return Label(name, f"{more} {detail}".strip(), clock(time), shape, words_at, marked)


def _time_at(head: str, at: int) -> tuple[str | None, int]:
    """A time at `at` and where what follows it begins; a bare `10:30` counts only with something after it."""
    match = _TIME.match(head, at)
    if not match:
        return None, at
    end = _GAP.match(head, match.end()).end()  # type: ignore[union-attr]
    if head[end : end + 1] in ("-", "–", "|", ":") and head[end + 1 : end + 2].isspace():
        end = _GAP.match(head, end + 1).end()  # type: ignore[union-attr]
    return match["from"], end


def leading_time(line: str) -> tuple[str, int] | None:
    """The time at the start of a line, as `HH:MM:SS`, and where the words begin; None where no time stands there."""
    at = _LEAD.match(line[:HEAD]).end()  # type: ignore[union-attr]
    time, words_at = _time_at(line[:HEAD], at)
    found = clock(time)
    return (found, words_at) if found else None


def _after_colon(head: str, at: int) -> tuple[str | None, int]:
    """Skip space and a time that stands between the label and the words."""
    at = _GAP.match(head, at).end()  # type: ignore[union-attr]
    if match := _BRACKETED_TIME.match(head, at):
        return match["a"] or match["b"], _GAP.match(head, match.end()).end()  # type: ignore[union-attr]
    return None, at


def _coloned(head: str, at: int, time: str | None, marked: bool) -> Label | None:
    name = _NAME.match(head, at)
    if not name:
        return None
    end, detail = name.end(), ""
    if mail := _MAILED.match(head, end):
        end = mail.end()
    for _ in range(2):
        if bracket := _BRACKET.match(head, end):
            inside = bracket[1] or bracket[2]
            if _TIME.fullmatch(inside):
                time = time or _TIME.fullmatch(inside)["from"]  # type: ignore[index]
            else:
                detail = f"{detail} {inside}".strip()
            end = bracket.end()
    colon = _COLON.match(head, end)
    if not colon:
        return None
    if gender := _GENDER.match(head, colon.end()):  # `Interviewer:in: …`
        colon = _COLON.match(head, gender.end()) or colon
    following = head[colon.end() : colon.end() + 1]
    if following == "/" or (following.isdigit() and name.group()[-1:].isdigit()):
        return None
    later, words_at = _after_colon(head, colon.end())
    bold = marked and len(colon.group().strip()) > 1
    return _label(name.group(), detail, time or later, Shape.COLON, words_at, marked=bold)


def _bracketed(head: str, at: int, time: str | None) -> Label | None:
    closing = {"[": "]", "<": ">"}[head[at]]
    close = head.find(closing, at, at + MAX_NAME + 2)
    if close < 0:
        return None
    raw = head[at + 1 : close]
    end = close + 1
    if bracket := _BRACKET.match(head, end):
        inside = _TIME.fullmatch(bracket[1] or bracket[2])
        if inside:
            time, end = time or inside["from"], bracket.end()
    if colon := _COLON.match(head, end):
        later, words_at = _after_colon(head, colon.end())
        return _label(raw, "", time or later, Shape.COLON, words_at, marked=True)
    words_at = _GAP.match(head, end).end()  # type: ignore[union-attr]
    shape = Shape.HEADER if not head[words_at:].strip() else Shape.BRACKETS
    return _label(raw, "", time, shape, words_at, marked=True)


def _header(head: str, at: int, time: str | None, marked: bool) -> Label | None:
    """A name and a time, or a time and a name, and nothing else on the line."""
    rest = head[at:].rstrip()
    if match := _HEADER_TIME.match(rest):
        return _label(match["name"].rstrip(" ([-–—|:"), "", match["time"], Shape.HEADER, len(head), marked=marked)
    name, detail = without_detail(rest.rstrip(":*_ "))
    found = _TIME.fullmatch(detail) if detail else None
    if name and found:
        return _label(name, "", found["from"], Shape.HEADER, len(head), marked=marked)
    if time and rest and len(rest) <= MAX_NAME:
        return _label(rest.rstrip(":"), "", time, Shape.HEADER, len(head), marked=marked)
    return None


def _only_time(at: int, time: str | None) -> Label | None:
    if time is None:
        return None
    return Label("", "", clock(time), Shape.TIME, at)


def _bold(head: str, line: str, marks: int, bold: int) -> Label | None:
    if 0 < bold <= MAX_NAME + 2:
        raw, end = line[:bold], bold
    elif marks >= 2 and (match := _MARKED.match(head)):
        raw, end = match[1], match.end()
    else:
        return None
    words_at = _GAP.match(head, end).end()  # type: ignore[union-attr]
    shape = Shape.BOLD if line[words_at:].strip() else Shape.HEADER
    return _label(raw, "", None, shape, words_at, marked=True)


def _dashed(head: str, at: int, time: str | None, marked: bool) -> Label | None:
    match = _INNER_DASH.match(head, at)
    return _label(match["name"], "", time, Shape.DASH, match.end(), marked=marked) if match else None


def clock(time: str | None) -> str | None:
    """`H:MM:SS.f`, `MM:SS` or `M:SS` as `HH:MM:SS`; None where it is no time of a recording."""
    if not time:
        return None
    match = re.match(r"\D*(\d{1,3}):(\d{2})(?::(\d{2}))?", time)
    if not match:
        return None
    first, second, third = int(match[1]), int(match[2]), match[3]
    hours, minutes, seconds = (first, second, int(third)) if third is not None else (first // 60, first % 60, second)
    if minutes > 59 or seconds > 59:
        return None
    return f"{hours:02}:{minutes:02}:{seconds:02}"
