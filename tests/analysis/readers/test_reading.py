"""An upload as a whole: archives, limits, names."""

from __future__ import annotations

import dataclasses

import pytest

from analysis.readers import ALLOWED_EXTENSIONS, DEFAULT_LIMITS, Limits, read
from tests.analysis.readers.documents import paragraph, said, word, zipped

TALK = b"Jo: How is it?\nBo: Slow.\nJo: Why?\nBo: So."


def test_archives_are_unpacked_and_their_files_named_after_them() -> None:
    archive = zipped({
        "study/one.txt": TALK,
        "study/two.docx": word(paragraph("P1: The page is slow.")),
        "study/three.exe": b"MZ",
        "__MACOSX/study/._one.txt": b"x",
        "study/.DS_Store": b"x",
        "study/inner.zip": zipped({"four.txt": TALK}),
        "empty/": b"",
    })  # fmt: skip
    reading = read([("study.zip", archive)])
    assert [transcript.name for transcript in reading.transcripts] == [
        "study.zip/study/one.txt",
        "study.zip/study/two.docx",
    ]
    assert {(refusal.name, refusal.reason) for refusal in reading.refusals} == {
        ("study.zip/study/three.exe", "files of the kind “.exe” are not read."),
        ("study.zip/study/inner.zip", "it is an archive inside an archive."),
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (zipped({}), "no files"),
        (zipped({"a.txt": b" " * 64 * 2**20}), "times its size"),
        (zipped({f"{n}.txt": b"" for n in range(2_001)}), "more than 2,000 parts"),
    ],
)
def test_archives_are_judged_by_what_they_declare(data: bytes, reason: str) -> None:
    (refusal,) = read([("a.zip", data)]).refusals
    assert reason in refusal.reason


def test_a_declared_size_that_lies_unpacks_no_more_than_declared() -> None:
    data = bytearray(zipped({"a.txt": b"P1: " + b"slow " * 100_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(signature) + offset
        data[at : at + 4] = (50).to_bytes(4, "little")
    (refusal,) = read([("a.zip", bytes(data))]).refusals
    assert "damaged" in refusal.reason


def test_a_locked_archive_says_so() -> None:
    data = bytearray(zipped({"a.txt": TALK}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    (refusal,) = read([("a.zip", bytes(data))]).refusals
    assert "password" in refusal.reason


def test_an_upload_has_a_limit_of_number_and_size() -> None:
    files = [(f"{n}.txt", TALK.replace(b"Slow", b"Slow %d" % n)) for n in range(5)]
    few = dataclasses.replace(DEFAULT_LIMITS, files=3)
    reading = read(files, limits=few)
    assert len(reading.transcripts) == 3
    assert [refusal.name for refusal in reading.refusals] == ["3.txt", "4.txt"]
    small = dataclasses.replace(DEFAULT_LIMITS, total_bytes=3 * len(files[0][1]))
    assert len(read(files, limits=small).transcripts) == 3
    tiny = Limits(file_bytes=10)
    assert "larger than" in read(files[:1], limits=tiny).refusals[0].reason


def test_names_are_unique_and_fit_to_be_shown() -> None:
    files = [
        ("../../etc/a\nb.txt", TALK),
        ("C:\\x\\a b.txt", TALK + b" 2"),
        ("a b.txt", TALK + b" 3"),
        ("", TALK + b" 4"),
    ]
    assert [transcript.name for transcript in read(files).transcripts] == [
        "a b.txt",
        "a b (2).txt",
        "a b (3).txt",
        "unnamed",
    ]


@pytest.mark.parametrize("extension", ALLOWED_EXTENSIONS)
def test_every_allowed_extension_has_a_reader(extension: str) -> None:
    reading = read([(f"a.{extension}", b"\x89PNG\r\n\x1a\n" + bytes(64))])
    assert "are not read" not in reading.refusals[0].reason


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("a.doc", ".docx"), ("a.xlsx", "CSV"), ("a.mp4", "transcribed"), ("a.png", "OCR"), ("a.xyz", "can be read")],
)
def test_other_kinds_are_refused_with_what_would_help(name: str, remedy: str) -> None:
    (refusal,) = read([(name, b"anything")]).refusals
    assert remedy in refusal.remedy


def test_a_fault_of_our_own_costs_one_file(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(name: str, data: bytes) -> None:
        raise KeyError("Bo: my secret")

    monkeypatch.setattr("analysis.readers.captions.read_srt", fail)
    reading = read([("a.srt", b"1"), ("b.txt", TALK)])
    assert said(reading.transcripts[0])[1] == ("Bo", "Slow.")
    assert "not known" in reading.refusals[0].reason
    assert "secret" not in caplog.text
    assert "KeyError" in caplog.text


def test_no_upload_is_no_study() -> None:
    reading = read([])
    assert not reading.transcripts
    assert not reading.refusals
