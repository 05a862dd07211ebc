"""PDF: the text layer, page by page. Offsets count characters of the extracted text; `page_starts` says where pages begin.

Lines of a PDF end where the paper does, so they are joined to paragraphs again; what stands on most pages alike (running
heads, page numbers) is taken out, since it would fall into the middle of what somebody says.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence

from analysis.errors import UnreadableFile
from analysis.readers.drafts import Draft
from analysis.readers.invisible import without_invisible
from analysis.readers.labels import Shape, label_of
from analysis.readers.limits import DEFAULT_LIMITS, Limits
from analysis.readers.lines import lines_of
from analysis.readers.names import is_name_like
from analysis.readers.casting import is_role_label
from analysis.readers.talk import read_talk

MIN_LETTERS_A_PAGE = 15
"""Fewer letters a page than this: the pages are pictures."""
FULL_LINE = 0.7
"""Share of the usual line length from which a line runs on into the next."""

_PAGE_NUMBER = re.compile(r"\s*(?:(?:page|seite|página|pagina|p\.?)\s*)?[-–|]?\s*\d{1,4}\s*[-–|]?\s*(?:(?:/|of|von|de|sur|di)\s*\d{1,4})?\s*$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"[ \t\u00a0]+")
_HYPHEN = re.compile(r"[^\W\d_]-$")
_OCR = "Run text recognition (OCR) on it, or upload the transcript as text."


def read_pdf(name: str, data: bytes, limits: Limits = DEFAULT_LIMITS) -> Draft:
    """A `.pdf` file. Raises UnreadableFile."""
    pages = _pages(name, data, limits)
    letters = sum(c.isalpha() for page in pages for c in page)
    if letters < MIN_LETTERS_A_PAGE * max(len(pages), 1) and letters < 200:
        raise UnreadableFile(name, "there is no text in it: its pages are pictures, as a scanner makes them.", _OCR)
    bodies, dropped = _without_running_lines(pages)
    text, starts = _joined(bodies)
    if len(text) > limits.characters:
        raise UnreadableFile(name, f"its text is longer than {limits.characters:,} characters.", "Split it into several files.")
    talk = read_talk(text, lines_of(text))
    notes = [f"{dropped} running heads and page numbers left out."] if dropped else []
    empty = sum(1 for page in pages if not page.strip())
    if empty:
        notes.append(f"{empty} of {len(pages)} pages hold no text: pictures or blank pages.")
    return Draft(
        name=name, format="pdf", encoding="utf-8", text=text, utterances=talk.utterances, left_out=talk.left_out,
        notes=notes, page_starts=tuple(starts), asked_by=talk.asked_by,
    )


def _pages(name: str, data: bytes, limits: Limits) -> list[str]:
    import pypdf  # Half a second to import: only where a PDF is read.
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # Its warnings quote the file.
    damaged = UnreadableFile(name, "it is damaged and cannot be read.", "Export or print it to PDF again.")
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFile(name, "it is not a PDF, whatever its name says.", "Check the file, or export it again.")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(name, "it is protected by a password.", "Save a copy without the password.")
        if len(reader.pages) > limits.pages:
            raise UnreadableFile(name, f"it has more than {limits.pages:,} pages.", "Split it into several files.")
        if not len(reader.pages):
            raise damaged
        pages, total = [], 0
        for page in reader.pages:
            text, _ = without_invisible(page.extract_text() or "")
            total += len(text)
            if total > limits.characters:
                raise UnreadableFile(name, f"its text is longer than {limits.characters:,} characters.", "Split it into several files.")
            pages.append(text)
    except DependencyError:
        raise UnreadableFile(name, "it is protected by a password.", "Save a copy without the password.") from None
    except UnreadableFile:
        raise
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError, AssertionError, ArithmeticError):
        raise damaged from None  # pypdf meets broken objects with whatever its own code runs into.
    return pages


def _without_running_lines(pages: Sequence[str]) -> tuple[list[list[str]], int]:
    """Lines of each page without those that stand at the top or foot of most pages alike, and how many there were."""
    split = [[_SPACES.sub(" ", line).rstrip() for line in page.splitlines()] for page in pages]
    edges: Counter[str] = Counter()
    for lines in split:
        filled = [line for line in lines if line.strip()]
        edges.update({_shape(line) for line in (*filled[:2], *filled[-2:])})
    often = max(3, len(pages) // 2)
    dropped, bodies = 0, []
    for lines in split:
        filled = [i for i, line in enumerate(lines) if line.strip()]
        edge = {*filled[:2], *filled[-2:]} if len(filled) > 2 else set(filled)
        repeated = {i for i in edge if len(pages) >= 3 and edges[_shape(lines[i])] >= often and not _opens(lines[i].strip())}
        running = repeated | {i for i in edge if _PAGE_NUMBER.match(lines[i])}
        dropped += len(running)
        bodies.append([line for i, line in enumerate(lines) if i not in running])
    return bodies, dropped


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line.strip().casefold())


def _joined(pages: Sequence[Sequence[str]]) -> tuple[str, list[int]]:
    """One text of whole paragraphs, and where in it each page begins."""
    lengths = sorted(len(line) for lines in pages for line in lines if line.strip())
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    runs_on = False
    for lines in pages:
        starts.append(at)
        fresh = True
        for raw in lines:
            line = raw.strip()
            if not line:
                if not runs_on:
                    at += _put(parts, "\n")
                continue
            if parts and not _opens(line) and runs_on:
                if _HYPHEN.search(parts[-1]) and line[:1].islower():
                    parts[-1] = parts[-1][:-1]
                    at -= 1
                else:
                    at += _put(parts, " ")
            elif parts:
                at += _put(parts, "\n")
            if fresh:
                starts[-1], fresh = at, False
            at += _put(parts, line)
            runs_on = len(line) >= FULL_LINE * usual and usual >= 30
    return "".join(parts), starts


def _put(parts: list[str], text: str) -> int:
    parts.append(text)
    return len(text)


def _opens(line: str) -> bool:
    """Whether a line begins a turn of its own."""
    label = label_of(line)
    if label is None or label.shape in (Shape.DASH, Shape.TIME):
        return label is not None and label.shape is Shape.TIME and line[:1] in "[("
    return bool(label.name) and (is_role_label(label.name) or (is_name_like(label.name) and len(label.name.split()) <= 4))
