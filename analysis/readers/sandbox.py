"""Reading hostile files, and taking names out of what was read, in a process of its own with limits on time and memory.

One child takes the files of an upload one after the other; a file that kills it, or takes too long, is refused, and a
new child goes on with the next. The child inherits no environment and no files, and answers in JSON: nothing it says
can run anything here.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import selectors
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from analysis.errors import UnreadableFile
from analysis.readers.drafts import Draft
from analysis.readers.limits import DEFAULT_LIMITS, Limits
from analysis.transcripts import Transcript

HEADER = struct.Struct("!II")
"""Before every question: how long its JSON and its file, or text, are. Before every answer: its JSON and its text."""
START_SECONDS = 20.0
"""What a child may take to start, on top of a file's own limit."""
log = logging.getLogger(__name__)
_INHERITED = ("PATH", "SYSTEMROOT", "TMPDIR")
_PIECE = 65_536
_END_SECONDS = 10
_ROOT = Path(__file__).resolve().parents[2]
_SPLIT = "Split it, or save it as plain text."


class Sandbox:
    """A child process that works on files; started when first needed. Use as a context manager."""

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        *,
        command: Sequence[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self._command = list(command or (sys.executable, "-m", "analysis.readers"))
        self._clock = clock
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def read(self, name: str, data: bytes, chosen: Sequence[str] = ()) -> Draft:
        """Read one file in the child. Raises UnreadableFile, also where the child died of it or ran out of time."""
        draft, text = self._answer({"task": "read", "name": name, "chosen": list(chosen)}, data)
        return Draft.from_json({**draft, "text": text})

    def names_told(self, transcript: Transcript) -> list[str]:
        """People whom the text names, found in the child. Raises UnreadableFile as `read` does."""
        bare = replace(transcript, turns=(), left_out=(), text="")
        question = {"task": "names", "name": transcript.name, "transcript": asdict(bare)}
        found, _ = self._answer(question, packed(transcript.text))
        return [str(name) for name in found]

    def hide(
        self, transcript: Transcript, names: Sequence[str], known: Mapping[str, str]
    ) -> tuple[Transcript, Mapping[str, str]]:
        """`analysis.pseudonyms.replacing.hide`, in the child. Raises UnreadableFile as `read` does."""
        question = {
            "task": "hide",
            "name": transcript.name,
            "transcript": without_text(asdict(transcript)),
            "names": list(names),
            "known": dict(known),
        }
        (document, originals), text = self._answer(question, packed(transcript.text))
        return Transcript.from_document({**document, "text": text}), originals

    def _answer(self, asked: Mapping[str, Any], data: bytes) -> tuple[Any, str]:
        """What the child makes of `data`, and a text with it. Raises UnreadableFile."""
        name = asked["name"]
        started = self._child is None
        child = self._start()
        question = json.dumps(asked).encode()
        wait = self.limits.seconds + (START_SECONDS if started else 0)
        try:
            answer, text = self._ask(
                child, HEADER.pack(len(question), len(data)) + question + data, self._clock() + wait
            )
        except TimeoutError:
            self.close()
            raise UnreadableFile(
                name, f"reading it takes longer than {self.limits.seconds:g} seconds.", _SPLIT
            ) from None
        except (OSError, EOFError, ValueError):
            self.close()
            raise UnreadableFile(name, "reading it takes more memory or time than is allowed.", _SPLIT) from None
        if refused := answer.get("refused"):
            if answer.get("spent"):
                self.close()
            if fault := answer.get("fault"):
                log.warning("A reader failed: %s", str(fault)[:200])
            raise UnreadableFile(*refused)
        return answer["answer"], text

    def _start(self) -> _Child:
        if self._child is None or self._child.process.poll() is not None:
            self.close()
            self._child = _Child([*self._command, json.dumps(asdict(self.limits))])
        return self._child

    def _ask(self, child: _Child, question: bytes, deadline: float) -> tuple[dict[str, Any], str]:
        """Send the question and wait for the answer, both at once: a child may stop reading at any time."""
        received = bytearray()
        unsent = memoryview(question)
        wanted = HEADER.size
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdin, selectors.EVENT_WRITE)
            selector.register(child.stdout, selectors.EVENT_READ)
            while len(received) < wanted:
                left = deadline - self._clock()
                if left <= 0:
                    raise TimeoutError
                for key, _ in selector.select(left):
                    if key.fd == child.stdin:
                        unsent = unsent[os.write(child.stdin, unsent[:_PIECE]) :]
                        if not unsent:
                            selector.unregister(child.stdin)
                    else:
                        received += _some(child.stdout)
                if len(received) >= HEADER.size and wanted == HEADER.size:
                    wanted += self._length(received)
        ends = HEADER.size + HEADER.unpack_from(received)[0]
        answer: dict[str, Any] = json.loads(received[HEADER.size : ends])
        return answer, unpacked(received[ends:])

    def _length(self, received: bytearray) -> int:
        length: int = sum(HEADER.unpack_from(received))
        if length > 24 * self.limits.characters:
            raise ValueError("longer than any draft can be")
        return length


class _Child:
    """The process and the two pipes to it, which never block."""

    def __init__(self, command: Sequence[str]) -> None:
        environment = {key: os.environ[key] for key in _INHERITED if key in os.environ}
        environment |= {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            command,
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.stdin = cast("IO[bytes]", self.process.stdin).fileno()
        self.stdout = cast("IO[bytes]", self.process.stdout).fileno()
        os.set_blocking(self.stdin, False)
        os.set_blocking(self.stdout, False)

    def end(self) -> None:
        """Kill the process and close its pipes; wait until it is gone."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self.process.wait(timeout=_END_SECONDS)


def packed(text: str) -> bytes:
    """A text on its way through the pipe: as it is, since JSON of a long one takes long to write and to read."""
    return text.encode("utf-8", "surrogatepass")


def unpacked(data: bytes | bytearray) -> str:
    """The reverse of `packed`."""
    return data.decode("utf-8", "surrogatepass")


def without_text(document: Mapping[str, Any]) -> dict[str, Any]:
    """A draft or transcript whose text travels beside it."""
    return {**document, "text": ""}


def _some(pipe: int) -> bytes:
    data = os.read(pipe, 16 * _PIECE)
    if not data:
        raise EOFError
    return data
