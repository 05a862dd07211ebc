"""Every hostile file: refused in one clear sentence or read soundly, and the others of its upload unharmed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from analysis.readers import Reading, read
from analysis.readers.preview import preview
from tests.analysis.readers.documents import said, zipped
from tests.analysis.readers.hostile import TALK, TEXT, Case, Read, Refused, cases

CASES = {
    f"{number:03} {name[:24]!r}": (name, content, wanted) for number, (name, content, wanted) in enumerate(cases())
}


def upload(case: Case, *more: tuple[str, bytes]) -> Reading:
    """Read a case, with other files after it."""
    name, content, _ = case
    return read([(name, content.encode() if isinstance(content, str) else content), *more])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_hostile_file_does_as_it_should_and_harms_no_other(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    reading = upload(case, ("good.txt", TEXT.replace("today", "tomorrow").encode()))
    wanted = case[2]
    assert "A reader failed" not in caplog.text
    assert tuple(said(reading.transcripts[-1]))[1:] == TALK[1:]
    if isinstance(wanted, Refused):
        (refusal,) = reading.refusals
        assert wanted.because in refusal.reason
        assert is_clear(refusal.reason)
        assert is_clear(refusal.remedy)
        return
    assert not reading.refusals
    transcript = reading.transcripts[0]
    assert wanted.check(transcript), said(transcript)[:6]
    assert isinstance(wanted, Read)
    assert any(wanted.noting in note for note in transcript.notes) or not wanted.noting, transcript.notes
    for turn in transcript.turns:
        words = transcript.words_of(turn)
        assert words.strip() == words != ""
    json.dumps(preview(reading).as_json()).encode()  # Whatever was read can be stored and sent.


def is_clear(sentence: str) -> bool:
    """One or two sentences without the marks of a program's own errors."""
    return bool(re.fullmatch(r"[^\n]{10,200}[.!]", sentence)) and not re.search(
        r"Error|Exception|Traceback|0x|line \d+, in", sentence
    )


def test_an_archive_of_all_of_them_loses_only_the_bad_ones() -> None:
    small = [
        (n, c if isinstance(c, bytes) else c.encode(), w)
        for n, c, w in CASES.values()
        if len(c) < 20_000 and n.isascii()
    ]
    files = {f"{number}/{name.replace('/', '_')}": content for number, (name, content, _) in enumerate(small)}
    reading = read([("all.zip", zipped(files))])
    refused = {refusal.name.split("/")[1] for refusal in reading.refusals}
    for number, (_, _, wanted) in enumerate(small):
        if isinstance(wanted, Refused):
            assert str(number) in refused
    assert len(reading.transcripts) > 40
    assert all(name.name.startswith("all.zip/") for name in reading.transcripts)


def test_nothing_is_written_where_an_archive_says() -> None:
    read([("slip.zip", zipped({"../../../../tmp/throughline_pwned.txt": TEXT}))])
    assert not Path("/tmp/throughline_pwned.txt").exists()
