"""Wishes and complaints as the rest of “The system should …”."""

from __future__ import annotations

import pytest

from analysis.engines.local.english.wishes import wishes


@pytest.mark.parametrize(
    ("said", "goal", "basis"),
    [
        (
            "I need a way to consolidate all feedback in one place, with clear ownership",
            "consolidate all feedback in one place, with clear ownership",
            "stated",
        ),
        ("I wish I could see who decided", "let people see who decided", "stated"),
        ("It would be great if it could remember my settings", "remember their settings", "stated"),
        ("Please add an option to export my data", "add an option to export their data", "stated"),
        ("I wish the dates were visible when I plan", "make the dates visible when people plan", "stated"),
        ("A snooze button would be nice", "provide a snooze button", "stated"),
        (
            "I'd like a list with the things that can hurt you at the top",
            "provide a list with the things that can hurt people at the top",
            "stated",
        ),
        ("I can't find my old notes", "enable people to find their old notes", "implied"),
        ("I don't know what happens next", "make clear what happens next", "implied"),
        ("I always have to copy everything by hand", "spare people having to copy everything by hand", "implied"),
        ("there's no clear criteria for a good design", "provide clear criteria for a good design", "implied"),
        ("The approval process is too slow", "make the approval process faster", "implied"),
        ("The two lists contradict each other", "keep the two lists from contradicting each other", "implied"),
        ("The report doesn't show who changed it", "make the report show who changed it", "implied"),
        ("Nobody tells me where the keys are", "tell people where the keys are", "implied"),
        ("it takes nine clicks to open a file", "let people open a file in fewer clicks", "implied"),
        ("Being able to pause a task is what matters", "let people pause a task", "valued"),
    ],
)
def test_what_is_asked_for(said: str, goal: str, basis: str) -> None:
    assert (goal, basis) in [(wish.goal, wish.basis) for wish in wishes(said)]


@pytest.mark.parametrize(
    "said",
    [
        "Do I need this?",
        "I was like, 'I want to go home'",
        "I want that",
        "I need it",
        "I feel like I'm in charge of my own work",
        "I'm not lost in the menu",
        "The app isn't confusing",
        "I don't feel rushed at all",
        "The app doesn't crash any more",
        "It's hard to lose your place in the list",
        "The tea does not taste bitter at all",
        "I work in an office",
        "I keep meaning to call",
        "the room was cold",
        "The tools I need to use at work",
        "I want to w want this remote control have",
        "I have to log in to all of them",
    ],
)
def test_what_cannot_be_told_without_doubt_is_left_alone(said: str) -> None:
    assert wishes(said) == []


def test_a_second_thought_after_a_comma_is_no_part_of_the_wish() -> None:
    found = wishes("I never know which door to use, the signs are wrong")
    assert [wish.goal for wish in found] == ["make clear which door to use"]


def test_notes_without_a_subject_ask_too() -> None:
    assert wishes("Wanted to save and come back later")[0].goal == "let people save and come back later"
    assert wishes("Couldn't read the grey text")[0].goal == "make the grey text easy to read"


def test_a_bare_noun_phrase_is_a_wish_only_where_one_was_asked_for() -> None:
    assert wishes("Better code editor") == []
    assert wishes("Better code editor", asked=True)[0].goal == "provide a better code editor"


def test_a_way_round_is_told_only_of_those_who_help_themselves() -> None:
    said = "I colour the rows by hand"
    assert wishes(said) == []
    assert wishes(said, helped=True)[0].goal == "spare people having to colour the rows by hand"
