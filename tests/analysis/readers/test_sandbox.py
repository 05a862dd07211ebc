"""The process in which hostile files are read: its limits, and what happens when one is reached."""

from __future__ import annotations

import dataclasses
import os
import resource
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.errors import UnreadableFile
from analysis.readers import DEFAULT_LIMITS, Limits, read
from analysis.readers.reading import IN_PROCESS_BYTES
from analysis.readers.sandbox import Sandbox
from tests.analysis.readers.documents import paragraph, said, word

GOOD = ("good.docx", word(paragraph("P1: The page is slow."), paragraph("P2: Yes.")))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def script(tmp_path: Path, body: str) -> list[str]:
    """A child of our own making, which has read its first question."""
    head = """
        import json, os, resource, struct, sys, time
        asked, size = struct.unpack("!II", sys.stdin.buffer.read(8))
        question = json.loads(sys.stdin.buffer.read(asked))
        def answer(value):
            data = json.dumps(value).encode()
            sys.stdout.buffer.write(struct.pack("!II", len(data), 0) + data)
            sys.stdout.buffer.flush()
    """
    path = tmp_path / "child.py"
    path.write_text(textwrap.dedent(head) + textwrap.dedent(body))
    return [sys.executable, str(path)]


def test_one_child_reads_many_files(sandbox: Sandbox) -> None:
    first = sandbox.read(*GOOD)
    child = sandbox._child
    assert child is not None
    second = sandbox.read("other.docx", GOOD[1])
    assert sandbox._child is child
    assert first.utterances == second.utterances
    assert second.name == "other.docx"


def test_a_file_larger_than_a_pipe_arrives_whole(sandbox: Sandbox) -> None:
    text = "".join(f"P1: This is answer number {n} about the page.\n" for n in range(60_000))
    assert len(sandbox.read("large.txt", text.encode()).utterances) == 60_000


def test_a_refusal_leaves_the_child_alive(sandbox: Sandbox) -> None:
    sandbox.read(*GOOD)
    child = sandbox._child
    with pytest.raises(UnreadableFile, match="not a Word document"):
        sandbox.read("bad.docx", b"no")
    assert sandbox._child is child


def test_a_child_that_is_killed_costs_one_file(sandbox: Sandbox) -> None:
    sandbox.read(*GOOD)
    assert sandbox._child is not None
    sandbox._child.process.kill()
    sandbox._child.process.wait()
    assert sandbox.read(*GOOD).utterances


def test_a_child_that_dies_over_a_file_is_replaced(tmp_path: Path) -> None:
    with Sandbox(command=script(tmp_path, "os._exit(9)")) as sandbox:
        for _ in range(2):
            with pytest.raises(UnreadableFile, match="more memory or time"):
                sandbox.read(*GOOD)


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.readers.sandbox.START_SECONDS", 0.5)
    limits = dataclasses.replace(DEFAULT_LIMITS, seconds=0.5)
    with Sandbox(limits, command=script(tmp_path, "time.sleep(600)")) as sandbox:
        with pytest.raises(UnreadableFile, match=r"longer than 0\.5 seconds"):
            sandbox.read(*GOOD)
        assert sandbox._child is None


def test_a_child_that_never_reads_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.readers.sandbox.START_SECONDS", 0.5)
    limits = dataclasses.replace(DEFAULT_LIMITS, seconds=0.5)
    with Sandbox(limits, command=script(tmp_path, "time.sleep(600)")) as sandbox, pytest.raises(UnreadableFile):
        sandbox.read("large.txt", b"a" * 10_000_000)


def test_an_answer_without_end_is_not_waited_for(tmp_path: Path) -> None:
    body = 'sys.stdout.buffer.write(struct.pack("!II", 2**31, 0)); sys.stdout.buffer.flush(); time.sleep(600)'
    with Sandbox(command=script(tmp_path, body)) as sandbox, pytest.raises(UnreadableFile):
        sandbox.read(*GOOD)


def test_an_answer_that_is_no_json_is_refused(tmp_path: Path) -> None:
    body = 'sys.stdout.buffer.write(struct.pack("!II", 4, 0) + b"oops"); sys.stdout.buffer.flush(); time.sleep(600)'
    with Sandbox(command=script(tmp_path, body)) as sandbox, pytest.raises(UnreadableFile):
        sandbox.read(*GOOD)


def test_memory_is_limited() -> None:
    limits = dataclasses.replace(
        DEFAULT_LIMITS, memory_bytes=96 * 2**20, part_bytes=400 * 2**20, archive_ratio=10_000, seconds=100
    )
    bomb = word(paragraph("P1: " + "slow " * 8_000_000))
    reading = read([("bomb.docx", bomb), GOOD], limits=limits)
    assert [refusal.name for refusal in reading.refusals] == ["bomb.docx"]
    assert "memory" in reading.refusals[0].reason
    assert said(reading.transcripts[0]) == [("P1", "The page is slow."), ("P2", "Yes.")]


def test_processor_time_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.readers import __main__ as child

    asked: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda which, values: asked.append((which, values)))
    child._grant_time(Limits(seconds=3))
    ((which, (soft, _)),) = asked
    assert which == resource.RLIMIT_CPU
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    assert used < soft <= used + 3 + 3


def test_the_child_knows_nothing_of_its_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "do-not-tell")
    told = tmp_path / "told"
    body = f'open({str(told)!r}, "w").write(json.dumps(dict(os.environ))); answer({{"refused": ["a", "b", "c"]}})'
    with Sandbox(command=script(tmp_path, body)) as sandbox, pytest.raises(UnreadableFile):
        sandbox.read(*GOOD)
    assert "do-not-tell" not in told.read_text()
    assert "AWS" not in told.read_text()


def test_no_child_is_left_behind() -> None:
    with Sandbox() as sandbox:
        sandbox.read(*GOOD)
        assert sandbox._child is not None
        pid = sandbox._child.process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_readers_own_fault_is_logged_without_a_word_of_the_file(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    body = (
        'answer({"refused": ["a.docx", "it is damaged.", "Save it."], "spent": True, "fault": "KeyError at docx.py:7"})'
    )
    with Sandbox(command=script(tmp_path, body)) as sandbox, pytest.raises(UnreadableFile):
        sandbox.read(*GOOD)
    assert caplog.messages == ["A reader failed: KeyError at docx.py:7"]


def test_only_a_little_plain_text_is_read_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(_: Sandbox, name: str, *__: object) -> None:
        asked.append(name)
        raise UnreadableFile(name, "it was not read.", "")

    monkeypatch.setattr(Sandbox, "read", refuse)
    talk = "Interviewer: How do you do {}?\nAnn: I copy it all and that is what we do.\n"
    half = IN_PROCESS_BYTES // 2
    read(
        [
            ("small.txt", talk.format(1).encode()),
            ("half.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ann>" + b"I do it. " * (half // 9)),
            ("more.txt", (talk.format(2) * (half // len(talk.format(2)))).encode()),
            ("last.txt", talk.format(3).encode()),
        ]
    )
    assert asked == ["more.txt"]


def test_a_language_that_only_the_model_can_tell_is_told_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded() -> None:
        raise AssertionError("The model was loaded here.")

    monkeypatch.setattr("analysis.readers.language._model", loaded)
    latvian = "Mēs strādājam kopā katru dienu, tāpēc dokumenti pazūd starp vēstulēm, lapām, tabulām, failiem."
    (transcript,) = read([("a.txt", f"P1: {latvian}\nP2: {latvian} Jā.".encode())]).transcripts
    assert transcript.language == "lv"
