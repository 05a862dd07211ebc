"""Sentences with slots, and the typography of the language they are written in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_QUOTING = frozenset({"quote", "quote2", "question", "cue", "text"})
"""Slots for words as they were said: they stand in quotation marks."""
_CALLED = frozenset({"who", "Who", "whose", "Whose", "whose2", "other"})
"""Slots for the person who said them."""
_ANY_MARKS = re.compile(r"\s*[»”“„«\"‟「」『』]\s*")
_NUMBERED = re.compile(r"(?:Respondent|Participant|Speaker|Person) (\d+)")
"""Names that the readers and exports give to people without one; they are English."""
_FIGURE = re.compile(r"(\d+)\.(\d+)")
_BEFORE_MARK = re.compile(r"(?<=[\w)»”’'%…]) ?(?=[;:?!](?:\s|$|[»”)]))")
NARROW = "\u202f"
"""No-break space, narrow: French sets it inside its quotation marks and before ; : ? !"""


@dataclass(frozen=True, slots=True)
class Typography:
    """How a language sets quotations, decimals and words that melt into each other."""

    outer: tuple[str, str] = ("“", "”")
    inner: tuple[str, str] = ("‘", "’")
    decimal: str = "."
    stop: str = ". "
    """What stands between two sentences."""
    spaced: bool = False
    """Whether ; : ? ! and the marks of quotation stand apart by a narrow space, as in French."""
    melts: tuple[tuple[re.Pattern[str], str], ...] = ()
    """What becomes of “de~” and the like before the word that follows it: “d'”, “du”."""
    numbered: str = ""
    """How somebody without a name is called in a sentence, with `{number}`; empty to call them as the source does."""

    def inside(self, said: str) -> str:
        """`said` as it may stand inside quotation marks: its own marks are those of the second level."""
        marks = list(_ANY_MARKS.finditer(said))
        if len(marks) % 2:  # One side was cut off with the sentence it stood in.
            return self.set_apart(" ".join(_ANY_MARKS.sub(" ", said).split()))
        parts: list[str] = []
        at = 0
        for place, mark in enumerate(marks):
            space = " " if mark.group()[:1].isspace() or mark.group()[-1:].isspace() else ""
            parts += said[at : mark.start()], f"{space}{self.inner[0]}" if place % 2 == 0 else f"{self.inner[1]}{space}"
            at = mark.end()
        return self.set_apart("".join((*parts, said[at:])))

    def set_apart(self, text: str) -> str:
        """`text` with the spaces its language sets before high punctuation."""
        return _BEFORE_MARK.sub(NARROW, text) if self.spaced else text

    def quoted(self, texts: Sequence[str]) -> str:
        """Each of `texts` in quotation marks, with commas between."""
        return ", ".join(f"{self.outer[0]}{text}{self.outer[1]}" for text in texts)

    def melted(self, text: str) -> str:
        """`text` with every “~” resolved."""
        for pattern, becomes in self.melts:
            text = pattern.sub(becomes, text)
        return text.replace("~", " ")

    def called(self, name: str) -> str:
        """`name` as it stands in a sentence: a numbered stranger by the word of the language."""
        found = _NUMBERED.fullmatch(name) if self.numbered else None
        return self.numbered.format(number=found.group(1)) if found else name


class Frame(str):
    """A sentence with slots. `format` sets what fills them by the typography of the language.

    Slots that quote take a text, or several to be quoted side by side; people and figures come as they are.
    """

    __slots__ = ("_typography", "_voices")
    _typography: Typography
    _voices: tuple[str, str, str]

    @classmethod
    def of(cls, text: str, typography: Typography, voices: tuple[str, str, str] = ("", "", "")) -> Frame:
        """The frame `text`, its own punctuation set; `voices` say “the one person”, “one of …”, “several of …”."""
        if typography.spaced:
            text = re.sub(r" (?=[;:?!»])", NARROW, text).replace("« ", f"«{NARROW}")
        made = cls(text)
        made._typography, made._voices = typography, voices
        return made

    def format(self, *args: object, **slots: object) -> str:
        """The sentence, filled."""
        typography = self._typography
        filled = {name: self._set(name, value) for name, value in slots.items()}
        if "people" in slots and "everyone" in slots:
            alone, one, many = self._voices
            chosen = alone if slots["everyone"] == 1 else one if slots["people"] == 1 else many
            filled["voices"] = chosen.format(people=slots["people"], everyone=slots["everyone"])
        return typography.melted(super().format(*args, **filled))

    def _set(self, name: str, value: object) -> object:
        typography = self._typography
        if name in _QUOTING:
            if isinstance(value, str):
                return typography.inside(value)
            texts = value if isinstance(value, Sequence) else [value]
            between = f"{typography.outer[1]}, {typography.outer[0]}"
            return between.join(typography.inside(str(text)) for text in texts)
        if not isinstance(value, str):
            return value
        if name in _CALLED:
            called = typography.called(value)
            return called[:1].upper() + called[1:] if name[0].isupper() else called
        if _FIGURE.fullmatch(value):
            return value.replace(".", typography.decimal)
        return typography.set_apart(value)
