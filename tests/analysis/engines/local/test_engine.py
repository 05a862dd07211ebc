"""What holds of every result of the local engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.engines.local.engine import LocalEngine
from analysis.evaluation.measures import soundness
from analysis.findings import ChunkType, Findings, to_document
from analysis.transcripts import Study
from tests import builders
from tests.analysis.engines.local.specimens import STEPS, analysed, team_study, unheard

Team = tuple[Study, Findings]


def test_chunks_are_verbatim_cover_the_participants_and_hold_no_question(team: Team) -> None:
    measured = soundness(*team)
    assert measured.verbatim == 1.0
    assert measured.coverage >= 0.98
    assert measured.interviewer_words == 0


def test_every_id_in_the_chain_resolves(team: Team) -> None:
    assert soundness(*team).resolved == 1.0
    assert {insight.pattern_id for insight in team[1].insights} == {pattern.id for pattern in team[1].patterns}
    assert {item.insight_id for item in team[1].design_principles} == {item.id for item in team[1].insights}


def test_names_and_headlines_are_short_statements_and_never_twice(team: Team) -> None:
    measured = soundness(*team)
    assert team[1].patterns
    assert measured.names_in_limits == 1.0
    assert measured.names_twice == 0


def test_no_two_meanings_are_alike(team: Team) -> None:
    assert soundness(*team).meanings_twice == 0


def test_meanings_speak_of_the_person_and_not_as_the_person(team: Team) -> None:
    for inference in team[1].inferences:
        for meaning in inference.meanings:
            outside = meaning.split("“")[0]
            assert " I " not in f" {outside} ", meaning
            assert " my " not in f" {outside} ", meaning


def test_people_are_counted_and_named(team: Team) -> None:
    for pattern in team[1].patterns:
        assert pattern.speakers == len(pattern.people)
        assert set(pattern.people) <= {"Ana", "Ben"}
        assert pattern.evidence_count == len(pattern.related_inferences)


def test_a_stated_wish_becomes_a_principle(team: Team) -> None:
    principles = " ".join(item.principle for item in team[1].design_principles)
    assert "see all open tasks in one place" in principles or "let people see who changed a plan and why" in principles


def test_priority_is_the_arithmetic_it_shows(team: Team) -> None:
    for item in team[1].design_principles:
        assert item.priority_basis.startswith(f"{item.priority:.2f} = 0.4 × impact")


def test_marks_of_weight_come_with_their_reason(team: Team) -> None:
    for insight in team[1].insights:
        assert len(insight.reasons) == insight.non_consensus + insight.first_principles


def test_the_same_input_gives_the_same_result(engine: LocalEngine, team: Team) -> None:
    again = analysed(LocalEngine(), team_study())
    assert [to_document(item) for item in again.items()] == [to_document(item) for item in team[1].items()]


@pytest.mark.parametrize(("step", "method"), STEPS)
@pytest.mark.parametrize("kept", [1, 3])
def test_a_step_that_is_resumed_yields_what_is_missing(
    engine: LocalEngine, team: Team, step: str, method: str, kept: int
) -> None:
    study, whole = team
    partial = Findings()
    for earlier, _ in STEPS:
        if earlier == step:
            partial.add(earlier, whole.of(earlier)[:kept])
            break
        partial.add(earlier, list(whole.of(earlier)))
    rest = list(getattr(engine, method)(study, partial, unheard))
    assert [to_document(item) for item in rest] == [to_document(item) for item in whole.of(step)[kept:]]


def test_items_come_while_the_step_works(engine: LocalEngine) -> None:
    long = builders.study(
        builders.transcript(
            *[("Eva", f"I looked for item {number} in the list. It was not there.") for number in range(400)]
        )
    )
    heard: list[tuple[int, int]] = []
    chunks = engine.chunk(long, Findings(), lambda done, total: heard.append((done, total)))
    next(chunks)
    assert heard[-1][0] < 400, "the first chunk waits for no other turn than those of its batch"
    assert len(list(chunks)) > 300
    assert heard[-1] == (400, 400)


def test_a_report_that_raises_stops_the_step(engine: LocalEngine) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        list(engine.chunk(team_study(), Findings(), stop))


WORDS = st.sampled_from(
    "I we they the a tool note because but so which never always like um uh … – find lost need wish to see? 42 "
    "don't “quote” (aside) você über naïve 你好 e.g. Dr. ! . , ; \n".split(" ")
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(WORDS, max_size=60).map(" ".join), max_size=5),
    st.sampled_from(["en", "es", "fr", "de", "pt", "ja", "und"]),
)
def test_any_talk_is_survived_and_quoted_verbatim(turns: list[str], language: str) -> None:
    study = builders.study(builders.transcript(*[("Kim", words) for words in turns], language=language))
    found = analysed(shared(), study)
    measured = soundness(study, found)
    assert not found.chunks or measured.verbatim == 1.0
    assert measured.resolved == 1.0 or not found.inferences
    assert all(chunk.type in ChunkType for chunk in found.chunks)


_SHARED: list[LocalEngine] = []


def shared() -> LocalEngine:
    """Hypothesis cannot take a fixture of narrower scope than its examples."""
    if not _SHARED:
        _SHARED.append(LocalEngine())
    return _SHARED[0]


def languages() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield (
        "es",
        "Me gustaría ver todas las tareas en un solo lugar. Es frustrante porque la información se pierde siempre.",
        ("El ", "La "),
    )
    yield (
        "fr",
        "J'aimerais voir toutes les tâches au même endroit. C'est frustrant parce que les notes se perdent toujours.",
        ("Le ", "La ", "L'"),
    )
    yield (
        "de",
        "Ich würde gerne alle Aufgaben an einem Ort sehen. Es ist frustrierend, weil die Notizen immer verloren gehen.",
        ("D",),
    )
    yield (
        "pt",
        "Gostaria de ver todas as tarefas em um só lugar. É frustrante porque as notas sempre se perdem.",
        ("O ", "A "),
    )


@pytest.mark.parametrize(("code", "words", "begins"), list(languages()))
def test_findings_speak_the_language_of_the_research(
    engine: LocalEngine, code: str, words: str, begins: tuple[str, ...]
) -> None:
    study = builders.study(builders.transcript(("Interviewer", "?"), ("Sam", words), ("Sam", words), language=code))
    found = analysed(engine, study)
    assert found.design_principles
    assert all(item.principle.startswith(begins) for item in found.design_principles)
    assert all(" the " not in item.importance for item in found.inferences)
