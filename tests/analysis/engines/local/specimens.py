"""Interviews written for the tests, and the five steps run on them."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.engines.local.engine import LocalEngine
from analysis.findings import Findings
from analysis.transcripts import Study
from tests import builders

STEPS = (
    ("chunking", "chunk"),
    ("inferring", "infer"),
    ("relating", "relate"),
    ("explaining", "explain"),
    ("activating", "activate"),
)


def unheard(done: int, total: int) -> None:
    """Progress that nobody watches."""


def analysed(engine: LocalEngine, study: Study, steps: Iterable[tuple[str, str]] = STEPS) -> Findings:
    found = Findings()
    for step, method in steps:
        for item in getattr(engine, method)(study, found, unheard):
            found.of(step).append(item)
    return found


def team_study() -> Study:
    """Two nurses on how shifts are handed over."""
    return builders.study(
        builders.transcript(
            ("Interviewer", "How do you hand over a shift?"),
            (
                "Ana",
                (
                    "We write everything on paper, but the paper gets lost. I have to call the ward again and again "
                    "to find out what was done. It is frustrating because nobody knows which note is the latest."
                ),
            ),
            (
                "Ben",
                (
                    "Yeah, um, information comes from everywhere, the phone, the board, the system. I end up writing "
                    "my own list, which means I copy the same thing three times. There's no single place where I can "
                    "look."
                ),
            ),
            ("Interviewer", "What would help you?"),
            (
                "Ana",
                (
                    "I need a way to see all open tasks in one place, with a name next to each of them. I wish I "
                    "could see who changed a plan and why."
                ),
            ),
            (
                "Ben",
                "It would be great if the system could remind us before a shift ends. I love the calm at night.",
            ),
            ("Interviewer", "How do you decide who does what?"),
            ("Ana", "Everyone has an opinion, but nobody wants to decide. We argue about the same things every week."),
            (
                "Ben",
                "I don't know who is responsible for the last check. Sometimes two do it and sometimes nobody does.",
            ),
            ("Interviewer", "Anything else?"),
            ("Ben", "No, thank you."),
        )
    )
