"""Plain text and Markdown: the shapes in which people write who speaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.readers.lines import lines_of
from analysis.readers.talk import read_talk
from tests.analysis.readers.documents import left_out, read_one, read_text, roles, said, specimen

ASKED = "How do you book a room?"
ANSWERED = "I walk over and look."


@pytest.mark.parametrize(
    "text",
    [
        f"Interviewer: {ASKED}\nAnna: {ANSWERED}\nInterviewer: And then?\nAnna: We wait.",
        f"Interviewer: {ASKED}\n\nAnna: {ANSWERED}\n\nInterviewer: And then?\n\nAnna: We wait.",
        f"Interviewer : {ASKED}\nAnna : {ANSWERED}\nInterviewer : And then?\nAnna : We wait.",
        f"**Interviewer:** {ASKED}\n\n**Anna:** {ANSWERED}\n\n**Interviewer:** And then?\n\n**Anna:** We wait.",
        f"**Interviewer**: {ASKED}\n\n**Anna**: {ANSWERED}\n\n**Interviewer**: And then?\n\n**Anna**: We wait.",
        f"__Interviewer:__ {ASKED}\n\n__Anna:__ {ANSWERED}\n\n__Interviewer:__ And then?\n\n__Anna:__ We wait.",
        f"<b>Interviewer</b>: {ASKED}\n<b>Anna</b>: {ANSWERED}\n<b>Interviewer</b>: And then?\n<b>Anna</b>: We wait.",
        f"[Interviewer]: {ASKED}\n[Anna]: {ANSWERED}\n[Interviewer]: And then?\n[Anna]: We wait.",
        f"> Interviewer: {ASKED}\n\n> Anna: {ANSWERED}\n\n> Interviewer: And then?\n\n> Anna: We wait.",
        f"Interviewer: “{ASKED}”\nAnna: “{ANSWERED}”\nInterviewer: “And then?”\nAnna: “We wait.”",
        f'Interviewer: "{ASKED}"\nAnna(Designer): "{ANSWERED}"\nInterviewer: "And then?"\nAnna: "We wait."',
        f"Interviewer: {ASKED}\nAnna (Designer): {ANSWERED}\nInterviewer: And then?\nAnna (Designer): We wait.",
        f"Interviewer:\n{ASKED}\n\nAnna:\n{ANSWERED}\n\nInterviewer:\nAnd then?\n\nAnna:\nWe wait.",
        f"**Interviewer**\n{ASKED}\n\n**Anna**\n{ANSWERED}\n\n**Interviewer**\nAnd then?\n\n**Anna**\nWe wait.",
    ],
)
def test_a_label_opens_a_turn_whatever_its_marking(text: str) -> None:
    transcript = read_one("interview.md", text)
    expected = [("Interviewer", ASKED), ("Anna", ANSWERED), ("Interviewer", "And then?"), ("Anna", "We wait.")]
    assert said(transcript) == expected
    assert roles(transcript) == {"Interviewer": "interviewer", "Anna": "participant"}


@pytest.mark.parametrize(
    "text",
    [
        f"[00:00:02] Interviewer: {ASKED}\n[00:01:05] Anna: {ANSWERED}",
        f"00:00:02 Interviewer: {ASKED}\n00:01:05 Anna: {ANSWERED}",
        f"(0:02) Interviewer: {ASKED}\n(1:05) Anna: {ANSWERED}",
        f"Interviewer [00:00:02]: {ASKED}\nAnna [00:01:05]: {ANSWERED}",
        f"Interviewer (00:02): {ASKED}\nAnna (01:05): {ANSWERED}",
        f"Interviewer: [00:00:02] {ASKED}\nAnna: [00:01:05] {ANSWERED}",
        f"00:00:02\tInterviewer\t{ASKED}\n00:01:05\tAnna\t{ANSWERED}",
        f"00:00:02.5 - 00:01:04.0\tInterviewer\t{ASKED}\n00:01:05.0 - 00:02:00.0\tAnna\t{ANSWERED}",
        f"00:00:02.5Interviewer: {ASKED}\n00:01:05.1Anna: {ANSWERED}",
        f"#00:00:02.5# Interviewer: {ASKED}\n#00:01:05.1# Anna: {ANSWERED}",
        f"Interviewer  0:02  \n{ASKED}\n\nAnna  1:05  \n{ANSWERED}\n",
        f"Interviewer (00:02):\n{ASKED}\n\nAnna (01:05):\n{ANSWERED}\n",
        f"[Interviewer] (0:02 - 1:04)\n{ASKED}\n\n[Anna] (1:05 - 2:00)\n{ANSWERED}\n",
        f"Interviewer | 00:02\n{ASKED}\n\nAnna | 01:05\n{ANSWERED}\n",
        f"00:02 - Interviewer\n{ASKED}\n\n01:05 - Anna\n{ANSWERED}\n",
        f"00:00:02\nInterviewer: {ASKED}\n\n00:01:05\nAnna: {ANSWERED}\n",
    ],
)
def test_times_become_timecodes_and_never_words(text: str) -> None:
    transcript = read_text(text)
    assert said(transcript) == [("Interviewer", ASKED), ("Anna", ANSWERED)]
    assert [turn.timecode for turn in transcript.turns] == ["00:00:02", "00:01:05"]


def test_a_time_inside_a_turn_divides_it() -> None:
    transcript = read_text("P1: The page is slow. [00:05:10] So I call them.\nP1: Yes. #00:06:00-5#\nP2: No.")
    assert said(transcript) == [
        ("P1", "The page is slow."),
        ("P1", "So I call them."),
        ("P1", "Yes."),
        ("P2", "No."),
    ]
    assert [turn.timecode for turn in transcript.turns] == [None, "00:05:10", "00:06:00", None]


def test_what_was_inaudible_stays_in_the_words() -> None:
    transcript = read_text("P1: It is [inaudible 00:01:02] every day.\nP2: [crosstalk 00:03:10]\nP2: Yes.")
    assert said(transcript) == [("P1", "It is [inaudible 00:01:02] every day."), ("P2", "Yes.")]


def test_otter_text() -> None:
    text = "Sidney  55:21  \nSo it is slow.\nVery slow.\n\nUnknown Speaker  1:02:03  \nWhy?\n\nTranscribed by https://otter.ai\n"
    transcript = read_text(text)
    assert said(transcript) == [("Sidney", "So it is slow.\nVery slow."), ("Unknown Speaker", "Why?")]
    assert [turn.timecode for turn in transcript.turns] == ["00:55:21", "01:02:03"]
    assert left_out(transcript) == ["Transcribed by https://otter.ai"]


def test_a_turn_may_have_paragraphs() -> None:
    transcript = read_text("Anna: First.\n\nSecond: still me, at length.\n\nBob: Yes.\nAnna: Third.\nBob: No.")
    assert said(transcript)[0] == ("Anna", "First.\n\nSecond: still me, at length.")


@pytest.mark.parametrize(
    "line",
    ["https://example.org:8080 is down", "Note: this was said twice", "10:30 we met", "e.g.: this", "Date: 4 May"],
)
def test_not_every_colon_is_a_speakers(line: str) -> None:
    transcript = read_text(f"Anna: The site is slow.\n{line}\nBob: Yes.\nAnna: {line}\nBob: No.")
    assert set(transcript.speakers) == {"Anna", "Bob"}
    assert said(transcript)[0][1].endswith(line)


def test_a_name_is_at_most_63_characters_long() -> None:
    long = "Anna " + "Maria" * 12
    transcript = read_text(f"{long}: one\nBob: two\n{long}: three\nBob: four\nBob: five")
    assert transcript.speakers == ("Bob",)


def test_one_label_is_no_transcript() -> None:
    transcript = read_text("We met on Monday.\n\nBudget: it was too small for the team.\n\nThey left early.")
    assert transcript.speakers == ("",)
    assert len(transcript.turns) == 3


def test_head_and_tail_of_a_transcript_are_set_aside() -> None:
    text = (
        "Interview 4\nParticipant p4, nurse\nDuration: 34 minutes\n\n=====\n\nInterviewer: Hello?\n\n"
        "Nurse: The ward is "
        "full.\n\nInterview conducted by A Person, A Company\n\nDate: March 15, 2025\n\nDuration: 42 minutes\n"
    )
    transcript = read_text(text)
    assert said(transcript) == [("Interviewer", "Hello?"), ("Nurse", "The ward is full.")]
    assert left_out(transcript)[0].startswith("Interview 4\nParticipant p4")
    assert "42 minutes" in left_out(transcript)[-1]


def test_a_legend_says_who_asks() -> None:
    text = "A: Interviewer, B: Student\n\nA: Ist das gut?\nB: Ja, sehr.\nA: Und das hier.\nB: Nein, nicht so."
    transcript = read_text(text)
    assert roles(transcript) == {"A": "interviewer", "B": "participant"}
    assert left_out(transcript) == ["A: Interviewer, B: Student"]


def test_a_header_line_says_who_asks() -> None:
    text = "Interviewer: Jo Park\nParticipant: P3\n\nJo: It starts here.\nP3: Slow.\nJo: I see.\nP3: Very slow."
    transcript = read_text(text)
    assert roles(transcript) == {"Jo": "interviewer", "P3": "participant"}
    assert said(transcript)[0] == ("Jo", "It starts here.")


def test_remarks_of_the_researcher_are_not_evidence() -> None:
    text = (
        "**INTERVIEWER:** And?\n\n**E1:** It breaks.\n\n**[OBSERVATION NOTES]:** looks annoyed\nand tired\n\n"
        "**PROBE used (yes/no):** [x] Why does it break?\n\n**E1:** Nobody knows.\n\n**Signals:** "
        "none\n\n**E1:** [no answer]\n"
    )
    transcript = read_one("e1.md", text)
    assert said(transcript) == [
        ("INTERVIEWER", "And?"),
        ("E1", "It breaks."),
        ("", "[x] Why does it break?"),
        ("E1", "Nobody knows."),
    ]
    assert transcript.turns[2].role.value == "interviewer"
    assert "looks annoyed\nand tired" in left_out(transcript)[0]


def test_markdown_furniture_is_set_aside() -> None:
    text = (
        "---\ntitle: x\n---\n# Head\n\nInterviewer: One?\n\nAnna: Two.\n\n---\n\n## Next\n\nAim of it\n\n"
        "Interviewer: Three?\n"
    )
    transcript = read_one("a.md", text)
    assert [words for _, words in said(transcript)] == ["One?", "Two.", "Three?"]
    assert {part.reason for part in transcript.left_out} == {
        "Data about the document at its head",
        "A heading, not said by anybody",
        "A dividing line",
        "Text under a heading that names no speaker",
    }


def test_notes_are_evidence_of_nobody_named() -> None:
    text = (
        "# Findings\n\n- The page is slow\n- [x] She keeps a sheet\n\n> I gave up.\n\n**Table of "
        "contents:**\n\n| a | b |\n\n```\ncode\n```\n"
    )
    transcript = read_one("notes.md", text)
    assert said(transcript) == [("", "The page is slow"), ("", "She keeps a sheet"), ("", "I gave up.")]
    assert {turn.role.value for turn in transcript.turns} == {"participant"}
    assert len(left_out(transcript)) == 4


def test_a_heading_that_asks_is_the_question_of_what_follows() -> None:
    transcript = read_one("notes.md", "## What hurts most?\n\nThe page is slow.\n\n## Other\n\nNothing.\n")
    assert [turn.question for turn in transcript.turns] == ["What hurts most?", None]


def test_numbered_questions_are_asked_and_what_follows_is_answered() -> None:
    transcript = read_one(*specimen("raise_p1.txt"))
    assert transcript.language == "pt"
    asked = [turn for turn in transcript.turns if turn.role.value == "interviewer"]
    answers = [turn for turn in transcript.turns if turn.role.value == "participant"]
    assert transcript.words_of(asked[1]) == "Quantos repositórios do GitHub possuem dados disponíveis na ferramenta?"
    assert transcript.words_of(answers[1]) == "Quatro repositórios."
    assert answers[1].question == transcript.words_of(asked[1])


def test_lone_questions_between_paragraphs_are_context() -> None:
    text = "How is it?\n\nSlow, every day.\n\nWhat then?\n\nI call.\n\nWhy so?\n\nNobody answers mails."
    transcript = read_text(text)
    assert [(turn.question, transcript.words_of(turn)) for turn in transcript.turns] == [
        ("How is it?", "Slow, every day."),
        ("What then?", "I call."),
        ("Why so?", "Nobody answers mails."),
    ]


def test_questions_and_answers_by_letter() -> None:
    transcript = read_text("Q1: How is it?\nA1: Slow.\nQ2: Why?\nA2: Nobody knows.")
    assert [turn.role.value for turn in transcript.turns] == ["interviewer", "participant"] * 2


def test_line_ends_stay_as_they_are() -> None:
    text = "P1: one\r\nP2: two\rP3: three\u2028P4: four\u2029P5: five\x85P6: six\x0bP7: seven\x0cP8: eight\n"
    transcript = read_text(text)
    assert transcript.text == text
    assert [words for _, words in said(transcript)] == ["one", "two", "three", "four", "five", "six", "seven", "eight"]


def test_captions_under_the_name_of_text_are_read_as_captions() -> None:
    assert read_one("a.txt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>slow\n").format == "vtt"
    assert read_one("b.txt", "1\n00:00:01,000 --> 00:00:02,000\nAnna: slow\n").format == "srt"


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                [
                    "Anna: yes",
                    "Interviewer: How?",
                    "P1: slow",
                    "",
                    "[00:01:02] Bob: hm",
                    "## Why?",
                    "**Q:** so?",
                    "---",
                    "- a",
                    "Bob  0:21",
                    "Note: x",
                    "#00:01:02.3#",
                    "[laughs]",
                    "```",
                    "Question 1: what?",
                    "| a |",
                    "(0:01 - 0:11)",
                ]
            ),
        ),
        max_size=30,
    ),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_turns_are_in_order_apart_and_trimmed_whatever_the_text(lines: list[str], end: str) -> None:
    text = end.join(lines)
    talk = read_talk(text, lines_of(text, markdown=True))
    at = 0
    for utterance in talk.utterances:
        words = text[utterance.start : utterance.end]
        assert at <= utterance.start < utterance.end <= len(text)
        assert words == words.strip()
        at = utterance.end
    for part in talk.left_out:
        assert 0 <= part.start < part.end <= len(text)


@pytest.mark.parametrize(
    "form",
    [
        "{} – {}",
        "{}\t{}",
        "1. {}: {}",
        "- **{}**: {}",
        "### {}\n\n{}\n",
        "{} <someone@example.org>: {}",
        "*{}*: {}",
    ],
)
def test_rarer_shapes_are_believed_where_a_role_word_stands_in_them(form: str) -> None:
    talk = [("Interviewer", ASKED), ("Anna", ANSWERED), ("Interviewer", "And then?"), ("Anna", "We wait.")]
    assert said(read_one("a.md", "\n".join(form.format(name, words) for name, words in talk))) == talk


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("jane", "bob"), ("Intervieweuse", "Personne interrogée"), ("Q.", "A."), ("F1", "M2"), ("Entrevistador/a", "Ana")],
)
def test_labels_that_are_no_names_by_their_form(asks: str, answers: str) -> None:
    colon = "" if asks.endswith(".") else ":"
    text = f"{asks}{colon} {ASKED}\n{answers}{colon} {ANSWERED}\n{asks}{colon} And then?\n{answers}{colon} We wait."
    transcript = read_text(text)
    assert [words for _, words in said(transcript)] == [ASKED, ANSWERED, "And then?", "We wait."]
    assert len(transcript.speakers) == 2
    assert transcript.turns[0].role.value == "interviewer"


def test_lists_inside_a_turn_are_no_speakers() -> None:
    transcript = read_text(
        "Interviewer: Why?\nAna: Two reasons:\n1. Cost: high\n2. Time: low\nInterviewer: Ok?\nAna: Yes."
    )
    assert transcript.speakers == ("Interviewer", "Ana")
    assert said(transcript)[1] == ("Ana", "Two reasons:\n1. Cost: high\n2. Time: low")


def test_fields_of_a_form_are_no_speakers() -> None:
    note = "Pain point: export is slow\nQuote: I hate it\nSeverity: high\n"
    assert read_text(f"{note}\n{note.replace('export', 'search')}").speakers == ("",)


def test_a_log_of_what_was_seen_keeps_its_times() -> None:
    transcript = read_text("Session 4\n\n10:05 User opens the app\n10:07 User sighs: “this again”\n10:09 Closes it\n")
    assert said(transcript)[1:] == [("", "User opens the app"), ("", "User sighs: “this again”"), ("", "Closes it")]
    assert [turn.timecode for turn in transcript.turns] == [None, "00:10:05", "00:10:07", "00:10:09"]
