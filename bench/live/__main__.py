"""From a write to the store to the text in a page: `uv run python -m bench.live`.

Starts a local AWS and a web server of its own on 127.0.0.1, lets one and then many sockets watch, writes progress as a
worker does, and prints when it was seen: by raw sockets, in the DOM of a real Chromium, and by a client that polls
every two seconds. Times run from the call of `Store.progress` (so the write itself is in them) to the arrival.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.live.servers import local_aws


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="length of a round")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each line of the first table")
    parser.add_argument("--only", choices=["delay", "calls", "hold"], help="one part alone")
    given = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="throughline-bench-")))
        stack.enter_context(local_aws(folder))
        import django

        django.setup()
        _measure(given, folder, stack)


def _measure(given: argparse.Namespace, folder: Path, stack: ExitStack) -> None:
    # These need Django's settings, and so the local AWS that has been started.
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from bench.live.calls import measure_calls
    from bench.live.delay import measure_delays
    from bench.live.figures import Options
    from bench.live.hold import measure_holding
    from bench.live.writer import Analyses
    from tests.tools import chromium
    from tracking import bucket, tables

    call_command("migrate", verbosity=0, interactive=False)
    tables.ensure_tables()
    bucket.ensure_bucket()
    options = Options(given.seconds, given.rounds)
    one = Analyses(1)
    print(f"Load of this machine before the run: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    if given.only in (None, "delay"):
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        measure_delays(browser, folder, one, Analyses(100), options)
        browser.close()
    if given.only in (None, "calls"):
        measure_calls(folder, one.ids[0], options)
    if given.only in (None, "hold"):
        measure_holding(folder, one, options)


if __name__ == "__main__":
    main()
