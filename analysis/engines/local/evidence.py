"""What the later steps know of each inference.

Its chunk, its statements, its vector. Rebuilt from the findings at any step.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.engines.local.claims import sentences_of, subject_of
from analysis.engines.local.encoder import Encoder, Vectors
from analysis.engines.local.english.address import addresses_somebody, is_advice, is_first_person
from analysis.engines.local.english.clauses import statements
from analysis.engines.local.english.notes import is_in_the_past, lacks_subject, with_subject
from analysis.engines.local.english.person import PEOPLE, Subject, third_person, written
from analysis.engines.local.english.tagging import tagged
from analysis.engines.local.english.tense import is_episodic
from analysis.engines.local.english.wholeness import hangs, is_broken, is_cut, is_list
from analysis.engines.local.languages import Language, spoken_in, usual_language
from analysis.engines.local.languages.statements import statements as said_statements
from analysis.engines.local.text import capitalised, count_words, tidy
from analysis.findings import Chunk, Findings, Inference
from analysis.transcripts import Study

_NUMBERS = re.compile(r"\d{4} ?\d{4}|\d{7}")
"""Card and telephone numbers have no place on a wall."""
_ONE_OF_MANY = re.compile(r"^Because |^People (?:are|were|aren't|weren't) (?:not )?an? ")
"""What one person is, many are not: “People are a small business owner”; and a reason does not come first."""
_COURTESY = 8
"""Words up to which “all fine, thank you” states nothing."""


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
    usual: str = ""
    """Code of the language most of the study is in."""
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
    spoken = spoken_in(study)
    usual = usual_language(study)
    people = people_of(study)
    return [
        Evidence(
            inference=inference,
            chunk=(chunk := chunks[inference.chunk_id]),
            spoken=spoken[chunk.source],
            person=people.get((chunk.source, chunk.speaker), chunk.speaker),
            text=tidy(chunk.content),
            usual=usual,
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
        return chunk.speaker.split(" (", maxsplit=1)[0] or spoken.frame("nobody", 0)
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
        elif not sentence.endswith(("?", "？", "؟")):
            found.extend(_as_said(item, sentence, shortest, longest))
    return found


def is_courtesy(said: str, spoken: Language) -> bool:
    """Whether a sentence is polite and says nothing: “all fine, thank you”."""
    return spoken.has("courtesy", said) and count_words(said) <= _COURTESY


def _as_said(item: Evidence, sentence: str, shortest: int, longest: int) -> list[Line]:
    """Statements of a language that is quoted and not retold: what speaks of oneself stands in quotation marks."""
    found = []
    spoken = item.spoken
    room = longest - 2 * spoken.typography.spaced  # Where quotation marks stand apart, they count as words.
    for said in said_statements(sentence, spoken, shortest, room):
        if spoken.clause is not None and spoken.clause.search(said) is None:
            continue
        if is_courtesy(said, spoken):
            continue
        personal = not spoken.written or spoken.first_person.search(said) is not None
        text = spoken.quoted(capitalised(said)) if personal else capitalised(said)
        vague = 2 * bool(spoken.leaning.match(said)) + min(2, len(spoken.vague.findall(said)))
        found.append(Line(text, said, item, count_words(said), _relation(said, spoken), vague, not personal))
    return found


def _english(item: Evidence, sentence: str, shortest: int, longest: int) -> list[Line]:
    found: list[Line] = []
    noted = lacks_subject(sentence)
    happened = noted and is_in_the_past(tagged(sentence))
    if noted:
        sentence = with_subject(sentence, subject_of(item.chunk.speaker).label if happened else "people")
    for statement in statements(sentence, shortest, longest):
        if (
            is_broken(statement.text)
            or hangs(statement.text)
            or is_list(statement.text)
            or _NUMBERS.search(statement.text)
        ):
            continue
        general = not (happened or is_episodic(statement.text))
        subject: Subject = PEOPLE if general else subject_of(item.chunk.speaker)
        if is_advice(statement.text):
            continue
        if is_first_person(statement.text) or addresses_somebody(statement.text):
            told = third_person(statement.text, subject, standing=True)
            if told is None:
                continue
        else:
            told = capitalised(statement.text)
        size = len(told.split())
        if shortest <= size <= longest and not is_cut(told) and not _ONE_OF_MANY.match(told):
            vague = statement.vague + (told.count(subject.label) > 1)
            found.append(Line(written(told), statement.text, item, size, statement.relation, vague, general))
    return found


def _relation(text: str, spoken: Language) -> str:
    for marker in ("cause", "consequence", "contrast"):
        if spoken.has(marker, text):
            return marker
    return ""
