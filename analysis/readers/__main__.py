"""The child of `sandbox`: takes files from its standard input under hard limits and answers on its standard output.

Not meant to be started by hand.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from analysis.errors import UnreadableFile
from analysis.readers.limits import Limits
from analysis.readers.reader import read_file, unforeseen, where
from analysis.readers.sandbox import HEADER, packed, unpacked, without_text
from analysis.transcripts import Transcript

_CPU_SLACK = 2
"""Seconds of processor time beyond the limit on the clock, which the parent watches."""

_OPEN_FILES = 64
_SCRATCH = 128 * 2**20
"""Largest file it may write: py3langid unpacks its model into an unnamed temporary file."""


def main() -> int:
    """Answer questions until the input ends, or until one took all the memory."""
    limits = Limits(**json.loads(sys.argv[1]))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    _confine(limits)
    while header := source.read(HEADER.size):
        asked, size = HEADER.unpack(header)
        question = json.loads(source.read(asked))
        data = source.read(size)
        _grant_time(limits)
        answer, text = _answer(question, data, limits)
        del data
        _send(sink, answer, text)
        if answer.get("spent"):
            return 1
    return 0


def _answer(question: dict[str, Any], data: bytes, limits: Limits) -> tuple[dict[str, Any], str]:
    """The answer, and the text that goes with it."""
    name: str = question["name"]
    try:
        answer, text = _done(question, data, limits)
    except UnreadableFile as error:
        return {"refused": [error.name, error.reason, error.remedy]}, ""
    except (MemoryError, RecursionError):
        reason = "reading it takes more memory than is allowed."
        return {"refused": [name, reason, "Split it, or save it as plain text."], "spent": True}, ""
    except Exception as fault:  # noqa: BLE001 - a reader's own fault costs one file, and its text goes nowhere.
        refused = unforeseen(name)
        reasons = [refused.name, refused.reason, refused.remedy]
        return {"refused": reasons, "spent": True, "fault": where(fault)}, ""
    return {"answer": answer}, text


def _done(question: dict[str, Any], data: bytes, limits: Limits) -> tuple[Any, str]:
    if question["task"] == "read":
        draft = read_file(question["name"], data, limits, question["chosen"])
        return without_text(draft.as_json()), draft.text
    # Imported when asked for: most files are read without.
    from analysis.pseudonyms.replacing import hide
    from analysis.pseudonyms.study import names_told

    transcript = Transcript.from_document({**question["transcript"], "text": unpacked(data)})
    if question["task"] == "names":
        return names_told(transcript), ""
    hidden, originals = hide(transcript, question["names"], question["known"])
    return [without_text(asdict(hidden)), originals], hidden.text


def _send(sink: BinaryIO, answer: dict[str, Any], text: str) -> None:
    body, beside = json.dumps(answer).encode(), packed(text)
    sink.write(HEADER.pack(len(body), len(beside)) + body + beside)
    sink.flush()


def _confine(limits: Limits) -> None:
    """No core dump, no large file, few files open, bounded memory."""
    for which, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _SCRATCH),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_AS, limits.memory_bytes),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of the address space.
            resource.setrlimit(which, (value, value))


def _grant_time(limits: Limits) -> None:
    """Processor time for one more file; the kernel ends the process when it is used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + limits.seconds) + _CPU_SLACK
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    sys.exit(main())
