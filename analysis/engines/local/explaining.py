"""Step 4: why a pattern is so.

The headline is the sharpest thing said; causes, consequences and tensions are people's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from analysis.engines.local.encoder import Encoder
from analysis.engines.local.evidence import Evidence, vectors_of
from analysis.engines.local.languages import Language
from analysis.engines.local.naming import Naming
from analysis.engines.local.needs import wordings
from analysis.engines.local.relating import main_language
from analysis.engines.local.tensions import Tension, counter_evidence, tension
from analysis.engines.local.text import capitalised, count_words, shortened
from analysis.findings import ChunkType, Insight, Pattern

_QUOTE = 190
"""Characters of a quotation inside an explanation."""
_LOOKED_AT = 40
"""Members of a pattern that are read for quotations, the most central ones."""
_SHORTEST, _LONGEST = 6, 42
"""Words of a sentence worth quoting."""


def insights(
    evidence: Sequence[Evidence], patterns: Sequence[Pattern], encoder: Encoder, already: int
) -> Iterator[Insight]:
    """One insight a pattern, in order, for every pattern after the first `already`."""
    by_id = {item.inference.id: item for item in evidence}
    everyone = len({item.person for item in evidence})
    vectors = vectors_of(evidence, encoder)
    place = {item.inference.id: row for row, item in enumerate(evidence)}
    naming = Naming(encoder, [pattern.name for pattern in patterns])
    for number, pattern in enumerate(patterns, start=1):
        rows = [place[identifier] for identifier in pattern.related_inferences]
        members = [by_id[identifier] for identifier in pattern.related_inferences]
        centre = vectors[rows].mean(axis=0)
        near = vectors[rows] @ centre
        order = np.argsort(-near, kind="stable")
        members = [members[row] for row in order]
        headline = naming.headline(members, centre, list(pattern.themes), main_language(members))
        if number <= already:
            continue
        against = counter_evidence(members, headline, centre, evidence, vectors)
        quotable = rank_sentences(members, centre, encoder)
        yield _Explanation(
            pattern, members, everyone=everyone, number=number, against=against, quotable=quotable
        ).insight(headline)


def rank_sentences(members: Sequence[Evidence], centre: np.ndarray, encoder: Encoder) -> list[tuple[Evidence, str]]:
    """Sentences of the most central members that can be quoted, those nearest to the centre first."""
    spoken = main_language(members)
    found = [
        (member, sentence)
        for member in members[:_LOOKED_AT]
        if member.spoken.code == spoken.code
        for sentence in member.sentences
        if _SHORTEST <= count_words(sentence) <= _LONGEST and not sentence.endswith("?")
    ]
    if not found:
        return []
    near = encoder.encode([sentence for _, sentence in found]) @ centre
    lean = np.array([0.25 if spoken.leaning.match(sentence) else 0.0 for _, sentence in found])
    scale = max(float(np.linalg.norm(centre)), 1e-6)
    return [found[place] for place in np.argsort(-(near / scale - lean), kind="stable")]


class _Explanation:
    """Everything that is said about one pattern."""

    def __init__(
        self,
        pattern: Pattern,
        members: list[Evidence],
        *,
        everyone: int,
        number: int,
        against: list[Evidence],
        quotable: list[tuple[Evidence, str]],
    ) -> None:
        self._pattern = pattern
        self._members = members
        self._everyone = everyone
        self._number = number
        self._against = against
        self._quotable = quotable
        self._spoken = main_language(members)
        self._quoted: set[str] = set()

    def insight(self, headline: str) -> Insight:
        """The insight under `headline`."""
        non_consensus = self._non_consensus()
        first_principles = self._first_principles()
        return Insight(
            id=f"insight_{self._number:02d}",
            headline=headline,
            explanation=self._text(),
            pattern_id=self._pattern.id,
            non_consensus=bool(non_consensus),
            first_principles=bool(first_principles),
            impact_score=self._impact(),
            supporting_evidence=tuple(dict.fromkeys(member.chunk.id for member in self._members)),
            counter_evidence=tuple(item.chunk.id for item in self._against),
            reasons=tuple(reason for reason in (non_consensus, first_principles) if reason),
        )

    def _text(self) -> str:
        opposed = tension(self._members)
        parts = [self._said("consequence"), self._said("cause"), self._tension(opposed)]
        if not any(parts):
            parts.append(self._voice())
        parts.append(self._truth())
        parts.append(self._counts())
        parts.append(self._counter())
        return " ".join(part for part in parts if part)

    def _said(self, marker: str) -> str:
        for member, sentence in self._quotable:
            if sentence not in self._quoted and member.spoken.has(marker, sentence):
                return self._frame(f"explain_{marker}", member, sentence)
        return ""

    def _tension(self, found: Tension | None) -> str:
        if found is None or found.quote in self._quoted:
            return ""
        if found.other is None:
            return self._frame("explain_within", found.evidence, found.quote)
        self._quoted.update((found.quote, found.quote2))
        return self._spoken.frame("explain_between", self._number).format(
            quote=shortened(found.quote, _QUOTE),
            quote2=shortened(found.quote2, _QUOTE),
            other=_other(found.evidence, found.other),
            **_who(found.evidence),
        )

    def _voice(self) -> str:
        for member, sentence in self._quotable:
            return self._frame("explain_voice", member, sentence)
        return self._frame("explain_voice", self._members[0], self._members[0].text.rstrip("."))

    def _frame(self, name: str, member: Evidence, quote: str) -> str:
        self._quoted.add(quote)
        return self._spoken.frame(name, self._number).format(quote=shortened(quote, _QUOTE), **_who(member))

    def _truth(self) -> str:
        need = self.need()
        if not need:
            return ""
        worded = wordings(self._spoken.code)
        wording = next((item for item in worded.values() if item.label == need), None)
        if wording is None:
            return ""
        why = wording.why[self._number % len(wording.why)]
        return self._spoken.frame("explain_truth", self._number).format(
            need=need, why=why[:1].lower() + why[1:] if self._spoken.code == "en" else why, Why=why
        )

    def _counts(self) -> str:
        count = len(self._members)
        quotes = (
            self._spoken.frame("quotes_one", 0)
            if count == 1
            else self._spoken.frame("quotes_many", 0).format(count=count)
        )
        return self._spoken.frame("explain_count", self._number).format(
            quotes=quotes, Quotes=capitalised(quotes), people=self._pattern.speakers, everyone=self._everyone
        )

    def _counter(self) -> str:
        if not self._against:
            return ""
        other = self._against[0]
        return self._spoken.frame("explain_counter", self._number).format(
            quote=shortened(other.text.strip('"“”').rstrip("."), _QUOTE), **_who(other)
        )

    def need(self) -> str:
        """The need most members show, where at least half of them do."""
        counted = Counter(member.inference.need for member in self._of_language() if member.inference.need)
        if not counted:
            return ""
        need, count = min(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        return need if count * 2 >= len(self._members) else ""

    def _non_consensus(self) -> str:
        """A sentence of the pattern that names an expectation and goes against it."""
        for member, sentence in self._quotable:
            if member.spoken.has("belief", sentence) and member.spoken.has("contrast", sentence):
                return self._spoken.frame("reason_belief", 0).format(quote=shortened(sentence, _QUOTE), **_who(member))
        return ""

    def _first_principles(self) -> str:
        """A general truth stated in the pattern, where at least two people and half of all voice the pattern."""
        if self._pattern.speakers < 2 or self._pattern.speakers * 2 < self._everyone:
            return ""
        for member, sentence in self._quotable:
            if member.spoken.has("universal", sentence) and _is_general(sentence, member.spoken):
                return self._spoken.frame("reason_universal", 0).format(
                    quote=shortened(sentence, _QUOTE),
                    people=self._pattern.speakers,
                    everyone=self._everyone,
                    **_who(member),
                )
        return ""

    def _impact(self) -> float:
        """0..1: half the pattern's strength, half how much hangs on it (share of pains and wishes.

        Of stated effects).
        """
        count = len(self._members)
        charged = (
            sum(
                member.chunk.type in (ChunkType.PAIN_POINT, ChunkType.DESIRE, ChunkType.WORKAROUND)
                for member in self._members
            )
            / count
        )
        effects = (
            sum(
                member.spoken.has("consequence", member.text) or member.spoken.has("intensity", member.text)
                for member in self._members
            )
            / count
        )
        return round(0.5 * self._pattern.strength + 0.3 * charged + 0.2 * effects, 2)

    def _of_language(self) -> list[Evidence]:
        return [member for member in self._members if member.spoken.code == self._spoken.code]


def _is_general(sentence: str, spoken: Language) -> bool:
    """A whole sentence in the present, about nobody in particular, that leans on nothing before it."""
    if spoken.leaning.match(sentence) or spoken.first_person.search(sentence) or spoken.has("narrative", sentence):
        return False
    return count_words(sentence) <= 26


def _other(one: Evidence, two: Evidence) -> str:
    """How the second of two people is called beside the first: “another user” where both are “the user”."""
    if one.label != two.label or one.spoken.code != "en":
        return two.label
    return f"another {re.sub(r'^(?:the|an?) ', '', two.label)}"


def _who(item: Evidence) -> dict[str, str]:
    label = item.label
    whose = label if item.spoken.code != "en" else f"{label}’" if label.endswith("s") else f"{label}’s"
    return {"who": label, "Who": capitalised(label), "whose": whose}
