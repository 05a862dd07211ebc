"""What the engine knows of each language: markers of meaning and the sentences it writes, one data file a language.

English, Spanish, French, German and Portuguese are known in depth. `others.toml` has short sentences for further
languages; findings in all the rest are quotations and signs that belong to no language.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from analysis.engines.local.languages.frames import NARROW, Frame, Typography
from analysis.engines.local.text import words
from analysis.transcripts import Study

WRITTEN = ("en", "es", "fr", "de", "pt")
"""Languages known in depth: with markers, needs in their words, and ways to turn a complaint into a goal."""
UNKNOWN = "und"
_TELLING = 0.25
"""Share of its commonest words from which a few words are taken to be in a language."""

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Turn:
    """A construction that says what somebody wants, complains of or makes do with, and the goal it becomes."""

    said: re.Pattern[str]
    becomes: str
    basis: str
    """`stated` (a wish), `implied` (by a complaint), `burden` (a duty, a complaint only where somebody complains),
    `worked` (what people do by other means) or `valued`."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language's markers (compiled) and frames (sentences with slots)."""

    code: str
    fillers: re.Pattern[str]
    openers: re.Pattern[str]
    hedges: re.Pattern[str]
    leaning: re.Pattern[str]
    first_person: re.Pattern[str]
    back_channel: re.Pattern[str]
    clause: re.Pattern[str] | None
    """What a sentence must hold to state something; None where that is not known by words."""
    markers: dict[str, re.Pattern[str]]
    frames: dict[str, tuple[Frame, ...]]
    typography: Typography
    nouns: re.Pattern[str] | None = None
    """Finds things that are talked about, as the group `noun`; None where the language does not show them."""
    turns: tuple[Turn, ...] = ()
    turned: dict[str, dict[str, str]] = field(default_factory=dict)
    """Tables of words that change when a complaint is turned round: “illegible” → “legible”."""
    theirs: tuple[tuple[re.Pattern[str], str], ...] = ()
    """How words for what is mine become words for what is everybody's."""
    vague: re.Pattern[str] = _NEVER
    """Words that point to what is not in the sentence."""
    moves: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """A word that a goal begins with, or else holds → what design does to reach it."""

    @property
    def written(self) -> bool:
        """Whether the engine knows the language in depth."""
        return self.code in WRITTEN

    def marked(self, marker: str, text: str) -> list[str]:
        """Every place in `text` where `marker` shows, as written."""
        return [found.group().strip(" ,") for found in self.markers.get(marker, _NEVER).finditer(text)]

    def has(self, marker: str, text: str) -> bool:
        """Whether `marker` shows in `text`."""
        return bool(self.markers.get(marker, _NEVER).search(text))

    def quoted(self, text: str) -> str:
        """`text` in this language's quotation marks."""
        return self.frame("quotation", 0).format(text=text)

    def listed(self, texts: list[str]) -> str:
        """Each of `texts` in quotation marks, one after the other."""
        return self.typography.quoted([self.typography.inside(text) for text in texts])

    def moves_to(self, goal: str) -> tuple[str, ...]:
        """What design does to reach `goal`, as verbs; empty where nothing is known."""
        held = goal.lower().split()
        return next((self.moves[word] for word in (*held[:1], *held[1:]) if word in self.moves), ())

    def frame(self, name: str, turn: int) -> Frame:
        """The frame called `name`; `turn` goes round its variants so that neighbours differ."""
        variants = self.frames[name]
        return variants[turn % len(variants)]


def spoken_in(study: Study) -> dict[str, Language]:
    """Transcript name → its language; one that could not be told is taken to be in the usual one of the study."""
    usual = usual_language(study)
    return {item.name: language(item.language if item.language != UNKNOWN else usual) for item in study.transcripts}


def usual_language(study: Study) -> str:
    """Code of the language most of the talk is in; by its commonest words where no transcript says."""
    told: Counter[str] = Counter()
    for item in study.transcripts:
        if item.language != UNKNOWN:
            told[item.language] += sum(turn.end - turn.start for turn in item.turns)
    if told:
        return min(told, key=lambda code: (-told[code], code))
    turns = ((item, turn) for item in study.transcripts for turn in item.turns)
    said = [word for item, turn in turns for word in words(item.words_of(turn).lower())]
    hits = {code: sum(word in stop_words(code) for word in said) for code in WRITTEN}
    best = max(hits.values())
    likely = [code for code, count in hits.items() if count == best]
    return likely[0] if best >= _TELLING * len(said) and best and len(likely) == 1 else UNKNOWN


@cache
def stop_words(code: str) -> frozenset[str]:
    """Words of the language `code` that say nothing of the topic; empty for languages without a list."""
    source = resources.files(__package__).joinpath("stopwords", f"{code}.txt")
    if not source.is_file():
        return frozenset()
    return frozenset(source.read_text(encoding="utf-8").split())


@cache
def language(code: str) -> Language:
    """The language called `code` (ISO 639-1)."""
    if code in WRITTEN:
        return _written(code)
    others = _data("others.toml")
    data = others.get(code, others["any"])
    return Language(
        code=code,
        fillers=_NEVER,
        openers=_NEVER,
        hedges=_NEVER,
        leaning=_NEVER,
        first_person=_NEVER,
        back_channel=_NEVER,
        clause=None,
        markers={},
        frames=_frames({**others["any"]["frames"], **data["frames"]}, typography := _typography(data)),
        typography=typography,
    )


def _written(code: str) -> Language:
    data = _data(f"{code}.toml")
    speech = data["speech"]
    turning = {} if code == "en" else _data(f"turns/{code}.toml")
    typography = _typography(data)
    return Language(
        code=code,
        fillers=_compiled(speech.get("fillers")),
        openers=_compiled(speech.get("openers")),
        hedges=_compiled(speech.get("hedges")),
        leaning=_compiled(speech.get("leaning")),
        first_person=_compiled(speech.get("first_person")),
        back_channel=_compiled(speech.get("back_channel")),
        clause=_compiled(speech["clause"]) if "clause" in speech else None,
        markers={name: _compiled(pattern) for name, pattern in data["markers"].items()},
        frames=_frames(data["frames"], typography),
        typography=typography,
        nouns=re.compile(speech["nouns"]) if "nouns" in speech else None,
        turns=tuple(_turn(item, turning.get("parts", {})) for item in turning.get("turns", [])),
        turned=turning.get("turned", {}),
        theirs=tuple((_compiled(rf"\b(?:{mine})\b"), theirs) for mine, theirs in turning.get("theirs", [])),
        vague=_compiled(turning.get("vague")),
        moves={word: tuple(verbs) for word, verbs in turning.get("moves", {}).items()},
    )


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(*name.split("/")).read_text(encoding="utf-8"))


def _turn(item: dict[str, str], parts: dict[str, str]) -> Turn:
    """A turn with its named parts (“<clause>”) put in."""
    said = item["said"]
    for name, pattern in parts.items():
        said = said.replace(f"<{name}>", pattern)
    return Turn(_compiled(said), item["becomes"], item.get("basis", "implied"))


def _typography(data: dict[str, Any]) -> Typography:
    given = data.get("typography", {})
    plain = Typography()
    first, last = given.get("outer", plain.outer)
    narrow = NARROW if given.get("spaced") else " "
    return Typography(
        outer=(first.replace(" ", narrow), last.replace(" ", narrow)),
        inner=tuple(given.get("inner", plain.inner)),
        decimal=given.get("decimal", plain.decimal),
        stop=given.get("stop", plain.stop),
        spaced=given.get("spaced", False),
        melts=tuple((re.compile(said, re.IGNORECASE), becomes) for said, becomes in given.get("melts", [])),
        numbered=given.get("numbered", ""),
    )


def _frames(data: dict[str, Any], typography: Typography) -> dict[str, tuple[Frame, ...]]:
    voices = (data.get("voices_alone", ""), data.get("voices_one", ""), data.get("voices_many", ""))
    return {
        name: tuple(Frame.of(text, typography, voices) for text in (value if isinstance(value, list) else [value]))
        for name, value in data.items()
    }


def _compiled(pattern: str | list[str] | None) -> re.Pattern[str]:
    """A pattern, or a list of phrases that stand as whole words (one that starts with “~” stands as it is)."""
    if not pattern:
        return _NEVER
    if isinstance(pattern, list):
        phrases = [item[1:] for item in pattern if item.startswith("~")]
        whole = [item for item in pattern if not item.startswith("~")]
        pattern = "|".join(phrases + ([rf"\b(?:{'|'.join(whole)})\b"] if whole else []))
    return re.compile(pattern.replace("'", "['’]"), re.IGNORECASE)
