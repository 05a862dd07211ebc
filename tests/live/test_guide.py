"""The integration guide's calls and snippets work on the running product as they stand."""

from __future__ import annotations

import shutil
import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.live.conftest import Live
from tests.tools import lacking

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]

SNIPPETS = Path(__file__).parent / "guide_snippets.txt"
GUIDES_ADDRESS = "http://localhost:8000"


@pytest.fixture
def snippets(live: Live, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The guide's functions, word for word; only the address leads to the product under test."""
    real_get = requests.get

    def get(url: str, **options: Any) -> requests.Response:
        assert url.startswith(GUIDES_ADDRESS)
        return real_get(live.url + url.removeprefix(GUIDES_ADDRESS), timeout=30, **options)

    monkeypatch.setattr(requests, "get", get)
    namespace: dict[str, Any] = {}
    exec(SNIPPETS.read_text(encoding="utf-8"), namespace)
    return namespace


@pytest.fixture
def finished(live: Live, specimens: Path) -> str:
    """Id of a finished analysis."""
    request_id = live.submit((specimens / "truck_driver.txt").read_text(encoding="utf-8"), title="Truck driver")
    live.wait_completed(request_id)
    return request_id


def test_monitoring_one_analysis(
    live: Live, snippets: dict[str, Any], specimens: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request_id = live.submit((specimens / "truck_driver.txt").read_text(encoding="utf-8"))

    snippets["monitor_analysis_progress"](request_id)

    said = capsys.readouterr().out.splitlines()
    assert "Overall Status: completed" in said
    last = said[-5:]
    assert [line.split(":")[0].strip() for line in last] == [
        "chunking",
        "inferring",
        "relating",
        "explaining",
        "activating",
    ]
    assert all(": completed - " in line for line in last)


def test_tracking_many(finished: str, snippets: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    snippets["track_multiple_analyses"]([finished, finished])

    assert capsys.readouterr().out.splitlines() == [f"{finished}: completed"] * 2


def test_listing_what_failed(
    live: Live, snippets: dict[str, Any], specimens: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request_id = live.submit((specimens / "truck_driver.txt").read_text(encoding="utf-8"))
    status, _ = live.post(f"/analysis/requests/{request_id}/cancel")
    assert status == 202

    # As a function no Python runs it: it assigns the name `requests` that it reads. So its lines run as a script's.
    lines = SNIPPETS.read_text(encoding="utf-8").split("def monitor_failed_analyses():\n")[1]
    exec(textwrap.dedent(lines), {"requests": snippets["requests"]})

    assert f"Failed analysis: {request_id}" in capsys.readouterr().out.splitlines()


def test_the_curl_calls(live: Live, finished: str) -> None:
    curl = shutil.which("curl") or lacking("No curl: install it to run the guide's calls.")

    def call(path: str) -> str:
        answer = subprocess.run([curl, "-s", live.url + path], capture_output=True, text=True, check=True, timeout=30)
        return answer.stdout

    assert f'"request_id":"{finished}"' in call(f"/analysis/status/{finished}")
    assert '"limit":10' in call("/analysis/requests?limit=10")
