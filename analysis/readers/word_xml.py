"""The text of a Word document's XML as a reader sees it: paragraphs and table rows, in order.

Read from the XML itself: python-docx passes over inserted text (`w:ins`) and needs 40 seconds and 500 MB for what is read
here in one. What was deleted, moved away, hidden or belongs to a field's code is not text.
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "footnoteReference", "endnoteReference", "commentReference", "Fallback"})
_OFF = frozenset({"0", "false", "off", "none"})
MAX_DEPTH = 120
"""Nesting no real document reaches."""


class Malformed(Exception):
    """The XML is not well formed, nests too deep, or declares entities."""


@dataclass(slots=True)
class Paragraph:
    """One paragraph: its text with line breaks as `\\n`, and how it is set."""

    text: str = ""
    bold: int = 0
    """How many characters at its beginning are bold."""
    style: str = ""
    """Id of its style."""
    outline: bool = False
    """Whether it is set as a heading directly."""
    hidden: int = 0
    """Characters of hidden text passed over."""


@dataclass(slots=True)
class Row:
    """One row of a table: its cells, each of paragraphs."""

    cells: list[list[Paragraph]] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    bold: bool = False
    hidden: bool = False


def blocks(xml: bytes) -> Iterator[Paragraph | Row]:
    """Paragraphs outside tables and rows of tables, in the order of the document. Raises Malformed."""
    if _declares_type(xml):
        raise Malformed
    paragraphs: list[Paragraph] = []
    rows: list[Row] = []
    runs: list[_Run] = []
    skipping = 0
    depth = 0
    try:
        for event, element in ET.iterparse(io.BytesIO(xml), events=("start", "end")):
            tag = element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
            if event == "start":
                depth += 1
                if depth > MAX_DEPTH:
                    raise Malformed
                if tag in _SKIPPED:
                    skipping += 1
                elif tag == "p":
                    paragraphs.append(Paragraph())
                elif tag == "r":
                    runs.append(_Run())
                elif tag == "tr":
                    rows.append(Row())
                elif tag == "tc" and rows:
                    rows[-1].cells.append([])
                continue
            depth -= 1
            if tag in _SKIPPED:
                skipping -= 1
            elif tag == "p" and paragraphs:
                done = paragraphs.pop()
                if rows and rows[-1].cells:
                    rows[-1].cells[-1].append(done)
                else:
                    yield done
                element.clear()
            elif tag == "r" and runs:
                runs.pop()
            elif tag == "tr" and rows:
                row = rows.pop()
                if rows and rows[-1].cells:
                    rows[-1].cells[-1].extend(paragraph for cell in row.cells for paragraph in cell)
                else:
                    yield row
                element.clear()
            elif tag in ("tbl", "sdt"):
                element.clear()
            elif paragraphs and not skipping:
                _take(element, tag, paragraphs[-1], runs[-1] if runs else _Run())
    except ET.ParseError:
        raise Malformed from None


def _take(element: ET.Element, tag: str, paragraph: Paragraph, run: _Run) -> None:
    """Add what one element means to the paragraph and the run it stands in."""
    if tag == "t":
        _append(paragraph, run, element.text or "")
    elif tag == "tab" and "val" not in _attributes(element):
        _append(paragraph, run, "\t")
    elif tag in ("br", "cr"):
        _append(paragraph, run, "\n")
    elif tag == "noBreakHyphen":
        _append(paragraph, run, "-")
    elif tag == "b":
        run.bold = _attributes(element).get("val", "1") not in _OFF
    elif tag in ("vanish", "webHidden"):
        run.hidden = _attributes(element).get("val", "1") not in _OFF
    elif tag == "pStyle":
        paragraph.style = _attributes(element).get("val", "")
    elif tag == "outlineLvl":
        paragraph.outline = _attributes(element).get("val", "9") != "9"


def _append(paragraph: Paragraph, run: _Run, text: str) -> None:
    if run.hidden:
        paragraph.hidden += len(text)
        return
    if (run.bold or not text.strip()) and paragraph.bold == len(paragraph.text):
        paragraph.bold += len(text)
    paragraph.text += text


def _attributes(element: ET.Element) -> dict[str, str]:
    return {name.rsplit("}", 1)[-1]: value for name, value in element.attrib.items()}


def heading_styles(xml: bytes) -> frozenset[str]:
    """Ids of the styles that are headings or titles. Ids are localised (`berschrift1`), names are not (`heading 1`)."""
    if _declares_type(xml):
        return frozenset()
    found = set()
    try:
        for _, element in ET.iterparse(io.BytesIO(xml)):
            if element.tag in (f"{_W}style", f"{_STRICT}style"):
                name = next((_attributes(child).get("val", "") for child in element if child.tag.endswith("}name")), "")
                if name.casefold().startswith(("heading", "title", "subtitle", "toc")):
                    found.add(_attributes(element).get("styleId", ""))
                element.clear()
    except ET.ParseError:
        return frozenset()
    return frozenset(found)


def _declares_type(xml: bytes) -> bool:
    """Whether a document type is declared anywhere: Word never writes one, and entities come no other way."""
    return any("<!DOCTYPE".encode(encoding) in xml for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
