"""Names are found however they are written; everyday words that are names, too, stay words."""

from __future__ import annotations

import pytest

from analysis.pseudonyms.everyday import is_everyday
from analysis.pseudonyms.matching import Names
from analysis.readers import ReadOptions, read


def found(name: str, text: str, language: str = "en") -> list[str]:
    """What of the text is taken for the name."""
    return [text[match.start : match.end] for match in Names([name]).matches(text, language)]


def pseudonymised(text: str) -> str:
    (transcript,) = read([("a.txt", text.encode())], ReadOptions(pseudonymise=True)).transcripts
    return transcript.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("OKONKWO", "I told him: okonkwo does the work."),
        ("Okonkwo", "THANKS, OKONKWO."),
        ("adaeze", "Ask Adaeze."),
        ("Adaeze Okonkwo", "ask adaeze   okonkwo"),
        ("Sinéad O’Brien", "It was SINÉAD O'BRIEN."),
        ("BO", "Ask Bo."),
        ("Mark Chen", "ask mark chen"),
        ("MARK", "So Mark agrees."),
    ],
)
def test_a_name_is_found_in_any_case(name: str, text: str) -> None:
    assert [" ".join(each.casefold().replace("’", "'").split()) for each in found(name, text)] == [
        name.casefold().replace("’", "'")
    ]


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("Mark", "please mark it", "en"),
        ("Will", "I will, and I WILL NOT stop", "en"),
        ("Grace", "with some grace", "en"),
        ("Olive", "an olive tree", "en"),
        ("Rose Park", "the rose park", "en"),
        ("Ernst", "das meine ich ernst", "de"),
        ("Klein", "das ist zu klein", "de"),
        ("Luz", "no hay luz", "es"),
        ("Consuelo", "es un consuelo", "es"),
        ("Pierre", "une pierre", "fr"),
        ("Claire", "elle est claire", "fr"),
        ("Graça", "não tem graça", "pt"),
        ("Vitória", "foi uma vitória", "pt"),
        ("Bo", "bo and BO", "en"),
        ("Ann", "Annual, Hannah, ann@work and @ann", "en"),
    ],
)
def test_words_that_only_look_like_the_name_stay(name: str, text: str, language: str) -> None:
    assert found(name, text, language) == []


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Mark", "de"),
        ("Luz", "en"),
        ("Ernst", "en"),
        ("Anna", "en"),
        ("Carlos", "es"),
        ("Okonkwo", "fr"),
        ("João", "pt"),
    ],
)
def test_a_name_that_is_no_word_of_the_language_is_found_in_lower_case(name: str, language: str) -> None:
    assert found(name, f"... {name.lower()} ...", language) == [name.lower()]


def test_a_capital_makes_an_everyday_word_a_name() -> None:
    assert found("Grace", "Grace, with some grace, and Grace again") == ["Grace", "Grace"]


def test_a_text_of_an_unknown_language_keeps_the_words_of_all() -> None:
    assert is_everyday("pierre", "und")
    assert is_everyday("luz", "pl")
    assert not is_everyday("okonkwo", "und")


def test_the_longest_name_counts() -> None:
    names = Names(["Anna", "Anna Lee", "Anna Lee Jones", "Lee"])
    assert [match.name for match in names.matches("Anna Lee Jones, Anna Lee, Anna, Lee")] == [
        "Anna Lee Jones", "Anna Lee", "Anna", "Lee",
    ]  # fmt: skip


def test_speakers_are_hidden_however_the_text_writes_them() -> None:
    text = (
        "INTERVIEWER: Could you tell me how you work, please?\n"
        "Adaeze Okonkwo: I copy everything into a sheet because nobody knows which one is right.\n"
        "INTERVIEWER: Thanks, ADAEZE. Why is that so?\n"
        "Adaeze Okonkwo: Because nobody updates it, and I told them: okonkwo does the work.\n"
        "INTERVIEWER: And then, Mr Okonkwo, adaeze?\n"
        "Adaeze Okonkwo: Then we lose a day.\n"
    )
    hidden = pseudonymised(text)
    assert "adaeze" not in hidden.casefold()
    assert "okonkwo" not in hidden.casefold()
    assert hidden.count("Person 1") == 7


def test_a_speaker_in_capitals_is_hidden_in_lower_case() -> None:
    text = (
        "INTERVIEWER: How do you work?\nOKONKWO: I told them: okonkwo does it.\n"
        "INTERVIEWER: Why, Okonkwo?\nOKONKWO: So."
    )
    assert "okonkwo" not in pseudonymised(text).casefold()


def test_a_speaker_called_like_a_word_leaves_the_word() -> None:
    text = (
        "Interviewer: How do you decide, Mark?\nMark: I mark what we have to do and then we talk about it.\n"
        "Interviewer: And then?\nMark: Then I mark it as done, and that is what people see.\n"
    )
    assert pseudonymised(text) == text.replace("Mark", "Person 1")
