"""What a statement gives design to go by: a goal with its ground, a tone, words worth quoting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analysis.engines.local.english.detours import OUT_OF_THE_WAY
from analysis.engines.local.english.wishes import wishes
from analysis.engines.local.evidence import Evidence
from analysis.engines.local.languages.turning import goals as turned
from analysis.engines.local.relating import CHARGED
from analysis.engines.local.tensions import mood
from analysis.engines.local.text import count_words
from analysis.findings import ChunkType

_HELPLESS = frozenset({ChunkType.PAIN_POINT, ChunkType.WORKAROUND})
_TONES = {
    ChunkType.PAIN_POINT: "pain",
    ChunkType.WORKAROUND: "habit",
    ChunkType.DESIRE: "desire",
    ChunkType.BEHAVIOR: "habit",
}


def goals(sentence: str, member: Evidence) -> list[tuple[str, str]]:
    """`(goal, basis)` for what `sentence` asks for, says it values, or complains of."""
    kind = member.chunk.type
    charged = kind in CHARGED or member.spoken.has("pain", sentence)
    if member.spoken.code != "en":
        return turned(sentence, kind, member.spoken)
    return [
        (wish.goal, wish.basis)
        for wish in wishes(
            sentence,
            charged=charged,
            asked=kind is ChunkType.DESIRE,
            helped=kind in _HELPLESS and _gets_round(sentence, member),
        )
    ]


def _gets_round(sentence: str, member: Evidence) -> bool:
    """Whether `sentence` tells of a detour: by its own words, or by weaker ones beside a complaint."""
    if OUT_OF_THE_WAY.search(sentence):
        return True
    return member.spoken.has("workaround", sentence) and mood(member, member.text) < 0


def tone(members: Sequence[Evidence]) -> str:
    """How most members speak: `pain`, `desire`, `habit`, `gain`, else `plain`."""
    counted: Counter[str] = Counter()
    for member in members:
        told = _TONES.get(member.chunk.type)
        if told is None:
            told = {-1: "pain", 1: "gain"}.get(mood(member), "plain")
        counted[told] += 1
    commonest, count = min(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return commonest if count * 2 >= len(members) else "plain"


def tells(member: Evidence) -> tuple[bool, int]:
    """How well the member's words can be quoted: a sentence of middling length that leans on nothing."""
    first = next((text for text in member.sentences if count_words(text) >= 4), "")
    return bool(first) and not member.spoken.leaning.match(first), -abs(count_words(first) - 12)
