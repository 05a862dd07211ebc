from __future__ import annotations

import os
import signal
import threading

from analysis.stopping import LastCall, StopFlag


def test_the_flag_reaches_a_forked_child_and_a_killed_one_harms_nobody() -> None:
    flag = StopFlag()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        while not flag.is_set():
            os.write(writing, b".")
        os.write(writing, b"!")
        os._exit(0)
    os.read(reading, 1)
    victim = os.fork()
    if victim == 0:
        while True:
            flag.is_set()
    os.kill(victim, signal.SIGKILL)
    os.waitpid(victim, 0)
    assert not flag.is_set()
    flag.set()
    while b"!" not in os.read(reading, 65_536):
        pass
    os.waitpid(child, 0)
    flag.clear()
    assert not flag.is_set()


def test_the_last_call_comes_while_the_block_runs() -> None:
    flag, called = StopFlag(), threading.Event()
    with LastCall(flag, 0.0, called.set):
        assert not called.is_set()
        flag.set()
        assert called.wait(30)


def test_no_last_call_for_what_has_ended() -> None:
    flag, called = StopFlag(), threading.Event()
    last_call = LastCall(flag, 0.0, called.set)
    with last_call:
        pass
    flag.set()
    last_call._thread.join(30)
    assert not called.is_set()
