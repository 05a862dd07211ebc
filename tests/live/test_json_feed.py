"""The client of docs/feed.md, as it stands there, against the running product."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.conftest import Live

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live")]

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "feed.md"
TEXT = "\n".join(
    f"Interviewer: What about round {n}?\nAnn: I have to switch between five tools all day, and things get lost."
    for n in range(10)
)


def the_client() -> str:
    found = re.search(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_documented_client_follows_an_analysis_to_its_end(live: Live, tmp_path: Path) -> None:
    client = tmp_path / "client.py"
    client.write_text(the_client(), encoding="utf-8")
    request_id = live.submit(TEXT)
    output = subprocess.run(
        [sys.executable, str(client), request_id, f"127.0.0.1:{live.port}"],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    ).stdout.splitlines()
    versions = [int(line.split()[0]) for line in output]
    assert versions == sorted(set(versions))
    assert versions  # How many there are depends on how soon the client is there; that they rise does not.
    assert output[-1].endswith("completed")
    again = subprocess.run(
        [sys.executable, str(client), "analysis_nope", f"127.0.0.1:{live.port}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert again.stdout.split() == ["None", "deleted"]


def test_watch_follows_an_analysis_to_its_end(live: Live) -> None:
    request_id = live.submit(TEXT)
    command = [sys.executable, "manage.py", "watch", "--url", live.url]
    ended = subprocess.run(
        [*command, request_id], cwd=DOCUMENT.parent.parent, capture_output=True, text=True, timeout=90, check=True
    )
    assert "✓ activating" in ended.stdout
    nobody = subprocess.run(
        [*command, "analysis_nope"], cwd=DOCUMENT.parent.parent, capture_output=True, text=True, timeout=60, check=False
    )
    assert nobody.returncode == 1
    assert "There is no analysis “analysis_nope”" in nobody.stderr
