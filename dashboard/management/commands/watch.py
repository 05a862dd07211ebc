"""Follows one analysis in the terminal over the live feed: a bar a step, and the last word when it ends."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tracking.states import STEPS, Status

MARKS = {"pending": "·", "processing": "▸", "completed": "✓", "failed": "✗"}


class Command(BaseCommand):
    """`manage.py watch analysis_…`"""

    help = "Watch an analysis in the terminal until it is completed or failed. Exit status 1 if it failed."

    def add_arguments(self, parser: CommandParser) -> None:
        """The id, and where the web app is."""
        parser.add_argument("request_id", help="id of the analysis, as the submission answered it")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the web app (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Follow until the analysis ends; a lost connection is made again."""
        parts = urlsplit(options["url"])
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise CommandError(f"“{options['url']}” is not an address like http://127.0.0.1:8000.")
        scheme = "wss" if parts.scheme == "https" else "ws"
        address = f"{scheme}://{parts.netloc}/ws/analysis/{quote(options['request_id'], safe='')}/?format=json"
        try:
            ended = asyncio.run(follow(address, Console()))
        except KeyboardInterrupt:
            return
        if ended is None:
            raise CommandError(f"There is no analysis “{options['request_id']}”.")
        if ended["overall_status"] == Status.FAILED:
            raise CommandError((ended.get("error") or {}).get("message", "The analysis failed."))


async def follow(address: str, console: Console) -> dict[str, Any] | None:
    """The status document with which the analysis ended; None where there is no such analysis."""
    columns = (
        TextColumn("{task.fields[mark]} {task.description:<11}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[count]:>9}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[message]}"),
    )
    pause = 0.5
    with Progress(*columns, console=console) as progress:
        bars = {
            step: progress.add_task(step.value, total=None, start=False, mark="·", count="", message="") for step in STEPS
        }
        while True:
            try:
                async with connect(address, open_timeout=10) as socket:
                    pause = 0.5
                    async for text in socket:
                        status = json.loads(text)["status"]
                        if status is None:
                            return None
                        _show(progress, bars, status)
                        if status["overall_status"] in (Status.COMPLETED, Status.FAILED):
                            ended: dict[str, Any] = status
                            return ended
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                progress.console.print(f"Reconnecting to {urlsplit(address).netloc} …", style="dim")
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(10.0, pause * 2)


def _show(progress: Progress, bars: dict[Any, Any], status: dict[str, Any]) -> None:
    for step, bar in bars.items():
        state = status["analysis_result"]["steps_status"][step.value]
        done = state.get("progress", {}).get("done", 0)
        total = state.get("progress", {}).get("total", 0)
        if state["status"] == Status.COMPLETED:
            done = total = total or 1
        task = progress.tasks[bar]
        if state["status"] == Status.PROCESSING and not task.started:
            progress.start_task(bar)
        progress.update(
            bar,
            completed=done,
            total=total or (1 if state["status"] == Status.PENDING else None),
            mark=MARKS[state["status"]],
            count=f"{done}/{total}" if total > 1 else "",
            message=state["message"],
        )
        if state["status"] in (Status.COMPLETED, Status.FAILED) and task.started:
            progress.stop_task(bar)
