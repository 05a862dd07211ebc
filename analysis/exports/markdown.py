"""The report as Markdown."""

from __future__ import annotations

import re

from analysis.curation.overlay import Curated
from analysis.exports.report import InShort, Quote, Section, compose_report

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_LINE_START = re.compile(r"^(\d*)([-+.)])")
"""What begins a list: a dash, or a number with a dot or bracket after it. The mark is what can be escaped."""


def plain(text: str) -> str:
    """`text` such that Markdown shows it as it is, on one line: what people said is never markup."""
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def to_markdown(curated: Curated) -> str:
    """The report of a result."""
    report = compose_report(curated)
    lines = [f"# {plain(report.title)}", "", plain(report.about), "", *_in_short(report.in_short)]
    lines += ["## Design principles", ""]
    for number, section in enumerate(report.sections, start=1):
        lines += _section(number, section)
    if not report.sections:
        lines += ["None yet.", ""]
    lines += ["## Patterns", ""]
    for name, people, evidence in report.patterns:
        lines.append(f"- {plain(name)} ({people} {'person' if people == 1 else 'people'}, {evidence} quotes)")
    if report.set_aside:
        lines += ["", report.about_set_aside]
    lines += ["", "## How this was made", "", plain(report.method), ""]
    return "\n".join(lines)


def _in_short(short: InShort) -> list[str]:
    if not short.points:
        return []
    lines = ["## In short", ""]
    for point in short.points:
        people = short.people(point)
        lines += [f"**{plain(point.section.principle)}**{f' ({people})' if people else ''}", ""]
        lines += _quote(point.quote) if point.quote else []
    if short.disagreement and short.disagreement.quote:
        lines += [f"Speaking against “{plain(short.disagreement.section.principle)}”:", ""]
        lines += _quote(short.disagreement.quote)
    return lines


def _section(number: int, section: Section) -> list[str]:
    lines = [f"### {number}. {plain(section.principle)}", ""]
    if section.how_might_we:
        lines += [f"*{plain(section.how_might_we)}*", ""]
    if section.headline:
        lines += [f"**{plain(section.headline)}**", "", plain(section.explanation), ""]
    lines += [line for reason in section.reasons for line in (plain(reason), "")]
    if section.pattern:
        lines += [f"Pattern: {plain(section.pattern)}", ""]
    lines += [line for quote in section.quotes for line in _quote(quote)]
    if section.against:
        lines += ["Speaking against it:", ""]
        lines += [line for quote in section.against for line in _quote(quote)]
    lines += [line for note in section.notes for line in (f"Note: {plain(note)}", "")]
    return lines


def _quote(quote: Quote) -> list[str]:
    return [f"> “{plain(quote.words)}”", ">", f"> {plain(quote.by)}", ""]
