"""Plain text and Markdown. Offsets count characters of the decoded text itself, line ends untouched."""

from __future__ import annotations

from analysis.readers.decoding import decode
from analysis.readers.drafts import Draft
from analysis.readers.lines import lines_of
from analysis.readers.talk import read_talk


def read_text(name: str, data: bytes) -> Draft:
    """A `.txt` file."""
    return _read(name, data, "text")


def read_markdown(name: str, data: bytes) -> Draft:
    """A `.md` file: the same grammar; code between fences is not talk."""
    return _read(name, data, "markdown")


def _read(name: str, data: bytes, kind: str) -> Draft:
    decoded = decode(name, data)
    talk = read_talk(decoded.text, lines_of(decoded.text, markdown=kind == "markdown"))
    return Draft(
        name=name,
        format=kind,
        encoding=decoded.encoding,
        text=decoded.text,
        utterances=talk.utterances,
        left_out=talk.left_out,
        notes=list(decoded.notes),
        asked_by=talk.asked_by,
    )
