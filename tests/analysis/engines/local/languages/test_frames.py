"""Sentences with slots: typography, people, figures."""

from __future__ import annotations

import pytest

from analysis.engines.local.languages import language, usual_language
from tests import builders


@pytest.mark.parametrize(
    ("code", "said", "quoted"),
    [
        ("fr", "Il dit « erreur » et c'est tout", "«\u202fIl dit “erreur” et c'est tout\u202f»"),
        ("fr", "Vous venez ?", "«\u202fVous venez\u202f?\u202f»"),
        ("fr", "à 10:30", "«\u202fà 10:30\u202f»"),
        ("de", "das „gute“ Heft", "„das ‚gute‘ Heft“"),
        ("de", "das „gute Heft", "„das gute Heft“"),
        ("es", 'dice "error" y ya', "«dice “error” y ya»"),
        ("pt", "diz “erro” e pronto", "“diz ‘erro’ e pronto”"),
        ("ja", "「はい」と言う", "「『はい』と言う」"),
    ],
)
def test_quotations_stand_in_the_marks_of_the_language(code: str, said: str, quoted: str) -> None:
    assert language(code).quoted(said) == quoted


@pytest.mark.parametrize(
    ("who", "told"),
    [("Alice", "Dans les mots d'Alice\u202f"), ("Karim", "Dans les mots de Karim\u202f")],
)
def test_french_elides_before_a_vowel(who: str, told: str) -> None:
    assert language("fr").frame("quoted", 1).format(who=who, Who=who, quote="oui").startswith(told)


def test_portuguese_contracts_with_the_article() -> None:
    frame = language("pt").frame("quoted", 1)
    assert frame.format(who="Respondent 7", Who="Respondent 7", quote="sim") == "Nas palavras da pessoa 7: “sim”."


@pytest.mark.parametrize(
    ("people", "everyone", "told"),
    [(1, 1, "une seule personne"), (1, 9, "1 personne sur 9"), (4, 9, "4 personnes sur 9")],
)
def test_people_are_counted_in_the_right_number(people: int, everyone: int, told: str) -> None:
    text = (
        language("fr")
        .frame("explain_count", 0)
        .format(quotes="une citation", Quotes="Une citation", people=people, everyone=everyone)
    )
    assert told in text


def test_several_words_are_quoted_side_by_side() -> None:
    text = (
        language("de").frame("reason_marker", 0).format(cue=["nie", "schlecht"], kind="ein Wunsch", Kind="Ein Wunsch")
    )
    assert "„nie“, „schlecht“" in text


@pytest.mark.parametrize(
    ("said", "code"),
    [("Trop cher", "fr"), ("Die App ist schlecht", "de"), ("Los menús siempre están mal", "es"), ("Xyzzy", "und")],
)
def test_a_few_words_alone_are_told_by_the_commonest_of_them(said: str, code: str) -> None:
    assert usual_language(builders.study(builders.transcript(("A", said), language="und"))) == code


def test_what_could_not_be_told_follows_the_rest() -> None:
    long = builders.transcript(("A", "Les menus ne sont jamais à jour, on ne sait rien."), name="a.txt", language="fr")
    short = builders.transcript(("B", "Yes!"), name="b.txt", language="en")
    assert usual_language(builders.study(long, short)) == "fr"
