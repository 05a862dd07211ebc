"""Statements cut out of talk: whole, short, and never half a list."""

from __future__ import annotations

from analysis.engines.local.english.clauses import has_clause, statements
from analysis.engines.local.english.tagging import tagged


def texts(sentence: str) -> list[str]:
    return [statement.text for statement in statements(sentence)]


def test_a_clause_may_stand_without_what_follows_it() -> None:
    assert "The information gets lost" in texts("That information gets lost, so we start the same talk over and over")


def test_half_a_list_is_no_statement() -> None:
    cut = "We have six pots – glass ones for green teas"
    assert cut not in texts(f"{cut} so you can watch the leaves, iron ones for guests")


def test_what_hangs_on_another_clause_does_not_stand_alone() -> None:
    assert not any(
        text.lower().startswith(("which", "because", "after"))
        for text in texts("I stopped it, because it hurt, which was sad")
    )


def test_a_lead_in_gives_way_to_what_it_leads_to() -> None:
    assert texts("The biggest issue is that feedback comes from everywhere") == ["feedback comes from everywhere"]


def test_too_long_a_link_is_shortened() -> None:
    said = "I end up making changes to please everyone, which usually results in a design that pleases no one"
    assert "I end up making changes to please everyone, resulting in a design that pleases no one" in texts(said)


def test_a_noun_phrase_with_a_relative_clause_is_no_clause() -> None:
    assert not has_clause(tagged("The way she'd warm the cups, measure the herbs"))
    assert has_clause(tagged("The time I save is worth it"))


def test_broken_speech_is_not_quoted_as_a_statement() -> None:
    assert texts("I'm a, so I'm thirty one years old") == []
