"""From uploaded files to transcripts: what is accepted, what is refused, one study out of many files."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.errors import UnreadableFile
from analysis.readers import archives, formats
from analysis.readers.drafts import Draft
from analysis.readers.language import NeedsModel
from analysis.readers.limits import DEFAULT_LIMITS, Limits
from analysis.readers.reader import read_file, unforeseen, where
from analysis.readers.sandbox import Sandbox
from analysis.readers.shown import shown_name
from analysis.readers.speakers import settle
from analysis.transcripts import Transcript

log = logging.getLogger(__name__)
IN_PROCESS_BYTES = 64 * 2**10
"""So much plain text and captions of one upload is read without a process of its own, which takes longer to start.

Little enough that even a text made to be slow keeps nobody waiting: our own parsers, in linear time.
"""
_IN_PROCESS = frozenset({"text", "markdown", "vtt", "srt"})
_TABLES = frozenset({"csv", "json"})
"""Formats whose text columns can be chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a person said about their files, beyond the files themselves."""

    interviewers: frozenset[str] | None = None
    """Names of the speakers who asked the questions; None lets the reader find them."""
    interviewers_in: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The same of single files: file name → names there. `Speaker 1` may ask in one file and answer in the next."""
    text_columns: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    """For a table: file name → the column or columns that hold the answers, where the reader's choice was wrong."""
    pseudonymise: bool = False
    """Replace names, addresses and numbers before anything else sees the text, and names of files inside archives."""
    pseudonyms: Mapping[str, str] = field(default_factory=dict)
    """Pseudonym → what it stands for, from an earlier reading: who was Person 3 stays Person 3."""


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
    pseudonyms: Mapping[str, str] = field(default_factory=dict)
    """Pseudonym → what it stands for, where `ReadOptions.pseudonymise` asked for them. Never leaves the server."""
    unknown_files: tuple[str, ...] = ()
    """Names of files in `ReadOptions` that no file has."""


def read(
    files: Sequence[tuple[str, bytes]], options: ReadOptions | None = None, limits: Limits = DEFAULT_LIMITS
) -> Reading:
    """Read every file that can be read, those inside archives too. One bad file never harms the others.

    `files` are (name, content). Word, PDF, tables and all but a little text are read in a sandboxed process, where
    names are taken out, too: it has a limit on time.
    """
    options = options or ReadOptions()
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    seen: dict[str, str] = {}
    unknown = dict.fromkeys((*options.text_columns, *options.interviewers_in))
    asking: dict[str, frozenset[str]] = {}
    with Sandbox(limits) as sandbox:
        desk = _Desk(sandbox)
        for number, (found, content) in enumerate(_every_file(files, limits), start=1):
            unknown.pop(found, None)
            named = options.text_columns.get(found, ())
            name = _neutral(found, number) if options.pseudonymise else found
            if found in options.interviewers_in:
                asking[name] = options.interviewers_in[found]
            try:
                if isinstance(content, UnreadableFile):
                    raise content
                chosen = (named,) if isinstance(named, str) else tuple(named)
                draft = desk.read(name, content, chosen)
                _check_new(draft, seen)
                drafts.append(draft)
            except UnreadableFile as refused:
                refusals.append(Refusal(name=name, reason=refused.reason, remedy=refused.remedy))
        transcripts = settle(drafts, options.interviewers, asking)
        pseudonyms: Mapping[str, str] = {}
        if options.pseudonymise:
            from analysis.pseudonyms import pseudonymise

            done = pseudonymise(transcripts, options.pseudonyms, tell=sandbox.names_told, replace=sandbox.hide)
            transcripts, pseudonyms = done.transcripts, done.originals
            refusals += (Refusal(name=each.name, reason=each.reason, remedy=each.remedy) for each in done.refused)
    return Reading(
        transcripts=transcripts, refusals=tuple(refusals), pseudonyms=pseudonyms, unknown_files=tuple(unknown)
    )


def _every_file(files: Sequence[tuple[str, bytes]], limits: Limits) -> Iterator[tuple[str, bytes | UnreadableFile]]:
    """All files under names that are unique and safe to show, archives unpacked, within the limits."""
    names: set[str] = set()
    count = total = 0
    for raw, data in files:
        name = shown_name(raw, limits.name_length)
        for found, content in _unpacked(name, data, limits):
            inner = _unique(found, names)
            count += 1
            total += len(content) if isinstance(content, bytes) else 0
            if count > limits.files:
                yield (
                    inner,
                    UnreadableFile(
                        inner, f"one analysis takes at most {limits.files} files.", "Start another analysis with it."
                    ),
                )
            elif total > limits.total_bytes:
                yield (
                    inner,
                    UnreadableFile(
                        inner,
                        f"all files together are larger than {limits.total_bytes // 2**20} MB.",
                        "Start another analysis with it.",
                    ),
                )
            else:
                yield inner, content


def _unpacked(name: str, data: bytes, limits: Limits) -> Iterator[tuple[str, bytes | UnreadableFile]]:
    if len(data) > limits.file_bytes:
        yield (
            name,
            UnreadableFile(
                name,
                f"it is larger than {limits.file_bytes // 2**20} MB.",
                "Split it, or take the words out of it as plain text.",
            ),
        )
        return
    if formats.extension_of(name) != formats.ARCHIVE:
        yield name, data
        return
    found = False
    try:
        for inner, content in archives.unpacked(name, data, limits):
            found = True
            if formats.extension_of(inner) == formats.ARCHIVE:
                yield inner, UnreadableFile(inner, "it is an archive inside an archive.", archives.PACK_ANEW)
            else:
                yield inner, content
    except UnreadableFile as refused:
        yield name, refused
        return
    if not found:
        yield name, UnreadableFile(name, "there are no files in it.", "Check that the right file was chosen.")


def _neutral(name: str, number: int) -> str:
    """The name of a file inside an archive without what its author called it; any other name as it is."""
    archive, slash, inner = name.partition("/")
    extension = formats.extension_of(inner)
    return f"{archive}/{number}.{extension}" if slash and extension else f"{archive}/{number}" if slash else name


def _unique(name: str, names: set[str]) -> str:
    path, slash, base = name.rpartition("/")
    stem, dot, extension = base.rpartition(".")
    number, unique = 1, name
    while unique in names:
        number += 1
        numbered = f"{stem} ({number}).{extension}" if dot else f"{base} ({number})"
        unique = f"{path}{slash}{numbered}"
    names.add(unique)
    return unique


class _Desk:
    """Reads the files of one upload: the first little text here, everything else in the sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._left = IN_PROCESS_BYTES

    def read(self, name: str, data: bytes, chosen: tuple[str, ...]) -> Draft:
        """One file. Raises UnreadableFile."""
        kind = formats.format_of(name, data)
        if chosen and kind.name not in _TABLES:
            raise UnreadableFile(name, "it is no table, so none of its columns can be chosen.", "Leave the choice out.")
        if kind.name not in _IN_PROCESS or len(data) > self._left:
            return self._sandbox.read(name, data, chosen)
        self._left -= len(data)
        try:
            return read_file(name, data, self._sandbox.limits, chosen, may_load=False)
        except UnreadableFile:
            raise
        except NeedsModel:
            return self._sandbox.read(name, data, chosen)
        except Exception as fault:  # noqa: BLE001 - a reader's own fault must not cost the other files.
            log.warning("A reader failed: %s", where(fault))
            raise unforeseen(name) from None


def _check_new(draft: Draft, seen: dict[str, str]) -> None:
    """Refuse a file that holds the very words of another: an interview given twice would count its people twice."""
    words = " ".join(" ".join(draft.text[said.start : said.end].split()) for said in draft.utterances)
    digest = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
    if digest in seen:
        raise UnreadableFile(draft.name, f"it holds the same words as “{seen[digest]}”.", "They are counted once.")
    seen[digest] = draft.name
