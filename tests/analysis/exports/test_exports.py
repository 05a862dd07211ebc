"""What is taken away holds what was found, and nothing that runs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
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


def test_pinned_comes_first_and_notes_are_told_with_who() -> None:
    report = compose_report(curated((Act.PIN, "principle_3", ""), (Act.NOTE, "pattern_3", "Ask Ben")))

    assert report.sections[0].principle == "The system should do thing 3."
    assert report.sections[0].notes == ("Mia: Ask Ben",)


def test_markdown_shows_what_people_said_as_they_said_it() -> None:
    assert plain("# not *a* heading\n[link](x) <b>") == r"\# not \*a\* heading \[link\](x) \<b\>"
    assert plain("1. not a list") == r"\1. not a list"


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


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_cells_that_could_begin_a_formula_are_defused(start: str) -> None:
    assert safe(start) == f"'{start}"


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


def test_the_same_result_gives_the_same_project() -> None:
    first, second = (project(export("qdpx", curated(), a_study())) for _ in range(2))

    assert ET.tostring(first[0]) == ET.tostring(second[0])


def test_a_title_becomes_a_file_name_that_is_no_path() -> None:
    assert file_name("../Ünïted/ study: 1?", "md") == "Ünïted study 1.md"
    assert file_name("///", "csv") == "findings.csv"
