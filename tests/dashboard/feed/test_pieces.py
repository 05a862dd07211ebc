"""Pieces: what a viewer lacks, rendered once."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.feed.pieces import Pieces


class Page:
    def __init__(self, **texts: str) -> None:
        self.texts: Mapping[str, str] = texts
        self.renderings = 0

    def render(self) -> Mapping[str, str]:
        self.renderings += 1
        return dict(self.texts)


def test_a_newcomer_gets_everything_in_the_order_of_the_page() -> None:
    page = Page(head='<p id="head">1</p>', body='<p id="body">2</p>')
    message = Pieces(page.render).since(0, 1)
    assert message == (
        '<hx-partial hx-target="#head" hx-swap="outerMorph"><p id="head">1</p></hx-partial>'
        '<hx-partial hx-target="#body" hx-swap="outerMorph"><p id="body">2</p></hx-partial>'
    )


def test_only_what_differs_is_sent_and_a_slow_viewer_gets_the_latest_of_each() -> None:
    page = Page(a="a1", b="b1", c="c1")
    pieces = Pieces(page.render)
    pieces.since(0, 1)
    page.texts = {"a": "a2", "b": "b1", "c": "c1"}
    assert "a2" in pieces.since(1, 2)
    assert "b1" not in pieces.since(1, 2)
    page.texts = {"a": "a3", "b": "b2", "c": "c1"}
    late, punctual = pieces.since(1, 3), pieces.since(2, 3)
    assert late == punctual
    assert "a3" in late
    assert "b2" in late
    assert "a2" not in late
    assert "c1" not in late


def test_an_edition_is_rendered_once_for_all_and_not_at_all_when_nobody_asks() -> None:
    page = Page(a="a1")
    pieces = Pieces(page.render)
    assert page.renderings == 0
    assert {pieces.since(0, 1) for _ in range(1000)} == {pieces.since(0, 1)}
    assert page.renderings == 1
    pieces.since(0, 9)  # Editions 2 to 8 came and went unseen.
    assert page.renderings == 2


def test_an_edition_that_looks_the_same_is_no_message() -> None:
    pieces = Pieces(Page(a="a1").render)
    pieces.since(0, 1)
    assert pieces.since(1, 2) == ""


def test_a_piece_that_comes_back_after_it_left_the_page_is_sent_again() -> None:
    page = Page(a="a1", b="b1")
    pieces = Pieces(page.render)
    pieces.since(0, 1)
    page.texts = {"a": "a1"}
    assert pieces.since(1, 2) == ""
    page.texts = {"a": "a1", "b": "b1"}
    assert "b1" in pieces.since(2, 3)
