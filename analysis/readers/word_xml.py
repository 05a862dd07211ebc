"""The text of a Word document's XML as a reader sees it: paragraphs and table rows, in order.

Read from the XML itself: python-docx passes over inserted text (`w:ins`) and needs 40 seconds and 500 MB for what is
read here in one. What was deleted, moved away, hidden or belongs to a field's code is not text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

_SKIPPED = frozenset(
    "del moveFrom instrText delText footnoteReference endnoteReference commentReference Fallback".split(),
)
_OFF = frozenset({"0", "false", "off", "none"})
MAX_DEPTH = 120
"""Nesting no real document reaches."""


class Malformed(Exception):
    """The XML is not well formed, nests too deep, or declares a document type, which Word never does."""


@dataclass(slots=True)
class Paragraph:
    r"""One paragraph: its text with line breaks as `\n`, and how it is set."""

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
    body = _Body()
    for event, element in _events(xml):
        tag = _bare(element.tag)
        if event == "start":
            body.open(tag)
            continue
        done = body.close(tag, element)
        if done is not None:
            yield done
        if tag in ("p", "tr", "tbl", "sdt"):
            element.clear()


def heading_styles(xml: bytes) -> frozenset[str]:
    """Ids of the styles that are headings or titles. Ids are localised (`berschrift1`), names are not (`heading 1`)."""
    found = set()
    try:
        for event, element in _events(xml):
            if event == "end" and _bare(element.tag) == "style":
                name = next((_attribute(child, "val", "") for child in element if _bare(child.tag) == "name"), "")
                if name.casefold().startswith(("heading", "title", "subtitle", "toc")):
                    found.add(_attribute(element, "styleId", ""))
                element.clear()
    except Malformed:
        return frozenset()  # A document without readable styles is read without headings.
    return frozenset(found)


def _events(xml: bytes) -> Iterator[tuple[str, Element]]:
    depth = 0
    try:
        for event, element in iterparse(io.BytesIO(xml), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                raise Malformed
            yield event, element
    except (ParseError, DefusedXmlException):
        raise Malformed from None


class _Body:
    """What is open at one point of the document."""

    def __init__(self) -> None:
        self._paragraphs: list[Paragraph] = []
        self._rows: list[Row] = []
        self._runs: list[_Run] = []
        self._skipping = 0

    def open(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag == "p":
            self._paragraphs.append(Paragraph())
        elif tag == "r":
            self._runs.append(_Run())
        elif tag == "tr":
            self._rows.append(Row())
        elif tag == "tc" and self._rows:
            self._rows[-1].cells.append([])

    def close(self, tag: str, element: Element) -> Paragraph | Row | None:
        """What is complete with this tag and stands in nothing else that is open."""
        if tag in _SKIPPED:
            self._skipping -= 1
        elif tag == "p" and self._paragraphs:
            return self._inside_table([self._paragraphs.pop()])
        elif tag == "tr" and self._rows:
            row = self._rows.pop()
            inner = [paragraph for cell in row.cells for paragraph in cell]
            return row if not self._rows else self._inside_table(inner)
        elif tag == "r" and self._runs:
            self._runs.pop()
        elif self._paragraphs and not self._skipping:
            _take(element, tag, self._paragraphs[-1], self._runs[-1] if self._runs else _Run())
        return None

    def _inside_table(self, paragraphs: list[Paragraph]) -> Paragraph | None:
        if self._rows and self._rows[-1].cells:
            self._rows[-1].cells[-1].extend(paragraphs)
            return None
        return paragraphs[0] if paragraphs else None


def _take(element: Element, tag: str, paragraph: Paragraph, run: _Run) -> None:
    """Add what one element means to the paragraph and the run it stands in."""
    if tag == "t":
        _append(paragraph, run, element.text or "")
    elif tag == "tab" and not element.attrib:  # With attributes it sets a tab stop.
        _append(paragraph, run, "\t")
    elif tag in ("br", "cr"):
        _append(paragraph, run, "\n")
    elif tag == "noBreakHyphen":
        _append(paragraph, run, "-")
    elif tag == "b":
        run.bold = _attribute(element, "val", "1") not in _OFF
    elif tag in ("vanish", "webHidden"):
        run.hidden = _attribute(element, "val", "1") not in _OFF
    elif tag == "pStyle":
        paragraph.style = _attribute(element, "val", "")
    elif tag == "outlineLvl":
        paragraph.outline = _attribute(element, "val", "9") != "9"


def _append(paragraph: Paragraph, run: _Run, text: str) -> None:
    if run.hidden:
        paragraph.hidden += len(text)
        return
    if (run.bold or not text.strip()) and paragraph.bold == len(paragraph.text):
        paragraph.bold += len(text)
    paragraph.text += text


def _bare(tag: object) -> str:
    """A tag without its namespace: transitional and strict documents differ in nothing else."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _attribute(element: Element, name: str, otherwise: str) -> str:
    return next((value for key, value in element.attrib.items() if _bare(key) == name), otherwise)
