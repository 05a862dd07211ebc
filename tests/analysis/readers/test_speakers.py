"""Who is who: interviewers found or named, one person under one name, strangers apart."""

from __future__ import annotations

import pytest

from analysis.readers import ReadOptions, read
from analysis.readers.names import is_name_like, key_of
from analysis.transcripts import Transcript
from tests.analysis.readers.documents import read_one, read_text, roles, said, specimen


def study(*texts: str, options: ReadOptions | None = None) -> tuple[Transcript, ...]:
    """Transcripts of texts named `1.txt`, `2.txt` …"""
    return read([(f"{number}.txt", text.encode()) for number, text in enumerate(texts, start=1)], options).transcripts


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Interviewer", "Participant"), ("Interviewer 1", "P1"), ("Moderator", "Anna"),
        ("Researcher", "User 3"),
        ("ENTREVISTADOR", "E1"), ("Entrevistadora", "Participante"), ("Chercheur", "Interviewé"),
        ("Enquêtrice", "Enquêté"),
        ("Interviewerin", "Befragter"), ("Moderatorin", "Teilnehmer 2"), ("Pesquisadora", "Entrevistado"),
        ("Intervistatore", "Utente"), ("Интервьюер", "Респондент"), ("访谈者", "王"), ("質問者", "田中"),
        ("המראיין", "דנה"),
        ("Assistant", "User"), ("AI", "Human"), ("I", "B"), ("I", "P"), ("Q", "A"),
        ("Anna (Interviewer)", "Bo"),
        ("Jo [Moderator]", "Bo"), ("UX Researcher", "Customer"),
    ],
)  # fmt: skip
def test_interviewers_are_known_by_their_label(asks: str, answers: str) -> None:
    if asks == "המראיין":
        asks = "מראיין"
    transcript = read_text(f"{asks}: How is it?\n{answers}: Slow.\n{asks}: I see.\n{answers}: Do you?")
    found = [turn.role.value for turn in transcript.turns]
    assert found == ["interviewer", "participant"] * 2


def test_interviewers_without_a_role_are_known_by_their_questions() -> None:
    talk = "Jo: How is it?\nBo: Slow, and I hate it very much.\n" * 3
    assert roles(read_text(talk)) == {"Jo": "interviewer", "Bo": "participant"}


def test_where_everybody_asks_nobody_is_the_interviewer() -> None:
    talk = "Jo: How is it?\nBo: Slow. Is yours?\n" * 4
    assert set(roles(read_text(talk)).values()) == {"participant"}


def test_who_says_nearly_everything_is_no_interviewer() -> None:
    talk = (
        "Jo: " + "I have so much to say about this page that I could talk for hours on end. " * 5 + "Right?\nBo: Yes.\n"
    )
    assert roles(read_text(talk * 4))["Jo"] == "participant"


def test_an_interviewer_known_from_one_file_is_known_in_the_others() -> None:
    asking = "Jo Park: How is it?\nBo: Slow and dull.\n" * 4
    telling = "Jo Park: Go on.\nAl: It is slow and dull.\nJo Park: I see.\nAl: It is."
    first, second = study(asking, telling)
    assert roles(first)["Jo Park"] == roles(second)["Jo Park"] == "interviewer"
    assert roles(second)["Al"] == "participant"


def test_a_person_names_the_interviewers() -> None:
    talk = "Jo: How is it?\nBo: Slow.\nJo: Why?\nBo: No idea.\nJo: So?\nBo: So."
    options = ReadOptions(interviewers=frozenset({"BO (they/them)"}))
    assert roles(study(talk, options=options)[0]) == {"Jo": "participant", "Bo": "interviewer"}
    assert set(roles(study(talk, options=ReadOptions(interviewers=frozenset()))[0]).values()) == {"participant"}


def test_a_person_may_name_whom_the_file_calls_otherwise() -> None:
    text = "Interviewer: How?\nP1: Slow.\nInterviewer: Why?\nP1: So."
    options = ReadOptions(interviewers=frozenset({"P1"}))
    assert roles(study(text, options=options)[0]) == {"Interviewer": "participant", "P1": "interviewer"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane Doe", "JANE DOE"), ("Jane Doe", "jane doe"), ("Jane Doe", "Jane Doe (she/her)"),
        ("Jane Doe", "Jane Doe (PM)"),
        ("Jane Doe", "Doe, Jane"), ("Jane Doe", "Doe, Jane (she/her)"), ("Jane Doe", "**Jane  Doe**"),
        ("Jane Doe", "Jane Doe 🙂"),
        ("Zoë", "Zoe\u0308"), ("Jane Doe", "Jane_Doe"), ("Jane Doe", "Jane Doe [Guest]"),
    ],
)  # fmt: skip
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Anna", "\u0410nna"), ("Anna", "Hanna"), ("P1", "P11"), ("Jane Doe", "Jane Roe"), ("कमल", "कमला")],
)
def test_names_that_only_look_alike(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_one_person_has_one_name_in_all_files() -> None:
    first, second = study(
        "JANE DOE: a b\nBo: yes\nJANE DOE: c d\nBo: no", "Jane Doe (she/her): e f\nAl: yes\nJane Doe: g\nAl: no"
    )
    assert "Jane Doe" in first.speakers
    assert "Jane Doe" in second.speakers


def test_a_first_name_is_the_one_full_name_it_can_mean() -> None:
    transcript = read_text("Jane Doe: one\nJane: two\nBo: three\nJane Doe: four")
    assert transcript.speakers == ("Jane Doe", "Bo")
    both = read_text("Jane Doe: one\nJane Roe: two\nJane: three\nJane Doe: four\nJane Roe: five\nJane: six")
    assert both.speakers == ("Jane Doe", "Jane Roe", "Jane")


def test_who_says_their_name_is_known_by_it() -> None:
    transcript = read_one(*specimen("defra_tea_expert_1.md"))
    assert roles(transcript) == {"Interviewer": "interviewer", "Marcus": "participant"}


def test_participants_of_different_files_are_different_people() -> None:
    talk = "Interviewer: How?\nParticipant: {}\nInterviewer: Why?\nParticipant: So."
    first, second = study(talk.format("Slow."), talk.format("Fast."))
    assert first.participants == ("Participant (1)",)
    assert second.participants == ("Participant (2)",)
    assert "Interviewer" in first.speakers


def test_a_studys_own_codes_are_one_person_everywhere() -> None:
    first, second = study("I: How?\nP3: Slow.\nI: Why?\nP3: So.", "I: Now?\nP3: Fast.\nI: Why?\nP3: So.")
    assert first.participants == second.participants == ("P3",)


def test_the_same_interview_twice_is_read_once() -> None:
    talk = "Jo: How?\nBo: Slow.\nJo: Why?\nBo: So."
    reading = read([("a.txt", talk.encode()), ("b.txt", talk.replace("\n", "\r\n").encode())])
    assert len(reading.transcripts) == 1
    assert reading.refusals[0].name == "b.txt"
    assert "same words as “a.txt”" in reading.refusals[0].reason


@pytest.mark.parametrize(
    "name",
    [
        "Anna",
        "Jane Doe",
        "Doe, Jane",
        "Dr. O'Neil",
        "María José de la Cruz",
        "Jean-Luc",
        "P1",
        "王",
        "田中",
        "ليلى",
        "Call-in User 1",
        "Project Manager",
        "J. R.",
    ],
)
def test_what_may_be_a_name(name: str) -> None:
    assert is_name_like(name)


@pytest.mark.parametrize(
    "name",
    [
        "https",
        "Note",
        "NOTE",
        "e.g",
        "Date",
        "Start time",
        "the page",
        "I think so",
        "What?",
        "2 Speakers",
        "…",
        "",
        "a" * 64,
        "So what he said was",
        "C:\\temp",
        "Dr.",
    ],
)
def test_what_is_no_name(name: str) -> None:
    assert not is_name_like(name)


def test_offsets_count_from_the_words_not_the_label() -> None:
    transcript = read_text("Anna (Designer): “It is slow.”\nBo: Yes.")
    turn = transcript.turns[0]
    assert transcript.text[turn.start : turn.end] == "It is slow."
    assert said(transcript)[0] == ("Anna", "It is slow.")


ASKED_BY_ONE = "Speaker 1: How is it?\nSpeaker 2: Slow, and I hate it very much.\n" * 3
ASKED_BY_TWO = "Speaker 2: And yours?\nSpeaker 1: Mine is quick and I love it very much.\n" * 3


def test_speaker_1_may_ask_in_one_file_and_answer_in_the_next() -> None:
    named = {"1.txt": frozenset({"Speaker 1"}), "2.txt": frozenset({"Speaker 2"})}
    one, two = study(ASKED_BY_ONE, ASKED_BY_TWO, options=ReadOptions(interviewers_in=named))
    assert one.participants == ("Speaker 2 (1)",)
    assert two.participants == ("Speaker 1 (2)",)


def test_where_nothing_is_said_of_a_file_its_interviewers_are_found() -> None:
    one, two = study(ASKED_BY_ONE, ASKED_BY_TWO, options=ReadOptions(interviewers_in={"2.txt": frozenset()}))
    assert one.participants == ("Speaker 2 (1)",)
    assert set(two.participants) == {"Speaker 1 (2)", "Speaker 2 (2)"}


def test_a_name_as_the_study_shows_it_means_that_speaker_only() -> None:
    one, two = study(ASKED_BY_ONE, ASKED_BY_TWO, options=ReadOptions(interviewers=frozenset({"Speaker 1 (1)"})))
    assert one.participants == ("Speaker 2 (1)",)
    assert len(two.participants) == 2


def test_what_is_said_of_no_file_is_told() -> None:
    reading = read([("a.txt", b"Jo: Hi.")], ReadOptions(interviewers_in={"b.txt": frozenset({"Jo"})}))
    assert reading.unknown_files == ("b.txt",)
