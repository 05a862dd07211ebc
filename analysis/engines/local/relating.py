"""Step 3: meanings that point in the same direction, each group under a name that states a relation."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.engines.local import clustering
from analysis.engines.local.encoder import Encoder, Vectors
from analysis.engines.local.english.phrases import key_phrases, noun_phrases
from analysis.engines.local.evidence import Evidence, vectors_of
from analysis.engines.local.languages import Language
from analysis.engines.local.naming import Naming
from analysis.engines.local.text import shortened
from analysis.engines.local.topics import topic_words
from analysis.findings import ChunkType, Pattern

_TALK = 5
"""Statements a person from which a study counts as conversation."""
SMALLEST = 2
"""Meanings that make a pattern. What fits nowhere is left out and can be browsed."""

CHARGED = frozenset({ChunkType.PAIN_POINT, ChunkType.DESIRE, ChunkType.WORKAROUND})
"""Kinds of statement that ask something of design."""


@dataclass(frozen=True, slots=True)
class Group:
    """Evidence that belongs together, most central first."""

    members: list[Evidence]
    vectors: Vectors
    centre: np.ndarray
    cohesion: float
    """Mean cosine of the members to their centre, 0..1."""

    @property
    def people(self) -> tuple[str, ...]:
        """Who says it, in the order of the study."""
        return tuple(
            dict.fromkeys(member.person for member in sorted(self.members, key=lambda item: item.inference.id))
        )


def groups(evidence: Sequence[Evidence], encoder: Encoder) -> list[Group]:
    """Groups of at least `SMALLEST`, strongest first."""
    if not evidence:
        return []
    talk = len(evidence) >= _TALK * len({item.person for item in evidence})
    if talk:
        # In conversations “yes” and “thank you” belong to no pattern; in a survey they may be all there is.
        evidence = [item for item in evidence if item.chunk.type is not ChunkType.QUOTE] or evidence
    vectors = vectors_of(evidence, encoder)
    labels = clustering.cluster(clustering.views([item.text for item in evidence], vectors))
    found: list[Group] = []
    for label in range(int(labels.max()) + 1):
        places = [int(place) for place in np.flatnonzero(labels == label)]
        if len(places) < min(SMALLEST, len(evidence)) or (
            talk and _is_background([evidence[place] for place in places])
        ):
            continue
        centre = vectors[places].mean(axis=0)
        near = vectors[places] @ (centre / max(float(np.linalg.norm(centre)), 1e-6))
        order = np.argsort(-near, kind="stable")
        found.append(
            Group(
                members=[evidence[places[place]] for place in order],
                vectors=vectors[places][order],
                centre=centre,
                cohesion=float(np.clip(near.mean(), 0, 1)),
            )
        )
    total = len({item.person for item in evidence})
    return sorted(found, key=lambda group: (-strength(group, total), group.members[0].inference.id))


def _is_background(members: Sequence[Evidence]) -> bool:
    """Whether a group only tells who people are (“I'm 34 and work as …”) or says yes and no: no pattern of needs."""
    plain = sum(member.chunk.type in (ChunkType.FACT, ChunkType.QUOTE) for member in members)
    return plain > len(members) / 2


def strength(group: Group, people: int) -> float:
    """0..1 from counts.

    Share of people 0.35, quotes 0.3 (12 is full), closeness 0.2, share of pains, wishes and ways round 0.15.
    """
    reach = len(group.people) / max(people, 1)
    quotes = min(1.0, math.log1p(len(group.members)) / math.log1p(12))
    charged = sum(member.chunk.type in CHARGED for member in group.members) / len(group.members)
    return round(0.35 * reach + 0.3 * quotes + 0.2 * group.cohesion + 0.15 * charged, 2)


def patterns(evidence: Sequence[Evidence], encoder: Encoder, already: int) -> Iterator[tuple[int, int, Pattern]]:
    """`(number, total, pattern)` for every group after the first `already`; names are unique in the study."""
    found = groups(evidence, encoder)
    people = len({item.person for item in evidence})
    naming = Naming(encoder)
    background = Counter(
        phrase for item in evidence if item.spoken.code == "en" for phrase in set(noun_phrases(item.text))
    )
    for number, group in enumerate(found, start=1):
        spoken = main_language(group.members)
        themes = themes_of(group.members, spoken, background)
        name = naming.name(group.members, group.centre, themes, spoken)
        if number <= already:
            continue
        yield (
            number,
            len(found),
            Pattern(
                id=f"pattern_{number:02d}",
                name=name,
                description=_description(group, spoken, people),
                related_inferences=tuple(sorted((member.inference.id for member in group.members), key=_number)),
                themes=tuple(themes),
                strength=strength(group, people),
                evidence_count=len(group.members),
                speakers=len(group.people),
                people=group.people,
            ),
        )


def main_language(members: Sequence[Evidence]) -> Language:
    """The language most of `members` speak; where two share that place, the one most of the study is in."""
    counted = Counter(member.spoken.code for member in members)
    code = min(counted, key=lambda item: (-counted[item], item != members[0].usual, item))
    return next(member.spoken for member in members if member.spoken.code == code)


def themes_of(members: Sequence[Evidence], spoken: Language, background: Counter[str]) -> list[str]:
    """What the group is about: phrases its members share more than the study does."""
    texts = [member.text for member in members if member.spoken.code == spoken.code]
    return key_phrases(texts, 3, background) if spoken.code == "en" else topic_words(texts, spoken, 3)


def _description(group: Group, spoken: Language, people: int) -> str:
    """How often and by whom it was said, with the most central words."""
    needs = Counter(
        member.inference.need for member in group.members if member.inference.need and member.spoken.code == spoken.code
    )
    need, count = needs.most_common(1)[0] if needs else ("", 0)
    central = next((item for item in group.members if item.chunk.type is not ChunkType.QUOTE), group.members[0])
    text = spoken.frame("pattern_said", 0).format(
        quotes=len(group.members),
        people=len(group.people),
        everyone=people,
        quote=shortened(central.text.strip('"“”').rstrip("."), 220),
    )
    return f"{text} {spoken.frame('pattern_need', 0).format(need=need)}" if count * 3 >= len(group.members) else text


def _number(identifier: str) -> tuple[int, str]:
    return int(identifier.rsplit("_", 1)[-1]), identifier
