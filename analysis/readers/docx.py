"""Word documents: Teams, Google Meet, Rev, Temi and hand-made transcripts.

Offsets count characters of the extracted text, which has a line a paragraph; a row of a table that holds time, speaker
and words is written as `[time] speaker: words`.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.errors import UnreadableFile
from analysis.readers import archives
from analysis.readers.drafts import Draft
from analysis.readers.invisible import without_invisible
from analysis.readers.limits import DEFAULT_LIMITS, Limits
from analysis.readers.lines import HEADING, Kind, lines_of
from analysis.readers.names import key_of
from analysis.readers.rows import Layout, layout_of, told
from analysis.readers.talk import read_talk
from analysis.readers.word_xml import Malformed, Paragraph, Row, blocks, heading_styles

_DOCUMENT = "word/document.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AGAIN = "Open it in Word and save it again, or save it as plain text."


def read_docx(name: str, data: bytes, limits: Limits = DEFAULT_LIMITS) -> Draft:
    """A `.docx` file. Raises UnreadableFile."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableFile(
                name, "it is protected by a password.", "Remove the password in Word and upload it again."
            )
        raise UnreadableFile(name, "it is a file of an old version of Office.", "Save it as .docx and upload it again.")
    if not data.startswith(b"PK"):
        raise UnreadableFile(name, "it is not a Word document, whatever its name says.", _AGAIN)
    archive = archives.opened(name, data, limits, remedy=_AGAIN)
    try:
        document = archives.member(name, archive, _DOCUMENT, limits.part_bytes)
    except KeyError:
        kinds = {"xl/workbook.xml": "an Excel workbook", "ppt/presentation.xml": "a PowerPoint presentation"}
        other = next((kind for path, kind in kinds.items() if path in archive.namelist()), "")
        raise UnreadableFile(
            name, f"it is {other}, not a Word document." if other else "no document is inside it.", _AGAIN
        ) from None
    try:
        styles = archives.member(name, archive, "word/styles.xml", limits.part_bytes)
    except KeyError:
        styles = b""
    try:
        found = list(blocks(document))
    except Malformed:
        raise UnreadableFile(name, "the document inside it is damaged or not one that Word writes.", _AGAIN) from None
    return _draft(name, found, heading_styles(styles) if styles else frozenset(), limits)


def _draft(name: str, found: Sequence[Paragraph | Row], headings: frozenset[str], limits: Limits) -> Draft:
    parts: list[str] = []
    settings: dict[int, Paragraph] = {}
    known: set[str] = set()
    hidden = at = 0
    layout: Layout | None = None
    for index, block in enumerate(found):
        if isinstance(block, Row):
            if index == 0 or not isinstance(found[index - 1], Row):
                layout = layout_of(_table(found, index))
            cells = _cells(block)
            row = told(cells, layout) if layout else None
            pieces = [(row.text, Paragraph())] if row else [(p.text, p) for cell in block.cells for p in cell]
            if row and row.speaker:
                known.add(key_of(row.speaker))
        else:
            pieces = [(block.text, block)]
        for raw, paragraph in pieces:
            hidden += bool(paragraph.hidden)
            plain, _ = without_invisible(raw)
            settings[at] = paragraph
            parts.append(plain)
            at += len(plain) + 1
    text = "\n".join(parts)
    if len(text) > limits.characters:
        raise UnreadableFile(
            name, f"its text is longer than {limits.characters:,} characters.", "Split it into several files."
        )
    lines = lines_of(text)
    for line in lines:
        setting = settings.get(line.start)
        if setting is None or line.kind is not Kind.TEXT:
            continue
        if setting.style in headings or setting.outline:
            line.kind, line.reason = Kind.HEADING, HEADING
        line.bold = min(setting.bold, len(line.content))
    talk = read_talk(text, lines, known=frozenset(known))
    notes = [f"Hidden text in {hidden} paragraph{'s' if hidden > 1 else ''} was passed over."] if hidden else []
    return Draft(
        name=name,
        format="docx",
        encoding="utf-8",
        text=text,
        utterances=talk.utterances,
        left_out=talk.left_out,
        notes=notes,
        asked_by=talk.asked_by,
    )


def _table(found: Sequence[Paragraph | Row], start: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for block in found[start:]:
        if not isinstance(block, Row):
            break
        rows.append(_cells(block))
    return rows


def _cells(row: Row) -> list[str]:
    return ["\n".join(paragraph.text for paragraph in cell).strip() for cell in row.cells]
