"""Names of patterns: the most telling statement of the group, cut to 4 to 16 words, never twice in a study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from analysis.engines.local.encoder import Encoder, Vectors
from analysis.engines.local.english.phrases import listed
from analysis.engines.local.evidence import Evidence, Line, lines
from analysis.engines.local.languages import Language
from analysis.engines.local.needs import taxonomy, wordings
from analysis.engines.local.text import capitalised, count_words

SHORTEST, LONGEST = 4, 16
_LOOKED_AT = 24
"""Members, the most central ones: enough to choose from, and constant work a pattern."""


class Naming:
    """Gives names and headlines; remembers them."""

    def __init__(self, encoder: Encoder, taken: Sequence[str] = ()) -> None:
        self._encoder = encoder
        self._used = {_key(name) for name in taken}

    def name(self, members: Sequence[Evidence], vectors: Vectors, centre: np.ndarray, themes: Sequence[str], spoken: Language) -> str:
        """A relation the group states; where no statement stands alone, the relation its need implies."""
        ranked = self.ranked(members, centre, spoken)
        for _, line in ranked:
            if _key(line.text) not in self._used:
                return self._keep(line.text)
        return self._keep(self._implied(members, themes, spoken))

    def headline(self, members: Sequence[Evidence], centre: np.ndarray, themes: Sequence[str], spoken: Language) -> str:
        """The sharpest statement of the group that is not a name already; else the relation its need implies."""
        ranked = sorted(self.ranked(members, centre, spoken), key=lambda pair: (-(pair[0] + _sharpness(pair[1])), pair[1].text))
        for _, line in ranked:
            if _key(line.text) not in self._used:
                return self._keep(line.text)
        return self._keep(self._implied(members, themes, spoken))

    def ranked(self, members: Sequence[Evidence], centre: np.ndarray, spoken: Language) -> list[tuple[float, Line]]:
        """The group's statements, best first, with their scores."""
        found = [line for member in members[:_LOOKED_AT] if member.spoken.code == spoken.code for line in lines(member, SHORTEST, LONGEST)]
        found = list({line.text: line for line in found}.values())
        if not found:
            return []
        near = self._encoder.encode([line.said for line in found]) @ (centre / max(float(np.linalg.norm(centre)), 1e-6))
        scored = [(round(_worth(line, float(closeness)), 4), line) for line, closeness in zip(found, near, strict=True)]
        return sorted(((score, line) for score, line in scored if score > 0.25), key=lambda pair: (-pair[0], pair[1].text))

    def _keep(self, name: str) -> str:
        self._used.add(_key(name))
        return name

    def _implied(self, members: Sequence[Evidence], themes: Sequence[str], spoken: Language) -> str:
        needs = Counter(member.inference.need for member in members if member.inference.need)
        worded = wordings(spoken.code)
        labels = {wording.label: key for key, wording in worded.items()}
        keys = [labels[label] for label, _ in needs.most_common() if label in labels] + [item.key for item in taxonomy()]
        topic = listed(list(themes[:2])) if spoken.code == "en" else ", ".join(f"“{theme}”" for theme in themes[:2])
        topic = topic or spoken.frame("topic_unknown", 0)
        for key in keys:
            name = worded[key].gap.format(topic=topic, Topic=capitalised(topic))
            if _key(name) not in self._used and count_words(name) <= LONGEST:
                return name
        return worded[keys[0]].gap.format(topic=themes[0] if themes else topic, Topic=topic)


def _worth(line: Line, near: float) -> float:
    """How good a name `line` makes: near the centre, stating a relation, clear by itself, of middling length."""
    relation = {"contrast": 0.22, "consequence": 0.25, "cause": 0.22, "condition": 0.15}.get(line.relation, 0.0)
    spoken = line.evidence.spoken
    charge = 0.12 * spoken.has("pain", line.said) + 0.08 * spoken.has("intensity", line.said) + 0.05 * spoken.has("desire", line.said)
    length = -0.03 * max(0, 7 - line.words) - 0.02 * max(0, line.words - 13)
    return near + relation + charge + length - 0.3 * line.vague + (0.12 if line.general else -0.1)


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


def _key(text: str) -> str:
    return " ".join(sorted(set(text.lower().strip(".“”").split())))
