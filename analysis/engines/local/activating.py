"""Step 5: how design should respond: a stated wish where there is one, the other side of a complaint, or the need's answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.engines.local.claims import subject_of
from analysis.engines.local.encoder import Encoder
from analysis.engines.local.english.phrases import listed
from analysis.engines.local.english.wishes import wishes
from analysis.engines.local.english.words import is_base_verb
from analysis.engines.local.evidence import Evidence
from analysis.engines.local.languages import Language
from analysis.engines.local.needs import need as need_of
from analysis.engines.local.needs import taxonomy, wordings
from analysis.engines.local.relating import main_language
from analysis.engines.local.text import capitalised, count_words, shortened
from analysis.findings import ChunkType, DesignPrinciple, Findings, Insight, Pattern

_GLUE = frozenset("people having able easy clear good way sure have be do get go see want need like keep".split())


@dataclass(frozen=True, slots=True)
class _Answer:
    """A principle's goal and where it comes from."""

    goal: str
    evidence: Evidence
    quote: str
    basis: str
    """`stated`, `implied` or `need`."""
    need: str


def principles(evidence: Sequence[Evidence], found: Findings, encoder: Encoder, already: int) -> Iterator[DesignPrinciple]:
    """One principle an insight, in order, for every insight after the first `already`."""
    by_chunk: dict[str, Evidence] = {}
    for item in evidence:
        by_chunk.setdefault(item.chunk.id, item)
    everyone = len({item.person for item in evidence})
    patterns = {pattern.id: pattern for pattern in found.patterns}
    used: set[str] = set()
    for number, insight in enumerate(found.insights, start=1):
        members = [by_chunk[identifier] for identifier in insight.supporting_evidence if identifier in by_chunk]
        pattern = patterns[insight.pattern_id]
        answer = _answer(members, pattern, used)
        used.add(answer.goal.lower())
        if number > already:
            yield _principle(number, insight, pattern, answer, main_language(members), everyone)


def _answer(members: Sequence[Evidence], pattern: Pattern, used: set[str]) -> _Answer:
    spoken = main_language(members)
    need = _need(members, spoken)
    best: tuple[float, _Answer] | None = None
    for place, member in enumerate(members):
        if member.spoken.code != spoken.code:
            continue
        for sentence in member.sentences:
            for goal, stated in _goals(sentence, spoken):
                if goal.lower() in used:
                    continue
                worth = (1.0 if stated else 0.55) - 0.03 * place - _vague(goal) - 0.02 * max(0, count_words(goal) - 16)
                worth += 0.2 * (member.chunk.type in (ChunkType.DESIRE, ChunkType.PAIN_POINT))
                if best is None or worth > best[0]:
                    best = (worth, _Answer(goal, member, sentence, "stated" if stated else "implied", need))
    if best is not None and best[0] > 0.3:
        return best[1]
    return _from_need(members, pattern, need, spoken, used)


def _goals(sentence: str, spoken: Language) -> list[tuple[str, bool]]:
    if spoken.code == "en":
        return [(wish.goal, wish.stated) for wish in wishes(sentence)]
    found = []
    for pattern, becomes in spoken.wishes:
        match = pattern.search(sentence)
        if match is not None:
            rest = re.split(r"[.;:!?]|,\s*(?:pero|mais|aber|mas)\b|\s+(?:porque|parce que|weil)\b", match.group("rest"))[0].strip(" ,")
            if 1 < count_words(rest) <= 20 and not spoken.first_person.search(rest):
                found.append((becomes.format(rest=rest), True))
    return found


def _vague(goal: str) -> float:
    return 0.2 * len(re.findall(r"\b(?:it|that|this|them|these|those|something|things?|stuff)\b", goal, re.I))


def _need(members: Sequence[Evidence], spoken: Language) -> str:
    labels = {wording.label: key for key, wording in wordings(spoken.code).items()}
    counted = Counter(labels[member.inference.need] for member in members if member.inference.need in labels)
    return min(counted, key=lambda key: (-counted[key], key)) if counted else ""


def _from_need(members: Sequence[Evidence], pattern: Pattern, need: str, spoken: Language, used: set[str]) -> _Answer:
    worded = wordings(spoken.code)
    themes = list(pattern.themes[:2])
    topics = [listed(themes) if spoken.code == "en" else ", ".join(f"“{theme}”" for theme in themes), *pattern.themes]
    for key in [*([need] if need else []), *(item.key for item in taxonomy())]:
        for topic in topics or [""]:
            goal = worded[key].goal.format(topic=topic or spoken.frame("topic_unknown", 0))
            if goal.lower() not in used:
                return _Answer(goal, members[0], _plain(members[0]), "need", key)
    return _Answer(worded[need or "clarity"].goal.format(topic=pattern.name), members[0], _plain(members[0]), "need", need or "clarity")


def _plain(member: Evidence) -> str:
    return next((sentence for sentence in member.sentences if 4 <= count_words(sentence) <= 25 and not sentence.endswith("?")), member.text.rstrip("."))


def _principle(number: int, insight: Insight, pattern: Pattern, answer: _Answer, spoken: Language, everyone: int) -> DesignPrinciple:
    verbs = _verbs(answer, spoken)
    who = subject_of(answer.evidence.chunk.speaker).label if spoken.code == "en" else answer.evidence.chunk.speaker or spoken.frame("nobody", 0)
    wording = wordings(spoken.code).get(answer.need)
    direction = spoken.frame(f"direction_{answer.basis}", 0).format(
        who=who,
        quote=shortened(answer.quote, 180),
        verbs=capitalised(listed(list(verbs)) if spoken.code == "en" else ", ".join(verbs)),
        need=wording.label if wording else "",
    )
    reach = pattern.speakers / max(everyone, 1)
    priority = round(0.4 * insight.impact_score + 0.35 * pattern.strength + 0.25 * reach, 2)
    return DesignPrinciple(
        id=f"principle_{number:02d}",
        principle=spoken.frame("principle_system", 0 if answer.basis == "stated" else number).format(goal=answer.goal),
        insight_id=insight.id,
        action_verbs=verbs,
        design_direction=direction,
        how_might_we=spoken.frame("hmw", number).format(goal=answer.goal),
        priority=priority,
        feasibility=_feasibility(answer),
        priority_basis=spoken.frame("priority", 0).format(
            priority=f"{priority:.2f}", impact=f"{insight.impact_score:.2f}", strength=f"{pattern.strength:.2f}", reach=f"{reach:.2f}",
            people=pattern.speakers, everyone=everyone,
        ),
    )


def _verbs(answer: _Answer, spoken: Language) -> tuple[str, ...]:
    """Verbs of the goal itself, then the need's."""
    found: list[str] = []
    if spoken.code == "en":
        words = [word.strip(",.").lower() for word in answer.goal.split()]
        if words and is_base_verb(words[0]) and words[0] not in _GLUE:
            found.append(words[0])
        found += [after for before, after in zip(words, words[1:], strict=False) if before in {"to", "people", "and"} and after not in _GLUE and is_base_verb(after)]
    if answer.need and spoken.code == "en":
        found += need_of(answer.need).verbs
    elif spoken.code != "en":
        found += list(spoken.frames.get(f"verbs_{answer.need}", spoken.frames.get("verbs", ())))
    return tuple(dict.fromkeys(found))[:4] or ("provide",)


def _feasibility(answer: _Answer) -> float:
    """0..1, a first guess to be argued with: what is asked for in so many words and concerns information is easier than what
    concerns the conduct of people."""
    base = {"stated": 0.7, "implied": 0.6, "need": 0.5}[answer.basis]
    easier = {"status", "one_place", "clarity", "finding", "memory", "missing", "guidance", "choice", "control"}
    harder = {"respect", "belonging", "decision", "body", "cost", "access", "meaning"}
    return round(base + (0.1 if answer.need in easier else -0.15 if answer.need in harder else 0.0), 2)
