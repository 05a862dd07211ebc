"""`live --web 3`: three web processes, the relay and Redis show one truth, whichever of them dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.live.conftest import Live, children, command_line
from tests.tools import redis_server

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(420)]

LIVE = 'data-state="live"'
RECONNECTING = 'data-state="reconnecting"'
NOTE_STATES = """() => {
  window.states = [];
  const note = () => window.states.push(document.querySelector('#freshness').dataset.state);
  new MutationObserver(note).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""
SECONDS = 60.0
"""Far beyond what anything here takes: the machine may be busy."""


@pytest.fixture(scope="module")
def three_webs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    redis_server()
    live = Live(tmp_path_factory.mktemp("three_webs") / "var")
    try:
        live.start("--web", "3")
        yield live
    finally:
        live.stop()
    assert "Traceback" not in (said := live.said()), said


class Web:
    """One of the web processes, met at its own port: behind the public one, any of them may answer."""

    def __init__(self, live: Live, pid: int) -> None:
        self.pid = pid
        (self._port,) = listening_ports(pid) - {live.port}

    def watch_list(self) -> ClientConnection:
        """A socket of a page of the list."""
        return connect(f"ws://127.0.0.1:{self._port}/ws/analyses/")


def pids_of(live: Live, mark: str) -> list[int]:
    assert live.process is not None
    return [pid for pid in children(live.process.pid) if mark in command_line(pid)]


def listening_ports(pid: int) -> set[int]:
    """The ports of the sockets that a process has."""
    inodes = {descriptor.stat().st_ino for descriptor in Path(f"/proc/{pid}/fd").iterdir()}
    lines = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return {int(line[1].partition(":")[2], 16) for line in lines if line[3] == "0A" and int(line[9]) in inodes}


def see(client: ClientConnection, *words: str) -> None:
    """Read until all of these have been said, in whatever order."""
    missing = set(words)
    while missing:
        said = str(client.recv(timeout=SECONDS))
        missing = {each for each in missing if each not in said}


def test_a_change_is_seen_through_each_and_one_that_dies_costs_the_others_nothing(three_webs: Live) -> None:
    webs = [Web(three_webs, pid) for pid in pids_of(three_webs, "web_server")]
    assert len(webs) == 3
    assert len(pids_of(three_webs, "redis-server")) == len(pids_of(three_webs, "relay_changes")) == 1
    with ExitStack() as stack:
        clients = [stack.enter_context(web.watch_list()) for web in webs]
        for client in clients:
            see(client, LIVE)
        three_webs.submit("Ann: I lose things.", title="Seen by all")
        for client in clients:
            see(client, "Seen by all")

        os.kill(webs[0].pid, signal.SIGKILL)
        with pytest.raises(ConnectionClosed):
            see(clients[0], "nothing any more")
        three_webs.submit("Ann: I lose things.", title="While one was away")
        for client in clients[1:]:
            see(client, "While one was away")

        three_webs.wait_for("web-1 is ready again", SECONDS)
        clients[0] = stack.enter_context(webs[0].watch_list())
        see(clients[0], "While one was away")
        three_webs.submit("Ann: I lose things.", title="Three again")
        for client in clients:
            see(client, "Three again")


def test_pages_say_that_redis_is_away_and_recover_by_themselves(three_webs: Live, browser: Browser) -> None:
    webs = [Web(three_webs, pid) for pid in pids_of(three_webs, "web_server")]
    page = browser.new_page()
    page.goto(f"{three_webs.url}/")
    freshness = page.locator("#freshness")
    expect(freshness).to_have_attribute("data-state", "live", timeout=SECONDS * 1_000)
    page.evaluate(NOTE_STATES)
    with ExitStack() as stack:
        clients = [stack.enter_context(web.watch_list()) for web in webs]
        for client in clients:
            see(client, LIVE)

        (redis,) = pids_of(three_webs, "redis-server")
        os.kill(redis, signal.SIGKILL)
        three_webs.submit("Ann: I lose things.", title="While Redis was away")
        for client in clients:
            see(client, RECONNECTING)
        three_webs.wait_for("redis is ready again", SECONDS)
        for client in clients:
            see(client, "While Redis was away", LIVE)
        three_webs.submit("Ann: I lose things.", title="After it came back")
        for client in clients:
            see(client, "After it came back")
    expect(page.get_by_role("link", name="After it came back")).to_be_visible(timeout=SECONDS * 1_000)
    expect(freshness).to_have_attribute("data-state", "live", timeout=SECONDS * 1_000)
    assert "reconnecting" in page.evaluate("() => window.states")
    page.close()
