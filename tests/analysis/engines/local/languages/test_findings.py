"""What holds of findings in Spanish, French, German and Portuguese, and in languages known by their meaning only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from analysis.engines.local.engine import LocalEngine
from analysis.evaluation.measures import soundness
from analysis.findings import Findings
from analysis.transcripts import Study
from tests import builders
from tests.analysis.engines.local.languages import talk
from tests.analysis.engines.local.specimens import analysed

ENGLISH = re.compile(
    r"\b(?:the|and|of|should|might|people|because|which|from|this|that|with|asked|says|unprompted|respondent|"
    r"participant|nearest|heard|quotes?|impact score)\b",
    re.IGNORECASE,
)
PRINCIPLES = {
    "fr": r"(?:(?:Le système|L'expérience|La conception) devrait|Plus personne ne devrait avoir à dire) \S.*\.",
    "de": r"(?:Das System|Das Angebot|Die Gestaltung) sollte \S.*\.|Niemand sollte mehr sagen müssen: .*\.",
    "es": r"(?:El sistema|La experiencia|El diseño) debería \S.*\.|Nadie debería tener que decir más: .*\.",
    "pt": r"(?:O sistema|A experiência|O design) deveria \S.*\.|Ninguém mais deveria ter de dizer: .*\.",
}
QUESTIONS = {
    "fr": "Comment pourrions-nous .+\u202f\\?",
    "de": r"Wie könnten wir .+\?",
    "es": r"¿Cómo podríamos .+\?",
    "pt": r"Como poderíamos .+\?",
}
MARKS = {"fr": ("«\u202f", "\u202f»"), "de": ("„", "“"), "es": ("«", "»"), "pt": ("“", "”")}

UNKNOWN_TO_THE_ENCODER = {"sv", "ar"}
"""It places four answers too far apart in these to group any."""

IN_DEPTH = sorted(PRINCIPLES)


@pytest.fixture(scope="module", params=IN_DEPTH)
def analysis(request: pytest.FixtureRequest, engine: LocalEngine) -> tuple[str, Study, Findings]:
    study = talk.study_in(request.param)
    return request.param, study, analysed(engine, study)


def written(found: Findings) -> Iterator[str]:
    """Every sentence the engine wrote."""
    for inference in found.inferences:
        yield from (*inference.meanings, inference.importance, inference.context, inference.reasoning, inference.need)
    for pattern in found.patterns:
        yield from (pattern.name, pattern.description)
    for insight in found.insights:
        yield from (insight.headline, insight.explanation, *insight.reasons)
    for item in found.design_principles:
        yield from (item.principle, item.how_might_we, item.design_direction, item.priority_basis, *item.action_verbs)


def test_a_study_gives_findings_of_every_kind(analysis: tuple[str, Study, Findings]) -> None:
    _, study, found = analysis
    measured = soundness(study, found)
    assert measured.verbatim == 1.0
    assert measured.coverage >= 0.97
    assert measured.interviewer_words == 0
    assert found.patterns
    assert len(found.insights) == len(found.design_principles) == len(found.patterns)


def test_nothing_is_written_in_english(analysis: tuple[str, Study, Findings]) -> None:
    _, _, found = analysis
    slips = [text for text in written(found) if ENGLISH.search(text)]
    assert slips == []


def test_every_principle_says_what_should_be_and_asks_how(analysis: tuple[str, Study, Findings]) -> None:
    code, _, found = analysis
    for item in found.design_principles:
        assert re.fullmatch(PRINCIPLES[code], item.principle), item.principle
        assert re.fullmatch(QUESTIONS[code], item.how_might_we), item.how_might_we
        assert item.action_verbs


def test_most_principles_turn_what_was_said_instead_of_repeating_it(analysis: tuple[str, Study, Findings]) -> None:
    code, _, found = analysis
    opening = MARKS[code][0]
    turned = [item for item in found.design_principles if opening not in item.principle]
    assert len(turned) * 2 > len(found.design_principles)


def test_quotations_are_what_was_said(analysis: tuple[str, Study, Findings]) -> None:
    code, study, found = analysis
    opening, closing = MARKS[code]
    source = plain(" ".join(transcript.text for transcript in study.transcripts))
    labels = {inference.need for inference in found.inferences}
    quoted = re.compile(f"{opening}([^{opening[0]}{closing[-1]}]+){closing}")
    told = [text for insight in found.insights for text in quoted.findall(insight.explanation)]
    told += [text for item in found.design_principles for text in quoted.findall(item.design_direction)]
    told += [pattern.name.strip("".join(MARKS[code])) for pattern in found.patterns if pattern.name.startswith(opening)]
    assert told
    for text in told:
        assert plain(text) in source or text in labels, text


def plain(text: str) -> str:
    """`text` without what typography and the cleaning of talk change."""
    text = re.sub(r"\b(?:euh|bah|ben|hein|quoi|äh|ähm|halt|ne|eh|este|né|viste|o sea|tipo assim)\b", " ", text.lower())
    return re.sub(r"[\W_]+", " ", text).strip()


def test_quotation_marks_come_in_pairs_of_the_language(analysis: tuple[str, Study, Findings]) -> None:
    code, _, found = analysis
    opening, closing = MARKS[code][0][0], MARKS[code][1][-1]
    foreign = {"fr": "„", "de": "«»”", "es": "„", "pt": "«»„"}[code]
    for text in written(found):
        assert text.count(opening) == text.count(closing), text
        assert not set(text) & set(foreign), text
        assert "''" not in text
        assert ".." not in text.replace("…", "")
        assert "  " not in text


def test_no_sentence_comes_twice(analysis: tuple[str, Study, Findings]) -> None:
    _, study, found = analysis
    measured = soundness(study, found)
    assert measured.meanings_twice == 0
    assert measured.names_twice == 0
    for texts in (
        [item.principle for item in found.design_principles],
        [item.how_might_we for item in found.design_principles],
        [inference.importance for inference in found.inferences],
    ):
        assert len(set(texts)) == len(texts)


def test_figures_have_the_decimal_comma(analysis: tuple[str, Study, Findings]) -> None:
    _, _, found = analysis
    for item in found.design_principles:
        assert item.priority_basis.startswith(f"{item.priority:.2f}".replace(".", ",") + " = 0,4 × ")
        assert not re.search(r"\d\.\d", item.priority_basis)


def test_french_sets_its_high_punctuation_apart(engine: LocalEngine) -> None:
    for text in written(analysed(engine, talk.study_in("fr"))):
        assert not re.search(r"(?<=\w)[!?;»]", text), text
        assert not re.search(r" [:;!?»]|« ", text), text


def test_strangers_are_called_by_a_word_of_the_language(analysis: tuple[str, Study, Findings]) -> None:
    code, _, found = analysis
    called = {"fr": "a personne 1", "de": "Person 1", "es": "a persona 1", "pt": "a pessoa 1"}[code]
    assert any(called in text for text in written(found))


@pytest.mark.parametrize("code", sorted(talk.ELSEWHERE))
def test_other_languages_are_quoted_and_never_half_english(engine: LocalEngine, code: str) -> None:
    found = analysed(engine, talk.answers_in(code, talk.ELSEWHERE[code]))
    assert len(found.inferences) == len(talk.ELSEWHERE[code])
    assert found.patterns or code in UNKNOWN_TO_THE_ENCODER
    assert [text for text in written(found) if ENGLISH.search(text)] == []
    said = plain(" ".join(talk.ELSEWHERE[code]))
    for item in found.design_principles:
        assert any(plain(sentence)[:12] in plain(item.principle) for sentence in talk.ELSEWHERE[code])
    if code == "sv":  # Nothing but quotations and signs.
        for inference in found.inferences:
            words = plain(" ".join((*inference.meanings, inference.importance)))
            assert set(words.split()) <= {*said.split(), "respondent", *"1234"}


def test_each_finding_of_a_mixed_study_is_in_one_language(engine: LocalEngine) -> None:
    english = builders.transcript(
        ("Tom", "The app crashes every morning. I never know whether the booking went through."), name="tom.txt"
    )
    french = talk.answers_in("fr", talk.ANSWERS["fr"])
    found = analysed(engine, builders.study(*french.transcripts, english))
    spoken = {chunk.id: chunk.source for chunk in found.chunks}
    for inference in found.inferences:
        french_words = spoken[inference.chunk_id] == "answers.csv"
        assert bool(re.search(r"\b(?:the|and|of)\b", f"{inference.context} {inference.reasoning}")) != french_words
    for item in found.design_principles:
        assert ENGLISH.search(item.principle) is None or "should" in item.principle
        assert ("devrait" in item.principle) == ("pourrions-nous" in item.how_might_we)


def test_a_file_too_short_to_tell_is_told_in_the_language_of_the_study(engine: LocalEngine) -> None:
    short = builders.transcript(("Léa", "Trop cher."), name="short.txt", language="und")
    found = analysed(engine, builders.study(*talk.study_in("fr").transcripts, short))
    own = {chunk.id for chunk in found.chunks if chunk.source == "short.txt"}
    told = [inference for inference in found.inferences if inference.chunk_id in own]
    assert told
    assert all("«\u202f" in inference.meanings[0] for inference in told)
