"""Replacing what was found, and moving every offset along with the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.pseudonyms.matching import Match, Names
from analysis.pseudonyms.patterns import Found, details
from analysis.pseudonyms.people import parts_of
from analysis.readers.names import key_of
from analysis.transcripts import Transcript

PERSON = "Person"


_PSEUDONYM = re.compile(r"\[?(?P<kind>[^\W\d_]{1,20}) (?P<number>\d{1,9})\]?")


class Register:
    """Which pseudonym stands for what, over a whole study. `known` are those of an earlier reading; they stay."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._by_original: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self.originals: dict[str, str] = {}
        """Pseudonym → what it stands for."""
        self._people: dict[str, str] = {}
        for pseudonym, original in (known or {}).items():
            self._know(pseudonym, original)

    def detail(self, kind: str, original: str) -> str:
        """The pseudonym of a detail: `[email 1]`."""
        key = _key_of_detail(kind, original)
        if key not in self._by_original:
            self._by_original[key] = self._new(kind, original, "[{kind} {number}]")
        return self._by_original[key]

    def person(self, name: str, here: Mapping[str, str] | None = None) -> str:
        """The pseudonym of a person: `Person 3`.

        A word of a full name means that person: one named in full in the same file (`here`: word → full name), else the
        first of that name in the study.
        """
        key = key_of(name)
        if here and key in here:
            key = key_of(here[key])
        if key not in self._people:
            self._is(name, self._new(PERSON, name, "{kind} {number}"))
        return self._people[key]

    def _is(self, name: str, pseudonym: str) -> None:
        self._people[key_of(name)] = pseudonym
        for part in parts_of(name):
            self._people.setdefault(key_of(part), pseudonym)

    def _know(self, pseudonym: str, original: str) -> None:
        match = _PSEUDONYM.fullmatch(pseudonym)
        if match is None:
            return
        kind, number = match["kind"], int(match["number"])
        self.originals[pseudonym] = original
        self._counts[kind] = max(self._counts.get(kind, 0), number)
        if kind == PERSON:
            self._is(original, pseudonym)
        else:
            self._by_original[_key_of_detail(kind, original)] = pseudonym

    def _new(self, kind: str, original: str, form: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        pseudonym = form.format(kind=kind, number=self._counts[kind])
        self.originals[pseudonym] = original
        return pseudonym


def _key_of_detail(kind: str, original: str) -> tuple[str, str]:
    return kind, re.sub(r"[\s.\-()/]", "", original).casefold()


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    new: str


def hide(
    transcript: Transcript, names: Sequence[str], known: Mapping[str, str] | None = None
) -> tuple[Transcript, Mapping[str, str]]:
    """One transcript of a study without personal details, and pseudonym → original.

    `names` are all the people of the study, `known` the pseudonyms given so far: whoever is in it keeps theirs.
    """
    register = Register(known)
    full = [name for name in names if len(parts_of(name)) > 1]
    for name in (*full, *names):
        register.person(name)
    hidden = _Replacer(transcript, names, full, register).transcript()
    return hidden, register.originals


class _Replacer:
    """Replaces what one transcript holds."""

    def __init__(self, transcript: Transcript, names: Sequence[str], full: Sequence[str], register: Register) -> None:
        self._old = transcript
        self._register = register
        self._names = Names([*names, *(part for name in names if len(name.split()) > 1 for part in parts_of(name))])
        self._found = list(self._names.matches(transcript.text, transcript.language))
        self._here = self._named_here(full)
        self._replaced: dict[str, str] = {}
        """Labels and questions: they come back many times."""

    def transcript(self) -> Transcript:
        """The transcript with every offset where the new text has it."""
        old = self._old
        text, moved = _applied(old.text, self._edits(old.text, self._found))
        return replace(
            old,
            text=text,
            turns=tuple(
                replace(
                    turn,
                    speaker=self._plain(turn.speaker),
                    start=moved.start(turn.start),
                    end=moved.end(turn.end),
                    question=self._plain(turn.question) if turn.question else turn.question,
                )
                for turn in old.turns
            ),
            left_out=tuple(
                replace(part, start=moved.start(part.start), end=moved.end(part.end)) for part in old.left_out
            ),
            columns=tuple(replace(column, name=self._plain(column.name)) for column in old.columns),
            page_starts=tuple(moved.start(start) for start in old.page_starts),
        )

    def _named_here(self, full: Sequence[str]) -> dict[str, str]:
        """Words of the full names that stand in this file, and whose they are: speakers' before others'."""
        speakers = set(self._old.speakers)
        standing = speakers | {match.name for match in self._found}
        here: dict[str, str] = {}
        for name in sorted((name for name in full if name in standing), key=lambda name: name not in speakers):
            for part in parts_of(name):
                here.setdefault(key_of(part), name)
        return here

    def _plain(self, words: str) -> str:
        if words not in self._replaced:
            found = self._names.matches(words, self._old.language)
            self._replaced[words] = _applied(words, self._edits(words, found))[0]
        return self._replaced[words]

    def _edits(self, text: str, found: Iterable[Match]) -> list[_Edit]:
        """What to replace, in order, without overlaps: details with a form of their own before names."""
        edits = [
            _Edit(each.start, each.end, self._register.detail(each.kind, text[each.start : each.end]))
            for each in _apart(text)
        ]
        taken = sorted((edit.start, edit.end) for edit in edits)
        starts = [start for start, _ in taken]
        for match in found:
            index = bisect_right(starts, match.start)
            inside_before = index and taken[index - 1][1] > match.start
            runs_into_next = index < len(taken) and taken[index][0] < match.end
            if not inside_before and not runs_into_next:
                edits.append(_Edit(match.start, match.end, self._register.person(match.name, self._here)))
        return sorted(edits, key=lambda edit: edit.start)


def _apart(text: str) -> list[Found]:
    """Details that do not overlap; of two that do, the one whose kind is looked for first."""
    kept: list[Found] = []
    covered: list[tuple[int, int]] = []
    for found in details(text):
        index = bisect_right(covered, (found.start, len(text) + 1))
        if (index and covered[index - 1][1] > found.start) or (index < len(covered) and covered[index][0] < found.end):
            continue
        covered.insert(index, (found.start, found.end))
        kept.append(found)
    return kept


class _Moved:
    """Where offsets of the old text lie in the new one."""

    def __init__(self, edits: Sequence[_Edit]) -> None:
        self._starts = [edit.start for edit in edits]
        self._edits = edits
        self._shift = [0]
        for edit in edits:
            self._shift.append(self._shift[-1] + len(edit.new) - (edit.end - edit.start))

    def start(self, offset: int) -> int:
        """A beginning inside something replaced moves to where that begins."""
        index = bisect_right(self._starts, offset)
        if index and self._edits[index - 1].end > offset:
            return self._edits[index - 1].start + self._shift[index - 1]
        return offset + self._shift[index]

    def end(self, offset: int) -> int:
        """An end inside something replaced moves to where that ends."""
        index = bisect_right(self._starts, offset - 1)
        if index and self._edits[index - 1].end > offset:
            return self._edits[index - 1].end + self._shift[index]
        return offset + self._shift[index]


def _applied(text: str, edits: Sequence[_Edit]) -> tuple[str, _Moved]:
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts.append(text[at : edit.start])
        parts.append(edit.new)
        at = edit.end
    parts.append(text[at:])
    return "".join(parts), _Moved(edits)
