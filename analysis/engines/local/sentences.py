"""Where sentences begin and end in a turn, as offsets into the source, so that chunks can stay verbatim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import sentencex

from analysis.engines.local.text import count_words

LONGEST = 38
"""Words. A longer sentence is cut at a clause: speech without full stops would otherwise be one endless idea."""

_CLAUSE = re.compile(
    r"(?<=[;:])\s+|(?<=,)\s+(?=(?:and|but|so|because|which|then|or|while|although|y|pero|porque|entonces|aunque|et|"
    r"mais|donc|parce|puis|"
    r"und|aber|weil|dass|also|denn|oder|sondern|e|mas|então|porque)\b)|\s+(?=[-–—]{1,2}\s)|\s+(?=(?:and then|and so|"
    r"but then|because|so that)\b)",
    re.IGNORECASE,
)
_WEAK = re.compile(r"(?<=,)\s+|\s+(?=(?:and|but|so|y|pero|et|mais|und|aber|e|mas)\s)", re.IGNORECASE)
_SPEECH_END = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+(?=[\"“„«¿¡(]*[A-ZÀ-ÖØ-Þ0-9])")


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of the source: a sentence, or a clause of a very long one. No white space at the edges."""

    start: int
    end: int
    words: int


def split(source: str, start: int, end: int, language: str) -> list[Span]:
    """The sentences of `source[start:end]`, in order, none empty, together holding every word."""
    text = source[start:end]
    spans: list[Span] = []
    for left, right in _boundaries(text, language):
        for first, last in _clauses(text, left, right):
            piece = text[first:last]
            a = first + len(piece) - len(piece.lstrip())
            b = last - (len(piece) - len(piece.rstrip()))
            if b <= a:
                continue
            size = count_words(text[a:b])
            if size == 0 and spans:
                # A stray mark belongs to the sentence before it.
                spans[-1] = Span(spans[-1].start, start + b, spans[-1].words)
            else:
                spans.append(Span(start + a, start + b, size))
    return [span for span in spans if span.words]


def _boundaries(text: str, language: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for item in sentencex.get_sentence_boundaries(language if language != "und" else "en", text):
        left, right = int(item["start_index"]), int(item["end_index"])
        # The segmenter keeps a sentence open after “!” or “?” in quotation marks: cut there too.
        at = left
        for match in _SPEECH_END.finditer(text, left, right):
            if not _is_abbreviation(text, match.start()):
                found.append((at, match.end()))
                at = match.end()
        found.append((at, right))
    return found


def _is_abbreviation(text: str, at: int) -> bool:
    before = text[max(0, at - 8) : at]
    return bool(
        re.search(
            r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|ca|bzw|usw|Sra?|Nr|No|z\.B|e\.g|i\.e|approx))\.$", before
        )
    )


def _clauses(text: str, left: int, right: int) -> list[tuple[int, int]]:
    if count_words(text[left:right]) <= LONGEST:
        return [(left, right)]
    for boundary in (_CLAUSE, _WEAK):
        middle = left + (right - left) / 2
        places = [found.end() for found in boundary.finditer(text, left, right)]
        places = [at for at in places if count_words(text[left:at]) >= 6 and count_words(text[at:right]) >= 6]
        if places:
            at = min(places, key=lambda place: abs(place - middle))
            return _clauses(text, left, at) + _clauses(text, at, right)
    return _by_length(text, left, right)


def _by_length(text: str, left: int, right: int) -> list[tuple[int, int]]:
    """Speech with no mark or connective at all is cut between words, evenly."""
    places = [left + match.end() for match in re.finditer(r"\s+", text[left:right])]
    pieces = count_words(text[left:right]) // LONGEST + 1
    if pieces < 2 or len(places) < pieces:
        return [(left, right)]
    cuts = [places[len(places) * number // pieces] for number in range(1, pieces)]
    edges = [left, *cuts, right]
    return list(pairwise(edges))
