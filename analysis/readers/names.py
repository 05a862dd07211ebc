"""Names of speakers: what may be one, what it is without its trimmings, and when two spellings are one person."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from analysis.readers.vocabulary import NAME_PARTICLES, NEVER_FIRST, NOT_SPEAKERS, TITLES

MAX_NAME = 63
"""Longest label taken for a name, in characters: the cap that MAXQDA and QualCoder use."""
MAX_NAME_WORDS = 6
YEAR_DIGITS = 4

_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
_TRAILING_DETAIL = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*$")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!\-&])")
_WRAPPING = " \t*_#>|"
_QUOTES = "\"“”„«»'‘’`"


@lru_cache(maxsize=4096)
def tidy(raw: str) -> str:
    """`raw` as a person would write the name: no markup, no escapes, no invisible characters, single spaces."""
    name = _ESCAPED.sub(r"\1", _INVISIBLE.sub("", raw))
    name = _SPACES.sub(" ", name).strip(_WRAPPING).strip(" ,;-–—")
    if name[:1] and name[:1] in _QUOTES:
        name = name.strip(_QUOTES)
    if name[:1] in "[<(" and name[-1:] in "]>)":
        name = name[1:-1].strip(_WRAPPING)
    return name


def without_detail(name: str) -> tuple[str, str]:
    """Split `Jane Doe (she/her) (PM)` into the name and what stood in brackets after it."""
    details: list[str] = []
    while match := _TRAILING_DETAIL.search(name):
        details.insert(0, match.group().strip(" \t()[]"))
        name = name[: match.start()]
        if len(details) == 3:
            break
    return name.strip(), " ".join(details)


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """What two spellings of one speaker share: `Doe, Jane (she/her)`, `JANE DOE (PM)` and `Jane Doe 🙂` have one key.

    Letters that only look alike (Latin A, Cyrillic А) stay apart.
    """
    bare, _ = without_detail(tidy(name))
    bare = unicodedata.normalize("NFKC", bare or tidy(name)).casefold()
    last, comma, first = bare.partition(",")
    if comma and "," not in first and first.strip():
        bare = f"{first.strip()} {last.strip()}"
    plain = (
        "".join(c for c in bare if unicodedata.category(c) not in ("So", "Sk", "Cf", "Me"))
        if not bare.isascii()
        else bare
    )
    return _SPACES.sub(" ", (plain.strip() or bare).replace("_", " ")).strip(" .")


def as_shown(name: str) -> str:
    """What only a difference in case, spaces or Unicode form leaves equal: `User (a)` and `User (b)` stay two."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a label, case-folded, digits split off their word: `Interviewer 1`, `Speaker2` → `speaker`, `2`."""
    return tuple(re.findall(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+", unicodedata.normalize("NFC", name).casefold()))


@lru_cache(maxsize=4096)
def is_name_like(name: str) -> bool:
    """Whether a label can be somebody's name. Judges the form only; how often it occurs is judged elsewhere."""
    if not 0 < len(name) <= MAX_NAME or not any(c.isalpha() for c in name):
        return False
    if re.search(
        r"[?!;…=\\/{}<>$%^|~\"“”]|https?|www\.|\.{2,}|\. \S+ \S+ \S|[.]$(?<![A-Z]\.)",
        name.replace("/her", "").replace("/him", ""),
    ):
        return False
    words = name.split()
    if len(words) > MAX_NAME_WORDS or name.count(",") > 1:
        return False
    plain = words_of(name)
    if not plain or plain[0] in NEVER_FIRST or all(word in NOT_SPEAKERS or word.isdigit() for word in plain):
        return False
    if len(plain) > 1 and (plain[0].isdigit() or any(len(word) == YEAR_DIGITS and word.isdigit() for word in plain)):
        return False  # "2 Speakers", "September 1, 2026".
    if all(word in TITLES for word in plain):
        return False
    return all(_starts_like_a_name(word) for word in words if word.casefold().strip(".,()") not in NAME_PARTICLES)


def _starts_like_a_name(word: str) -> bool:
    """Names are capitalised where the script has capitals; digits, emoji and scripts without case may start one."""
    first = next((c for c in word if c.isalnum()), "")
    return not first or not first.islower()
