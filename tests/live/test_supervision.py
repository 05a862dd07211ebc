"""`live` itself: what it says when it cannot start, what it starts again, and what outlives what."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.conftest import ROOT, Live, children, plain_environment, until

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(420)]

HOSTILE = {
    "AWS_PROFILE": "nobody",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real",
    "AWS_CONFIG_FILE": "/nonexistent/config",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9",
    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/credentials",
    "http_proxy": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}
"""What may lie about on a machine and must not lead anywhere."""


@pytest.fixture
def text(specimens: Path) -> str:
    return (specimens / "truck_driver.txt").read_text(encoding="utf-8")


@pytest.fixture
def hostile_live(tmp_path: Path) -> Iterator[Live]:
    live = Live(tmp_path / "var", **HOSTILE)
    yield live
    if live.process is not None:
        live.stop()


def run_live(*options: str, folder: Path) -> tuple[int, str]:
    """Exit code and words of a `live` that is expected to end by itself."""
    answer = subprocess.run(
        [sys.executable, "manage.py", "live", *options],
        cwd=ROOT,
        env=plain_environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return answer.returncode, answer.stdout + answer.stderr


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        code, said = run_live("--port", str(port), folder=tmp_path / "var")

    assert code == 1
    assert said.strip() == (
        f"CommandError: Web cannot start: port {port} is taken by another program. Choose another with --port."
    )


def test_a_folder_that_is_in_use(live: Live) -> None:
    code, said = run_live("--port", "0", folder=live.folder)

    assert code == 1
    assert "runs already" in said
    assert live.url in said
    assert "THROUGHLINE_VAR" in said


def test_a_worker_a_web_process_and_the_local_aws_that_died_are_started_again(own_live: Live, text: str) -> None:
    own_live.start()
    request_id = own_live.submit(text)

    for name, mark in (("worker", "celery"), ("web", "web_server"), ("aws", "local_aws.server")):
        os.kill(own_live.pid_of(mark), signal.SIGKILL)
        own_live.wait_for(f"{name} ended with signal SIGKILL", 20)
        own_live.wait_for(f"{name} is ready again", 90)

    own_live.wait_completed(request_id)
    assert own_live.stop() == 0


def test_nothing_is_lost_when_it_is_killed_and_the_same_command_simply_works_again(own_live: Live, text: str) -> None:
    """Nobody waits until all it had started is dead, too: port, folder and local AWS must be free by themselves."""
    own_live.start()
    completed = own_live.submit(text, title="Completed before")
    own_live.wait_completed(completed)
    _, before = own_live.get(f"/analysis/requests/{completed}/result")
    waiting = [own_live.submit(f"{text}\nInterviewee: {number} more miles.\n") for number in range(3)]
    assert own_live.process is not None
    processes = [own_live.process.pid, *children(own_live.process.pid)]
    processes += [inner for pid in processes[1:] for inner in children(pid)]

    own_live.process.kill()
    own_live.process.wait()

    own_live.start()
    until(lambda: not any(_runs(pid) for pid in processes), 20, lambda: "some of its processes live on")
    assert "did not end cleanly" in own_live.said()
    assert "was still there" not in own_live.said()
    _, after = own_live.get(f"/analysis/requests/{completed}/result")
    assert after == before
    for request_id in waiting:
        own_live.wait_completed(request_id, 120)
    _, events = own_live.get(f"/analysis/requests/{completed}/events")
    assert [event["seq"] for event in events["events"]] == sorted({event["seq"] for event in events["events"]})
    assert own_live.stop() == 0


def test_a_second_run_finds_what_the_first_made_and_nothing_leads_to_the_real_aws(
    hostile_live: Live, text: str
) -> None:
    hostile_live.start()
    request_id = hostile_live.submit(text)
    hostile_live.wait_completed(request_id)
    key = (hostile_live.folder / "secret-key").read_bytes()
    assert hostile_live.stop(signal.SIGINT) == 0

    hostile_live.start()

    assert "did not end cleanly" not in hostile_live.said()
    status, body = hostile_live.get(f"/analysis/status/{request_id}")
    assert (status, body["status"]["overall_status"]) == (200, "completed")
    assert (hostile_live.folder / "secret-key").read_bytes() == key
    assert hostile_live.stop() == 0


def test_other_terminals_find_the_local_aws(live: Live) -> None:
    answer = subprocess.run(
        [sys.executable, "manage.py", "check_tracking", "--local", "--no-color"],
        cwd=ROOT,
        env=plain_environment(live.folder, **HOSTILE),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "All is well." in answer.stdout


def test_the_local_aws_is_deaf_to_browsers(live: Live) -> None:
    import urllib.error
    import urllib.request

    endpoint = (live.folder / "aws" / "endpoint").read_text(encoding="ascii").strip()

    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}):
        request = urllib.request.Request(f"{endpoint}/_ministack/reset", headers=headers, method="POST")
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request, timeout=10)
        with refusal.value:
            assert refusal.value.code == 403


def test_everything_listens_on_this_machine_only(live: Live) -> None:
    assert live.process is not None
    processes = children(live.process.pid)
    inodes = {
        _link(descriptor).removeprefix("socket:[").rstrip("]")
        for pid in processes
        for descriptor in Path(f"/proc/{pid}/fd").iterdir()
        if _link(descriptor).startswith("socket:[")
    }

    listening = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            local, state, inode = line.split()[1], line.split()[3], line.split()[9]
            if state == "0A" and inode in inodes:
                listening.append(local.split(":")[0])

    assert listening
    assert set(listening) == {"0100007F"}


def _runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False


def _link(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except FileNotFoundError:
        return ""
