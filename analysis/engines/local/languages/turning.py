"""From what people wish, complain of or make do with to what should be: the goal a sentence implies.

The constructions are data (`turns/*.toml`), one file a language; this module applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.engines.local.languages import Language, Turn
from analysis.engines.local.text import count_words
from analysis.findings import ChunkType

_CHARGED = frozenset({ChunkType.PAIN_POINT, ChunkType.DESIRE, ChunkType.WORKAROUND})
_LONGEST = 20
"""Words of a goal."""
_SLOT = re.compile(r"\{(\w+)(?:!(\w+))?\}")
"""`{name}` takes a part as said; `{name!table}` one whose last word must stand in that table, and is replaced."""


def goals(sentence: str, kind: ChunkType, spoken: Language) -> list[tuple[str, str]]:
    """`(goal, basis)` of every construction that `sentence` shows, the surest first; `kind` is that of its chunk.

    A goal completes “The system should …” and “How might we …?” in the language. One that would speak as the person
    (“my”, “I”) or point to something outside the sentence is left out.
    """
    found: dict[str, str] = {}
    for turn in spoken.turns:
        if not _counts(turn.basis, sentence, kind, spoken):
            continue
        goal = next(_turned(sentence, turn, spoken), None)
        if goal is not None:
            found.setdefault(goal, "implied" if turn.basis == "burden" else turn.basis)
    return list(found.items())


def _counts(basis: str, sentence: str, kind: ChunkType, spoken: Language) -> bool:
    """Whether a construction may be read so: a duty or a habit is a complaint only where somebody complains."""
    if basis == "implied":
        return kind in _CHARGED or spoken.has("pain", sentence)
    if basis == "burden":
        return kind is ChunkType.PAIN_POINT or (kind in _CHARGED and spoken.has("pain", sentence))
    if basis == "worked":
        return kind is ChunkType.WORKAROUND or spoken.has("workaround", sentence)
    return True


def _turned(sentence: str, turn: Turn, spoken: Language) -> Iterator[str]:
    for match in turn.said.finditer(sentence):
        parts = {name: _own(part or "", spoken) for name, part in match.groupdict().items()}
        goal = _filled(turn.becomes, parts, spoken)
        if goal is not None and 2 < count_words(goal) <= _LONGEST:
            yield goal


def _own(part: str, spoken: Language) -> str:
    """A part of the sentence, said of everybody instead of by one, without the capital of a sentence's beginning."""
    part = part.strip(" ,;:–-….!?")
    for mine, theirs in spoken.theirs:
        part = mine.sub(theirs, part)
    first = _FIRST.match(part.lower())
    return part[:1].lower() + part[1:] if first and first.group() in _DETERMINERS else part


_FIRST = re.compile(r"l['’]|\w+")
_DETERMINERS = frozenset(
    (
        "l' l’ le la les un une des du ce cette ces son sa ses leur leurs chaque certains certaines tout toute tous "
        "el los las una unos unas su sus cada algunos algunas todo toda todos todas este esta estos estas "
        "o a os as um uma uns umas seu sua seus suas todo toda "
        "der die das den dem ein eine einen einer einem kein keine keinen ihr ihre ihren jeder jede jedes alle manche "
        "dieser diese dieses viele"
    ).split()
)


def _filled(becomes: str, parts: dict[str, str], spoken: Language) -> str | None:
    missing = False

    def put(slot: re.Match[str]) -> str:
        nonlocal missing
        part = parts.get(slot.group(1), "")
        if slot.group(2):
            head, _, last = part.rpartition(" ")
            part = f"{head} {spoken.turned[slot.group(2)].get(last.lower(), '')}".strip()
            missing = missing or part == head
        missing = missing or bool(spoken.first_person.search(part) or spoken.vague.search(part))
        return part

    goal = _SLOT.sub(put, becomes)
    if missing:
        return None
    goal = spoken.typography.melted(" ".join(goal.split()))
    return re.sub(r"\s+,", ",", goal).strip(" ,")
