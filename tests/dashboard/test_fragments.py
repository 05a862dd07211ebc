"""The live parts: the same text for everyone, one element each, never touching what a reader has opened."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from analysis.findings import COLLECTIONS
from dashboard import fragments
from dashboard.analysis_view import AnalysisView, preview_completed, preview_running
from tests.records import record
from tests.results import a_result
from tracking.record import Failure, Record
from tracking.states import STEPS, Status, Step

VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "use"}


class Tree(HTMLParser):
    """Checks that tags are balanced; collects the top elements' ids and all ids."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.top: list[str | None] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if not self.open:
            self.top.append(found.get("id"))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def tree(html: str) -> Tree:
    parser = Tree()
    parser.feed(html)
    assert parser.open == []
    return parser


def running(step: Step, **changes: Any) -> Record:
    made = record(attempt=1)
    for before in step.before:
        made = made.with_step(before, status=Status.COMPLETED, attempt=1, started_at=AT, completed_at=AT)
    return made.with_step(step, **{"status": Status.PROCESSING, "started_at": AT, "done": 48, "total": 112, **changes})


AT = "2026-03-01T09:00:00.000000Z"


def completed() -> Record:
    made = record(attempt=1)
    for step in STEPS:
        made = made.with_step(step, status=Status.COMPLETED, attempt=1, started_at=AT, completed_at=AT)
    return made


def failed() -> Record:
    made = running(Step.RELATING).with_step(Step.RELATING, status=Status.FAILED, completed_at=AT)
    return replace(made, failure=Failure(step=Step.RELATING, kind="x", message="No two statements agree."))


def view(made: Record) -> AnalysisView:
    result = a_result()
    previews = {}
    for step in STEPS:
        documents = result[COLLECTIONS[step.value]]
        if made.steps[step].status is Status.COMPLETED:
            previews[step.value] = preview_completed(documents, ())
        elif made.steps[step].status is Status.PROCESSING:
            previews[step.value] = preview_running(documents, len(documents), ())
    return AnalysisView(record=made, previews=previews)


@pytest.mark.parametrize("made", [record(), running(Step.CHUNKING), running(Step.RELATING), completed(), failed()])
def test_each_piece_is_one_whole_element_with_its_own_id(made: Record) -> None:
    seen: list[str] = []
    for name, html in fragments.analysis_fragments(view(made)).items():
        parsed = tree(html)
        assert parsed.top == [name]
        seen += parsed.ids
    assert len(seen) == len(set(seen))


def test_pieces_hold_no_clock_so_that_equal_views_look_the_same() -> None:
    first, second = (fragments.analysis_fragments(view(running(Step.INFERRING))) for _ in range(2))

    assert first == second


def test_only_what_changed_differs() -> None:
    before = fragments.analysis_fragments(view(running(Step.INFERRING, done=48)))
    after = fragments.analysis_fragments(view(running(Step.INFERRING, done=49)))

    assert [name for name in before if before[name] != after[name]] == ["card-inferring"]


def test_progress_and_messages_are_shown() -> None:
    card = fragments.analysis_fragments(view(running(Step.INFERRING, message="Reading on")))["card-inferring"]

    assert "48 of 112 chunks" in card
    assert "Reading on" in card
    assert 'max="112" value="48"' in card


def test_a_failure_says_where_and_why_and_what_to_do() -> None:
    failure = fragments.analysis_fragments(view(failed()))["failure"]

    assert "Relate failed." in failure
    assert "No two statements agree." in failure
    assert "/retry/" in failure


def test_the_newest_findings_come_first_while_a_step_runs() -> None:
    panel = fragments.analysis_fragments(view(running(Step.CHUNKING)))["findings-chunking"]

    assert panel.index("=HYPERLINK") < panel.index("It comes from five places.")
    assert "6 so far" in panel


def test_items_of_a_running_and_of_a_completed_step_share_no_id() -> None:
    # The page's morph would otherwise fill the new list from the old one.
    live = set(tree(fragments.analysis_fragments(view(running(Step.RELATING)))["findings-relating"]).ids)
    done = set(tree(fragments.analysis_fragments(view(completed()))["findings-relating"]).ids)

    assert live & done == {"findings-relating", "heading-relating"}


def test_a_completed_list_is_left_to_its_reader() -> None:
    panel = fragments.analysis_fragments(view(completed()))["findings-relating"]

    assert re.search(r'id="patterns-done-1" class="panel-body" hx-morph-skip-children', panel)


def test_nothing_of_one_viewer_is_in_what_all_get() -> None:
    html = "".join(fragments.analysis_fragments(view(completed())).values())

    assert "csrf" not in html
    assert "nonce" not in html


def test_a_frame_replaces_each_element_by_its_piece() -> None:
    message = fragments.frame({"row-a": "<li id='row-a'></li>", "freshness": "<p id='freshness'></p>"})

    assert message.startswith('<hx-partial hx-target="#row-a" hx-swap="outerMorph"><li')
    assert message.count("</hx-partial>") == 2


def test_a_row_escapes_what_people_named_it() -> None:
    row = fragments.row_fragment(record(title="<img src=x onerror=alert(1)>"))

    assert "<img" not in row
    assert tree(row).top == ["row-analysis_a"]


def test_a_row_says_how_long_it_took_once_that_is_known() -> None:
    step = {"started_at": "2026-03-01T09:00:00Z", "completed_at": "2026-03-01T09:01:20Z"}
    made = record().with_step(Step.CHUNKING, status=Status.FAILED, **step)

    assert "· 1 min 20 s" in fragments.row_fragment(made)
    assert " · " not in fragments.row_fragment(record()).partition('class="row-engine"')[2]


def test_the_whole_list_says_when_there_is_nothing() -> None:
    assert "sample study" in fragments.rows_fragment([])
    assert "No failed analyses." in fragments.rows_fragment([], nothing="No failed analyses.")
    assert tree(fragments.rows_fragment([record("analysis_a"), record("analysis_b")])).top == ["rows"]


def test_a_deleted_analysis_says_so_and_stops_the_socket() -> None:
    pieces = fragments.gone_fragments("analysis_a")

    assert "is not there any more" in pieces["failure"]
    assert list(pieces)[-1] == "feed"
    assert "hx-ws" not in pieces["feed"]
