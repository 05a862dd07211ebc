"""The child of `sandbox`: reads files from its standard input under hard limits and answers on its standard output.

Not meant to be started by hand.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from typing import Any, BinaryIO

from analysis.errors import UnreadableFile
from analysis.readers.limits import Limits
from analysis.readers.reader import read_file, unforeseen, where
from analysis.readers.sandbox import HEADER

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
        answer = _answer(question["name"], data, limits, question["chosen"])
        del data
        _send(sink, answer)
        if answer.get("spent"):
            return 1
    return 0


def _answer(name: str, data: bytes, limits: Limits, chosen: list[str]) -> dict[str, Any]:
    try:
        return {"draft": read_file(name, data, limits, chosen).as_json()}
    except UnreadableFile as error:
        return {"refused": [error.name, error.reason, error.remedy]}
    except (MemoryError, RecursionError):
        reason = "reading it takes more memory than is allowed."
        return {"refused": [name, reason, "Split it, or save it as plain text."], "spent": True}
    except Exception as fault:  # noqa: BLE001 - a reader's own fault costs one file, and its text goes nowhere.
        refused = unforeseen(name)
        return {"refused": [refused.name, refused.reason, refused.remedy], "spent": True, "fault": where(fault)}


def _send(sink: BinaryIO, answer: dict[str, Any]) -> None:
    body = json.dumps(answer).encode()
    sink.write(HEADER.pack(len(body), 0) + body)
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
