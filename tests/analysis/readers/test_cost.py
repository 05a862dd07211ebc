"""Time to read grows with the length of a text and no faster, whatever stands in it.

Each text is read where production reads it: in the sandbox, whose limit ends what takes too long. One that is read
looking twice at every character would take minutes at this length; one that is not takes well below a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from analysis.readers import DEFAULT_LIMITS
from analysis.readers.cues import parse_cues
from analysis.readers.sandbox import Sandbox

LENGTH = 300_000
TALK = "Interviewer: How?\nAnn: I copy it.\nInterviewer: Why?\nAnn: {} people said it.\n"
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{} people said it.\n"
SRT = "1\n00:00:00,000 --> 00:00:01,000\n{} people said it.\n"
CSV = "id,said\n1,{}\n2,people said it\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(DEFAULT_LIMITS) as sandbox:
        yield sandbox


def repeated(unit: str) -> str:
    return unit * (LENGTH // len(unit))


def numbered(line: Callable[[int], str]) -> str:
    """Different lines, as many as fill the length."""
    lines: list[str] = []
    length = 0
    for number in count():
        lines.append(line(number))
        length += len(lines[-1])
        if length >= LENGTH:
            return "".join(lines)
    raise AssertionError


TEXTS = {
    "voice tags never closed": ("a.vtt", VTT.format(repeated("<v "))),
    "voice classes never closed": ("a.vtt", VTT.format(repeated("<v.a"))),
    "a voice tag of spaces": ("a.vtt", VTT.format("<v" + " " * LENGTH)),
    "names in voice tags never closed": ("a.srt", SRT.format(repeated("<v Aa"))),
    "ends of voice tags never closed": ("a.srt", SRT.format(repeated("</v "))),
    "tags never closed": ("a.vtt", VTT.format(repeated("<b "))),
    "style blocks never closed": ("a.srt", SRT.format(repeated("{\\"))),
    "entities never closed": ("a.vtt", VTT.format(repeated("&"))),
    "arrows": ("a.vtt", VTT.format(repeated("00:00 --> \n"))),
    "headings of machine-made summaries": ("a.txt", TALK.format(repeated("\n\U0001f4dd"))),
    "interviewers named once each": ("a.txt", TALK.format("") + numbered("Interviewer {}: Aa\n".format)),
    "speakers named once each": ("a.md", TALK.format("") + numbered("**Aa{}:** hello\n".format)),
    "spaces": ("a.txt", TALK.format(repeated(" "))),
    "brackets": ("a.md", TALK.format(repeated("[("))),
    "bars": ("a.md", TALK.format(repeated("|\n|"))),
    "quotation marks": ("a.txt", TALK.format(repeated("> \n"))),
    "terminal sequences": ("a.txt", TALK.format(repeated("\x1b["))),
    "a cell of at-signs": ("a.csv", CSV.format(repeated("a@"))),
    "a cell of digits": ("a.csv", CSV.format(repeated("1 ") + "x")),
    "an address without an end": ("a.csv", CSV.format("a@" + repeated("a."))),
}


@pytest.mark.parametrize(("name", "text"), TEXTS.values(), ids=TEXTS)
def test_no_text_takes_longer_than_its_length_says(sandbox: Sandbox, name: str, text: str) -> None:
    assert sandbox.read(name, text.encode()).utterances


def test_tags_that_are_closed_are_still_voices() -> None:
    text = VTT.format("<v.loud.slow  Ann Lee>Hello</v> <v Bo>and you <v >? </v >")
    (cue,) = parse_cues(text).cues
    assert cue.lines == [("Ann Lee", "Hello"), ("Bo", "and you"), ("", "?"), (None, "people said it.")]
