"""Finding known names in a text, however they are capitalised. Time grows with the text, however many the names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.pseudonyms.everyday import is_everyday

SHORTEST = 3
"""Letters from which a name counts in any case: a `BO` is meant by `Bo` and not by `bo`."""

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Match:
    """`text[start:end]` is one of the names."""

    start: int
    end: int
    name: str
    """As it was given."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart: `O'Brien` into its words and what stands between them."""

    name: str
    words: tuple[str, ...]
    gaps: tuple[str, ...]


class Names:
    """Names to be found. A longer name goes before a shorter one that begins at the same word."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known: dict[tuple[str, ...], list[_Name]] = {}
        self._lengths: dict[str, set[int]] = {}
        for name in dict.fromkeys(names):
            taken_apart = _taken_apart(name)
            if taken_apart.words:
                folded = tuple(word.casefold() for word in taken_apart.words)
                self._known.setdefault(folded, []).append(taken_apart)
                self._lengths.setdefault(folded[0], set()).add(len(folded))

    def __bool__(self) -> bool:
        return bool(self._known)

    def matches(self, text: str, language: str = "und") -> Iterator[Match]:
        """Names in `text`, in its order, without overlaps.

        A name counts as it was given. It counts in another case, too, unless it is short or an everyday word of
        `language`; that must at least be capitalised as a name: `Mark`, not `mark` and not `MARK`.
        """
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        index = 0
        while index < len(words):
            found = self._at(text, words, index, language)
            if found is None:
                index += 1
            else:
                length, match = found
                yield match
                index += length

    def _at(
        self, text: str, words: Sequence[tuple[str, int, int]], index: int, language: str
    ) -> tuple[int, Match] | None:
        start = words[index][1]
        if start and text[start - 1] == "@":
            return None
        for length in sorted(self._lengths.get(words[index][0].casefold(), ()), reverse=True):
            here = words[index : index + length]
            end = here[-1][2]
            if len(here) < length or text[end : end + 1] == "@":
                continue
            written = tuple(word for word, _, _ in here)
            gaps = tuple(_plain(text[before[2] : after[1]]) for before, after in pairwise(here))
            known = [name for name in self._known.get(tuple(map(str.casefold, written)), ()) if name.gaps == gaps]
            for name in known:
                if name.words == written:
                    return length, Match(start, end, name.name)
            if known and _names_somebody(written, language):
                return length, Match(start, end, known[0].name)
        return None


def _names_somebody(written: Sequence[str], language: str) -> bool:
    """Whether words that are a name in another case are meant as one here."""
    is_capitalised = all(word.istitle() for word in written)
    if len(written) == 1 and len(written[0]) < SHORTEST:
        return is_capitalised and not is_everyday(written[0], language)
    return is_capitalised or not all(is_everyday(word, language) for word in written)


def _taken_apart(name: str) -> _Name:
    found = list(_WORD.finditer(name))
    gaps = tuple(_plain(name[a.end() : b.start()]) for a, b in pairwise(found))
    return _Name(name, tuple(match.group() for match in found), gaps)


def _plain(gap: str) -> str:
    """What stands between two words, so that neither line ends nor kinds of apostrophe tell names apart."""
    return _SPACE.sub(" ", gap).replace("’", "'")
