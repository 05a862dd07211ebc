"""What design should do about a pattern: what people ask for, the other side of what they complain of, or a need.

The strongest ground that can be told without doubt is taken; where nothing was said that calls for anything, the answer
stays with what the pattern is about instead of guessing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.engines.local.encoder import Encoder
from analysis.engines.local.english.determiners import as_said, names_a_thing
from analysis.engines.local.english.phrases import noun_phrases
from analysis.engines.local.english.regard import people_who, stands
from analysis.engines.local.evidence import Evidence, Line, lines
from analysis.engines.local.grounds import goals, tells, tone
from analysis.engines.local.languages import Language
from analysis.engines.local.needs import Needs, key_of, taxonomy, wordings
from analysis.engines.local.relating import main_language
from analysis.engines.local.tensions import mood
from analysis.engines.local.text import count_words, shortened
from analysis.findings import ChunkType

LOOKED_AT = 40
"""Members of a pattern that are read for wishes, the most central ones."""
_GOOD_ENOUGH = 0.85
_SURE = 0.36
"""Mean closeness of the members to a need from which design may answer that need."""
_READ = 16
_SHARED = 2
"""Members that must speak of a thing before design is told to heed it."""
_WORTH = {"stated": 1.0, "implied": 0.75, "worked": 0.62, "valued": 0.65}
OWN = frozenset(_WORTH)
"""Grounds that are people's own words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A principle's goal and where it comes from."""

    goal: str
    evidence: Evidence
    quote: str
    basis: str
    """`stated`, `implied`, `worked` or `valued` by people; `need` where a need alone speaks; else a tone."""
    need: str
    """Key of the need it serves."""
    claim: str = ""
    """Why, as a clause, where no wish was told and the language has no words for its topic."""
    form: str = ""
    """How an answer without a wish is put, English only: `who` people are, `where` things are so, `about` a topic."""
    topic: str = ""
    """What the pattern is about, with articles; English only."""


class Answers:
    """Gives answers; remembers them, so that no two insights get the same."""

    def __init__(self, encoder: Encoder, needs: Needs) -> None:
        self._encoder = encoder
        self._needs = needs
        self._used: set[str] = set()
        self._topics: set[str] = set()

    def answer(self, members: Sequence[Evidence], said: str) -> Answer:
        """The best answer to the pattern of `members` (most central first), whose name and headline are `said`."""
        spoken = main_language(members)
        vectors = self._encoder.encode([member.text for member in members[:LOOKED_AT]])
        centre = vectors.mean(axis=0)
        near = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-6))
        need, shown = self._need(members)
        found = self._wished(members, near.tolist(), spoken, need)
        if found is None:
            found = (
                self._english(members, said, need, centre, shown)
                if spoken.code == "en"
                else self._of_claim(members, need, centre, spoken, shown)
            )
        self._used.update((_key(found.goal), _key(found.quote)))
        return found

    def _wished(self, members: Sequence[Evidence], near: Sequence[float], spoken: Language, need: str) -> Answer | None:
        """The best thing asked for, complained of, worked round or valued; None where nothing is good enough."""
        best: tuple[float, Answer] | None = None
        for closeness, member in zip(near, members, strict=False):
            if member.spoken.code != spoken.code:
                continue
            for sentence in member.sentences:
                for goal, basis in goals(sentence, member):
                    if _key(goal) in self._used:
                        continue
                    worth = (
                        _WORTH[basis]
                        + 0.6 * closeness
                        - 0.02 * max(0, count_words(goal) - 16)
                        + 0.2 * (member.chunk.type is ChunkType.DESIRE)
                        # What to do says more than what to have, unless that is told at length.
                        - (0.12 if count_words(goal) > 6 else 0.3) * goal.startswith("provide ")
                        - 0.15 * goal.startswith(("make room", "treat "))
                    )
                    if best is None or worth > best[0]:
                        best = (worth, Answer(goal, member, sentence, basis, need))
        return best[1] if best is not None and best[0] > _GOOD_ENOUGH else None

    def _need(self, members: Sequence[Evidence]) -> tuple[str, float]:
        """Key of the need the members show, and how plainly, 0..1: 0 where fewer than two and a third name it."""
        counted: Counter[str] = Counter()
        for member in members:
            key = key_of(member.inference.need, member.spoken.code)
            if key:
                counted[key] += 1
        scored = self._needs.scores(
            [(member.sentences or [member.text], member.spoken.code) for member in members[:8]]
        ).mean(axis=0)
        keys = [item.key for item in taxonomy()]
        if not counted:
            return keys[int(scored.argmax())], 0.0
        key = min(counted, key=lambda key: (-counted[key], -float(scored[keys.index(key)]), key))
        enough = counted[key] * 3 >= len(members) and (counted[key] >= 2 or len(members) == 1)
        return key, float(scored[keys.index(key)]) if enough else 0.0

    def _next_goal(self, need: str, spoken: Language) -> str:
        """The need's answer that was not given yet; when all were, the one given longest ago."""
        offered = wordings(spoken.code)[need].goals
        if not offered:
            return ""
        return next((goal for goal in offered if _key(goal) not in self._used), offered[len(self._used) % len(offered)])

    def _english(self, members: Sequence[Evidence], said: str, need: str, centre: np.ndarray, shown: float) -> Answer:
        """Where no wish was told: the need's answer if it shows plainly, else regard.

        Regard for what people do, in the words of the clearest statement; for what they share; for how things are.
        """
        member = max(members[:8], key=tells)
        sentence = next((text for text in member.sentences if count_words(text) >= 4), "") or member.text
        quote = shortened(sentence.strip('"“”').rstrip("."), 160)
        if shown >= _SURE:
            topic = self._topic(members, said)
            return Answer(self._next_goal(need, member.spoken), member, quote, "need", need, topic=topic)
        line = self._plainest(members, centre)
        who, rest = people_who(line.text) if line is not None else (False, "")
        topic = "" if who else self._topic(members, said)
        if topic:
            return Answer("", member, quote, tone(members), need, topic=topic, form="about")
        if line is not None:
            form = "who" if who else "where"
            return Answer("", line.evidence, line.said, tone(members), need, claim=rest, form=form)
        return Answer(self._next_goal(need, member.spoken), member, quote, "need", need)

    def _plainest(self, members: Sequence[Evidence], centre: np.ndarray) -> Line | None:
        """The statement of how things are that is nearest to the middle, leans on nothing and was not used."""
        found = [
            line
            for member in members[:_READ]
            if member.spoken.code == "en"
            for line in lines(member, 5, 16)
            if line.general and not line.vague and _key(line.said) not in self._used and stands(line.text)
        ]
        if not found:
            return None
        scale = max(float(np.linalg.norm(centre)), 1e-6)
        near = self._encoder.encode([line.said for line in found]) @ (centre / scale)
        near += np.array([0.1 if people_who(line.text)[0] else 0.0 for line in found])
        return found[int(near.argmax())]

    def _topic(self, members: Sequence[Evidence], said: str) -> str:
        """What the pattern is about, as it was said, going by what its members, their questions and `said` share.

        Empty where nothing is shared, or only what was answered before.
        """
        texts = [member.text for member in members[:LOOKED_AT]]
        weight: dict[str, float] = {}
        seen: Counter[str] = Counter()
        for member, text in zip(members[:LOOKED_AT], texts, strict=True):
            own = set(noun_phrases(text))
            asked = set(noun_phrases(member.chunk.question or "")) - own
            seen.update(own | asked)
            for phrase in own | asked:
                weight[phrase] = weight.get(phrase, 0.0) + (1.0 if phrase in own else 0.6)
        for phrase in weight:
            if _has(phrase, said):
                weight[phrase] += 0.7
                seen[phrase] += 1
            weight[phrase] += 0.25 * phrase.count(" ")
            if " " not in phrase:
                seen[phrase] -= 1  # A lone word is shared by chance more often.
        for phrase in sorted(weight, key=lambda item: (-weight[item], item)):
            if seen[phrase] < _SHARED or phrase in self._topics or not names_a_thing(phrase):
                continue
            self._topics.add(phrase)
            return as_said(phrase, [*texts, *(member.chunk.question or "" for member in members[:LOOKED_AT])])
        return ""

    def _of_claim(
        self, members: Sequence[Evidence], need: str, centre: np.ndarray, spoken: Language, shown: float
    ) -> Answer:
        """The need's answer, tied to the statement that shows it best, for languages told by quoting."""
        goal = self._next_goal(need, spoken)
        found = [
            line for member in members[:LOOKED_AT] if member.spoken.code == spoken.code for line in lines(member, 4, 18)
        ]
        found = [line for line in found if _key(line.said) not in self._used]
        if not found:
            member = members[0]
            quote = shortened(member.text.strip('"“”').rstrip("."), 120)
            claim = spoken.frame("claim_quoted", 0).format(who=member.label, quote=quote)
            return Answer(goal, member, quote, "need" if shown else "plain", need, claim)
        near = self._encoder.encode([line.said for line in found]) @ (centre / max(float(np.linalg.norm(centre)), 1e-6))

        def worth(place: int) -> float:
            line = found[place]
            return float(near[place]) - 0.3 * line.vague - 0.25 * (not line.general) - 0.02 * max(0, line.words - 12)

        line = found[max(range(len(found)), key=worth)]
        claim = spoken.frame("claim_quoted", 0).format(who=line.evidence.label, quote=line.said)
        tone = {-1: "pain", 1: "gain"}.get(mood(line.evidence, line.said), "plain")
        if spoken.has("desire", line.said):
            tone = "desire"
        return Answer(goal, line.evidence, line.said, "need" if shown else tone, need, claim)


def _has(phrase: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE) is not None


def _key(text: str) -> str:
    return " ".join(text.lower().split())
