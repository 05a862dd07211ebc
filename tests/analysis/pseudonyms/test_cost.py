"""Taking names out has a limit on time, and no text comes near it: time grows with the text and the names, no faster.

As production does it, in the sandbox. At this length a pattern that looks twice at every character takes minutes.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

import pytest

from analysis.errors import UnreadableFile
from analysis.pseudonyms import pseudonymise
from analysis.readers import ReadOptions, read
from analysis.readers.sandbox import Sandbox
from analysis.transcripts import Transcript
from tests.analysis.readers.documents import read_text

LENGTH = 300_000


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def coined(number: int) -> str:
    """A name that nobody else has."""
    letters = ""
    while number:
        number, letter = divmod(number, len(string.ascii_lowercase))
        letters += string.ascii_lowercase[letter]
    return f"Zq{letters}x"


def repeated(unit: str) -> str:
    return unit * (LENGTH // len(unit))


def coined_in(sentence: Callable[[str], str]) -> str:
    said: list[str] = []
    length = 0
    for number in count():
        said.append(sentence(coined(number)))
        length += len(said[-1])
        if length >= LENGTH:
            break
    return "".join(said)


TEXTS = {
    "hyphens": repeated("Aa-"),
    "capitals": repeated("Aa "),
    "hyphens and spaces": repeated("Aa Bb-"),
    "apostrophes": repeated("Aa's "),
    "numbered streets": repeated("12 Aa "),
    "streets in French": repeated("12 rue Aa-"),
    "streets in Spanish": repeated("calle Aa de "),
    "mail addresses": repeated("a@a."),
    "digits": repeated("1 "),
    "account numbers": repeated("account number is "),
    "relations": repeated("my friend "),
    "families": repeated("kids Aa, "),
    "titles": repeated("Dr. "),
    "one name": repeated("Anna "),
    "one name in lower case": repeated("anna "),
    "thousands of people": coined_in("Dr. {} said. ".format),
    "thousands of people with one first name": coined_in("Dr. Zz {} said. ".format),
}


@pytest.mark.parametrize("words", TEXTS.values(), ids=TEXTS)
def test_no_text_takes_longer_than_its_length_says(sandbox: Sandbox, words: str) -> None:
    transcript = read_text("Anna Lee: Hello.\nBo: Yes.\nAnna Lee: Well.\nBo: So.\n")
    transcript = replace(transcript, text=f"{transcript.text}{words}", language="en")
    done = pseudonymise([transcript], tell=sandbox.names_told, replace=sandbox.hide)
    assert done.refused == ()
    assert "Anna Lee" not in done.transcripts[0].text


def test_the_sandbox_gives_what_the_work_itself_gives(sandbox: Sandbox) -> None:
    study = [
        replace(read_text("Anna Lee: Ask Bo at a@b.example.\nBo: So.\nAnna Lee: My son Tim.\nBo: 🙂!"), name="1.txt"),
        replace(
            read_text("Bo: Tim called 0171 2345678.\nP2: Write to a@b.example, Tim.\nBo: ANNA?\nP2: No."), name="2"
        ),
    ]
    known = {"Person 4": "Zoë Okafor", "[email 2]": "z@b.example"}
    here = pseudonymise(study, known)
    there = pseudonymise(study, known, tell=sandbox.names_told, replace=sandbox.hide)
    assert there == here
    assert here.originals["Person 4"] == "Zoë Okafor"
    assert here.originals["[email 3]"] == "a@b.example"


def test_a_transcript_that_cannot_be_done_costs_no_other() -> None:
    def fail_in_first(transcript: Transcript) -> Sequence[str]:
        if transcript.name == "1":
            raise UnreadableFile("1", "reading it takes longer than 20 seconds.", "Split it.")
        return ()

    def fail_in_second(
        transcript: Transcript, names: Sequence[str], known: Mapping[str, str]
    ) -> tuple[Transcript, Mapping[str, str]]:
        if transcript.name == "2":
            raise UnreadableFile("2", "reading it takes longer than 20 seconds.", "Split it.")
        return transcript, {**known, "Person 9": "Ann"}

    study = [replace(read_text(f"P1: Text {name}.\nP2: Yes."), name=name) for name in "123"]
    done = pseudonymise(study, tell=fail_in_first, replace=fail_in_second)
    assert [transcript.name for transcript in done.transcripts] == ["3"]
    assert [error.name for error in done.refused] == ["1", "2"]
    assert done.originals == {"Person 9": "Ann"}


def test_a_file_whose_names_cannot_be_taken_out_is_refused_and_shown_to_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Sandbox, transcript: Transcript, *__: object) -> None:
        raise UnreadableFile(transcript.name, "reading it takes longer than 20 seconds.", "Split it.")

    monkeypatch.setattr(Sandbox, "hide", fail)
    reading = read([("a.txt", b"Anna Lee: Hello.\nBo: Yes.")], ReadOptions(pseudonymise=True))
    assert reading.transcripts == ()
    assert [(refusal.name, refusal.reason) for refusal in reading.refusals] == [
        ("a.txt", "reading it takes longer than 20 seconds.")
    ]
