"""What a report says and in which order; how it looks is the writers' business."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from analysis.chain import Line
from analysis.curation.overlay import Curated, Mark
from analysis.spoken import spoken

Document = Mapping[str, Any]

QUOTES = 5
"""Quotes under one principle: enough to hear people, few enough to be read."""
WORDS = 60
"""Characters of what a note was written on, beside the note: enough to know it again."""

POINTS = 3
"""Principles told in short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What somebody said, and where it stands."""

    chunk_id: str
    words: str
    by: str
    """Speaker, source and timecode, as a reader needs them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One principle with the line below it."""

    principle_id: str
    principle: str
    how_might_we: str
    headline: str
    explanation: str
    reasons: tuple[str, ...]
    pattern: str
    people: int
    evidence: int
    quotes: tuple[Quote, ...]
    against: tuple[Quote, ...]
    notes: tuple[str, ...]
    """People's notes and changes, each with who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A principle in a line, and one quote to it."""

    section: Section
    quote: Quote | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InShort:
    """The first thing that a reader is told."""

    points: tuple[Point, ...]
    """The strongest principles, each with a quote that it rests on."""
    disagreement: Point | None
    """The strongest principle that somebody's words speak against, and those words."""
    participants: int
    """People in the whole study."""

    def people(self, point: Point) -> str:
        """How many of all people voice what a point rests on: "7 of 8 people"; empty where it is not known."""
        if not point.section.people:
            return ""
        return f"{point.section.people:,} of {self.participants:,} {'person' if self.participants == 1 else 'people'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report."""

    title: str
    about: str
    sections: tuple[Section, ...]
    patterns: tuple[tuple[str, int, int], ...]
    """Every pattern: name, people, quotes."""
    set_aside: int
    method: str
    in_short: InShort

    @property
    def about_set_aside(self) -> str:
        """How many principles are not listed because people set them aside; empty where none was."""
        if not self.set_aside:
            return ""
        were, are = ("was", "is") if self.set_aside == 1 else ("were", "are")
        return f"{self.set_aside} of the principles found {were} set aside by people and {are} not listed."


def quote_of(chunk: Document) -> Quote:
    """A chunk as a quote."""
    parts = (chunk["speaker"] or "Unnamed", chunk["source"], chunk["timecode"])
    return Quote(
        chunk_id=chunk["id"],
        words=spoken(chunk["content"], chunk["source"]),
        by=", ".join(part for part in parts if part),
    )


def principles_in_order(curated: Curated) -> list[Document]:
    """The principles as they are read: what people pinned first, then by priority."""
    by_priority = sorted(curated.shown("activating"), key=lambda item: -item["priority"])
    return sorted(by_priority, key=lambda item: not (item["mark"] and item["mark"].pinned))


def section_of(curated: Curated, principle: Document) -> Section | None:
    """A principle with the line below it; None where people set it aside, or what it rests on."""
    line = curated.chain.line(principle["id"])
    below = [item for item in (line.insight, line.pattern) if item is not None]
    if any(curated.left_out(item["id"]) for item in (principle, *below)):
        return None
    strands = [s for s in line.strands if not _rejected(curated.marks.get(s.chunk["id"]))]
    chunks = {strand.chunk["id"]: strand.chunk for strand in strands}
    against = [chunk for chunk in line.counter if not _rejected(curated.marks.get(chunk["id"]))]
    return Section(
        principle_id=principle["id"],
        principle=principle["principle"],
        how_might_we=principle["how_might_we"],
        headline=line.insight["headline"] if line.insight else "",
        explanation=line.insight["explanation"] if line.insight else "",
        reasons=tuple(line.insight.get("reasons", ())) if line.insight else (),
        pattern=line.pattern["name"] if line.pattern else "",
        people=line.pattern["speakers"] if line.pattern else 0,
        evidence=len(chunks),
        quotes=tuple(map(quote_of, list(chunks.values())[:QUOTES])),
        against=tuple(map(quote_of, against[:QUOTES])),
        notes=_notes_along(curated, (principle, *below), line),
    )


def standing_sections(curated: Curated) -> Iterator[Section]:
    """The sections of a report in its order, made one by one as they are asked for."""
    return (section for each in principles_in_order(curated) if (section := section_of(curated, each)) is not None)


def in_short(result: Document, sections: Iterable[Section]) -> InShort:
    """What a reader with one minute should know, of the `sections` of a report in their order.

    No two principles show the same quote if there is another; the disagreement is that of the first principle that
    anything speaks against.
    """
    points: list[Point] = []
    shown: set[str] = set()
    disagreement = None
    for section in sections:
        if len(points) < POINTS:
            fresh = (quote for quote in section.quotes if quote.chunk_id not in shown)
            quote = next(fresh, section.quotes[0] if section.quotes else None)
            points.append(Point(section=section, quote=quote))
            if quote is not None:
                shown.add(quote.chunk_id)
        if disagreement is None and section.against:
            disagreement = Point(section=section, quote=section.against[0])
        if len(points) == POINTS and disagreement is not None:
            break
    return InShort(points=tuple(points), disagreement=disagreement, participants=result["metadata"]["participants"])


def compose_report(curated: Curated) -> Report:
    """The report of a result: what people set aside is left out, what they pinned comes first."""
    result = curated.chain.result
    found = [section_of(curated, principle) for principle in principles_in_order(curated)]
    sections = [section for section in found if section is not None]
    return Report(
        title=result.get("title") or result["request_id"],
        about=_about(result),
        sections=tuple(sections),
        patterns=tuple(
            (pattern["name"], pattern["speakers"], pattern["evidence_count"])
            for pattern in sorted(curated.shown("relating"), key=lambda item: -item["strength"])
            if not curated.left_out(pattern["id"])
        ),
        set_aside=len(found) - len(sections),
        in_short=in_short(result, sections),
        method=_method(result),
    )


def _rejected(mark: Mark | None) -> bool:
    return mark is not None and mark.rejected is not None


def _notes(mark: Mark | None) -> list[str]:
    if mark is None:
        return []
    told = [f"{note.actor}: {note.text}" for note in mark.notes]
    if mark.renamed is not None:
        told.append(f"Worded by {mark.renamed.actor}; found as “{mark.before}”.")
    return told + [f"“{edit.item.words}” was merged into it by {edit.actor}." for edit in mark.merged if edit.item]


def _notes_along(curated: Curated, findings: Iterable[Document], line: Line) -> tuple[str, ...]:
    """What people wrote on findings, on the readings below them and on the quotes; each note once."""
    told = [note for item in findings for note in _notes(curated.marks.get(item["id"]))]
    chunks = (*(strand.chunk for strand in line.strands), *line.counter)
    below = [(strand.inference["id"], " ".join(strand.inference["meanings"])) for strand in line.strands]
    below += [(chunk["id"], chunk["content"]) for chunk in chunks]
    for item_id, words in dict(below).items():
        mark = curated.marks.get(item_id)
        if mark is not None and mark.rejected is None:
            told += (
                f"{note.actor}: {note.text} (on “{shorten(words, WORDS, placeholder='…')}”)" for note in mark.notes
            )
    return tuple(told)


def _about(result: Document) -> str:
    metadata = result["metadata"]
    sources = len(result["sources"])
    people = metadata["participants"]
    return (
        f"{sources} {'transcript' if sources == 1 else 'transcripts'}, "
        f"{people} {'participant' if people == 1 else 'participants'}. Analysed {result['created_at'][:10]}."
    )


def _method(result: Document) -> str:
    counts, coverage = result["metadata"]["counts"], result["metadata"]["coverage"]
    covered = f", which hold {coverage:.0%} of what participants said" if coverage else ""
    return (
        f"What participants said was broken into {counts['chunks']} single ideas, word for word{covered}. Each was "
        f"read for what it means; meanings that point in the same direction made {counts['patterns']} patterns; "
        f"asking why gave {counts['insights']} insights, and each insight a principle. Engine: {result['engine']}. "
        f"Analysis: {result['request_id']}."
    )
