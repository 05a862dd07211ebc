"""The kinds of file that can be read, in one place: extension, what it is called, which module reads it.

A file's kind is its extension; its content must agree. Nothing is opened by content alone.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from analysis.errors import UnreadableFile
from analysis.readers.drafts import Draft


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file."""

    name: str
    extensions: tuple[str, ...]
    reader: str
    """`module:function`, imported when first needed: some bring heavy libraries."""
    is_text: bool
    takes: tuple[str, ...] = ()
    """Which of `limits` and `chosen` the reader wants besides name and bytes."""

    def load(self) -> Callable[..., Draft]:
        """The reader's function."""
        module, function = self.reader.split(":")
        loaded: Callable[..., Draft] = getattr(importlib.import_module(f"analysis.readers.{module}"), function)
        return loaded


FORMATS = (
    Format("text", ("txt", "text", "log"), "text:read_text", is_text=True),
    Format("markdown", ("md", "markdown", "mdown"), "text:read_markdown", is_text=True),
    Format("vtt", ("vtt",), "captions:read_vtt", is_text=True),
    Format("srt", ("srt",), "captions:read_srt", is_text=True),
    Format("csv", ("csv", "tsv"), "table:read_csv", is_text=True, takes=("limits", "chosen")),
    Format("json", ("json", "jsonl", "ndjson"), "records:read_json", is_text=True, takes=("limits", "chosen")),
    Format("docx", ("docx",), "docx:read_docx", is_text=False, takes=("limits",)),
    Format("pdf", ("pdf",), "pdf:read_pdf", is_text=False, takes=("limits",)),
)
ARCHIVE = "zip"
ALLOWED_EXTENSIONS: tuple[str, ...] = (*(extension for kind in FORMATS for extension in kind.extensions), ARCHIVE)
"""Every extension an upload may have, without the dot."""

READABLE = "Text, Markdown, Word (.docx), PDF, captions (.vtt, .srt), .csv, .json and a .zip of those can be read."

_REMEDIES = {
    "doc": "Save it as .docx in Word.",
    "rtf": "Save it as .docx or as plain text.",
    "odt": "Save it as .docx or as plain text.",
    "pages": "Export it as Word or PDF.",
    "xlsx": "Export the sheet as CSV.",
    "xls": "Export the sheet as CSV.",
    "ods": "Export the sheet as CSV.",
    "numbers": "Export the sheet as CSV.",
    "html": "Save the page as plain text.",
    "htm": "Save the page as plain text.",
    **dict.fromkeys(
        ("mp3", "m4a", "wav", "mp4", "mov", "ogg", "aac", "flac", "webm", "mkv"),
        "Have it transcribed first, and upload the transcript.",
    ),
    **dict.fromkeys(
        ("png", "jpg", "jpeg", "heic", "tif", "tiff"), "Run text recognition (OCR) on it, and upload the text."
    ),
}
_SIGNATURES = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"{\\rtf", "a rich text document"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"fLaC", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"SQLite format 3", "a database"),
)
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,10})\s*$")


def extension_of(name: str) -> str:
    """The extension in lower case, without the dot; empty where there is none."""
    match = _EXTENSION.search(name)
    return match[1].lower() if match else ""


def format_of(name: str, data: bytes) -> Format:
    """The kind of a file by its extension, once its content agrees. Raises UnreadableFile.

    A file without an extension counts as plain text.
    """
    extension = extension_of(name) or "txt"
    kind = next((kind for kind in FORMATS if extension in kind.extensions), None)
    if kind is None:
        raise UnreadableFile(
            name, f"files of the kind “.{extension}” are not read.", _REMEDIES.get(extension, READABLE)
        )
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(
            name, "it is empty: there is nothing to read in it.", "Check that the right file was chosen."
        )
    if kind.is_text:
        real = content_of(data)
        if real:
            raise UnreadableFile(
                name,
                f"it is {real}, whatever its name says.",
                f"Give it its right name if it is one of these: {READABLE}",
            )
        if kind.name in ("text", "markdown"):
            return _captions_in(data) or kind
    return kind


def content_of(data: bytes) -> str | None:
    """What a file is by its first bytes, in words, where they are those of something that is no text."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[4:8] == b"ftyp":
        return "a recording"
    return "a sound recording" if data[:4] == b"RIFF" and data[8:12] == b"WAVE" else None


def _captions_in(data: bytes) -> Format | None:
    """Captions saved under the name of plain text."""
    head = data[:200].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if head.startswith(b"WEBVTT"):
        return next(kind for kind in FORMATS if kind.name == "vtt")
    if re.match(rb"\d{1,6}\r?\n\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}\s*-->", head):
        return next(kind for kind in FORMATS if kind.name == "srt")
    return None
