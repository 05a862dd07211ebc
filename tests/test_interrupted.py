"""A test run that is broken off, however roughly, leaves no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.supervisor.leftover import command_line
from dashboard.supervisor.process import wait_until

ROOT = Path(__file__).parent.parent

TEST = """
import sys, time
from pathlib import Path
from tests.tools import spawn

def test_that_takes_long():
    child = spawn([sys.executable, "-c", "import time; time.sleep(300)"])
    Path(__file__).with_name("pid").write_text(str(child.pid))
    time.sleep(300)
"""


def heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux ties a process to its parent.")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_what_a_test_started_dies_with_the_run(sign: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="ascii")
    (tmp_path / "test_long.py").write_text(TEST, encoding="ascii")
    pid_file = tmp_path / "pid"
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-n1", "-p", "no:django", str(tmp_path)],
        cwd=tmp_path,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # Whoever runs the tests in the background may have had SIGINT ignored, and children inherit that.
        preexec_fn=heed_interrupts,  # noqa: PLW1509
    )
    try:
        assert wait_until(lambda: pid_file.exists() and pid_file.read_text() != "", 60)
        child = int(pid_file.read_text())
        assert "time.sleep" in command_line(child)

        run.send_signal(sign)

        assert wait_until(lambda: "time.sleep" not in command_line(child), 60)
        run.wait(60)
    finally:
        run.kill()
        run.wait()
