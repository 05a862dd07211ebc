"""PDF: the text layer, page by page.

Offsets count characters of the extracted text; `page_starts` says where pages begin.
"""

from __future__ import annotations

import io
import logging

from analysis.errors import UnreadableFile
from analysis.readers.drafts import Draft
from analysis.readers.invisible import without_invisible
from analysis.readers.limits import DEFAULT_LIMITS, Limits
from analysis.readers.lines import lines_of
from analysis.readers.pages import joined_pages, without_running_lines
from analysis.readers.talk import read_talk

MIN_LETTERS_A_PAGE = 15
"""Fewer letters a page than this: the pages are pictures."""
MIN_LETTERS = 200
"""Letters from which there is talk in the file, however many of its pages are pictures."""

_OCR = "Run text recognition (OCR) on it, or upload the transcript as text."
_UNLOCK = "Save a copy without the password."
_SPLIT = "Split it into several files."


def read_pdf(name: str, data: bytes, limits: Limits = DEFAULT_LIMITS) -> Draft:
    """A `.pdf` file. Raises UnreadableFile."""
    pages = _pages(name, data, limits)
    letters = sum(c.isalpha() for page in pages for c in page)
    if letters < min(MIN_LETTERS_A_PAGE * len(pages), MIN_LETTERS):
        raise UnreadableFile(name, "there is no text in it: its pages are pictures, as a scanner makes them.", _OCR)
    bodies, dropped = without_running_lines(pages)
    text, starts = joined_pages(bodies)
    talk = read_talk(text, lines_of(text))
    notes = [f"{dropped} running heads and page numbers left out."] if dropped else []
    empty = sum(1 for page in pages if not page.strip())
    if empty:
        notes.append(f"{empty} of {len(pages)} pages hold no text: pictures or blank pages.")
    return Draft(
        name=name,
        format="pdf",
        encoding="utf-8",
        text=text,
        utterances=talk.utterances,
        left_out=talk.left_out,
        notes=notes,
        page_starts=starts,
        asked_by=talk.asked_by,
    )


def _pages(name: str, data: bytes, limits: Limits) -> list[str]:
    """The text of every page."""
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFile(name, "it is not a PDF, whatever its name says.", "Check the file, or export it again.")
    import pypdf  # Half a second to import: only where a PDF is read.
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # Its warnings quote the file.
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(name, "it is protected by a password.", _UNLOCK)
        if len(reader.pages) > limits.pages:
            raise UnreadableFile(name, f"it has more than {limits.pages:,} pages.", _SPLIT)
        pages: list[str] = []
        total = 0
        for page in reader.pages:
            pages.append(without_invisible(page.extract_text() or "")[0])
            total += len(pages[-1])
            if total > limits.characters:
                raise UnreadableFile(name, f"its text is longer than {limits.characters:,} characters.", _SPLIT)
    except (UnreadableFile, MemoryError):
        raise
    except DependencyError:  # An encryption that needs a library of its own.
        raise UnreadableFile(name, "it is protected by a password.", _UNLOCK) from None
    except Exception:  # noqa: BLE001 - pypdf meets broken objects with whatever its own code runs into.
        raise UnreadableFile(name, "it is damaged and cannot be read.", "Export or print it to PDF again.") from None
    if not pages:
        raise UnreadableFile(name, "it is damaged and cannot be read.", "Export or print it to PDF again.")
    return pages
