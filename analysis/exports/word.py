"""The report as a Word file that a client would accept: real headings, styles to restyle, quotes set as quotes."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from docx import Document
from docx.shared import Cm, Pt, RGBColor

from analysis.curation.overlay import Curated
from analysis.exports.report import InShort, Quote, Section, compose_report
from analysis.exports.xml_text import clean

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject

_INK = RGBColor(0x21, 0x1F, 0x2D)
_SOFT = RGBColor(0x56, 0x53, 0x66)
_ACCENT = RGBColor(0xB5, 0x2B, 0x57)


def to_word(curated: Curated, *, made_at: datetime | None = None) -> bytes:
    """The report of a result; `made_at` stands in the file's properties, by default this moment."""
    made_at = made_at or datetime.now(UTC)
    report = compose_report(curated)
    document = Document()
    _set_styles(document)
    document.core_properties.title = clean(report.title)
    document.core_properties.author = "Throughline"
    document.core_properties.comments = ""
    # The library's template brings the day on which it was made itself. Word wants UTC without saying so.
    document.core_properties.created = document.core_properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    document.add_heading(clean(report.title), level=0)
    document.add_paragraph(clean(report.about), style="Subtitle")
    if report.in_short.points:
        _add_in_short(document, report.in_short)
    document.add_heading("Design principles", level=1)
    for number, section in enumerate(report.sections, start=1):
        _add_section(document, number, section)
    if not report.sections:
        document.add_paragraph("None yet.")
    document.add_heading("Patterns", level=1)
    _add_patterns(document, report.patterns)
    if report.set_aside:
        document.add_paragraph(report.about_set_aside)
    document.add_heading("How this was made", level=1)
    document.add_paragraph(clean(report.method))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_styles(document: DocumentObject) -> None:
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(2.2)
    styles = document.styles
    styles["Normal"].font.name = "Calibri"
    styles["Normal"].font.size = Pt(11)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, size, color in (("Title", 26, _INK), ("Heading 1", 17, _INK), ("Heading 2", 13, _ACCENT)):
        styles[name].font.name = "Calibri"
        styles[name].font.size = Pt(size)
        styles[name].font.color.rgb = color
    styles["Subtitle"].font.color.rgb = _SOFT
    quote = styles["Quote"]
    quote.font.name = "Georgia"
    quote.font.color.rgb = _INK
    quote.paragraph_format.left_indent = Cm(0.9)
    quote.paragraph_format.space_after = Pt(0)
    quote.paragraph_format.keep_with_next = True


def _add_in_short(document: DocumentObject, short: InShort) -> None:
    document.add_heading("In short", level=1)
    for point in short.points:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(clean(point.section.principle)).bold = True
        if people := short.people(point):
            paragraph.add_run(f" ({people})")
        if point.quote:
            _add_quote(document, point.quote)
    if short.disagreement and short.disagreement.quote:
        paragraph = document.add_paragraph(f"Speaking against “{clean(short.disagreement.section.principle)}”:")
        paragraph.paragraph_format.keep_with_next = True
        _add_quote(document, short.disagreement.quote)


def _add_section(document: DocumentObject, number: int, section: Section) -> None:
    document.add_heading(f"{number}. {clean(section.principle)}", level=2)
    if section.how_might_we:
        document.add_paragraph().add_run(clean(section.how_might_we)).italic = True
    if section.headline:
        paragraph = document.add_paragraph()
        paragraph.add_run(clean(section.headline)).bold = True
        document.add_paragraph(clean(section.explanation))
    for reason in section.reasons:
        document.add_paragraph(clean(reason))
    if section.pattern:
        paragraph = document.add_paragraph()
        paragraph.add_run("Pattern: ").bold = True
        paragraph.add_run(clean(section.pattern))
    for quote in section.quotes:
        _add_quote(document, quote)
    if section.against:
        document.add_paragraph().add_run("Speaking against it").bold = True
        for quote in section.against:
            _add_quote(document, quote)
    for note in section.notes:
        paragraph = document.add_paragraph()
        paragraph.add_run("Note. ").bold = True
        paragraph.add_run(clean(note))


def _add_quote(document: DocumentObject, quote: Quote) -> None:
    document.add_paragraph(f"“{clean(' '.join(quote.words.split()))}”", style="Quote")
    by = document.add_paragraph()
    by.paragraph_format.left_indent = Cm(0.9)
    run = by.add_run(clean(quote.by))
    run.font.size = Pt(9)
    run.font.color.rgb = _SOFT


def _add_patterns(document: DocumentObject, patterns: tuple[tuple[str, int, int], ...]) -> None:
    if not patterns:
        document.add_paragraph("None yet.")
        return
    table = document.add_table(rows=1, cols=3, style="Light List")
    for cell, words in zip(table.rows[0].cells, ("Pattern", "People", "Quotes"), strict=True):
        cell.text = words
    for name, people, evidence in patterns:
        row = table.add_row().cells
        row[0].text, row[1].text, row[2].text = clean(name), str(people), str(evidence)
    for row in table.rows:
        for cell, width in zip(row.cells, (Cm(12), Cm(2), Cm(2)), strict=True):
            cell.width = width
