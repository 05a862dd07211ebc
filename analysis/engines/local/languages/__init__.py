"""What the engine knows of each language: markers of meaning and the sentences it writes, one data file a language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

WRITTEN = ("en", "es", "fr", "de", "pt")
"""Languages the engine writes in. Findings on others are written in English around verbatim quotes."""

_NEVER = re.compile(r"(?!)")


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
    """What a sentence must hold to state something; None for English, which is analysed in depth."""
    markers: dict[str, re.Pattern[str]]
    frames: dict[str, tuple[str, ...]]
    wishes: tuple[tuple[re.Pattern[str], str], ...]

    def marked(self, marker: str, text: str) -> list[str]:
        """Every place in `text` where `marker` shows, as written."""
        return [found.group().strip(" ,") for found in self.markers.get(marker, _NEVER).finditer(text)]

    def has(self, marker: str, text: str) -> bool:
        """Whether `marker` shows in `text`."""
        return bool(self.markers.get(marker, _NEVER).search(text))

    def quoted(self, text: str) -> str:
        """`text` in this language's quotation marks."""
        return self.frame("quotation", 0).format(text=text)

    def frame(self, name: str, turn: int) -> str:
        """The frame called `name`; `turn` goes round its variants so that neighbours differ."""
        variants = self.frames[name]
        return variants[turn % len(variants)]


@cache
def language(code: str) -> Language:
    """The language called `code` (ISO 639-1). One that is not written gets English frames and no markers."""
    known = code in WRITTEN
    text = resources.files(__package__).joinpath(f"{code if known else 'en'}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    speech = data["speech"] if known else {}
    frames = {name: tuple(value) if isinstance(value, list) else (value,) for name, value in data["frames"].items()}
    return Language(
        code=code if known else "en",
        fillers=_compiled(speech.get("fillers")),
        openers=_compiled(speech.get("openers")),
        hedges=_compiled(speech.get("hedges")),
        leaning=_compiled(speech.get("leaning")),
        first_person=_compiled(speech.get("first_person")),
        back_channel=_compiled(speech.get("back_channel")),
        clause=_compiled(speech["clause"]) if "clause" in speech else None,
        markers={name: _compiled(pattern) for name, pattern in (data["markers"] if known else {}).items()},
        frames=frames,
        wishes=tuple((_compiled(wish["said"]), wish["becomes"]) for wish in data.get("wishes", []) if known),
    )


def _compiled(pattern: str | list[str] | None) -> re.Pattern[str]:
    """A pattern, or a list of phrases that stand as whole words (one that starts with “~” stands as it is)."""
    if not pattern:
        return _NEVER
    if isinstance(pattern, list):
        phrases = [item[1:] for item in pattern if item.startswith("~")]
        whole = [item for item in pattern if not item.startswith("~")]
        pattern = "|".join(phrases + ([rf"\b(?:{'|'.join(whole)})\b"] if whole else []))
    return re.compile(pattern.replace("'", "['’]"), re.IGNORECASE)
