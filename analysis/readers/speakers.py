"""Who is who in a study: one name a person across files and spellings, and a role for every turn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from analysis.readers.drafts import Draft, Utterance
from analysis.readers.identity import better_spelling, is_part, same_people
from analysis.readers.interviewers import Talker, interviewers
from analysis.readers.legend import role_of_words
from analysis.readers.names import as_shown, key_of
from analysis.transcripts import Role, Transcript, Turn

_ASKS = re.compile(r"[?？؟⁇]")


def settle(
    drafts: Sequence[Draft],
    named: frozenset[str] | None = None,
    named_in: Mapping[str, frozenset[str]] | None = None,
) -> tuple[Transcript, ...]:
    """Transcripts with names merged and roles given.

    `named` are the interviewers, where a person named them: then nobody else is one. `named_in` are those of single
    files, by the file's name: there nobody else is one, whatever `named` says.
    """
    casts = [_Cast(draft) for draft in drafts]
    _name(casts)
    shown = {name for cast in casts for name in cast.shown.values()}
    found = interviewers([cast.talkers for cast in casts])
    for cast, asking in zip(casts, found, strict=True):
        here = (named_in or {}).get(cast.draft.name)
        if here is not None:
            cast.choose(here, cast.shown.values())
        elif named is not None:
            cast.choose(named, shown)
        else:
            cast.asking = asking
    return tuple(cast.transcript() for cast in casts)


def speakers_meant(names: Iterable[str], shown: Iterable[str]) -> dict[str, frozenset[str]]:
    """Which speakers each of `names` means: the one that is shown so; else all of whom it is a spelling."""
    exact = {as_shown(each): each for each in shown if each}
    spelt: dict[str, set[str]] = {}
    for each in exact.values():
        spelt.setdefault(key_of(each), set()).add(each)
    return {
        name: frozenset({exact[as_shown(name)]} if as_shown(name) in exact else spelt.get(key_of(name), ()))
        for name in names
    }


def recast(transcripts: Sequence[Transcript], named: Collection[str]) -> tuple[Transcript, ...]:
    """Transcripts that were read before, with those as interviewers whom a person named, and nobody else.

    What nobody is named for keeps its role.
    """
    shown = dict.fromkeys(turn.speaker for each in transcripts for turn in each.turns)
    asking = frozenset[str]().union(*speakers_meant(named, shown).values())

    def role(turn: Turn) -> Role:
        if not turn.speaker:
            return turn.role
        return Role.INTERVIEWER if turn.speaker in asking else Role.PARTICIPANT

    return tuple(
        replace(each, turns=tuple(replace(turn, role=role(turn)) for turn in each.turns)) for each in transcripts
    )


class _Cast:
    """The speakers of one draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.same = same_people(draft)
        self.talkers: dict[str, Talker] = {}
        self.shown: dict[str, str] = {}
        self.asking: frozenset[str] = frozenset()
        self.is_chosen = False
        for said in draft.utterances:
            self._count(said)

    def _count(self, said: Utterance) -> None:
        talker = self.talkers.setdefault(self._key(said), Talker(said.label))
        words = self.draft.text[said.start : said.end]
        talker.turns += 1
        talker.words += len(words.split())
        talker.asking += bool(_ASKS.search(words))
        talker.stated = (
            talker.stated
            or said.role
            or self.draft.asked_by.get(key_of(said.label))
            or role_of_words(said.detail)
            or role_of_words(said.label)
        )
        if better_spelling(said.label, talker.name):
            talker.name = said.label

    def _key(self, said: Utterance) -> str:
        key = key_of(said.label)
        return self.same.get(key, key)

    def choose(self, named: frozenset[str], shown: Iterable[str]) -> None:
        """Make those the interviewers whom a person named, by any of their spellings.

        A name that is among `shown`, as the study shows its speakers, means that one only.
        """
        self.is_chosen = True
        spellings = {key: {key, key_of(self.shown[key])} for key in self.talkers}
        for short, full in self.same.items():
            spellings[full].add(short)
        known = {as_shown(name) for name in shown}
        exact = {as_shown(name) for name in named} & known
        loose = {key_of(name) for name in named if as_shown(name) not in known}
        self.asking = frozenset(
            key for key, keys in spellings.items() if key and (as_shown(self.shown[key]) in exact or keys & loose)
        )

    def _role(self, said: Utterance) -> Role:
        """A person's word counts most; then what the source says of this turn; then who asked in this file."""
        if said.role is not None and not (self.is_chosen and said.label):
            return said.role
        return Role.INTERVIEWER if self._key(said) in self.asking else Role.PARTICIPANT

    def transcript(self) -> Transcript:
        """The draft, with every turn's speaker and role."""
        draft = self.draft
        return Transcript(
            name=draft.name,
            format=draft.format,
            encoding=draft.encoding,
            language=draft.language,
            text=draft.text,
            turns=tuple(
                Turn(
                    speaker=self.shown[self._key(said)],
                    role=self._role(said),
                    start=said.start,
                    end=said.end,
                    timecode=said.timecode,
                    question=said.question,
                )
                for said in draft.utterances
            ),
            left_out=tuple(draft.left_out),
            notes=tuple(draft.notes),
            page_starts=draft.page_starts,
            columns=draft.columns,
        )


def _name(casts: Sequence[_Cast]) -> None:
    """Give every speaker one name over all files. A part played in several files gets its file's name added."""
    spellings: dict[str, str] = {}
    files: Counter[str] = Counter()
    for cast in casts:
        for key, talker in cast.talkers.items():
            files[key] += 1
            if key not in spellings or better_spelling(talker.name, spellings[key]):
                spellings[key] = talker.name
    for cast in casts:
        for key in cast.talkers:
            name = spellings[key]
            is_shared = key and files[key] > 1 and is_part(name)
            cast.shown[key] = f"{name} ({_stem(cast.draft.name)})" if is_shared else name


def _stem(name: str) -> str:
    base = name.rsplit("/", 1)[-1]
    return base.rsplit(".", 1)[0] or base
