"""The parts of the supervisor: restarts, lock, sockets, console, processes and what outlived them."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard.supervisor.console import Console
from dashboard.supervisor.leftover import command_line, end_leftover
from dashboard.supervisor.lock import AlreadyRunning, FolderLock
from dashboard.supervisor.process import Process, Program, wait_until
from dashboard.supervisor.restarts import Restarts
from dashboard.supervisor.service import CannotStart, Service, ending
from dashboard.supervisor.sockets import CannotListen, listen, listen_near, port_of
from dashboard.supervisor.supervisor import Supervisor

READY = "import os,sys,time; os.write(int(os.environ['THROUGHLINE_READY_FD']), b'ready'); time.sleep(60)"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def program(code: str, name: str = "part", *, grace: float = 10.0) -> Program:
    return Program(
        name=name,
        command=[sys.executable, "-c", code],
        environment={"PYTHONUNBUFFERED": "1"},
        folder=Path.cwd(),
        grace_seconds=grace,
        tells_ready=True,
    )


@pytest.fixture
def console() -> Console:
    return Console(io.StringIO())


Start = Callable[..., Process]


@pytest.fixture
def start(console: Console) -> Iterator[Start]:
    started: list[Process] = []

    def make(code: str, *, grace: float = 10.0, on: Console | None = None) -> Process:
        started.append(Process(program(code, grace=grace), on or console))
        return started[-1]

    yield make
    for process in started:
        process.wait_stopped(0)


# Restarts


def test_each_pause_is_twice_the_one_before_up_to_a_limit() -> None:
    restarts = Restarts(limit=4, window=60, first=1, longest=3)

    assert [restarts.pause_after(at) for at in (0, 1, 2, 3, 4)] == [1, 2, 3, 3, None]


def test_what_died_long_ago_is_forgotten() -> None:
    restarts = Restarts(limit=1, window=60, first=1)

    assert restarts.pause_after(0) == 1
    assert restarts.pause_after(59) is None
    assert restarts.pause_after(61) == 1


# Lock


def test_a_folder_has_one_holder(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "var")
    lock.describe("http://127.0.0.1:8000")

    with pytest.raises(AlreadyRunning) as refusal:
        FolderLock(tmp_path / "var")

    assert refusal.value.holder == "http://127.0.0.1:8000"
    lock.release()
    FolderLock(tmp_path / "var").release()


# Sockets


def test_a_taken_port_is_told_and_another_is_found() -> None:
    with listen("127.0.0.1", 0) as first:
        port = port_of(first)
        with pytest.raises(CannotListen) as refusal:
            listen("127.0.0.1", port)
        with listen_near("127.0.0.1", port) as second:
            assert port_of(second) != port
    assert refusal.value.reason == f"port {port} is taken by another program"
    with listen_near("127.0.0.1", port) as third:
        assert port_of(third) == port


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1", "::1"])
def test_an_address_that_is_not_ours(host: str) -> None:
    with pytest.raises(CannotListen):
        listen(host, 0)


# Console


def test_lines_come_under_their_names() -> None:
    output = io.StringIO()
    console = Console(output, width=6)

    console.say("web", "one")
    console.say("worker", "two")

    assert output.getvalue() == "web    │ one\nworker │ two\n"


def test_colour_only_where_somebody_looks() -> None:
    terminal = Terminal()

    Console(terminal).say("web", "one")

    assert "\033[36mweb" in terminal.getvalue()


def test_a_terminal_that_is_gone_stops_nothing() -> None:
    output = io.StringIO()
    console = Console(output)
    output.close()

    console.say("web", "one")


# Processes


def test_its_output_is_heard_and_its_last_lines_are_kept(start: Start) -> None:
    output = io.StringIO()
    process = start("print('one'); print('tw\\udcff'.encode('utf-8','surrogateescape'))", on=Console(output))

    assert wait_until(lambda: process.exit_code() is not None, 20)
    assert process.last_lines()[0] == "one"
    assert "part     │ one\n" in output.getvalue()


def test_it_tells_when_it_is_ready(start: Start) -> None:
    quiet, ready = start("import time; time.sleep(60)"), start(READY)

    assert wait_until(ready.has_said_ready, 20)
    assert not quiet.has_said_ready()


def test_it_is_stopped_gently(start: Start) -> None:
    process = start(f"import signal,sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(3)); {READY}")
    assert wait_until(process.has_said_ready, 20)

    process.ask_to_stop()

    assert process.wait_stopped(20)
    assert process.exit_code() == 3


def test_whoever_does_not_stop_is_killed_with_all_it_started(start: Start, tmp_path: Path) -> None:
    child = tmp_path / "child"
    code = (
        "import os,signal,subprocess,sys,time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(child)!r}, 'w').write(str(child.pid))\n"
        "os.write(int(os.environ['THROUGHLINE_READY_FD']), b'ready')\n"
        "time.sleep(60)\n"
    )
    process = start(code)
    assert wait_until(process.has_said_ready, 20)

    process.ask_to_stop()

    assert not process.wait_stopped(0.2)
    assert process.exit_code() == -signal.SIGKILL
    assert wait_until(lambda: "time.sleep" not in command_line(int(child.read_text())), 10)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux ties a process to its parent.")
def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    parent = (
        "import sys,time\n"
        "from pathlib import Path\n"
        "from dashboard.supervisor.console import Console\n"
        "from dashboard.supervisor.process import Process, Program\n"
        "program = Program(name='x', command=[sys.executable, '-c', 'import time; time.sleep(60)'], environment={},\n"
        "                  folder=Path.cwd())\n"
        f"Path({str(pid_file)!r}).write_text(str(Process(program, Console(sys.stdout)).pid))\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", parent], cwd=Path(__file__).parents[3]) as process:
        assert wait_until(lambda: pid_file.exists() and bool(pid_file.read_text()), 30)
        child = int(pid_file.read_text())
        assert "time.sleep" in command_line(child)

        process.kill()

    assert wait_until(lambda: "time.sleep" not in command_line(child), 10)


def test_a_leftover_is_ended_and_a_stranger_is_not(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)  # our-mark"]) as process:
        pid_file.write_text(str(process.pid), encoding="ascii")
        assert not end_leftover(pid_file, mark="another-mark")
        assert process.poll() is None

        pid_file.write_text(str(process.pid), encoding="ascii")
        reaper = threading.Thread(target=process.wait)
        reaper.start()
        assert end_leftover(pid_file, mark="our-mark")
        reaper.join(10)

    assert not pid_file.exists()
    assert not end_leftover(pid_file, mark="our-mark")


# Services


def service(name: str, code: str, *, restarts: Restarts | None = None, start_seconds: float = 30.0) -> Service:
    return Service(
        name=name,
        program=lambda: program(code, name),
        is_ready=Process.has_said_ready,
        start_seconds=start_seconds,
        restarts=restarts or Restarts(first=0.01),
    )


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


def test_what_cannot_start_says_why(console: Console, stop: threading.Event) -> None:
    supervisor = Supervisor(console, stop)
    supervisor.start(service("fine", READY), service("broken", "import sys; print('no such thing'); sys.exit(4)"))

    with pytest.raises(CannotStart) as failure:
        supervisor.wait_ready()
    supervisor.stop_all()

    assert failure.value.reason.startswith("broken could not start: it ended with exit code 4.")
    assert "no such thing" in failure.value.reason


def test_what_takes_too_long_is_told(console: Console, stop: threading.Event) -> None:
    supervisor = Supervisor(console, stop)
    supervisor.start(service("slow", "import time; time.sleep(60)", start_seconds=0.0))

    with pytest.raises(CannotStart, match="slow was not ready after 0 seconds"):
        supervisor.wait_ready()
    supervisor.stop_all()


def test_a_stop_during_the_start_ends_the_wait(console: Console, stop: threading.Event) -> None:
    supervisor = Supervisor(console, stop)
    supervisor.start(service("slow", "import time; time.sleep(60)"))
    stop.set()

    assert not supervisor.wait_ready()
    supervisor.stop_all()


def test_what_died_is_started_again(stop: threading.Event) -> None:
    output = io.StringIO()
    supervisor = Supervisor(Console(output), stop)
    part = service("part", READY)
    supervisor.start(part)
    assert supervisor.wait_ready(part)
    assert part.process is not None
    first = part.process.pid

    os.kill(first, signal.SIGKILL)

    def stop_when_it_is_back() -> None:
        wait_until(lambda: "ready again" in output.getvalue(), 30)
        stop.set()

    watcher = threading.Thread(target=stop_when_it_is_back)
    watcher.start()
    supervisor.watch()
    watcher.join()

    assert part.process.pid != first
    assert "part ended with signal SIGKILL." in output.getvalue()
    supervisor.stop_all()


def test_what_dies_too_often_ends_it_all(stop: threading.Event, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    code = f"import os,sys,time; os.path.exists({str(flag)!r}) and sys.exit(1); {READY}"
    output = io.StringIO()
    supervisor = Supervisor(Console(output), stop)
    part = service("part", code, restarts=Restarts(limit=2, window=60, first=0.01))
    supervisor.start(part)
    assert supervisor.wait_ready(part)
    assert part.process is not None

    flag.touch()
    os.kill(part.process.pid, signal.SIGKILL)
    with pytest.raises(CannotStart, match="part died 3 times within 60 seconds"):
        supervisor.watch()
    supervisor.stop_all()


def test_they_are_stopped_in_the_opposite_order(console: Console, stop: threading.Event) -> None:
    ended: list[str] = []
    parts = [service(name, READY) for name in ("aws", "worker", "web")]
    for part in parts:
        part.ended = lambda gently, name=part.name: ended.append(name)  # type: ignore[misc]
    supervisor = Supervisor(console, stop)
    supervisor.start(*parts)
    assert supervisor.wait_ready()

    supervisor.stop_all()

    assert ended == ["web", "worker", "aws"]


@pytest.mark.parametrize(("code", "words"), [(0, "exit code 0"), (-9, "signal SIGKILL"), (-200, "signal 200")])
def test_endings_in_words(code: int, words: str) -> None:
    assert ending(code) == words
