"""Real pages in a real browser, over a server that is killed and a stream that is replaced.

They end with the truth, and on the way show no state that never was, nor one before what they showed already.

(Thousands of such histories, without the weight of browsers and processes: tests/dashboard/feed/test_truth.py.)
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.ministack import MiniStack, free_port, running, turn_to
from tests.records import Life
from tests.tools import spawn
from tracking import tables
from tracking.client import clients
from tracking.store import Store

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("truth")]

ROOT = Path(__file__).parent.parent.parent

WATCH = """() => {
  window.strips = [];
  const look = () => {
    const summary = document.querySelector('#summary');
    const strip = summary ? summary.dataset.attempt + ' ' + summary.dataset.strip : '';
    if (strip && strips[strips.length - 1] !== strip) strips.push(strip);
  };
  look();
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""

STATE = """() => {
  const state = {};
  const ids = ['rows', 'pager', 'summary', 'actions', 'failure', 'timeline',
    ...['chunking', 'inferring', 'relating', 'explaining', 'activating'].flatMap(s => ['card-' + s, 'findings-' + s])];
  for (const id of ids) {
    const element = document.getElementById(id);
    if (!element) continue;
    const copy = element.cloneNode(true);
    copy.querySelectorAll('time, svg, [data-eta]').forEach(each => each.remove());
    state[id] = copy.className + ' | ' + copy.textContent.replace(/\\s+/g, ' ').trim() + ' | ' +
      [...copy.querySelectorAll('[id], a, progress')].map(
        e => [e.id, e.getAttribute('href'), e.getAttribute('value')].join('#')).join(' ');
  }
  return state;
}"""


class Web:
    """A Daphne on one port, to be killed and started again."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.port = free_port()
        self._log = folder / "web.log"
        own = {"THROUGHLINE_ENV_FILE": "", "THROUGHLINE_VAR": str(folder), "DJANGO_SECRET_KEY": "only for tests"}
        own |= {"DJANGO_SETTINGS_MODULE": "dashboard.settings", "STREAM_PACE_SECONDS": "0.03"}
        self._environment = {**os.environ, **environment, **own}
        self._process: subprocess.Popen[bytes] | None = None
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=self._environment,
            check=True,
            timeout=120,
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", str(self.port)]
        with self._log.open("ab") as log:
            self._process = spawn(
                [*command, "dashboard.asgi:application"], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        until(self._answers, f"the web process is up: {self._log.read_text()[-2000:]}")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/health/live", timeout=5).close()
        except OSError:
            return False
        return True


def until(condition: Callable[[], bool], what: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"It did not come to pass: {what}"
        time.sleep(0.1)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[MiniStack]:
    with running(tmp_path) as service:
        yield service


@pytest.fixture
def web(service: MiniStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Web]:
    web = Web(tmp_path, turn_to(service, monkeypatch, settings))
    web.start()
    yield web
    web.kill()


def toggle_stream(settings: Any) -> None:
    """Switch the table's stream off and on: another stream takes its place."""
    dynamodb = clients().dynamodb
    for specification in ({"StreamEnabled": False}, {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}):
        dynamodb.update_table(TableName=settings.DYNAMODB_TABLE_NAME, StreamSpecification=specification)  # type: ignore[arg-type]
        time.sleep(0.2)


def is_live(page: Page) -> bool:
    return "is-live" in (page.locator("#freshness").get_attribute("class") or "").split()


def assert_forward(seen: Sequence[str], true: Sequence[str]) -> None:
    place = 0
    for state in seen:
        assert state in true[place:], f"“{state}” comes before what was shown already, or never was"
        place = true.index(state, place)


@pytest.mark.timeout(400)
def test_pages_in_a_browser_end_with_the_truth_and_never_go_back(web: Web, browser: Browser, settings: Any) -> None:
    dice = random.Random(11)
    lives = [
        Life(Store(), f"analysis_{n:03d}", title=f"Study {n}", created_at=f"2026-03-01T09:00:{n:02d}.000Z")
        for n in range(8)
    ]
    paths = [f"/analyses/{life.record.request_id}/" for life in lives[:3]] + ["/", "/?status=failed"]
    pages = []
    for path in paths:
        page = browser.new_page()
        page.goto(web.url + path)
        page.evaluate(WATCH)
        pages.append(page)
    for page in pages:
        until(lambda page=page: is_live(page), "the page is live")  # type: ignore[misc]

    def go_on(times: int) -> None:
        for _ in range(times):
            life = dice.choice([life for life in lives if not life.gone])
            life.go_on(dice)
            pages[0].wait_for_timeout(dice.choice([0, 30]))

    go_on(60)
    web.kill()
    until(lambda: not any(is_live(page) for page in pages), "that the server is away is said")
    go_on(30)
    web.start()
    go_on(30)
    toggle_stream(settings)
    go_on(30)
    lives[0].delete() if not lives[0].gone else None
    tables.ensure_tables()

    for path, page, life in zip(paths, pages, [*lives[:3], None, None], strict=True):
        if life is not None and life.gone:
            until(lambda page=page: "not there any more" in page.inner_text("#failure"), "the deletion is shown")  # type: ignore[misc]
            assert page.locator("[hx-ws\\:connect]").count() == 0
            continue
        until(lambda page=page: is_live(page), f"{path} is live again")  # type: ignore[misc]
        fresh = browser.new_page()

        def agrees(page: Page = page, fresh: Page = fresh, path: str = path) -> bool:
            fresh.goto(web.url + path)
            return bool(page.evaluate(STATE) == fresh.evaluate(STATE))

        until(agrees, f"{path} shows what a fresh page shows", 30)
        fresh.close()
    shown = 0
    for page, life in zip(pages, lives[:3], strict=False):
        strips = [f"{record.attempt} {record.strip}" for record in life.history]
        seen = page.evaluate("() => window.strips")
        shown += len(seen)
        assert_forward(seen, strips)
    assert shown > 12
    for page in pages:
        page.close()
