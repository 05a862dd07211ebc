"""What the later steps know of each inference.

Its chunk, its statements, its vector. Rebuilt from the findings at any step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.engines.local.claims import sentences_of, subject_of
from analysis.engines.local.encoder import Encoder, Vectors
from analysis.engines.local.english.clauses import Statement, statements
from analysis.engines.local.english.person import PEOPLE, Subject, addresses_somebody, is_first_person, third_person
from analysis.engines.local.english.tense import is_episodic
from analysis.engines.local.languages import Language, language
from analysis.engines.local.text import capitalised, count_words, tidy
from analysis.findings import Chunk, Findings, Inference
from analysis.transcripts import Study


@dataclass(slots=True)
class Evidence:
    """One inference with the chunk behind it."""

    inference: Inference
    chunk: Chunk
    spoken: Language
    person: str
    """Who said it, unique in the study: the speaker, with the source where several sources use the name."""
    text: str
    """The chunk, tidy."""
    label: str
    """How the person is called in a sentence: “Maria”; “a user” where several files call somebody else the same."""
    _sentences: list[str] | None = field(default=None)

    @property
    def sentences(self) -> list[str]:
        """The chunk's sentences without talk around them."""
        if self._sentences is None:
            self._sentences = sentences_of(self.chunk.content, self.spoken)
        return self._sentences


@dataclass(frozen=True, slots=True)
class Line:
    """A statement as it may stand in a name or headline, with where it comes from."""

    text: str
    """Said of people, first letter in upper case, no full stop."""
    said: str
    """The same as said."""
    evidence: Evidence
    words: int
    relation: str
    vague: int
    general: bool
    """About how things are, not about one event in one person's past."""


def people_of(study: Study) -> dict[tuple[str, str], str]:
    """(source, speaker) → a person's name that is unique in the study.

    The same real name in several files is one person; names that exports give to anybody (“P1”, “User”, “Speaker 2”)
    are not.
    """
    owners: dict[str, set[str]] = {}
    for transcript in study.transcripts:
        for speaker in transcript.participants:
            owners.setdefault(speaker, set()).add(transcript.name)
    named: dict[tuple[str, str], str] = {}
    for speaker, sources in owners.items():
        for source in sources:
            shared = len(sources) > 1 and _is_generic(speaker)
            named[source, speaker] = f"{source} · {speaker or 'participant'}" if shared or not speaker else speaker
    return named


def _is_generic(speaker: str) -> bool:
    return subject_of(speaker).label.startswith("the ") or not speaker.replace(" ", "").isalpha() or len(speaker) < 3


def gather(study: Study, found: Findings) -> list[Evidence]:
    """Evidence for every inference, in order."""
    chunks = {chunk.id: chunk for chunk in found.chunks}
    spoken = {transcript.name: language(transcript.language) for transcript in study.transcripts}
    people = people_of(study)
    return [
        Evidence(
            inference=inference,
            chunk=(chunk := chunks[inference.chunk_id]),
            spoken=spoken[chunk.source],
            person=people.get((chunk.source, chunk.speaker), chunk.speaker),
            text=tidy(chunk.content),
            label=_label(
                chunk,
                spoken[chunk.source],
                shared=people.get((chunk.source, chunk.speaker), chunk.speaker) != chunk.speaker,
            ),
        )
        for inference in found.inferences
    ]


def _label(chunk: Chunk, spoken: Language, *, shared: bool) -> str:
    if spoken.code != "en":
        return chunk.speaker or spoken.frame("nobody", 0)
    label = subject_of(chunk.speaker).label
    if shared and label.startswith("the "):
        noun = label.removeprefix("the ")
        return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"
    return label


def vectors_of(evidence: Sequence[Evidence], encoder: Encoder) -> Vectors:
    """One vector an evidence, of its words together with the question where the answer is short."""
    return encoder.encode([_with_question(item) for item in evidence])


def _with_question(item: Evidence) -> str:
    if item.chunk.question and count_words(item.text) < 8:
        return f"{tidy(item.chunk.question)} {item.text}"
    return item.text


def lines(item: Evidence, shortest: int = 4, longest: int = 16) -> list[Line]:
    """The statements of `item` that can stand alone within the limits of words, said of people."""
    found: list[Line] = []
    for sentence in item.sentences:
        if item.spoken.code == "en":
            found.extend(_english(item, sentence, shortest, longest))
        elif (
            shortest <= len(sentence.split()) <= longest
            and not sentence.endswith("?")
            and _states(sentence, item.spoken)
        ):
            personal = item.spoken.first_person.search(sentence) is not None
            text = item.spoken.quoted(capitalised(sentence)) if personal else capitalised(sentence)
            if len(text.split()) > longest:
                continue  # Some languages set their quotation marks apart.
            vague = 2 if item.spoken.leaning.match(sentence) else 0
            found.append(
                Line(text, sentence, item, count_words(sentence), _relation(sentence, item.spoken), vague, not personal)
            )
    return found


def _states(sentence: str, spoken: Language) -> bool:
    return spoken.clause is None or spoken.clause.search(sentence) is not None


def _english(item: Evidence, sentence: str, shortest: int, longest: int) -> list[Line]:
    found: list[Line] = []
    for statement in statements(sentence, shortest, longest):
        general = _is_general(statement)
        subject: Subject = PEOPLE if general else subject_of(item.chunk.speaker)
        if is_first_person(statement.text) or addresses_somebody(statement.text):
            told = third_person(statement.text, subject)
            if told is None:
                continue
        else:
            told = capitalised(statement.text)
        size = len(told.split())
        if shortest <= size <= longest:
            found.append(Line(told, statement.text, item, size, statement.relation, statement.vague, general))
    return found


def _is_general(statement: Statement) -> bool:
    """Present-tense talk about oneself is read as how things are; past and perfect as what happened to one person."""
    return not is_episodic(statement.text)


def _relation(text: str, spoken: Language) -> str:
    for marker in ("cause", "consequence", "contrast"):
        if spoken.has(marker, text):
            return marker
    return ""
