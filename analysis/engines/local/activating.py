"""Step 5: how design should respond.

A stated wish where there is one, the other side of a complaint, or the need's answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.engines.local.encoder import Encoder
from analysis.engines.local.english.lexicon import is_base_verb, lemmas
from analysis.engines.local.english.wishes import wishes
from analysis.engines.local.evidence import Evidence, Line, lines
from analysis.engines.local.languages import Language
from analysis.engines.local.needs import Needs, key_of, taxonomy, wordings
from analysis.engines.local.needs import need as need_of
from analysis.engines.local.relating import CHARGED, main_language
from analysis.engines.local.tensions import mood
from analysis.engines.local.text import capitalised, count_words, shortened
from analysis.findings import ChunkType, DesignPrinciple, Findings, Insight, Pattern

_LOOKED_AT = 40
_GOOD_ENOUGH = 0.85
_END = re.compile(
    r"[.;:!?]|\s+–\s|,\s*(?:né|viste|quoi|voilà|ne|oder)\b|,\s*(?:pero|mais|aber|mas)\b|\s+(?:porque|parce que|weil)\b"
)
_POINTERS = re.compile(r"\b(?:it|that|this|them|these|those|something|things?|stuff|one|there)\b", re.IGNORECASE)
_OPENERS = frozenset(
    (
        "people they there the a an it that this these those everyone everybody nobody somebody someone each every "
        "all most some many no my our their when if while with without in on at for"
    ).split()
)
_GLUE = frozenset("people having able easy clear good way sure have be do get go see want need like keep".split())


@dataclass(frozen=True, slots=True)
class _Answer:
    """A principle's goal and where it comes from."""

    goal: str
    evidence: Evidence
    quote: str
    basis: str
    """`stated`, `implied` by a complaint or worry, `valued`, or `need` where the need alone speaks."""
    need: str
    claim: str
    """Why, as a clause, where the need alone speaks."""


def principles(
    evidence: Sequence[Evidence], found: Findings, encoder: Encoder, needs: Needs, already: int
) -> Iterator[DesignPrinciple]:
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
        answer = _answer(members, encoder, needs, used)
        used.update((_key(answer.goal), _key(answer.quote)))
        if number > already:
            yield _principle(number, insight, pattern, answer, spoken=main_language(members), everyone=everyone)


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _answer(members: Sequence[Evidence], encoder: Encoder, needs: Needs, used: set[str]) -> _Answer:
    spoken = main_language(members)
    need, shown = group_need(members, needs)
    vectors = encoder.encode([member.text for member in members[:_LOOKED_AT]])
    centre = vectors.mean(axis=0)
    near = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-6))
    best: tuple[float, _Answer] | None = None
    for closeness, member in zip(near.tolist(), members, strict=False):
        if member.spoken.code != spoken.code:
            continue
        for sentence in member.sentences:
            for goal, basis in _goals(sentence, member):
                if _key(goal) in used:
                    continue
                worth = (
                    {"stated": 1.0, "implied": 0.75, "valued": 0.65}[basis]
                    + 0.6 * closeness
                    - _vague(goal)
                    - 0.02 * max(0, count_words(goal) - 16)
                )
                worth += 0.2 * (member.chunk.type is ChunkType.DESIRE)
                worth -= 0.3 * goal.startswith("provide ")  # What to do says more than what to have.
                if best is None or worth > best[0]:
                    best = (worth, _Answer(goal, member, sentence, basis, need, goal))
    if best is not None and best[0] > _GOOD_ENOUGH:
        return best[1]
    return _from_need(members, need, spoken, used, encoder=encoder, centre=centre, shown=shown)


def group_need(members: Sequence[Evidence], needs: Needs) -> tuple[str, bool]:
    """Key of the need the group shows, and whether a third of its members name it.

    Else the one its centre is nearest to.
    """
    counted: Counter[str] = Counter()
    for member in members:
        key = key_of(member.inference.need, member.spoken.code)
        if key:
            counted[key] += 1
    if counted:
        key = min(counted, key=lambda key: (-counted[key], key))
        return key, counted[key] * 3 >= len(members)
    scored = needs.scores([(member.sentences or [member.text], member.spoken.code) for member in members[:8]])
    return taxonomy()[int(scored.mean(axis=0).argmax())].key, False


_COMPLAINTS = frozenset({"way", "np", "easy", "enable", "wh", "spare", "avoid", "keep"})
"""Constructions that imply a wish only where somebody complains."""


def _goals(sentence: str, member: Evidence) -> list[tuple[str, str]]:
    """`(goal, basis)` for what `sentence` asks for, says it values, or complains of."""
    spoken = member.spoken
    if spoken.code == "en":
        return [
            (
                wish.goal,
                "stated"
                if wish.stated
                else "implied"
                if wish.kind in _COMPLAINTS or wish.kind == "worry"
                else "valued",
            )
            for wish in wishes(sentence)
            if wish.stated or wish.kind not in _COMPLAINTS or member.chunk.type in CHARGED
        ]
    found = []
    for pattern, becomes in spoken.wishes:
        match = pattern.search(sentence)
        if match is not None:
            rest = _END.split(match.group("rest"))[0].strip(" ,")
            if 1 < count_words(rest) <= 20 and not spoken.first_person.search(rest):
                found.append((becomes.format(rest=rest), "stated"))
    return found


def _vague(goal: str) -> float:
    return 0.25 * len(_POINTERS.findall(goal))


def _from_need(
    members: Sequence[Evidence],
    need: str,
    spoken: Language,
    used: set[str],
    *,
    encoder: Encoder,
    centre: np.ndarray,
    shown: bool,
) -> _Answer:
    """The need's answer, or where none is plain the call to heed it, tied to the statement that shows it best."""
    goals = wordings(spoken.code)[need].goals
    # When all its answers are given, the one given longest ago comes again, for another reason.
    goal = next((goal for goal in goals if _key(goal) not in used), goals[len(used) % len(goals)])
    found = [
        line for member in members[:_LOOKED_AT] if member.spoken.code == spoken.code for line in lines(member, 4, 18)
    ]
    found = [line for line in found if _key(line.said) not in used]
    if not found:
        member = members[0]
        quote = shortened(member.text.strip('"“”').rstrip("."), 120)
        return _Answer(
            goal,
            member,
            quote,
            "need" if shown else "plain",
            need,
            spoken.frame("claim_quoted", 0).format(who=member.label, quote=quote),
        )
    near = encoder.encode([line.said for line in found]) @ (centre / max(float(np.linalg.norm(centre)), 1e-6))

    def worth(place: int) -> float:
        line = found[place]
        return float(near[place]) - 0.3 * line.vague - 0.25 * (not line.general) - 0.02 * max(0, line.words - 12)

    line = found[max(range(len(found)), key=worth)]
    return _Answer(goal, line.evidence, line.said, "need" if shown else _tone(line), need, _inside(line, spoken))


def _tone(line: Line) -> str:
    """`pain`, `gain` or `plain`: how the statement itself speaks."""
    return {-1: "pain", 1: "gain"}.get(mood(line.evidence, line.said), "plain")


def _inside(line: Line, spoken: Language) -> str:
    """A statement as it continues a sentence."""
    first = line.text.split()[0]
    keeps = (
        spoken.code != "en"
        or line.text[0] in "“«„"
        or first.isupper()
        or (not lemmas(first.lower()) and re.split(r"['’]", first.lower())[0] not in _OPENERS)
    )
    return line.text if keeps else line.text[:1].lower() + line.text[1:]


def _principle(
    number: int, insight: Insight, pattern: Pattern, answer: _Answer, *, spoken: Language, everyone: int
) -> DesignPrinciple:
    verbs = _verbs(answer, spoken)
    quote = shortened(answer.quote, 180)
    who = answer.evidence.label
    wording = wordings(spoken.code)[answer.need]
    whose = who if spoken.code != "en" else f"{who}’" if who.endswith("s") else f"{who}’s"
    own = answer.basis in {"stated", "implied", "valued"}
    principle = spoken.frame("principle_system" if own else f"principle_{answer.basis}", number)
    question = spoken.frame("hmw" if own else f"hmw_{answer.basis}", number)
    direction = spoken.frame(f"direction_{answer.basis if own else 'need'}", number).format(
        who=who, Who=capitalised(who), whose=whose, quote=quote, verbs=", ".join(verbs), need=wording.label
    )
    reach = pattern.speakers / max(everyone, 1)
    priority = round(0.4 * insight.impact_score + 0.35 * pattern.strength + 0.25 * reach, 2)
    return DesignPrinciple(
        id=f"principle_{number:02d}",
        principle=principle.format(goal=answer.goal, claim=answer.claim, quote=quote),
        insight_id=insight.id,
        action_verbs=verbs,
        design_direction=direction,
        how_might_we=question.format(goal=answer.goal, claim=answer.claim, quote=quote),
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


def _verbs(answer: _Answer, spoken: Language) -> tuple[str, ...]:
    """Verbs of the goal itself, then the need's."""
    if spoken.code != "en":
        return wordings(spoken.code)[answer.need].verbs
    words = [word.strip(",.").lower() for word in answer.goal.split()]
    leads = re.match(
        r"(?:let|help|enable) people (?:to )?(\w+)|(?:make it easy|give people a good way) to (\w+)", answer.goal
    )
    found = [
        word
        for word in (next(filter(None, leads.groups()), "") if leads else "", words[0])
        if word not in _GLUE and is_base_verb(word)
    ]
    return tuple(dict.fromkeys([*found, *need_of(answer.need).verbs]))[:4]


def _feasibility(answer: _Answer) -> float:
    """0..1, a first guess to be argued with.

    A wish in so many words and a matter of information is nearer than the conduct of people.
    """
    base = {"stated": 0.7, "implied": 0.6, "valued": 0.65}.get(answer.basis, 0.5)
    easier = {"status", "one_place", "clarity", "finding", "memory", "missing", "guidance", "choice", "control"}
    harder = {"respect", "belonging", "decision", "body", "cost", "access", "meaning"}
    return round(base + (0.1 if answer.need in easier else -0.15 if answer.need in harder else 0.0), 2)
