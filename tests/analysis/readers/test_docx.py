"""Word documents: Teams, Google Meet, Rev, tables, and what Word hides in its XML."""

from __future__ import annotations

import pytest

from tests.analysis.readers.documents import (
    document_xml,
    left_out,
    paragraph,
    read_one,
    reason_for,
    roles,
    said,
    specimen,
    table,
    word,
    zipped,
)


def read_word(*body: str, styles: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Who says what in a document of these paragraphs."""
    return said(read_one("a.docx", word(*body, styles=styles)))


def test_teams_writes_one_paragraph_a_turn() -> None:
    transcript = read_one(
        "teams.docx",
        word(
            paragraph("Weekly study-20260901_100000-Meeting Recording"),
            paragraph("September 1, 2026, 10:00AM"),
            paragraph("Jo Park started transcription"),
            paragraph("Jo Park   0:04\nHow do you book it?\nAnd why?"),
            paragraph("Martin Storey (Guest)   1:02:07\nBy phone."),
            paragraph("Jo Park   1:02:09\nI see."),
            paragraph("Jo Park stopped transcription"),
        ),
    )
    assert said(transcript) == [
        ("Jo Park", "How do you book it?\nAnd why?"),
        ("Martin Storey", "By phone."),
        ("Jo Park", "I see."),
    ]
    assert [turn.timecode for turn in transcript.turns] == ["00:00:04", "01:02:07", "01:02:09"]
    assert left_out(transcript)[-1] == "Jo Park stopped transcription"


@pytest.mark.parametrize(
    "line",
    [
        "Jo Park hat die Transkription gestartet",
        "Jo Park a démarré la transcription",
        "Jo Park inició la transcripción",
        "Jo Park iniciou a transcrição",
    ],
)
def test_teams_speaks_many_languages(line: str) -> None:
    transcript = read_one("t.docx", word(paragraph(line), paragraph("Jo   0:04\nHallo?"), paragraph("Bo   0:05\nJa.")))
    assert said(transcript) == [("Jo", "Hallo?"), ("Bo", "Ja.")]
    assert left_out(transcript) == [line]


MEET = (
    "📝 Notes", "Sep 1, 2026", "Study", "Invited Jo Park Bo Lee", "Summary",
    "Bo Lee loves the product and would recommend it.", "Details", "Bo Lee: explained that everything works well.",
    "Bo Lee: agreed with Jo.", "Suggested next steps", "Jo Park: will send the report.",
    "You should review Gemini's notes to make sure they're accurate.",
    "📖 Transcript", "Sep 1, 2026", "Study - Transcript", "00:00:11", "Jo Park: How do you book it?",
    "Bo Lee: By phone, the page is slow.", "00:05:12", "Jo Park: Why?", "Bo Lee: Nobody knows.",
    "Transcription ended after 00:06:01",
    (
        "This editable transcript was computer generated and might contain errors. People can also "
        "change the text after it was created."
    ),
)  # fmt: skip


def test_notes_by_gemini_are_never_evidence() -> None:
    transcript = read_one("Study - Notes by Gemini.docx", word(*map(paragraph, MEET)))
    assert said(transcript) == [
        ("Jo Park", "How do you book it?"),
        ("Bo Lee", "By phone, the page is slow."),
        ("Jo Park", "Why?"),
        ("Bo Lee", "Nobody knows."),
    ]
    assert [turn.timecode for turn in transcript.turns] == ["00:00:11", None, "00:05:12", None]
    machine = [part for part in transcript.left_out if "machine" in part.reason]
    assert "loves the product" in "".join(transcript.text[part.start : part.end] for part in machine)
    assert any("computer generated" in part for part in left_out(transcript))


def test_notes_by_gemini_without_a_heading_end_where_the_talk_begins() -> None:
    lines = [line for line in MEET if "📖" not in line and "Transcript" not in line]
    transcript = read_one("meet.docx", word(*map(paragraph, lines)))
    assert said(transcript)[0] == ("Jo Park", "How do you book it?")
    assert "loves the product" not in " ".join(words for _, words in said(transcript))


def test_notes_by_gemini_alone_are_refused() -> None:
    assert "machine" in reason_for("notes.docx", word(*map(paragraph, MEET[:12])))


def test_the_older_export_of_meet_has_no_times() -> None:
    first = "This editable transcript was computer generated and might contain errors."
    transcript = read_one(
        "m.docx", word(paragraph(first), *map(paragraph, ["Jo: Hm?", "Bo: Slow.", "Jo: Why?", "Bo: No."]))
    )
    assert said(transcript)[:2] == [("Jo", "Hm?"), ("Bo", "Slow.")]
    assert left_out(transcript) == [first]


def test_rev_puts_the_words_below_the_label() -> None:
    body = ["Speaker 1 (00:00):", "How is it?", "Speaker 2 (00:03):", "Slow [inaudible 00:00:04] and", "", "dull."]
    assert read_word(*map(paragraph, body)) == [
        ("Speaker 1", "How is it?"),
        ("Speaker 2", "Slow [inaudible 00:00:04] and\n\ndull."),
    ]


def test_bold_names_need_no_colon() -> None:
    turns = [("Jo Park", " How is it?"), ("Bo Lee", " Slow."), ("Jo Park", " Why?"), ("Bo Lee", " It is old.")]
    expected = [(name, words.strip()) for name, words in turns]
    assert read_word(*(paragraph(words, bold=name) for name, words in turns)) == expected
    assert read_word(*(p for name, words in turns for p in (paragraph("", bold=name), paragraph(words)))) == expected


def test_bold_questions_are_asked() -> None:
    asked = ("How is it going today?", "What then?", "Why?")
    transcript = read_one(
        "q.docx", word(*(p for q in asked for p in (paragraph("", bold=q), paragraph("It is slow."))))
    )
    assert [turn.question for turn in transcript.turns] == list(asked)


def test_headings_are_known_by_their_style_whatever_its_language() -> None:
    body = [paragraph("Begrüßung und Einstieg", style="berschrift1"), paragraph("I: Wie?"), paragraph("B: Gut."),
            paragraph("Hauptteil", style="berschrift1"), paragraph("I: So?"), paragraph("B: Nein.")]  # fmt: skip
    transcript = read_one("a.docx", word(*body, styles={"berschrift1": "heading 1"}))
    assert left_out(transcript) == ["Begrüßung und Einstieg", "Hauptteil"]
    assert [words for _, words in said(transcript)] == ["Wie?", "Gut.", "So?", "Nein."]


def test_tables_of_time_speaker_and_words() -> None:
    rows = table(
        ("Time", "Speaker", "Text"),
        ("00:00:01", "Jo", "How is it?"),
        ("00:00:05", "Bo", "Slow: very."),
        ("00:00:09", "Jo", "Why?"),
    )
    transcript = read_one("t.docx", word(rows))
    assert said(transcript) == [("Jo", "How is it?"), ("Bo", "Slow: very."), ("Jo", "Why?")]
    assert transcript.turns[1].timecode == "00:00:05"


def test_words_between_tables_and_paragraphs_keep_their_order() -> None:
    rows = table(("00:00:05", "P3", "In a table."))
    assert read_word(paragraph("P1: Before."), rows, paragraph("P2: After.")) == [
        ("P1", "Before."),
        ("P3", "In a table."),
        ("P2", "After."),
    ]


def test_what_a_reader_does_not_see_was_not_said() -> None:
    body = (
        "<w:p><w:r><w:t>P1: I </w:t></w:r><w:del><w:r><w:delText>love</w:delText></w:r></w:del>"
        '<w:ins><w:r><w:t>hate</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> it</w:t></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> secretly</w:t></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>"
        "<w:r><w:tab/><w:t>so</w:t><w:noBreakHyphen/><w:t>so.</w:t></w:r></w:p>"
    )
    transcript = read_one("a.docx", word(body))
    assert said(transcript) == [("P1", "I hate it\tso-so.")]
    assert "Hidden" in transcript.notes[0]


def test_entities_and_document_types_are_refused() -> None:
    prologue = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    data = zipped({"word/document.xml": document_xml(paragraph("P1: ok"), prologue=prologue)})
    assert "damaged" in reason_for("a.docx", data)


def test_real_documents() -> None:
    german = read_one(*specimen("haski_s1_s2.docx"))
    assert roles(german) == {"I": "interviewer", "S1": "participant", "S2": "participant"}
    assert german.language == "de"
    french = read_one(*specimen("artisans_04_03.docx"))
    assert roles(french) == {"Chercheur": "interviewer", "Interviewe": "participant"}
    assert french.turns[0].timecode == "00:00:03"
    assert len(french.turns) == 43
