"""Step 5: how design should respond. Each insight gets one principle, its question and its arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.engines.local.answers import OWN, Answer, Answers
from analysis.engines.local.encoder import Encoder
from analysis.engines.local.english.lexicon import is_base_verb
from analysis.engines.local.evidence import Evidence
from analysis.engines.local.languages import Language
from analysis.engines.local.needs import Needs, wordings
from analysis.engines.local.needs import need as need_of
from analysis.engines.local.relating import main_language
from analysis.engines.local.text import capitalised, shortened
from analysis.findings import DesignPrinciple, Findings, Insight, Pattern

_GLUE = frozenset("people having able easy clear good way sure have be do get go see want need like keep".split())
_INNER_VERB = re.compile(
    r"(?:let|help|enable|remind|spare) people (?:to |having to )?(\w+)|(?:make it easy|give people a good way) to (\w+)"
)
_EASIER = frozenset({"status", "one_place", "clarity", "finding", "memory", "missing", "guidance", "choice", "control"})
_HARDER = frozenset({"respect", "belonging", "decision", "body", "cost", "access", "meaning"})


def principles(
    evidence: Sequence[Evidence], found: Findings, encoder: Encoder, needs: Needs, already: int
) -> Iterator[DesignPrinciple]:
    """One principle an insight, in order, for every insight after the first `already`."""
    by_chunk: dict[str, Evidence] = {}
    for item in evidence:
        by_chunk.setdefault(item.chunk.id, item)
    everyone = len({item.person for item in evidence})
    patterns = {pattern.id: pattern for pattern in found.patterns}
    answers = Answers(encoder, needs)
    for number, insight in enumerate(found.insights, start=1):
        members = [by_chunk[identifier] for identifier in insight.supporting_evidence if identifier in by_chunk]
        pattern = patterns[insight.pattern_id]
        answer = answers.answer(members, f"{pattern.name}. {insight.headline}")
        if number > already:
            yield _principle(number, insight, pattern, answer, spoken=main_language(members), everyone=everyone)


def _principle(
    number: int, insight: Insight, pattern: Pattern, answer: Answer, *, spoken: Language, everyone: int
) -> DesignPrinciple:
    verbs = _verbs(answer, spoken)
    reach = pattern.speakers / max(everyone, 1)
    priority = round(0.4 * insight.impact_score + 0.35 * pattern.strength + 0.25 * reach, 2)
    return DesignPrinciple(
        id=f"principle_{number:02d}",
        principle=_framed("principle", number, answer, spoken),
        insight_id=insight.id,
        action_verbs=verbs,
        design_direction=_direction(number, answer, verbs, spoken),
        how_might_we=_framed("hmw", number, answer, spoken),
        priority=priority,
        feasibility=_feasibility(answer),
        priority_basis=spoken.frame("priority", 0).format(
            priority=f"{priority:.2f}",
            impact=f"{insight.impact_score:.2f}",
            strength=f"{pattern.strength:.2f}",
            reach=f"{reach:.2f}",
            people=pattern.speakers,
            everyone=everyone,
        ),
    )


def _framed(name: str, number: int, answer: Answer, spoken: Language) -> str:
    """The principle or the question, in the frame that its ground calls for."""
    if answer.form:
        frame = spoken.frame(f"{name}_{answer.form}_{answer.basis}", number)
    elif answer.basis in OWN or (answer.goal and not answer.topic and not answer.claim):
        frame = spoken.frame("principle_system" if name == "principle" else "hmw", number)
    elif answer.topic:
        frame = spoken.frame(f"{name}_about_need", number)
    else:
        frame = spoken.frame(f"{name}_{answer.basis}", number)
    return capitalised(
        frame.format(goal=answer.goal, claim=answer.claim, quote=shortened(answer.quote, 180), topic=answer.topic)
    )


def _direction(number: int, answer: Answer, verbs: Sequence[str], spoken: Language) -> str:
    """Where the principle comes from, what to try first and how to see that it worked."""
    who = answer.evidence.label
    whose = who if spoken.code != "en" else f"{who}’" if who.endswith("s") else f"{who}’s"
    basis = answer.basis
    if basis == "desire" and not answer.form:
        basis = "stated"
    elif basis not in OWN:
        basis = "regard" if answer.form or basis != "need" else "need"
    return spoken.frame(f"direction_{basis}", number).format(
        who=who,
        Who=capitalised(who),
        whose=whose,
        quote=shortened(answer.quote, 180),
        verbs=", ".join(verbs),
        need=wordings(spoken.code)[answer.need].label,
        topic=answer.topic,
    )


def _verbs(answer: Answer, spoken: Language) -> tuple[str, ...]:
    """Verbs of the goal itself, then the need's."""
    if spoken.code != "en":
        moves = spoken.moves_to(answer.goal) if answer.basis in OWN else ()
        regard = () if answer.basis in OWN else spoken.frames.get(f"verbs_{answer.basis}", ())
        return tuple(str(verb) for verb in (moves or regard or wordings(spoken.code)[answer.need].verbs))
    words = [word.strip(",.").lower() for word in answer.goal.split()]
    inner = _INNER_VERB.match(answer.goal)
    found = [
        word
        for word in (next(filter(None, inner.groups()), "") if inner else "", *words[:1])
        if word not in _GLUE and is_base_verb(word)
    ]
    regard = spoken.frames.get(f"verbs_{answer.basis}", ()) if answer.form else ()
    return tuple(dict.fromkeys([*found, *(regard or need_of(answer.need).verbs)]))[:4]


def _feasibility(answer: Answer) -> float:
    """0..1, a first guess to be argued with.

    A wish in so many words and a matter of information is nearer than the conduct of people.
    """
    base = {"stated": 0.7, "implied": 0.6, "worked": 0.65, "valued": 0.65}.get(answer.basis, 0.5)
    return round(base + (0.1 if answer.need in _EASIER else -0.15 if answer.need in _HARDER else 0.0), 2)
