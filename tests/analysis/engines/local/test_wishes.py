"""Wishes and complaints as the rest of “The system should …”."""

from __future__ import annotations

import pytest

from analysis.engines.local.english.wishes import wishes


@pytest.mark.parametrize(
    ("said", "goal", "stated"),
    [
        (
            "I need a way to consolidate all feedback in one place, with clear ownership",
            "consolidate all feedback in one place, with clear ownership",
            True,
        ),
        ("I wish I could see who decided", "let people see who decided", True),
        ("It would be great if it could remember my settings", "remember their settings", True),
        ("Please add an option to export my data", "add an option to export their data", True),
        ("I can't find my old notes", "enable people to find their old notes", False),
        ("I don't know what happens next", "make clear what happens next", False),
        ("I always have to copy everything by hand", "spare people having to copy everything by hand", False),
        ("there's no clear criteria for a good design", "provide clear criteria for a good design", False),
    ],
)
def test_what_is_asked_for(said: str, goal: str, stated: bool) -> None:
    found = wishes(said)
    assert (found[0].goal, found[0].stated) == (goal, stated)


@pytest.mark.parametrize(
    "said", ["I work in an office", "What do I need?", "I keep meaning to call", "the room was cold"]
)
def test_where_nothing_is_asked_for(said: str) -> None:
    assert wishes(said) == []
