"""Clients that never read, or leave in the middle, on the real servers: they cost next to nothing, and nobody waits."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
from websockets.sync.client import connect

from bench.flood import MESSAGES
from bench.slow_client import measure, open_and_never_read, serving

pytestmark = pytest.mark.live

CLOSE = b"\x88\x82\0\0\0\0\x03\xe9"
"""A client's close frame: 1001, going away."""


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_a_client_that_never_reads_costs_next_to_nothing(server: str) -> None:
    grown, got = measure(server, "paced")
    assert grown < 10, "MB, of 100 that were to be sent"
    assert got == MESSAGES


def test_daphne_by_itself_would_keep_it_all() -> None:
    """If this fails, Daphne has learnt to wait, and dashboard.outlets can do with less."""
    grown, _ = measure("daphne", "bare")
    assert grown > 30


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_clients_that_leave_in_the_middle_are_no_error(server: str, tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log, serving(server, "bench.flood:paced", log) as port:
        for _ in range(10):
            with open_and_never_read(port) as client:
                _read(client, 500_000)
                client.sendall(CLOSE)
                _read(client, 500_000)
        time.sleep(2)  # Daphne looks once a second whether an application has failed.
    assert "Traceback" not in (said := (tmp_path / "log").read_text()), said


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("daphne", ["TwistedOutlet, naïvely", "end"]),
        ("uvicorn", ["AsyncioOutlet, naïvely", "by its own send", "end"]),
    ],
)
def test_each_server_is_known_for_what_it_is(server: str, words: list[str]) -> None:
    """If this fails, a server's insides have changed: sockets still work, but each message costs more again."""
    with serving(server, "tests.live.outlet_app:application") as port, connect(f"ws://127.0.0.1:{port}/") as client:
        client.send("Who are you?")
        assert [client.recv(timeout=10) for _ in words] == words


def _read(client: socket.socket, size: int) -> None:
    """Read so much, unless the server closes before."""
    client.settimeout(10)
    until = time.monotonic() + 10
    while size > 0 and time.monotonic() < until:
        try:
            data = client.recv(65_536)
        except ConnectionResetError:
            return
        if not data:
            return
        size -= len(data)
