"""Pseudonyms: nothing personal is left, everything keeps its place."""

from __future__ import annotations

import re

import pytest

from analysis.pseudonyms import pseudonymise
from analysis.pseudonyms.patterns import details
from analysis.readers import ReadOptions, read
from analysis.transcripts import Transcript
from tests.analysis.readers.documents import pdf, read_text, specimen

PLANTED = {
    "defra_tea_expert_1.md": (
        "Marcus", "Chen", "James", "Sarah", "Mitchell", "47 Brunswick Street", "Fitzroy, Melbourne",
        "1234 5678 8765 1111",
    ),
    "defra_tea_novice_3.md": (
        "Amanda", "Foster", "David and our", "Ryan", "Chloe", "Max", "Emma", "28 Birch Street",
        "Blackburn South",
        "9988 7788 6655 1234",
    ),
}  # fmt: skip


def hidden(text: str) -> tuple[Transcript, dict[str, str]]:
    """A text's transcript under pseudonyms, and the map."""
    reading = read([("a.txt", text.encode())], ReadOptions(pseudonymise=True))
    return reading.transcripts[0], dict(reading.pseudonyms)


def alone(transcript: Transcript) -> tuple[Transcript, dict[str, str]]:
    """One transcript under pseudonyms, and the map."""
    done = pseudonymise([transcript])
    (hidden,) = done.transcripts
    return hidden, dict(done.originals)


@pytest.mark.parametrize("name", PLANTED)
def test_every_planted_detail_is_replaced(name: str) -> None:
    before = read([specimen(name)]).transcripts[0]
    after, originals = alone(before)
    for detail in PLANTED[name]:
        assert detail in before.text
        assert detail not in after.text
    assert len(originals) >= len(PLANTED[name]) // 2


def test_words_that_are_nobodys_stay() -> None:
    before = read([specimen("defra_tea_expert_1.md")]).transcripts[0]
    after, _ = alone(before)
    for kept in ("Vietnamese", "Darjeeling", "English breakfast", "Hanoi", "data analyst", "credit card"):
        assert kept in before.text
        assert kept in after.text


@pytest.mark.parametrize(
    "name", [*PLANTED, "haski_s1_s2.docx", "amos_p0017.pdf", "jupyter_survey.csv", "primock57_zoom.vtt"]
)
def test_every_offset_moves_along(name: str) -> None:
    before = read([specimen(name)]).transcripts[0]
    after, originals = alone(before)
    assert len(after.turns) == len(before.turns)
    for old, new in zip(before.turns, after.turns, strict=True):
        words = after.words_of(new)
        for pseudonym, original in originals.items():
            words = re.sub(rf"{re.escape(pseudonym)}(?!\d)", original, words)
        kept = re.findall(r"[a-zäöüß]{5,}", before.words_of(old))
        assert all(word in words.lower() for word in kept if word not in str(originals).lower())
        assert after.words_of(new) == after.words_of(new).strip() != ""
        assert (old.timecode, old.role) == (new.timecode, new.role)
    for old_part, new_part in zip(before.left_out, after.left_out, strict=True):
        assert bool(before.text[old_part.start : old_part.end]) == bool(after.text[new_part.start : new_part.end])
    assert len(before.page_starts) == len(after.page_starts)


def test_one_person_has_one_pseudonym_everywhere() -> None:
    text = (
        "Anna Schmidt: I'm Anna, hello.\nBo Lee: Thanks, Anna Schmidt.\nAnna Schmidt: Ask Bo.\nBo Lee: "
        "Frau Schmidt knows."
    )
    transcript, originals = hidden(text)
    assert transcript.speakers == ("Person 1", "Person 2")
    assert transcript.text == (
        "Person 1: I'm Person 1, hello.\nPerson 2: Thanks, Person 1.\nPerson 1: Ask Person 2.\n"
        "Person 2: Frau Person 1 knows."
    )
    assert originals == {"Person 1": "Anna Schmidt", "Person 2": "Bo Lee"}


def test_the_same_person_in_two_files_has_one_pseudonym() -> None:
    talk = "Jo Park: {}\nBo Lee: Slow.\nJo Park: Why?\nBo Lee: So."
    reading = read(
        [("1.txt", talk.format("How?").encode()), ("2.txt", talk.format("And now?").encode())],
        ReadOptions(pseudonymise=True),
    )
    assert reading.transcripts[0].speakers == reading.transcripts[1].speakers == ("Person 1", "Person 2")


def test_namesakes_are_told_apart_by_their_file() -> None:
    files = [
        ("1.txt", b"Sarah Wilson: I am here.\nBo: Hello, Sarah.\nSarah Wilson: Yes.\nBo: Good."),
        ("2.txt", b"Sarah Mitchell: I am there.\nBo: Hello, Sarah.\nSarah Mitchell: No.\nBo: Bad."),
    ]
    reading = read(files, ReadOptions(pseudonymise=True))
    one, two = (transcript.speakers[0] for transcript in reading.transcripts)
    assert one != two
    assert f"Hello, {one}." in reading.transcripts[0].text
    assert f"Hello, {two}." in reading.transcripts[1].text


def test_parts_and_codes_name_nobody() -> None:
    text = "Interviewer: How?\nP1: Slow.\nSpeaker 2: Yes.\nInterviewer: Why?"
    transcript, originals = hidden(text)
    assert transcript.text == text
    assert originals == {}


@pytest.mark.parametrize(
    ("kind", "detail", "text"),
    [
        ("email", "anna.schmidt+x@mail.example.co.uk", "write to {} today."),
        ("link", "linkedin.com/in/anna-schmidt", "see {}."),
        ("link", "https://www.instagram.com/anna.s", "see {} there"),
        ("account", "@anna_tea", "follow {}, please"),
        ("phone", "+44 20 7946 0958", "call {} now"),
        ("phone", "(02) 9374 4000", "call {}."),
        ("phone", "555-123-4567", "call {}."),
        ("phone", "0171 2345678", "ruf {} an"),
        ("phone", "+49 (0)30 1234567", "ruf {} an"),
        ("card", "4111 1111 1111 1111", "my card {} works"),
        ("card", "4111111111111111", "my card {} works"),
        ("card", "3782 822463 10005", "my Amex {} works"),
        ("iban", "DE89 3704 0044 0532 0130 00", "to {}."),
        ("number", "123-45-6789", "my SSN is {}"),
        ("number", "X1234567", "my passport number is {}."),
        ("number", "AB123456C", "it is {}"),
        ("birth", "12 March 1985", "I was born on {} there"),
        ("birth", "March 12, 1985", "date of birth: {}"),
        ("address", "47 Brunswick Street, Fitzroy", "I live at {}."),
        ("address", "Hauptstraße 12, 10115 Berlin", "Ich wohne in der {}."),
        ("address", "Karl-Marx-Allee 7", "Ich wohne in der {}."),
        ("address", "Heinrich-von-Kleist-Straße 3a", "Ich wohne in der {}."),
        ("address", "Alter Markt Platz 5", "Das ist {}."),
        ("address", "12 rue de la Paix, 75002 Paris", "J'habite {}."),
        ("address", "Calle Mayor 5", "Vivo en {}."),
        ("address", "Rua das Flores, 12", "Moro na {}."),
        ("address", "SW1A 1AA", "at {}."),
        ("network", "192.168.17.4", "from {} here"),
    ],
)
def test_details_with_a_form_of_their_own(kind: str, detail: str, text: str) -> None:
    whole = text.format(detail)
    found = [(whole[part.start : part.end], part.kind) for part in details(whole)]
    assert (detail, kind) in found
    after, originals = alone(read_text(f"P1: {whole}\nP2: yes"))
    assert detail not in after.text
    assert originals[f"[{kind} 1]"] == detail


@pytest.mark.parametrize(
    "text",
    [
        "It was 12/03/2020 at 10:30 or 2019-2020.", "We had 1,000,000 or 10 000 000 visits.",
        "Version 3.11.2 costs 1234567 dollars.",
        "Between 2020-03-12 and 2020-04-15.", "I paid 45.50 for 20 items in 2019.",
        "My code is P12 and the form is A4.",
        "I drive 5 km every day.", "Will you mark it in May?", "Read chapter 3.4.5.6 of it.",
    ],
)  # fmt: skip
def test_figures_and_words_that_reach_nobody_stay(text: str) -> None:
    after, originals = alone(read_text(f"P1: {text}\nP2: yes"))
    assert after.text == f"P1: {text}\nP2: yes"
    assert originals == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("My husband Tom and I.", ["Tom"]), ("our kids \\- Emma who's 8 and Jake who's 5.", ["Emma", "Jake"]),
        ("our twin daughters, Lucy and Sophie, are 7.", ["Lucy", "Sophie"]),
        ("Dr. Okonkwo said so.", ["Okonkwo"]),
        ("Mein Kollege Jörg weiß das.", ["Jörg"]), ("Me llamo Abel Marco y escribo.", ["Abel", "Marco"]),
        ("Je m'appelle Aurélie.", ["Aurélie"]), ("There is Janet from accounts.", ["Janet"]),
        ("My boss, Mark, agrees.", ["Mark"]),
        ("I'm Rebecca Mitchell, hi.", ["Rebecca", "Mitchell"]), ("Frau Müller war da.", ["Müller"]),
    ],
)  # fmt: skip
def test_people_who_are_spoken_of(text: str, names: list[str]) -> None:
    after, _ = alone(read_text(f"P1: {text}\nP2: yes"))
    assert not any(name in after.text for name in names)
    assert "Person" in after.text


def test_questions_of_a_survey_are_covered_too() -> None:
    text = "id,What did Dr. Okonkwo tell you?\n1,She said that it is slow\n2,Dr. Okonkwo said nothing to me\n"
    reading = read([("a.csv", text.encode())], ReadOptions(pseudonymise=True))
    transcript = reading.transcripts[0]
    assert "Okonkwo" not in transcript.text
    assert transcript.turns[0].question == "What did Dr. Person 1 tell you?"


def test_pages_keep_their_words() -> None:
    data = pdf(
        ["Anna Schmidt: The first page is about me and it is long enough."],
        ["Bo Lee: The second page is mine, dear Anna Schmidt."],
    )
    transcript = read([("a.pdf", data)], ReadOptions(pseudonymise=True)).transcripts[0]
    assert transcript.text[transcript.page_starts[1] :].startswith("Person 2: The second page")
