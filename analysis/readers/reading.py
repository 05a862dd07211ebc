"""From uploaded files to transcripts: which reader reads what, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.errors import UnreadableFile
from analysis.readers.drafts import Draft
from analysis.readers.language import language_of
from analysis.readers.speakers import settle
from analysis.readers.text import read_markdown, read_text
from analysis.transcripts import Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a person said about their files, beyond the files themselves."""

    interviewers: frozenset[str] | None = None
    """Names of the speakers who asked the questions; None lets the reader find them."""
    text_columns: Mapping[str, str] = field(default_factory=dict)
    """For a table: file name → the column that holds the answers, where the reader's choice was wrong."""
    pseudonymise: bool = False
    """Replace names, addresses and numbers before anything else sees the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that was not used, in words for a person."""

    name: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of a set of files: the transcripts, and the files that were refused."""

    transcripts: tuple[Transcript, ...]
    refusals: tuple[Refusal, ...]


def read(files: Sequence[tuple[str, bytes]], options: ReadOptions | None = None) -> Reading:
    """Read every file that can be read. One bad file never harms the others."""
    options = options or ReadOptions()
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    for name, data in files:
        try:
            drafts.append(_draft(name, data))
        except UnreadableFile as refused:
            refusals.append(Refusal(name=refused.name, reason=refused.reason, remedy=refused.remedy))
    return Reading(transcripts=settle(drafts, options.interviewers), refusals=tuple(refusals))


def _draft(name: str, data: bytes) -> Draft:
    from analysis.readers.captions import read_srt, read_vtt
    from analysis.readers.docx import read_docx
    from analysis.readers.table import read_csv
    from analysis.readers.records import read_json
    from analysis.readers.pdf import read_pdf
    kind = name.rsplit(".", 1)[-1].lower()
    f={'txt':read_text,'md':read_markdown,'vtt':read_vtt,'srt':read_srt,'docx':read_docx,'csv':read_csv,'json':read_json,'jsonl':read_json,'pdf':read_pdf}.get(kind)
    if not f:
        raise UnreadableFile(name, "this kind of file is not read yet.", "Save it as plain text.")
    draft = f(name,data)
    if not draft.utterances:
        raise UnreadableFile(name, "there is nothing to read in it.", "Check that the right file was chosen.")
    draft.language = language_of(" ".join(draft.text[u.start : u.end] for u in draft.utterances))
    return draft
