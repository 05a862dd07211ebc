"""Names of patterns: the most telling statement of the group, cut to 4 to 16 words, never twice in a study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from analysis.engines.local.encoder import Encoder
from analysis.engines.local.english.brevity import cut_at_phrase
from analysis.engines.local.english.clauses import has_clause
from analysis.engines.local.english.phrases import listed
from analysis.engines.local.english.tagging import tagged
from analysis.engines.local.english.wholeness import is_broken, is_cut
from analysis.engines.local.evidence import Evidence, Line, lines
from analysis.engines.local.languages import Language
from analysis.engines.local.needs import key_of, wordings
from analysis.engines.local.text import capitalised, count_words, shortened, words
from analysis.findings import ChunkType

SHORTEST, LONGEST = 4, 16
_WORST = 0.1
_PLAIN = -0.2
_ALIKE = 0.75
"""Share of the shorter one's words two names may have in common before they count as the same."""
_CUT = 13
"""Words of a quotation that stands in for a name."""
_CUT_LETTERS = 44
"""The same in scripts that set no spaces between words."""
_LOOKED_AT = 24
"""Members, the most central ones: enough to choose from, and constant work a pattern."""


class Naming:
    """Gives names and headlines; remembers them."""

    def __init__(self, encoder: Encoder, taken: Sequence[str] = ()) -> None:
        self._encoder = encoder
        self._used = [_content(name) for name in taken]
        self._texts = set(taken)

    def name(self, members: Sequence[Evidence], centre: np.ndarray, themes: Sequence[str], spoken: Language) -> str:
        """A relation the group states.

        Where no statement stands alone, the relation its need implies, or the plainest quote.
        """
        return self._first(self.ranked(members, centre, spoken), members, themes, spoken)

    def headline(self, members: Sequence[Evidence], centre: np.ndarray, themes: Sequence[str], spoken: Language) -> str:
        """The sharpest statement of the group that is not a name already; else as for a name."""
        ranked = sorted(
            self.ranked(members, centre, spoken), key=lambda pair: (-(pair[0] + _sharpness(pair[1])), pair[1].text)
        )
        return self._first(ranked, members, themes, spoken)

    def _first(
        self, ranked: list[tuple[float, Line]], members: Sequence[Evidence], themes: Sequence[str], spoken: Language
    ) -> str:
        # Plain statements of little worth come before quotes, unclear ones do not come at all.
        for least in (_WORST, _PLAIN):
            for score, line in ranked:
                if score > least and (score > _WORST or not line.vague) and not self._taken(line.text):
                    return self._keep(line.text)
        for candidate in _fallbacks(members, themes, spoken):
            if not self._taken(candidate):
                return self._keep(candidate)
        # Everything resembles another finding: then at least not the very same words.
        for candidate in (
            *(line.text for _, line in ranked),
            *(quote for _, quote in _quoted(members)),
            *map(_shortened, members),
        ):
            if candidate not in self._texts:
                return self._keep(candidate)
        return self._keep(f"{_shortened(members[0])} ({members[0].chunk.id})")

    def _taken(self, text: str) -> bool:
        """Whether nearly the same words stand over another finding of the study."""
        own = _content(text)
        return any(len(own & other) >= _ALIKE * min(len(own), len(other)) for other in self._used)

    def _keep(self, text: str) -> str:
        self._used.append(_content(text))
        self._texts.add(text)
        return text

    def ranked(self, members: Sequence[Evidence], centre: np.ndarray, spoken: Language) -> list[tuple[float, Line]]:
        """The group's statements, best first, with their scores."""
        found = [
            line
            for member in members[:_LOOKED_AT]
            if member.spoken.code == spoken.code
            for line in lines(member, SHORTEST, LONGEST)
        ]
        found = list({line.text: line for line in found}.values())
        if not found:
            return []
        near = self._encoder.encode([line.said for line in found]) @ (centre / max(float(np.linalg.norm(centre)), 1e-6))
        scored = [(round(_worth(line, float(closeness)), 4), line) for line, closeness in zip(found, near, strict=True)]
        return sorted(
            ((score, line) for score, line in scored if score > _PLAIN), key=lambda pair: (-pair[0], pair[1].text)
        )


def _implied(members: Sequence[Evidence], themes: Sequence[str], spoken: Language) -> list[str]:
    """What the group's need implies, where at least half of the members show that need."""
    counted = Counter(member.inference.need for member in members if member.inference.need)
    topic = listed(list(themes[:2])) if spoken.code == "en" else spoken.listed(list(themes[:2]))
    found = []
    for label, count in counted.most_common(1):
        key = key_of(label, spoken.code)
        if key and topic and count * 2 >= len(members):
            found.append(wordings(spoken.code)[key].gap.format(topic=topic))
    return [name for name in found if len(name.split()) <= LONGEST]


def _fallbacks(members: Sequence[Evidence], themes: Sequence[str], spoken: Language) -> Iterator[str]:
    """What may stand for a name where no statement stands alone, best first: quotes, a need, cut quotes, a list."""
    looked_at = members[:_LOOKED_AT]
    quotes = _quoted(looked_at)
    yield from (quote for whole, quote in quotes if whole)
    if spoken.code != "en":
        yield from _implied(members, themes, spoken)
    cut = [
        (any(_is_whole(text, member.spoken) for text in member.sentences), _shortened(member)) for member in looked_at
    ]
    yield from (name for whole, name in cut if whole and count_words(name) >= SHORTEST)
    yield from (quote for whole, quote in quotes if not whole)
    yield from (name for _, name in cut if count_words(name) >= SHORTEST)
    yield from _together(looked_at)
    if spoken.code == "en":
        yield from (f"{capitalised(one.label)} says {name}" for one, (_, name) in zip(looked_at, cut, strict=True))
    yield from (name for _, name in cut)


def _quoted(members: Sequence[Evidence]) -> list[tuple[bool, str]]:
    """Sentences of the members as said that are short enough, and whether each is a whole clause."""
    return [
        (_is_whole(sentence, member.spoken), quoted)
        for member in members
        for sentence in member.sentences
        if SHORTEST <= len(sentence.split()) <= LONGEST
        and len((quoted := member.spoken.quoted(capitalised(sentence))).split()) <= LONGEST
        and not sentence.endswith("?")
        and not member.spoken.leaning.match(sentence)
    ]


def _is_whole(sentence: str, spoken: Language) -> bool:
    if spoken.code != "en":
        return True
    return not (is_broken(sentence) or is_cut(sentence)) and has_clause(tagged(sentence))


def _shortened(member: Evidence) -> str:
    """The member's first telling sentence, cut where a phrase ends."""
    sentences = [text for text in member.sentences if count_words(text) >= SHORTEST and not text.endswith("?")]
    text = next((one for one in sentences if _is_whole(one, member.spoken)), "") or next(iter(sentences), "")
    if not text:
        text = " ".join(one if one[-1] in ".?!" else f"{one}." for one in map(capitalised, member.sentences))
    parts = (text or member.text).strip('"“”').split()
    if len(parts) == 1:
        return member.spoken.quoted(shortened(capitalised(parts[0]).rstrip(",;:.–-。 "), _CUT_LETTERS))
    whole = " ".join(parts)
    cut = cut_at_phrase(whole, _CUT) if member.spoken.code == "en" else " ".join(parts[:_CUT])
    said = capitalised(cut).rstrip(",;:.–-。 ")
    return member.spoken.quoted(f"{said}…" if len(cut.split()) < len(parts) else said)


def _together(members: Sequence[Evidence]) -> list[str]:
    """Two short answers beside each other: “Clean UI”, “Instant feedback”."""
    short = list(dict.fromkeys(capitalised(member.text.strip(' ."“”')) for member in members))
    short = [text for text in short if 0 < len(text.split()) <= LONGEST // 2 - 1]
    made = [f"{members[0].spoken.quoted(one)}, {members[0].spoken.quoted(other)}" for one, other in pairwise(short)] + [
        ", ".join(members[0].spoken.quoted(text) for text in short[:4])
    ]
    return [name for name in made if SHORTEST <= len(name.split()) <= LONGEST]


_TELLING_NOTHING = frozenset({ChunkType.FACT, ChunkType.QUOTE})
_THIN = 3
"""Words that carry something. “There is a bug” says less than its pattern does."""


def _worth(line: Line, near: float) -> float:
    """How good a name `line` makes: near the centre, stating a relation, clear by itself, of middling length."""
    relation = {"contrast": 0.22, "consequence": 0.25, "cause": 0.22, "condition": 0.15}.get(line.relation, 0.0)
    spoken = line.evidence.spoken
    charge = (
        0.12 * spoken.has("pain", line.said)
        + 0.08 * spoken.has("intensity", line.said)
        + 0.05 * spoken.has("desire", line.said)
    )
    if line.evidence.chunk.type in _TELLING_NOTHING:
        charge -= 0.12
    if len(_content(line.text)) < _THIN:
        charge -= 0.15
    length = -0.03 * max(0, 7 - line.words) - 0.02 * max(0, line.words - 13)
    return near + relation + charge + length - 0.3 * line.vague + (0.12 if line.general else -0.25)


def _sharpness(line: Line) -> float:
    """What makes a statement worth a wall: a stated effect or contradiction, force, a general truth."""
    spoken = line.evidence.spoken
    return (
        0.2 * (line.relation in {"consequence", "contrast"})
        + 0.12 * spoken.has("intensity", line.said)
        + 0.12 * spoken.has("universal", line.said)
        + 0.1 * spoken.has("pain", line.said)
        + 0.15 * spoken.has("belief", line.said)
    )


def _content(text: str) -> frozenset[str]:
    """The words of `text` that carry it, cut to their beginnings so that “changes” and “change” are one."""
    found = {word.lower()[:6] for word in words(text) if len(word) > 3 and word.lower() not in _EMPTY}
    return frozenset(found or {word.lower() for word in words(text)})


_EMPTY = frozenset(
    (
        "people they their them that this with have from when what which there about because would could into more "
        "than just like your very"
    ).split()
)
