"""WebVTT and SubRip: the exports of Zoom, Teams and others, with their traps."""

from __future__ import annotations

import time

import pytest

from tests.analysis.readers.documents import read_one, reason_for, roles, said, specimen

CUE = "00:00:01.000 --> 00:00:02.000"


def vtt(*payloads: str) -> str:
    """Captions a second apart."""
    cues = (f"00:00:{n:02}.000 --> 00:00:{n:02}.900\n{payload}\n" for n, payload in enumerate(payloads, start=1))
    return "WEBVTT\n\n" + "\n".join(cues)


def test_zoom_names_the_speaker_before_the_words() -> None:
    text = (
        "WEBVTT\r\n\r\n1\r\n00:00:02.430 --> 00:00:05.110\r\nJane Doe: How do you book it?\r\n\r\n2\r\n"
        "00:01:05.200 --> 00:01:06.000\r\nCall-in User 1: By phone\r\n\r\n3\r\n00:01:06.200 --> 00:01:09.000\r\n"
        "Call-in User 1: because the page is slow.\r\n"
    )
    transcript = read_one("Audio Transcript_Study_1.vtt", b"\xef\xbb\xbf" + text.encode())
    assert said(transcript) == [
        ("Jane Doe", "How do you book it?"),
        ("Call-in User 1", "By phone because the page is slow."),
    ]
    assert [turn.timecode for turn in transcript.turns] == ["00:00:02", "00:01:05"]
    assert transcript.encoding == "utf-8-sig"


def test_teams_names_the_speaker_in_a_voice_tag() -> None:
    text = (
        "WEBVTT\n\n3f2a6c1e-0b1d-4c52-9d6e-000000000000/12-0\n00:00:01.000 --> 00:00:04.000\n"
        "<v Doe, Jane (she/her)>We do R&amp;D\nand that is slow.</v>\n\n"
        "3f2a6c1e-0b1d-4c52-9d6e-000000000000/13-0\n00:00:05.000 --> 00:00:06.000\n<v Bob>Why?\n"
    )
    assert said(read_one("teams.vtt", text)) == [("Doe, Jane", "We do R&D and that is slow."), ("Bob", "Why?")]


def test_two_voices_in_one_cue_stay_apart() -> None:
    text = vtt("<v Anna>It is slow.</v> <v Bob>Very &lt;slow&gt;.</v>")
    assert said(read_one("a.vtt", text)) == [("Anna", "It is slow."), ("Bob", "Very <slow>.")]


def test_decimal_commas_are_read_in_webvtt_too() -> None:
    transcript = read_one("a.vtt", "WEBVTT\n\n00:00:01,000 --> 00:00:02,500\n<v Anna>slow\n")
    assert said(transcript) == [("Anna", "slow")]


def test_hourless_times_notes_styles_and_settings() -> None:
    text = (
        "WEBVTT - Title\nKind: captions\n\nNOTE\nAnna: not said\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:x\n\n"
        "01:05.000 --> 01:06.000 align:start position:0%\n<c.red>Anna:</c> <i>slow</i> <00:01:05.500>indeed &nbsp;yes\n"
    )
    transcript = read_one("a.vtt", text)
    assert said(transcript)[0][1].endswith("slow indeed yes")
    assert transcript.turns[0].timecode == "00:01:05"
    assert "not said" not in transcript.text


def test_without_any_speaker_all_is_said_by_nobody_named() -> None:
    transcript = read_one("a.vtt", vtt("the page is slow", "and nobody knows why."))
    assert said(transcript) == [("", "the page is slow and nobody knows why.")]


def test_a_new_turn_begins_where_a_long_one_ends_a_sentence() -> None:
    sentences = [f"Anna: This is sentence {n} of a very long talk about the booking page." for n in range(40)]
    transcript = read_one("a.vtt", vtt(*sentences, "Bob: yes", "Bob: no"))
    lengths = [len(words) for speaker, words in said(transcript) if speaker == "Anna"]
    assert len(lengths) > 2
    assert all(words.endswith(".") for speaker, words in said(transcript) if speaker == "Anna")
    assert transcript.turns[1].timecode != transcript.turns[0].timecode


def test_rolling_captions_are_counted_once() -> None:
    words = "the booking page is slow so I keep a spreadsheet and ask around because nobody trusts it".split()
    shown = [" ".join(words[max(0, i - 6) : i + 1]) for i in range(len(words))]
    transcript = read_one("youtube.vtt", vtt(*shown))
    assert said(transcript) == [("", " ".join(words))]
    assert "repeat" in transcript.notes[0]


def test_people_may_repeat_each_other() -> None:
    transcript = read_one("a.vtt", vtt(*["<v Anna>no no no", "<v Bob>no no no"] * 6))
    assert len(transcript.turns) == 12


def test_bad_cues_are_counted_and_the_others_kept() -> None:
    text = (
        f"WEBVTT\n\n{CUE}\nAnna: one\n\n00:99:99.000 --> 99:99:99.000\nAnna: lost\n\n00:00:03.000 -> "
        f"00:00:04.000\nAnna: lost too\n\n"
        "no time at all\nnor here\n\n00:00:05.000 --> 00:00:06.000\nAnna: two --> three\nand "
        "00:00:01.000 --> 00:00:02.000 fake\n\n"
        "00:00:07.000 --> 00:00:08.000\n\n00:00:09.000 --> 00:00:10.000\nAnna: last without an end"
    )
    transcript = read_one("a.vtt", text)
    assert said(transcript) == [("Anna", "one two --> three last without an end")]
    assert transcript.notes[0].startswith("4 broken captions left out (lines 6, 9, 12, 17)")


def test_a_file_none_of_whose_cues_has_a_time_is_refused() -> None:
    assert "time" in reason_for("a.vtt", "WEBVTT\n\n99:99 --> x\nAnna: slow\n")
    assert "no captions" in reason_for("a.vtt", "WEBVTT\n\n")


def test_a_missing_header_is_noted() -> None:
    assert "WEBVTT" in read_one("a.vtt", f"{CUE}\nAnna: slow\n").notes[0]


def test_subrip_as_people_have_it() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,500\nJane: Hi.\n\n\n1\n00:00:02.500 --> 00:00:03.000\nJane: "
        "dot, repeated index.\n3\n"
        "00:00:03,000 --> 00:00:04,000\nBob: no blank line before\n\n4\n00:00:04,000 --> 00:00:05,000 X1:1 X2:2\n"
        '{\\an8}<font color="red">Bob: tags.</font>\n\n6\n00:00:05,000\nBob: half a time\n'
    )
    transcript = read_one("a.srt", text)
    assert said(transcript) == [("Jane", "Hi. dot, repeated index."), ("Bob", "no blank line before tags.")]
    assert "broken" in transcript.notes[0]


def test_webvtt_under_the_name_of_subrip() -> None:
    transcript = read_one("a.srt", vtt("Anna: slow", "Anna: very"))
    assert transcript.format == "vtt"
    assert "WebVTT" in transcript.notes[0]


def test_the_same_talk_reads_alike_in_every_caption_format() -> None:
    zoom, teams, srt = (read_one(*specimen(f"primock57{end}")) for end in ("_zoom.vtt", "_teams.vtt", ".srt"))
    assert said(zoom) == said(teams) == said(srt)
    assert [turn.timecode for turn in zoom.turns] == [turn.timecode for turn in srt.turns]
    assert roles(zoom) == {"Doctor": "interviewer", "Patient": "participant"}


@pytest.mark.parametrize("name", ["primock57_zoom.vtt", "primock57_teams.vtt", "primock57.srt"])
def test_no_time_number_or_tag_is_ever_said(name: str) -> None:
    for _, words in said(read_one(*specimen(name))):
        assert "-->" not in words
        assert "<" not in words
        assert "\n" not in words


def test_ten_thousand_cues_take_no_noticeable_time() -> None:
    cues = (
        f"{n}\n{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000 --> {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.900\n"
        f"<v Speaker {n % 3}>The page number {n} is slow &amp; I wait.</v>\n\n"
        for n in range(10_000)
    )
    text = "WEBVTT\n\n" + "".join(cues)
    began = time.process_time()
    transcript = read_one("long.vtt", text)
    assert len(transcript.turns) == 10_000
    assert time.process_time() - began < 10  # Some 0.5 s; what is quadratic takes minutes.
