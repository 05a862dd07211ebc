"""Tables: survey answers, transcripts in columns, conversations in cells."""

from __future__ import annotations

import pytest

from analysis.readers import ReadOptions, read
from analysis.readers.preview import preview
from tests.analysis.readers.documents import read_one, reason_for, roles, said, specimen

SURVEY = (
    "Timestamp,Respondent ID,What frustrates you most?,Rating,What would you change?\n"
    '2026-01-02 10:00,R7,"The page is slow, and ugly",3,Make the page faster please\n'
    '2026-01-02 11:00,R8,"I lose my work\nwhen it logs me out",1,\n'
    "2026-01-03 09:00,R9,Nothing at all to be honest,5,Let me export my own lists\n"
)


def test_each_row_is_a_respondent_and_each_answer_a_turn() -> None:
    transcript = read_one("survey.csv", SURVEY)
    assert [(turn.speaker, turn.question, transcript.words_of(turn)) for turn in transcript.turns] == [
        ("R7", "What frustrates you most?", "The page is slow, and ugly"),
        ("R7", "What would you change?", "Make the page faster please"),
        ("R8", "What frustrates you most?", "I lose my work\nwhen it logs me out"),
        ("R9", "What frustrates you most?", "Nothing at all to be honest"),
        ("R9", "What would you change?", "Let me export my own lists"),
    ]
    assert set(roles(transcript).values()) == {"participant"}


def test_the_columns_are_told_and_others_can_be_chosen() -> None:
    transcript = read_one("survey.csv", SURVEY)
    chosen = {column.name for column in transcript.columns if column.chosen}
    assert chosen == {"What frustrates you most?", "What would you change?"}
    assert len(transcript.columns) == 5
    options = ReadOptions(text_columns={"survey.csv": "What would you change?"})
    assert {turn.question for turn in read_one("survey.csv", SURVEY, options).turns} == {"What would you change?"}
    reading = read([("survey.csv", SURVEY.encode())], ReadOptions(text_columns={"survey.csv": "No such"}))
    assert "no column called “No such”" in reading.refusals[0].reason


TURNS = "Speaker,Content,Memo\nInterviewer,How is it?,First visit\nBo,Slow: very slow.,Bo sounded tired of it\n"
ASKED = "participant,question,answer\nP1,What hurts?,The page is slow\nP2,What helps?,Paper\n"


@pytest.mark.parametrize(("table", "own"), [(SURVEY, None), (TURNS, ["Content"]), (ASKED, ["answer"])])
def test_choosing_what_would_be_read_anyway_changes_nothing(table: str, own: list[str] | None) -> None:
    read_anyway = read_one("a.csv", table)
    chosen = [column.name for column in read_anyway.columns if column.chosen]
    assert own is None or chosen == own
    assert read_one("a.csv", table, ReadOptions(text_columns={"a.csv": chosen})) == read_anyway


def test_other_columns_of_a_table_of_turns_are_still_said_by_its_speakers() -> None:
    transcript = read_one("a.csv", TURNS, ReadOptions(text_columns={"a.csv": "Memo"}))
    assert said(transcript) == [("Interviewer", "First visit"), ("Bo", "Bo sounded tired of it")]


def test_columns_without_a_heading_of_their_own_are_chosen_by_number() -> None:
    table = "id,Comment,Comment\n1,It is slow and old,It is blue\n2,It is fine by me,It is red\n"
    options = ReadOptions(text_columns={"a.csv": "3"})
    assert said(read_one("a.csv", table, options)) == [("Respondent 1", "It is blue"), ("Respondent 2", "It is red")]
    shown = preview(read([("a.csv", table.encode())], options)).files[0]
    assert [(column.choice, column.chosen) for column in shown.columns] == [("id", False), ("2", False), ("3", True)]


def test_columns_of_no_file_and_of_no_table_are_not_passed_over() -> None:
    options = ReadOptions(text_columns={"other.csv": "x", "talk.txt": "x"})
    reading = read([("a.csv", SURVEY.encode()), ("talk.txt", b"Ann: It is slow.")], options)
    assert reading.unknown_files == ("other.csv",)
    assert [(refusal.name, refusal.reason[:14]) for refusal in reading.refusals] == [("talk.txt", "it is no table")]


def test_delimiters_and_encodings_of_spreadsheets() -> None:
    semicolons = read_one("a.csv", 'id;answer;score\n1;"slow, and ugly";3,5\n2;fine by me;4,0\n')
    assert said(semicolons) == [("Respondent 1", "slow, and ugly"), ("Respondent 2", "fine by me")]
    tabs = read_one("a.csv", b"\xff\xfe" + "id\tanswer\r\n1\tcafé ist zu langsam\r\n".encode("utf-16-le"))
    assert said(tabs) == [("Respondent 1", "café ist zu langsam")]
    assert tabs.encoding == "utf-16-le"


def test_a_column_of_questions_gives_the_question_row_by_row() -> None:
    text = "participant,question,answer\nP1,What hurts?,The page is slow\nP2,What helps?,Paper\n"
    transcript = read_one("a.csv", text)
    assert [(turn.speaker, turn.question, transcript.words_of(turn)) for turn in transcript.turns] == [
        ("P1", "What hurts?", "The page is slow"),
        ("P2", "What helps?", "Paper"),
    ]


def test_a_table_of_turns_is_a_transcript() -> None:
    text = (
        "Timespan,Speaker,Content\n0:00:01.0 - 0:00:04.0,Interviewer,How is it?\n0:00:05.0 - "
        "0:00:06.0,Bo,Slow: very slow.\n"
    )
    transcript = read_one("nvivo.csv", text)
    assert said(transcript) == [("Interviewer", "How is it?"), ("Bo", "Slow: very slow.")]
    assert [turn.timecode for turn in transcript.turns] == ["00:00:01", "00:00:05"]
    assert roles(transcript) == {"Interviewer": "interviewer", "Bo": "participant"}


def test_a_cell_may_hold_a_whole_interview() -> None:
    transcript = read_one(*specimen("anthropic_interviewer.csv"))
    assert transcript.participants == ("creativity_0000", "creativity_0001")
    assert {name for name, role in roles(transcript).items() if role == "interviewer"} == {"Assistant", "AI"}
    assert said(transcript)[1] == ("creativity_0000", "Nice! I think I'm good for questions. Let's get into it.")


def test_a_cell_with_a_colon_is_still_one_answer() -> None:
    text = 'id,answer\r\n1,"first line\nsecond: line\r\n\r\nthird"\r\n2,"P1: fake turn"\r\n'
    assert said(read_one("a.csv", text)) == [
        ("Respondent 1", "first line\nsecond: line\r\n\r\nthird"),
        ("Respondent 2", "P1: fake turn"),
    ]


def test_answers_without_words_are_left_out_and_counted() -> None:
    transcript = read_one("a.csv", "id,answer\n1,It is slow\n2,-\n3,42\n4,It is very slow\n")
    assert len(transcript.turns) == 2
    assert transcript.notes == ("2 answers without words (numbers, marks) left out.",)


def test_uneven_rows_are_reported() -> None:
    transcript = read_one("a.csv", "id,a,b\n1,x is slow\n2,x,y is slow,z,w\n\n3,,\n")
    assert "line 2, 3" in transcript.notes[0]


def test_quotes_that_do_not_match_are_refused_with_their_place() -> None:
    assert "line 4" in reason_for("a.csv", 'id,answer\n1,"the page is slow\n2,fine\n3,"ok"\n')


def test_a_list_of_answers_under_one_heading() -> None:
    assert said(read_one("a.csv", "What hurts?\nThe page is slow and old\nThe list is far too long\n")) == [
        ("Respondent 1", "The page is slow and old"),
        ("Respondent 2", "The list is far too long"),
    ]


def test_a_real_survey() -> None:
    transcript = read_one(*specimen("jupyter_survey.csv"))
    assert {turn.question for turn in transcript.turns} <= {
        column.name for column in transcript.columns if column.chosen
    }
    assert transcript.speakers[0] == "Respondent 12390574951"
    words = [transcript.words_of(turn) for turn in transcript.turns]
    assert "nbdime is nice but GitHub integration code diff is challenge" in words
