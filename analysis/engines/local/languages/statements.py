"""The statements inside a sentence of a language the engine knows by its markers: what can stand alone in a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.engines.local.languages import Language

_JOINTS = re.compile(
    r"\s*[;–:]\s+|,?\s+(?=(?:mais|donc|alors que|parce qu|parce que|car|pero|sino que|así que|porque|aunque|mas|então|"
    r"só que|por isso|aber|denn|sondern)\b)|,\s+(?=(?:et|y|e|und|puis|du coup|alors|deshalb|deswegen|entonces)\s)",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"^(?:mais|donc|alors|et|puis|du coup|car|pero|así que|y|entonces|mas|então|e|só que|por isso|aber|und|denn)\s+",
    re.IGNORECASE,
)


def statements(sentence: str, spoken: Language, shortest: int, longest: int) -> Iterator[str]:
    """The whole sentence where its length allows, else its clauses and pairs of clauses that state something."""
    if _sized(sentence, shortest, longest):
        yield sentence
        return
    edges = [0, *(joint.end() for joint in _JOINTS.finditer(sentence)), len(sentence)]
    seen: set[str] = set()
    for first in range(len(edges) - 1):
        for last in (first + 2, first + 1):
            if last >= len(edges):
                continue
            piece = _LINK.sub("", sentence[edges[first] : edges[last]].strip(" ,;:–-"))
            if (
                piece not in seen
                and _sized(piece, shortest, longest)
                and (spoken.clause is None or spoken.clause.search(piece))
                and not spoken.leaning.match(piece)
            ):
                seen.add(piece)
                yield piece
                break


def _sized(text: str, shortest: int, longest: int) -> bool:
    return shortest <= len(text.split()) <= longest
