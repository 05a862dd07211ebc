"""JSON and JSON lines, as programs write transcripts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.analysis.readers.documents import read_one, reason_for, roles, said, specimen

TURNS = [("Jo", "How is it?"), ("Bo", "Slow.")]


@pytest.mark.parametrize(
    "value",
    [
        [{"speaker": "Jo", "text": "How is it?"}, {"speaker": "Bo", "text": "Slow."}],
        {"transcript": [{"speaker": "Jo", "text": "How is it?"}, {"speaker": "Bo", "text": "Slow."}]},
        [{"Speaker": {"name": "Jo"}, "Content": "How is it?"}, {"Speaker": {"name": "Bo"}, "Content": "Slow."}],
        {"a": {"b": [{"speakerName": "Jo", "utterance": "How is it?"}, {"speakerName": "Bo", "utterance": "Slow."}]}},
        {"text": "Jo: How is it?\nBo: Slow.\nJo: Hm.\nBo: Yes.", "title": "x"},
    ],
)  # fmt: skip
def test_turns_are_found_under_any_name(value: Any) -> None:
    assert said(read_one("a.json", json.dumps(value)))[:2] == TURNS


def test_json_lines() -> None:
    lines = "\n".join(json.dumps({"speaker": speaker, "text": text}) for speaker, text in TURNS)
    assert said(read_one("a.jsonl", lines)) == TURNS


def test_events_of_a_chat_belong_to_its_participant() -> None:
    transcript = read_one(*specimen("amos_events.jsonl"))
    assert roles(transcript) == {
        "Interviewer": "interviewer",
        "user_delta": "participant",
        "user_epsilon": "participant",
        "user_zeta": "participant",
    }


def test_messages_of_a_chat_with_a_model() -> None:
    value = {
        "messages": [
            {"role": "assistant", "content": "How?"},
            {"role": "user", "content": [{"type": "text", "text": "On paper."}]},
        ]
    }
    transcript = read_one("a.json", json.dumps(value))
    assert [(turn.role.value, transcript.words_of(turn)) for turn in transcript.turns] == [
        ("interviewer", "How?"),
        ("participant", "On paper."),
    ]


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ([0.5, 61.5], ["00:00:00", "00:01:01"]),
        ([250, 90_000], ["00:00:00", "00:01:30"]),
        ([1755372885.79, 1755372978.12], ["00:00:00", "00:01:32"]),
        ([1755372885790, 1755372978120], ["00:00:00", "00:01:32"]),
        (["00:00:02.500", "1:05"], ["00:00:02", "00:01:05"]),
    ],
)
def test_times_in_whatever_unit(starts: list[Any], expected: list[str]) -> None:
    items = [{"speaker": "Jo", "text": f"word {n}", "start": start} for n, start in enumerate(starts)]
    assert [turn.timecode for turn in read_one("a.json", json.dumps(items)).turns] == expected


def test_words_of_a_recogniser_are_joined() -> None:
    elements = [
        {"type": "text", "value": "How"},
        {"type": "punct", "value": " "},
        {"type": "text", "value": "slow"},
        {"type": "punct", "value": "?"},
    ]
    value = {"monologues": [{"speaker": 0, "elements": elements}]}
    assert said(read_one("rev.json", json.dumps(value))) == [("Speaker 0", "How slow?")]


def test_several_interviews_in_one_file_keep_their_people_apart() -> None:
    talk = [{"speaker": "Interviewer", "text": "How?"}, {"speaker": "Participant", "text": "Slow."}]
    value = [{"id": "P7", "transcript": talk}, {"id": "P8", "transcript": talk}]
    assert read_one("a.json", json.dumps(value)).participants == ("P7", "P8")


def test_records_of_answers_are_a_table() -> None:
    value = {
        "responses": [
            {"id": 1, "What hurts?": "The page is slow", "n": 3},
            {"id": 2, "What hurts?": "I lose my work", "n": 4},
        ]
    }
    transcript = read_one("a.json", json.dumps(value))
    assert said(transcript) == [("Respondent 1", "The page is slow"), ("Respondent 2", "I lose my work")]
    assert transcript.turns[0].question == "What hurts?"


def test_the_last_of_two_equal_keys_counts_and_is_noted() -> None:
    transcript = read_one(
        "a.json", '{"t": [{"speaker": "P1", "text": "one"}], "t": [{"speaker": "P1", "text": "two"}]}'
    )
    assert said(transcript) == [("P1", "two")]
    assert "twice" in transcript.notes[0]


def test_numbers_lose_no_digits() -> None:
    text = (
        '[{"id": 123456789012345678901234567890, "answer": "It is slow here"}, {"id": 2, "answer": "It is fast here"}]'
    )
    assert read_one("a.json", text).speakers[0] == "Respondent 123456789012345678901234567890"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"transcript": [{"speaker": "P1", "text": "the page is sl', "not complete JSON (line 1, character 43)"),
        ('{"speaker": "P1", "text": "a b"}\n{"speaker": "P2", "te', "line 2"),
        ("[" * 100_000 + "]" * 100_000, "nested deeper"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "no turns or answers"),
        ('"just a string"', "no turns or answers"),
        ("[1, 2, 3]", "no turns or answers"),
        ("{}", "no turns or answers"),
    ],
)
def test_what_is_no_transcript_is_refused(text: str, reason: str) -> None:
    assert reason in reason_for("a.json", text)
