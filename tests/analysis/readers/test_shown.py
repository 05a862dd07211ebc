"""Names of files are labels: on one line, of bounded length, with nothing in them that is not seen."""

from __future__ import annotations

import io
import zipfile

import pytest

from analysis.readers import read
from analysis.readers.shown import on_one_line, shown_name, shown_path
from tests.analysis.readers.hostile import TEXT


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\x00b\x1b[31m\x7f", "ab[31m"),
        ("exe\u202etxt.\u2066a\u2069", "exetxt.a"),
        ("two\r\nlines\u2028and \t more", "two lines and more"),
        ("soft\u00ad zero\u200bwidth", "soft zerowidth"),
        ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
        ("half \ud83d", "half"),
    ],
)
def test_only_what_is_seen_is_shown(given: str, shown: str) -> None:
    assert on_one_line(given) == shown


def test_a_long_name_keeps_its_extension() -> None:
    assert shown_name(f"C:\\folder\\{'n' * 300}.docx", 40) == f"{'n' * 34}….docx"
    assert shown_name("\x00\u202e", 40) == "unnamed"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("a/b/c.txt", "z.zip/a/b/c.txt"),
        ("../..//./etc/c.txt", "z.zip/etc/c.txt"),
        ("fol\nder/\u202ec.txt", "z.zip/fol der/c.txt"),
        ("deep/" * 100 + "c.txt", "z.zip/c.txt"),
        (f"deep/{'n' * 5000}.txt", f"z.zip/{'n' * 35}….txt"),
        ("\x00/\x1b", "z.zip/unnamed"),
    ],
)
def test_a_path_in_an_archive_is_clean_and_short(path: str, shown: str) -> None:
    assert shown_path("z.zip", path, 40) == shown


def test_files_of_an_archive_have_clean_and_different_names() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, name in enumerate(
            ["a\u202e.txt", "\u202ea.txt", "b\n.exe", f"{'n' * 5000}.exe", "README", "READ\x1bME"]
        ):
            archive.writestr(name, TEXT.replace("today", f"today {number}"))
    reading = read([("z.zip", out.getvalue())])
    assert [transcript.name for transcript in reading.transcripts] == [
        "z.zip/a.txt", "z.zip/a (2).txt", "z.zip/README", "z.zip/README (2)",
    ]  # fmt: skip
    assert [refusal.name for refusal in reading.refusals] == ["z.zip/b .exe", f"z.zip/{'n' * 250}….exe"]
