"""Search across everything that was said and found. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.curation.anchors import NAMED_BY
from analysis.findings import COLLECTIONS

Document = Mapping[str, Any]

AROUND = 160
"""Characters shown on each side of the first hit in a long text."""

_FIELDS: dict[str, tuple[str, ...]] = {
    "chunking": ("content", "speaker", "question"),
    "inferring": ("meanings", "importance", "need"),
    "relating": ("name", "description", "themes"),
    "explaining": ("headline", "explanation"),
    "activating": ("principle", "how_might_we", "design_direction"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is what was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One item that has every word that was looked for."""

    item: Document
    title: tuple[Piece, ...]
    """What the item says."""
    extract: tuple[Piece, ...]
    """Where else in it the words stand; empty if they all are in the title."""


@dataclass(frozen=True, slots=True)
class Found:
    """The hits among the findings of one step."""

    step: str
    hits: tuple[Hit, ...]
    count: int


def search(result: Document, query: str, *, limit: int = 20) -> list[Found]:
    """Items that hold every word of `query`, principles first; at most `limit` a step, with how many there are."""
    words = query.casefold().split()
    if not words:
        return []
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    found = []
    for step in reversed(COLLECTIONS):
        hits: list[Hit] = []
        count = 0
        for item in result[COLLECTIONS[step]]:
            texts = _texts(step, item)
            whole = " ".join(texts).casefold()
            if all(word in whole for word in words):
                count += 1
                if len(hits) < limit:
                    hits.append(_hit(step, item, texts, pattern))
        if count:
            found.append(Found(step, tuple(hits), count))
    return found


def _texts(step: str, item: Document) -> list[str]:
    values = [item.get(name) or "" for name in _FIELDS[step]]
    return [" ".join(value) if isinstance(value, list | tuple) else str(value) for value in values]


def _hit(step: str, item: Document, texts: Sequence[str], pattern: re.Pattern[str]) -> Hit:
    title = texts[0] if step in ("chunking", "inferring") else str(item[NAMED_BY[step]])
    extract = ""
    if not pattern.search(title):
        extract = next((text for text in texts[1:] if pattern.search(text)), "")
    return Hit(item, tuple(pieces(title, pattern)), tuple(pieces(extract, pattern)))


def pieces(text: str, pattern: re.Pattern[str]) -> list[Piece]:
    """`text` around its first hit, cut at every hit."""
    first = pattern.search(text)
    start = max(0, first.start() - AROUND) if first else 0
    end = min(len(text), (first.end() if first else 0) + 2 * AROUND)
    cut, at = [Piece("… ", hit=False)] if start else [], start
    for match in pattern.finditer(text, start, end):
        if match.start() > at:
            cut.append(Piece(text[at : match.start()], hit=False))
        cut.append(Piece(match.group(), hit=True))
        at = match.end()
    cut.append(Piece(text[at:end], hit=False))
    return [*cut, Piece(" …", hit=False)] if end < len(text) else cut
