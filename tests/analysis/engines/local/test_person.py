"""From the first to the third person: whole verbs, or nothing."""

from __future__ import annotations

import pytest

from analysis.engines.local.english.person import PEOPLE, Subject, third_person

ALEX = Subject("Alex")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I have to constantly switch between tools", "Alex has to constantly switch between tools"),
        ("I'm pretty simple in my tastes", "Alex is pretty simple in their tastes"),
        ("I don't trust it", "Alex doesn't trust it"),
        ("I grew up here and was always busy", "Alex grew up here and was always busy"),
        ("I'd been using it for years", "Alex had been using it for years"),
        ("I'd love a simple guide", "Alex would love a simple guide"),
        # Several verbs hang on one “I”: each gets its ending, what hangs on “to” keeps its own.
        ("I write a plan, share it and add the dates", "Alex writes a plan, shares it and adds the dates"),
        ("I have to open it and copy it", "Alex has to open it and copy it"),
        ("I'll send a plan, then wait", "Alex will send a plan, then wait"),
        # Where a word may be noun or verb, the name only introduces what is told with “they”.
        ("I like tea and cook with milk", "Alex says they like tea and cook with milk"),
        ("I am an owner so I have more say in what I do", "Alex is an owner so they have more say in what they do"),
        ("Like most teenagers, I thought I knew", "Like most teenagers, Alex thought they knew"),
        ("My sister told me to try it", "Alex’s sister told them to try it"),
        ("I found it late", "Alex found it late"),
    ],
)
def test_of_a_person_by_name(said: str, told: str) -> None:
    assert third_person(said, ALEX) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I end up making changes to please everyone", "People end up making changes to please everyone"),
        ("You have to know what you're looking for", "People have to know what they are looking for"),
        ("Our plans change every week", "People’s plans change every week"),
        ("It helps me wind down", "It helps people wind down"),
    ],
)
def test_of_people(said: str, told: str) -> None:
    assert third_person(said, PEOPLE) == told


@pytest.mark.parametrize(
    "said",
    [
        "I was like, 'oh no, I really don't want that'",
        "Do I need this?",
        "My husband and I share it",
        "as I said, it is late",
    ],
)
def test_what_cannot_be_shifted_safely_is_left_alone(said: str) -> None:
    assert third_person(said, ALEX) is None


def test_two_subjects_of_which_one_is_a_crowd_stay_apart() -> None:
    told = third_person("I write specs, but developers ask questions that I can't answer", ALEX)
    assert told == "Alex writes specs, but developers ask questions that Alex can't answer"
