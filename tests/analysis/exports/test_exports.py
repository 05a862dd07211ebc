"""What is taken away holds what was found, and nothing that runs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from docx import Document

from analysis.chain import Chain
from analysis.curation.anchors import anchor_of
from analysis.curation.edits import Act, Edit
from analysis.curation.overlay import Curated, lay_over
from analysis.exports import FORMATS, export, file_name
from analysis.exports.markdown import plain
from analysis.exports.refi import NAMESPACE
from analysis.exports.report import compose_report
from analysis.exports.table import safe
from analysis.exports.word import to_word
from tests.results import a_result, a_study

Q = {"q": NAMESPACE}


def curated(*acts: tuple[Act, str, str], **changes: Any) -> Curated:
    result = a_result(**changes)
    edits = [
        Edit(seq=n, at="2026-03-02T10:00:00Z", actor="Mia", act=act, item=anchor_of(Chain(result), item_id), text=text)
        for n, (act, item_id, text) in enumerate(acts, start=1)
    ]
    return lay_over(result, edits)


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_of_the_menu_can_be_made(key: str) -> None:
    assert export(key, curated(), a_study())


def test_the_report_has_the_line_from_principle_to_quote() -> None:
    section = compose_report(curated()).sections[0]

    assert section.principle == "The system should do thing 1."
    assert section.headline == "Headline 1"
    assert section.pattern == "Feedback is scattered, so everybody copies it"
    assert section.quotes[0].words == "Feedback comes by mail and chat."
    assert section.quotes[0].by == "Ben, ben.txt"


def test_what_was_set_aside_is_left_out_and_counted() -> None:
    report = compose_report(curated((Act.SET_ASIDE, "insight_1", "")))

    assert [section.principle for section in report.sections] == [
        "The system should do thing 2.",
        "The system should do thing 3.",
    ]
    assert report.set_aside == 1
    assert report.about_set_aside == "1 of the principles found was set aside by people and is not listed."
    assert replace(report, set_aside=2).about_set_aside.startswith("2 of the principles found were set aside")
    assert replace(report, set_aside=0).about_set_aside == ""


def test_a_word_file_says_when_it_was_made() -> None:
    made_at = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=2)))

    told = Document(io.BytesIO(to_word(curated(), made_at=made_at))).core_properties

    assert (told.created, told.modified) == (datetime(2026, 3, 1, 7, tzinfo=UTC),) * 2
    before = datetime.now(UTC).replace(microsecond=0)
    now = Document(io.BytesIO(export("docx", curated(), None))).core_properties.created
    assert now is not None
    assert before <= now <= datetime.now(UTC)


def test_pinned_comes_first_and_notes_are_told_with_who() -> None:
    report = compose_report(curated((Act.PIN, "principle_3", ""), (Act.NOTE, "pattern_3", "Ask Ben")))

    assert report.sections[0].principle == "The system should do thing 3."
    assert report.sections[0].notes == ("Mia: Ask Ben",)


def test_markdown_shows_what_people_said_as_they_said_it() -> None:
    assert plain("# not *a* heading\n[link](x) <b>") == r"\# not \*a\* heading \[link\](x) \<b\>"
    assert plain("1. not a list") == r"1\. not a list"
    assert plain("12) nor this") == r"12\) nor this"
    assert plain("- nor this") == r"\- nor this"
    assert plain("&lt;b&gt; and &copy; &#42;") == r"\&lt;b\&gt; and \&copy; \&\#42;"
    assert plain("In 2019. That year - it was + 1)") == "In 2019. That year - it was + 1)"


def test_the_word_report_opens_and_holds_the_principles() -> None:
    document = Document(io.BytesIO(export("docx", curated(), None)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)

    assert "1. The system should do thing 1." in text
    assert "“Feedback comes by mail and chat.”" in text
    assert [row.cells[1].text for row in document.tables[0].rows][1:] == ["2", "1", "1"]


def test_control_characters_do_not_break_the_word_report() -> None:
    result = a_result()
    result["insights"][0]["headline"] = "Bad \x00\x08 character"

    assert "Bad  character" in [
        p.text for p in Document(io.BytesIO(export("docx", lay_over(result, []), None))).paragraphs
    ]


def test_no_cell_of_the_table_is_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(export("csv", curated(), None).decode("utf-8-sig"))))

    assert len(rows) == 6
    assert rows[5]["quote"] == "'=HYPERLINK is what I paste."
    assert rows[0]["principle"] == "The system should do thing 1."


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "﹣1"])
@pytest.mark.parametrize(
    "before", ["", "  ", "\t", "\n", "\u00a0", "\u200b", "\ufeff", "\x00", "\x0b", "\u202e", "\u200d"]
)
def test_cells_that_could_begin_a_formula_are_defused(before: str, start: str) -> None:
    assert safe(f"{before}{start}") == f"'{start}"


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("well;=1+1;ok", "well;'=1+1;ok"),
        ("well; \u200b@SUM(A1)", "well;'@SUM(A1)"),
        ('say";"=1', 'say";\'"=1'),
        ('hello\n=HYPERLINK("http://a.example","x")', 'hello =HYPERLINK("http://a.example","x")'),
        ("one\r\ntwo\u2028three", "one  two three"),
        ("a = b; c - d", "a = b; c - d"),
    ],
)
def test_no_cell_begins_within_a_cell(words: str, cell: str) -> None:
    """Where lists are separated by a semicolon, Excel takes the file for one that is, too."""
    assert safe(words) == cell
    out = io.StringIO(newline="")
    csv.writer(out).writerow(["c1", safe(words), "Ann"])
    for separator in (",", ";", "\t"):
        (row,) = csv.reader(io.StringIO(out.getvalue()), delimiter=separator)
        assert not any(each.startswith(("=", "+", "-", "@")) for each in row)


def rows_of(curation: Curated) -> dict[str, dict[str, str]]:
    """The table's rows by chunk."""
    table = csv.DictReader(io.StringIO(export("csv", curation, None).decode("utf-8-sig")))
    return {row["chunk_id"]: row for row in table}


def test_the_table_leaves_out_what_was_set_aside_and_what_rests_on_it() -> None:
    rows = rows_of(
        curated(
            (Act.SET_ASIDE, "pattern_1", ""),
            (Act.SET_ASIDE, "insight_2", ""),
            (Act.SET_ASIDE, "principle_3", ""),
            (Act.SET_ASIDE, "inference_6", ""),
            (Act.SET_ASIDE, "chunk_5", ""),
        )
    )
    assert [rows["chunk_1"][column] for column in ("pattern", "insight", "principle", "how_might_we")] == [""] * 4
    assert rows["chunk_1"]["meanings"]
    assert rows["chunk_3"]["pattern"] == "Nobody owns the decision, so people wait"
    assert rows["chunk_3"]["insight"] == rows["chunk_3"]["principle"] == ""
    assert rows["chunk_6"]["meanings"] == rows["chunk_6"]["pattern"] == rows["chunk_6"]["insight"] == ""
    assert rows["chunk_5"]["set_aside"] == "yes"
    assert rows["chunk_4"]["set_aside"] == ""


def test_notes_reach_report_and_table_from_all_along_the_line() -> None:
    curation = curated(
        (Act.NOTE, "principle_1", "on the principle"),
        (Act.NOTE, "pattern_1", "on the pattern"),
        (Act.NOTE, "inference_2", "on the reading"),
        (Act.NOTE, "chunk_1", "on the quote"),
        (Act.NOTE, "chunk_5", "on what is set aside"),
        (Act.SET_ASIDE, "chunk_5", ""),
    )
    sections = compose_report(curation).sections
    (notes,) = [section.notes for section in sections if section.principle == "The system should do thing 1."]
    assert [note.split(" (on ")[0] for note in notes] == [
        "Mia: on the principle", "Mia: on the pattern", "Mia: on the reading", "Mia: on the quote",
    ]  # fmt: skip
    assert notes[3] == "Mia: on the quote (on “It comes from five places.”)"
    rows = rows_of(curation)
    assert rows["chunk_1"]["notes"] == "Mia: on the quote | Mia: on the pattern | Mia: on the principle"
    assert "on the reading" in rows["chunk_2"]["notes"]
    assert rows["chunk_3"]["notes"] == ""


def test_a_counter_quote_that_was_set_aside_is_not_printed() -> None:
    result = a_result()
    result["insights"][0]["counter_evidence"] = ["chunk_3", "chunk_4"]
    edit = Edit(
        seq=1, at="2026-03-02T10:00:00Z", actor="Mia", act=Act.SET_ASIDE, item=anchor_of(Chain(result), "chunk_3")
    )
    (section, *_) = compose_report(lay_over(result, [edit])).sections
    assert [quote.words for quote in section.against] == ["I wish there were one place."]


def test_json_has_the_edits_beside_the_result() -> None:
    document = json.loads(export("json", curated((Act.RENAME, "pattern_1", "Else")), None))

    assert document["patterns"][0]["name"] == "Else"
    assert document["curation"][0]["actor"] == "Mia"
    assert document["curation"][0]["item_id"] == "pattern_1"


def project(archive: bytes) -> tuple[ET.Element, dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        texts = {name: opened.read(name).decode() for name in opened.namelist() if name.startswith("Sources/")}
        return ET.fromstring(opened.read("project.qde")), texts


def test_every_selection_of_the_project_is_what_was_said() -> None:
    root, texts = project(export("qdpx", curated(), a_study()))
    chunks = {chunk["content"][:60]: chunk["content"] for chunk in a_result()["chunks"]}

    seen = 0
    for source in root.findall("q:Sources/q:TextSource", Q):
        text = texts["Sources/" + source.attrib["plainTextPath"].removeprefix("internal://")]
        for selection in source.findall("q:PlainTextSelection", Q):
            start, end = int(selection.attrib["startPosition"]), int(selection.attrib["endPosition"])
            assert text[start:end] == chunks[selection.attrib["name"]]
            seen += 1
    assert seen == 6


def test_every_coding_of_the_project_leads_to_a_code() -> None:
    root, _ = project(export("qdpx", curated(), a_study()))
    codes = {code.attrib["guid"]: code.attrib["name"] for code in root.findall("q:CodeBook/q:Codes/q:Code", Q)}

    refs = [ref.attrib["targetGUID"] for ref in root.iter(f"{{{NAMESPACE}}}CodeRef")]
    assert refs
    assert set(refs) == set(codes)


def test_positions_hold_where_lines_end_with_two_characters() -> None:
    study, result = a_study(), a_result()
    ben = study.transcripts[1]
    text = ben.text.replace("\n", "\r\n")
    for chunk in result["chunks"][4:]:
        chunk["start"] = text.index(chunk["content"])
        chunk["end"] = chunk["start"] + len(chunk["content"])
    study = replace(study, transcripts=(study.transcripts[0], replace(ben, text=text)))

    root, texts = project(export("qdpx", lay_over(result, []), study))

    source = root.findall("q:Sources/q:TextSource", Q)[1]
    archived = texts["Sources/" + source.attrib["plainTextPath"].removeprefix("internal://")]
    assert "\r" not in archived
    for selection in source.findall("q:PlainTextSelection", Q):
        start, end = int(selection.attrib["startPosition"]), int(selection.attrib["endPosition"])
        assert archived[start:end] == selection.attrib["name"]


def test_the_project_leaves_out_what_was_set_aside_and_what_rests_on_it() -> None:
    curation = curated(
        (Act.SET_ASIDE, "pattern_1", ""), (Act.SET_ASIDE, "principle_2", ""), (Act.SET_ASIDE, "inference_6", "")
    )
    root, _ = project(export("qdpx", curation, a_study()))
    words = ET.tostring(root, encoding="unicode")
    for gone in ("Feedback is scattered", "Headline 1", "do thing 1", "do thing 2", "HYPERLINK is"):
        assert gone not in words
    assert "Headline 2" in words
    assert [each.attrib["name"] for each in root.iter(f"{{{NAMESPACE}}}PlainTextSelection")] == [
        "Nobody knows who decides.", "I wish there were one place.",
    ]  # fmt: skip


def test_the_same_result_gives_the_same_project() -> None:
    first, second = (project(export("qdpx", curated(), a_study())) for _ in range(2))

    assert ET.tostring(first[0]) == ET.tostring(second[0])


def test_a_title_becomes_a_file_name_that_is_no_path() -> None:
    assert file_name("../Ünïted/ study: 1?", "md") == "Ünïted study 1.md"
    assert file_name("///", "csv") == "findings.csv"
