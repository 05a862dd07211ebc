"""Lines of a text, and which of them are plainly not talk: headings, rules, front matter, boilerplate of the exporter.

A line ends at what Unicode calls a line end (`str.splitlines`): CR, LF, CRLF, VT, FF, NEL, LS, PS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from analysis.readers.boilerplate import is_boilerplate, is_trailer


class Kind(StrEnum):
    """What a line is by its form alone."""

    BLANK = "blank"
    TEXT = "text"
    HEADING = "heading"
    RULE = "rule"
    OTHER = "other"
    """Something that is never talk; `reason` says what."""


@dataclass(slots=True)
class Line:
    """`text[start:end]`, the line without its end."""

    start: int
    end: int
    content: str
    kind: Kind
    reason: str = ""
    bold: int = 0
    """How many characters at its beginning are set in bold, where the format tells."""


HEADING = "A heading, not said by anybody"
RULE = "A dividing line"
FRONT_MATTER = "Data about the document at its head"
TRAILER = "Data about the interview at its end"
BOILERPLATE = "Added by the program that made the transcript"
CODE = "A block of code"
PICTURE = "A picture, a link or markup, no words"
TABLE = "A table, not talk"

_RULE = re.compile(r"\s*([-=*_~#+])(?:\s?\1){2,}\s*$")
_MD_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S")
_SETEXT = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_PICTURE = re.compile(
    r"\s*(?:[-*+]\s+|\d{1,3}\.\s+)?(?:!?\[[^\]]{0,200}\]\([^)]{0,400}\)|<img\b[^>]{0,400}>|<https?://[^>\s]{1,400}>|https?://\S{1,400})\s*$"
)
_TAGS = re.compile(r"\s*(?:</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]{0,400})?/?>\s*){1,20}$")
_LINK_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}\.)\s+\[[^\]]{0,200}\]\(<?#[^)]{0,200}\)\s*$")
_COMMENT = re.compile(r"\s*<!--[^\n]{0,2000}-->\s*$")
_TABLE_ROW = re.compile(r"\s*\|.{0,4000}\|\s*$")


def lines_of(text: str, *, markdown: bool = False) -> list[Line]:
    """Every line of `text` with what its form says of it. Time grows with the length of the text, no faster."""
    lines = [_line(start, content) for start, content in _split(text)]
    _mark_front_matter(lines)
    _mark_trailer(lines)
    if markdown:
        _mark_fences(lines)
    for before, line in pairwise(lines):
        if _is_setext(before, line):
            before.kind, before.reason = Kind.HEADING, HEADING
    return lines


def _split(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for whole in text.splitlines(keepends=True):
        content = whole.splitlines()[0] if whole else ""
        yield at, content
        at += len(whole)


def _line(start: int, content: str) -> Line:
    kind, reason = Kind.TEXT, ""
    if not content.strip():
        kind = Kind.BLANK
    elif len(content) <= 4000:
        if _RULE.match(content):
            kind, reason = Kind.RULE, RULE
        elif _MD_HEADING.match(content):
            kind, reason = Kind.HEADING, HEADING
        elif _PICTURE.match(content) or _LINK_ITEM.match(content) or _COMMENT.match(content) or _TAGS.match(content):
            kind, reason = Kind.OTHER, PICTURE
        elif _TABLE_ROW.match(content):
            kind, reason = Kind.OTHER, TABLE
        elif is_boilerplate(content):
            kind, reason = Kind.OTHER, BOILERPLATE
    return Line(start, start + len(content), content, kind, reason)


def _is_setext(before: Line, line: Line) -> bool:
    return (
        before.kind is Kind.TEXT
        and len(before.content) <= 120
        and line.kind is Kind.RULE
        and bool(_SETEXT.match(line.content))
        and "=" in line.content
    )


def _mark_front_matter(lines: list[Line]) -> None:
    """YAML between two `---` at the very top."""
    if not lines or lines[0].content.strip() != "---":
        return
    for index, line in enumerate(lines[1:200], start=1):
        if line.content.strip() in ("---", "..."):
            for inside in lines[: index + 1]:
                inside.kind, inside.reason = Kind.OTHER, FRONT_MATTER
            return


def _mark_trailer(lines: list[Line]) -> None:
    """Data about the interview at the very end: who conducted it, when, how long it took."""
    for line in reversed(lines[-24:]):
        if line.kind is Kind.TEXT:
            if not is_trailer(line.content):
                return
            line.kind, line.reason = Kind.OTHER, TRAILER


def _mark_fences(lines: list[Line]) -> None:
    """Code between fences; a fence that is never closed is left alone."""
    opened: int | None = None
    for index, line in enumerate(lines):
        if _FENCE.match(line.content):
            if opened is None:
                opened = index
                continue
            for inside in lines[opened : index + 1]:
                inside.kind, inside.reason = Kind.OTHER, CODE
            opened = None
