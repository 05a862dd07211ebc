"""Reading hostile files in a process of its own, with limits on time and memory.

One child reads the files of an upload one after the other; a file that kills it, or takes too long, is refused, and a new
child goes on with the next. The child inherits no environment and no files, and answers in JSON: nothing it says can run
anything here.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from analysis.errors import UnreadableFile
from analysis.readers.drafts import Draft
from analysis.readers.limits import DEFAULT_LIMITS, Limits

HEADER = struct.Struct("!II")
"""Before every question: how long its JSON and its file are. Before every answer: how long its JSON is, and 0."""
START_SECONDS = 20.0
"""What a child may take to start, on top of a file's own limit."""
log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]
_SPLIT = "Split it, or save it as plain text."


class Sandbox:
    """A child process that reads files; started when first needed. Use as a context manager."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS, *, command: Sequence[str] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._command = list(command or (sys.executable, "-m", "analysis.readers"))
        self._clock = clock
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        child.wait(timeout=10)

    def read(self, name: str, data: bytes, chosen: Sequence[str] = ()) -> Draft:
        """Read one file in the child. Raises UnreadableFile, also where the child died of it or ran out of time."""
        started = self._child is None
        child = self._start()
        question = json.dumps({"name": name, "chosen": list(chosen)}).encode()
        wait = self.limits.seconds + (START_SECONDS if started else 0)
        try:
            answer = self._ask(child, HEADER.pack(len(question), len(data)) + question + data, self._clock() + wait)
        except TimeoutError:
            self.close()
            raise UnreadableFile(name, f"reading it takes longer than {self.limits.seconds:g} seconds.", _SPLIT) from None
        except (OSError, EOFError, ValueError):
            self.close()
            raise UnreadableFile(name, "reading it takes more memory or time than is allowed.", _SPLIT) from None
        if refused := answer.get("refused"):
            if answer.get("spent"):
                self.close()
            if fault := answer.get("fault"):
                log.warning("A reader failed: %s", str(fault)[:200])
            raise UnreadableFile(*refused)
        return Draft.from_json(answer["draft"])

    def _start(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            environment = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TMPDIR") if key in os.environ}
            environment |= {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
            self._child = subprocess.Popen(
                [*self._command, json.dumps(asdict(self.limits))], cwd=_ROOT, env=environment, close_fds=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )
            for pipe in (self._child.stdin, self._child.stdout):
                assert pipe is not None
                os.set_blocking(pipe.fileno(), False)
        return self._child

    def _ask(self, child: subprocess.Popen[bytes], question: bytes, deadline: float) -> dict[str, Any]:
        assert child.stdin is not None and child.stdout is not None
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
                    if key.fileobj is child.stdin:
                        unsent = unsent[os.write(child.stdin.fileno(), unsent[:65536]) :]
                        if not unsent:
                            selector.unregister(child.stdin)
                    else:
                        received += _some(child.stdout)
                if len(received) >= HEADER.size and wanted == HEADER.size:
                    wanted += self._length(received)
        answer: dict[str, Any] = json.loads(received[HEADER.size :])
        return answer

    def _length(self, received: bytearray) -> int:
        length: int = HEADER.unpack_from(received)[0]
        if length > 24 * self.limits.characters:
            raise ValueError("longer than any draft can be")
        return length


def _some(pipe: IO[bytes]) -> bytes:
    data = os.read(pipe.fileno(), 1 << 20)
    if not data:
        raise EOFError
    return data
