"""Follows one analysis in the terminal over the live feed: a bar a step, and the last word when it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import quote, urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from analysis.steps import UNITS
from tracking.backoff import Backoff
from tracking.clock import now, seconds
from tracking.states import STEPS, Status, Step

MARKS = {
    Status.PENDING: ("·", "dim"),
    Status.PROCESSING: ("▸", "cyan"),
    Status.COMPLETED: ("✓", "green"),
    Status.FAILED: ("✗", "red"),
}
CONNECT_SECONDS = 10.0
RETRY_SECONDS = 0.5
"""First pause before a lost connection is made again; doubled up to …"""
RETRY_LONGEST = 10.0

Document = dict[str, Any]


class Command(BaseCommand):
    help = "Watch an analysis in the terminal until it is completed or failed. Exit status 1 if it failed."

    def add_arguments(self, parser: CommandParser) -> None:
        """The id, and where the web app is."""
        parser.add_argument("request_id", help="id of the analysis, as the submission answered it")
        parser.add_argument(
            "--url", default="http://127.0.0.1:8000", help="address of the web app (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Follow until the analysis ends; a lost connection is made again."""
        console = Console(file=self.stdout)  # type: ignore[arg-type]  # It writes, which is all that is asked of it.
        try:
            ended = asyncio.run(follow(feed_address(options["url"], options["request_id"]), console))
        except KeyboardInterrupt:
            return
        if ended is None:
            raise CommandError(f"There is no analysis “{options['request_id']}” at {options['url']}.")
        if ended["overall_status"] == Status.FAILED:
            raise CommandError((ended.get("error") or {}).get("message") or "The analysis failed.")


def feed_address(url: str, request_id: str) -> str:
    """Address of an analysis' feed of documents on the site at `url`. Raises CommandError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CommandError(f"“{url}” is not an address like http://127.0.0.1:8000.")
    scheme = "wss" if parts.scheme == "https" else "ws"
    return f"{scheme}://{parts.netloc}/ws/analysis/{quote(request_id, safe='')}/?format=json"


async def follow(address: str, console: Console) -> Document | None:
    """The status with which the analysis ended; None where there is no such analysis."""
    with Board(console) as board:
        backoff, failures = Backoff(first=RETRY_SECONDS, longest=RETRY_LONGEST), 0
        while True:
            try:
                async with connect(address, open_timeout=CONNECT_SECONDS, proxy=None) as socket:
                    async for text in socket:
                        failures = 0
                        status: Document | None = json.loads(text)["status"]
                        if status is None:
                            return None
                        board.show(status)
                        if Status(status["overall_status"]).is_final:
                            return status
            except InvalidURI as error:
                raise CommandError(f"“{address}” is not an address.") from error
            except (OSError, ConnectionClosed, InvalidHandshake):
                pass  # Told below, as is a server that closes in order.
            board.note(f"No connection to {urlsplit(address).netloc}; trying again …")
            failures += 1
            await asyncio.sleep(backoff.wait(failures))


class Elapsed(ProgressColumn):
    """How long a step has run, by the times in the record: whoever comes late sees the same."""

    max_refresh = 0.1

    def __init__(self, clock: Callable[[], float] = now) -> None:
        super().__init__()
        self._clock = clock

    def render(self, task: Task) -> Text:
        """Seconds with one decimal; nothing before the start."""
        state = task.fields["state"]
        if not state.get("started_at"):
            return Text()
        ended = seconds(state["completed_at"]) if state.get("completed_at") else self._clock()
        return Text(f"{max(0.0, ended - seconds(state['started_at'])):.1f} s", style="dim")


class Board:
    """The five steps, one line each."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._title = ""
        self._noted = ""
        self._progress = Progress(
            TextColumn("{task.fields[mark]}"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[count]}", justify="right"),
            Elapsed(),
            TextColumn("{task.fields[message]}", markup=False),
            console=console,
        )
        self._bars = {
            step: self._progress.add_task(
                step.value, total=1, mark=MARKS[Status.PENDING][0], count="", message="", state={}
            )
            for step in STEPS
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def note(self, words: str) -> None:
        """A line above the bars; the same one only once in a row."""
        if words != self._noted:
            self._console.print(words, style="dim", markup=False)
        self._noted = words

    def show(self, status: Document) -> None:
        """Take over the state of every step."""
        self._noted = ""
        if status.get("title") and status["title"] != self._title:
            self._title = status["title"]
            self._console.print(self._title, style="bold", markup=False)
        self._progress.start()  # Not before: an analysis that is not there has no steps.
        for step, bar in self._bars.items():
            self._progress.update(bar, **_line(step, status["analysis_result"]["steps_status"][step.value]))
        self._progress.refresh()


def _line(step: Step, state: Document) -> Document:
    """What the line of a step shows."""
    status = Status(state["status"])
    progress = state.get("progress") or {"done": 0, "total": 0}
    mark, style = MARKS[status]
    done, total = progress["done"], progress["total"]
    if status is Status.COMPLETED:
        done = total = total or 1
    elif status is Status.PROCESSING and not total:
        total = None  # A bar that only shows that something is going on.
    return {
        "completed": done,
        "total": total or (None if status is Status.PROCESSING else 1),
        "mark": f"[{style}]{mark}[/]",
        "count": f"{progress['done']}/{progress['total']} {UNITS[step.value]}" if progress["total"] else "",
        "message": state["message"],
        "state": state,
    }
