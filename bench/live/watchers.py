"""Thousands of sockets in one process: raw, so that they cost little and the server is what is measured."""

from __future__ import annotations

import gc
import multiprocessing
import re
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

_DONE = re.compile(rb'<progress max="\d+" value="(\d+)"')

AT_ONCE = 30
"""Handshakes under way at once: Daphne listens with a backlog of 50, and a connection beyond it waits for a second."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A frame that shows how far an analysis is."""

    viewer: int
    done: int
    at: float
    """time.time()"""


class Watchers:
    """The sockets of one measurement, in a process of their own."""

    def __init__(self, port: int, paths: Sequence[str]) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_watch, args=(theirs, port, list(paths)), daemon=True)
        self._process.start()
        theirs.close()
        self.opened_in = float(self._answer(120))

    def arrivals(self) -> list[Arrival]:
        """What came since the last time."""
        self._pipe.send("arrivals")
        return [Arrival(*each) for each in self._answer(60)]

    def open_sockets(self) -> int:
        """How many have not been closed."""
        self._pipe.send("open")
        return int(self._answer(60))

    def close(self) -> None:
        """Close them all."""
        self._pipe.send("close")
        self._process.join(20)
        self._pipe.close()

    def _answer(self, seconds: float) -> Any:
        if not self._pipe.poll(seconds):
            raise TimeoutError("the watchers do not answer")
        return self._pipe.recv()


@dataclass(slots=True)
class _Viewer:
    connection: socket.socket
    shaken: bool = False
    unread: bytearray = field(default_factory=bytearray)


def _watch(pipe: Connection, port: int, paths: list[str]) -> None:
    gc.disable()  # Nothing here is garbage, and a pause of this process would be counted as one of the server.
    crowd = _Crowd(port, paths)
    crowd.shake()
    pipe.send(crowd.opened_in)
    crowd.poll.register(pipe.fileno(), select.EPOLLIN)
    while True:
        if not crowd.look(1, aside=pipe.fileno()):
            continue
        match pipe.recv():
            case "arrivals":
                pipe.send(crowd.arrivals)
                crowd.arrivals = []
            case "open":
                pipe.send(len(crowd.viewers))
            case "close":
                return


class _Crowd:
    def __init__(self, port: int, paths: list[str]) -> None:
        self._begun = time.time()
        self._waiting = len(paths)
        self.opened_in = 0.0
        self.arrivals: list[tuple[int, int, float]] = []
        self.poll = select.epoll()
        self.viewers: dict[int, tuple[int, _Viewer]] = {}
        for number, path in enumerate(paths):
            connection = _open(port, path)
            self.viewers[connection.fileno()] = (number, _Viewer(connection))
            self.poll.register(connection.fileno(), select.EPOLLIN)
            while number - (len(paths) - self._waiting) > AT_ONCE:
                self.look(1)

    def shake(self) -> None:
        """Wait until every handshake is made."""
        while self._waiting:
            self.look(1)
        self.opened_in = time.time() - self._begun

    def look(self, seconds: float, aside: int = -1) -> bool:
        """Take in what has come; whether there is something on the descriptor `aside`."""
        called = False
        for descriptor, _ in self.poll.poll(seconds):
            if descriptor == aside:
                called = True
            else:
                self._take(descriptor)
        return called

    def _take(self, descriptor: int) -> None:
        number, viewer = self.viewers[descriptor]
        at = time.time()
        try:
            data = viewer.connection.recv(1 << 18)
        except OSError:
            data = b""
        if not data:
            self.poll.unregister(descriptor)
            del self.viewers[descriptor]
            return
        viewer.unread += data
        if not viewer.shaken and not self._shaken(viewer):
            return
        self.arrivals += [(number, done, at) for done in _read(viewer)]

    def _shaken(self, viewer: _Viewer) -> bool:
        head, found, rest = bytes(viewer.unread).partition(b"\r\n\r\n")
        if not found:
            return False
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode("latin-1"))
        viewer.unread, viewer.shaken = bytearray(rest), True
        self._waiting -= 1
        return True


def _open(port: int, path: str) -> socket.socket:
    for attempt in range(50):
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=20)
            break
        except OSError:
            time.sleep(0.02 * attempt)
    else:
        raise ConnectionError("no connection")
    connection.sendall(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    connection.setblocking(False)
    return connection


def _read(viewer: _Viewer) -> list[int]:
    """Take the whole frames; pings are answered. The progress that each text frame shows."""
    seen = []
    unread = viewer.unread
    while len(unread) >= 2:
        kind, size, begin = unread[0] & 0x0F, unread[1] & 0x7F, 2
        if size == 126:
            size, begin = int.from_bytes(unread[2:4]), 4
        elif size == 127:
            size, begin = int.from_bytes(unread[2:10]), 10
        if len(unread) < begin + size:
            break
        payload = bytes(unread[begin : begin + size])
        del unread[: begin + size]
        if kind == 9:
            viewer.connection.send(bytes([0x8A, 0x80 | len(payload), 0, 0, 0, 0]) + payload)
        elif kind == 1 and (found := _DONE.search(payload)):
            seen.append(int(found[1]))
    return seen
