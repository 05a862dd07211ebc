"""Who is who in a study: one name a person across files and spellings, and which of them asked the questions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.readers.drafts import Draft, Utterance
from analysis.readers.legend import role_of_words
from analysis.readers.names import key_of, words_of
from analysis.readers.vocabulary import GENERIC_LETTERS, GENERIC_WORDS, INTERVIEWER_WORDS, PARTICIPANT_WORDS
from analysis.transcripts import Role, Transcript, Turn

MIN_QUESTIONS = 3
"""Fewest questions by which a speaker can be told to be the interviewer."""
QUESTION_SHARE = 0.4
"""Share of an interviewer's turns that ask something, at least; and twice the share of anybody else."""

MOST_WORDS = 0.75
"""Share of all words that an interviewer may say."""

_ASKS = re.compile(r"[?？؟⁇]")
_INTRODUCES = re.compile(
    r"\b(?:my name is|my name's|i am|i'm|i’m|this is|call me|mein name ist|ich heiße|ich heisse|ich bin|je m'appelle|je m’appelle|je suis"
    r"|me llamo|mi nombre es|soy|meu nome é|eu sou|me chamo|mi chiamo|ik ben|ik heet)\s+(?P<name>[^\W\d_][\w'’-]{1,30})",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Talker:
    """What one speaker did in one file."""

    key: str
    name: str
    words: int = 0
    turns: int = 0
    asking: int = 0
    stated: Role | None = None


def settle(drafts: Sequence[Draft], interviewers: frozenset[str] | None = None) -> tuple[Transcript, ...]:
    """Transcripts with names merged and roles given. `interviewers`, where a person named them, decides alone."""
    casts = [_Cast(draft) for draft in drafts]
    names = _names_across(casts)
    for cast, shown in zip(casts, names, strict=True):
        cast.shown = shown
    asking = _interviewers(casts) if interviewers is None else None
    chosen = frozenset(key_of(name) for name in interviewers or ())
    return tuple(cast.transcript(asking, chosen) for cast in casts)


class _Cast:
    """The speakers of one draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.same = _same_people(draft)
        self.talkers: dict[str, _Talker] = {}
        self.shown: dict[str, str] = {}
        for said in draft.utterances:
            talker = self.talkers.setdefault(self.key(said), _Talker(self.key(said), said.label))
            words = draft.text[said.start : said.end]
            talker.turns += 1
            talker.words += len(words.split())
            talker.asking += bool(_ASKS.search(words))
            talker.stated = talker.stated or said.role or draft.asked_by.get(key_of(said.label)) or _role_in_label(said)
            if _better_spelling(said.label, talker.name):
                talker.name = said.label

    def key(self, said: Utterance) -> str:
        key = key_of(said.label)
        return self.same.get(key, key)

    def transcript(self, asking: frozenset[tuple[int, str]] | None, chosen: frozenset[str]) -> Transcript:
        turns = []
        for said in self.draft.utterances:
            key = self.key(said)
            name = self.shown[key]
            if asking is not None:
                role = said.role or (Role.INTERVIEWER if (id(self), key) in asking else Role.PARTICIPANT)
            elif not said.label and said.role:
                role = said.role
            else:
                asked = {key, key_of(said.label), key_of(name)} & chosen
                role = Role.INTERVIEWER if asked else Role.PARTICIPANT
            turns.append(Turn(speaker=name, role=role, start=said.start, end=said.end, timecode=said.timecode, question=said.question))
        draft = self.draft
        return Transcript(
            name=draft.name, format=draft.format, encoding=draft.encoding, language=draft.language, text=draft.text,
            turns=tuple(turns), left_out=tuple(draft.left_out), notes=tuple(draft.notes), page_starts=draft.page_starts,
            columns=draft.columns,
        )


def _same_people(draft: Draft) -> dict[str, str]:
    """Keys of one file that are one person: a first name beside the full one; `Interviewee` who says her name is Sarah."""
    keys = {key_of(said.label): said.label for said in draft.utterances if said.label}
    same: dict[str, str] = {}
    fulls: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        if " " in key and not is_generic(keys[key]):
            fulls[key.split()[0]].append(key)
    for key in keys:
        if len(fulls.get(key, ())) == 1:
            same[key] = fulls[key][0]
    for said in draft.utterances:
        key = key_of(said.label)
        if key in same or not key or not is_generic(said.label) or role_of_words(said.label) is Role.INTERVIEWER:
            continue
        for match in _INTRODUCES.finditer(draft.text, said.start, min(said.end, said.start + 600)):
            named = match["name"].casefold()
            if match["name"][:1].isupper() and named in keys and named != key:
                same[key] = same.get(named, named)
                break
    return same


def is_generic(name: str) -> bool:
    """Whether a label is a part played (`Participant`, `Speaker 2`, `B`), which in another file is somebody else."""
    words = words_of(name)
    rest = [w for w in words if not w.isdigit()]
    known = INTERVIEWER_WORDS | PARTICIPANT_WORDS | GENERIC_WORDS
    if not rest:
        return True
    if len(rest) == 1 and rest[0] in GENERIC_LETTERS and len(words) == 1:
        return True
    numbered_participant = rest[0] in PARTICIPANT_WORDS and len(words) > len(rest)
    return all(w in known for w in rest) and not numbered_participant


def _names_across(casts: Sequence[_Cast]) -> list[dict[str, str]]:
    """The name shown for every key of every file. A part played in several files gets its file's name added."""
    spellings: dict[str, str] = {}
    files: dict[str, int] = defaultdict(int)
    for cast in casts:
        for key, talker in cast.talkers.items():
            files[key] += 1
            if key not in spellings or _better_spelling(talker.name, spellings[key]):
                spellings[key] = talker.name
    shown = []
    for cast in casts:
        names = {}
        for key, talker in cast.talkers.items():
            name = spellings[key]
            if key and files[key] > 1 and is_generic(name) and role_of_words(name) is not Role.INTERVIEWER:
                name = f"{name} ({_stem(cast.draft.name)})"
            names[key] = name
        shown.append(names)
    return shown


def _stem(name: str) -> str:
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return base.rsplit(".", 1)[0] or base


def _better_spelling(new: str, old: str) -> bool:
    """Prefer a name over a part played, the fuller name, then mixed case over one case."""

    def rank(name: str) -> tuple[bool, int, bool]:
        return not is_generic(name), len(name.split()), name not in (name.upper(), name.lower())

    return rank(new) > rank(old)


def _role_in_label(said: Utterance) -> Role | None:
    return role_of_words(said.detail) or role_of_words(said.label)


def _interviewers(casts: Sequence[_Cast]) -> frozenset[tuple[int, str]]:
    """(file, key) of those who asked: by role word first, else by letter, else by who asks and says less."""
    found: set[tuple[int, str]] = set()
    known: set[str] = set()
    undecided = []
    for cast in casts:
        stated = {key for key, talker in cast.talkers.items() if talker.stated is Role.INTERVIEWER}
        if not stated:
            stated = _by_letters(cast)
        if stated:
            found |= {(id(cast), key) for key in stated}
            known |= {key for key in stated if not is_generic(cast.talkers[key].name)}
        elif len(cast.talkers) > 1 and not all(talker.stated for talker in cast.talkers.values()):
            undecided.append(cast)
    by_questions = {id(cast): _by_questions(cast) for cast in undecided}
    known |= {key for asked in by_questions.values() for key in asked}
    for cast in undecided:
        asked = by_questions[id(cast)] or (known & cast.talkers.keys())
        if len(asked) < len(cast.talkers):
            found |= {(id(cast), key) for key in asked}
    return frozenset(found)


def _by_letters(cast: _Cast) -> set[str]:
    """`Q` beside `A`, `I` beside `B`."""
    letters = {key for key in cast.talkers if key in GENERIC_LETTERS}
    asking = {key for key in letters if GENERIC_LETTERS[key] == "interviewer"}
    if "q" in letters and "i" in letters:
        asking = {"q"}
    return asking if asking and len(cast.talkers) > len(asking) else set()


def _by_questions(cast: _Cast) -> set[str]:
    """The one speaker who mostly asks, twice as often as anybody else, and does not say most of the words."""
    talkers = [t for t in cast.talkers.values() if t.key and t.stated is None]
    if len(cast.talkers) < 2 or not talkers:
        return set()
    total = sum(t.words for t in cast.talkers.values())
    best = max(talkers, key=lambda t: (t.asking / t.turns, t.asking))
    others = [t for t in cast.talkers.values() if t is not best]
    share = best.asking / best.turns
    rival = max(t.asking / t.turns for t in others)
    if best.asking >= MIN_QUESTIONS and share >= QUESTION_SHARE and share >= 2 * rival and best.words <= MOST_WORDS * total:
        return {best.key}
    return set()
