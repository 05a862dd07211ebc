"""One file, from bytes to a draft: the work that may be done in a process of its own."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import UnreadableFile
from analysis.readers.drafts import Draft
from analysis.readers.formats import Format, format_of
from analysis.readers.language import language_of
from analysis.readers.limits import Limits


def read_file(name: str, data: bytes, limits: Limits, chosen: Sequence[str] = (), *, may_load: bool = True) -> Draft:
    """Read one file. `chosen` names the columns with the answers, for a table.

    Raises UnreadableFile, whatever is wrong, and NeedsModel where the language needs one that it may not load.
    """
    kind = format_of(name, data)
    if kind.is_text and data.count(b"\n") + data.count(b"\r") > 2 * limits.lines:
        raise UnreadableFile(name, f"it has more than {limits.lines:,} lines.", "Split it into several files.")
    draft = _read(kind, name, data, limits, chosen)
    if len(draft.text) > limits.characters:
        raise UnreadableFile(
            name, f"its text is longer than {limits.characters:,} characters.", "Split it into several files."
        )
    if len(draft.utterances) > limits.turns:
        raise UnreadableFile(name, f"it has more than {limits.turns:,} turns of talk.", "Split it into several files.")
    if not draft.utterances:
        raise _nothing_said(draft)
    said_first = " ".join(draft.text[said.start : said.end] for said in draft.utterances[:2000])
    draft.language = language_of(said_first, may_load=may_load)
    return draft


def _read(kind: Format, name: str, data: bytes, limits: Limits, chosen: Sequence[str]) -> Draft:
    options: dict[str, object] = {}
    if "limits" in kind.takes:
        options["limits"] = limits
    if "chosen" in kind.takes:
        options["chosen"] = chosen
    return kind.load()(name, data, **options)


def unforeseen(name: str) -> UnreadableFile:
    """The refusal of a file at which a reader itself failed."""
    return UnreadableFile(
        name, "it is damaged or of a shape that is not known yet.", "Save it as plain text and upload that."
    )


def where(fault: BaseException) -> str:
    """Class and place of a fault: enough to find it, and no word of the file."""
    frame = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def _nothing_said(draft: Draft) -> UnreadableFile:
    reasons = {part.reason for part in draft.left_out}
    if any("machine" in reason for reason in reasons):
        return UnreadableFile(
            draft.name,
            "it holds only a summary written by a machine, and no transcript.",
            "Export the transcript itself.",
        )
    if draft.format == "csv":
        return UnreadableFile(draft.name, "it holds no answers in words.", "Check that the right table was chosen.")
    return UnreadableFile(draft.name, "there are no words of anybody in it.", "Check that the right file was chosen.")
