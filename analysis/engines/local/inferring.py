"""Step 2: what a chunk means for the person who said it, which need it shows, and what says so."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from analysis.engines.local.claims import Claim, claims, run_on, subject_of
from analysis.engines.local.english.determiners import as_said
from analysis.engines.local.english.phrases import key_phrases, listed
from analysis.engines.local.languages import Language, spoken_in
from analysis.engines.local.needs import Need, Needs, wordings
from analysis.engines.local.text import capitalised, count_words, shortened, tidy, unquoted
from analysis.engines.local.topics import topic_words
from analysis.findings import Chunk, ChunkType, Inference
from analysis.transcripts import Study

NEAR = 0.36
"""Cosine from which a need is named: below it most namings were wrong on the development texts."""
_TELLING = 4
"""Words from which a stated consequence says why something counts."""
_BATCH = 64
_KINDS = {
    ChunkType.PAIN_POINT: "pain",
    ChunkType.DESIRE: "desire",
    ChunkType.WORKAROUND: "workaround",
    ChunkType.BEHAVIOR: "behavior",
    ChunkType.OBSERVATION: "delight",
    ChunkType.FACT: "fact",
}


class Inferring:
    """Makes one inference a chunk that says something; remembers its wording so that no two are alike."""

    def __init__(self, study: Study, needs: Needs) -> None:
        self._spoken = spoken_in(study)
        self._needs = needs
        self._used: set[str] = set()
        self._place = 0

    def infer(self, chunks: Sequence[Chunk], done: Sequence[Inference]) -> Iterator[tuple[int, list[Inference]]]:
        """`(chunks looked at, inferences made)` a batch at a time, for the chunks `done` does not cover yet."""
        number = len(done) + 1
        for earlier in done:
            self._used.update((*earlier.meanings, earlier.importance, earlier.reasoning))
        last = done[-1].chunk_id if done else None
        start = next((place + 1 for place, chunk in enumerate(chunks) if chunk.id == last), 0)
        for at in range(start, len(chunks), _BATCH):
            batch = chunks[at : at + _BATCH]
            made: list[Inference] = []
            spoken = [self._spoken[chunk.source] for chunk in batch]
            said = [claims(chunk.content, chunk.speaker, tongue) for chunk, tongue in zip(batch, spoken, strict=True)]
            nearest = self._needs.nearest(
                [([claim.said for claim in found], tongue.code) for found, tongue in zip(said, spoken, strict=True)]
            )
            for chunk, found, (need, near) in zip(batch, said, nearest, strict=True):
                inference = self._one(chunk, found, need, near, f"inference_{number:03d}")
                if inference is not None:
                    made.append(inference)
                    number += 1
            yield min(at + _BATCH, len(chunks)), made

    def _one(self, chunk: Chunk, found: list[Claim], nearest: Need, near: float, identifier: str) -> Inference | None:
        spoken = self._spoken[chunk.source]
        self._place = int(chunk.id.rsplit("_", 1)[-1])
        if not chunk.question and spoken.back_channel.match(tidy(chunk.content)):
            return None
        shown = nearest if near >= NEAR and found and spoken.written else None
        meanings = self._meanings(chunk, found, spoken)
        sureness = (0.35 + 0.4 * chunk.confidence + 0.25 * min(near / 0.6, 1.0)) if found else 0.3
        return Inference(
            id=identifier,
            chunk_id=chunk.id,
            meanings=tuple(meanings),
            importance=self._weighed(chunk, found, shown, spoken),
            context=self._context(chunk, spoken),
            reasoning=self._reasoning(chunk, nearest, near, spoken, named=shown is not None),
            confidence=round(min(sureness, 0.97), 2),
            need=wordings(spoken.code)[shown.key].label if shown else "",
        )

    def _meanings(self, chunk: Chunk, found: list[Claim], spoken: Language) -> list[str]:
        who = _names(chunk, spoken)
        if not found:
            if chunk.question:
                text = spoken.frame("short_answer", self._next("short_answer")).format(
                    question=shortened(chunk.question, 120), quote=_quote(chunk.content, 160), **who
                )
                return [self._unlike(text, chunk)]
            return [
                self._unlike(
                    spoken.frame("quoted", self._next("quoted")).format(quote=_quote(chunk.content, 240), **who), chunk
                )
            ]
        meanings: list[str] = []
        for claim in found if spoken.code == "en" else run_on(found, spoken):
            if claim.told is not None:
                meanings.append(f"{claim.told}.")
            else:
                frame = spoken.frame("quoted", self._next("quoted") + len(meanings))
                meanings.append(frame.format(quote=shortened(claim.said, 240), **who))
        joined = _joined(meanings)
        return [self._unlike(text, chunk) for text in joined]

    def _unlike(self, text: str, chunk: Chunk) -> str:
        """`text`, told apart from the same words of somebody else by naming who says so."""
        if text in self._used:
            name = self._spoken[chunk.source].typography.called(chunk.speaker or chunk.source)
            text = f"{text.rstrip('.')} ({name})."
        if text in self._used:
            text = f"{text.rstrip('.)')}, {chunk.id})."
        self._used.add(text)
        return text

    def _weighed(self, chunk: Chunk, found: list[Claim], shown: Need | None, spoken: Language) -> str:
        """The importance; where the same words were used before, with more of what this chunk is about."""
        text = self._importance(chunk, found, shown, spoken)
        if text in self._used:
            plain = spoken.frame("importance_plain", self._next("importance_plain"))
            text = plain.format(why=text, topic=about(chunk.content, spoken, 3), **_names(chunk, spoken))
        if text in self._used:
            plain = spoken.frame("importance_plain", self._next("importance_plain"))
            quote = spoken.quoted(shortened(_quote(chunk.question or chunk.content, 80), 80))
            text = plain.format(why=self._importance(chunk, found, shown, spoken), topic=quote, **_names(chunk, spoken))
        return self._unlike(text, chunk)

    def _importance(self, chunk: Chunk, found: list[Claim], shown: Need | None, spoken: Language) -> str:
        who = _names(chunk, spoken)
        text = ". ".join(claim.said for claim in found)
        told = _cue(text, "consequence", spoken) if found else ""
        if shown is None and count_words(told) >= _TELLING and "importance_told" in spoken.frames:
            return spoken.frame("importance_told", self._next("importance_told")).format(cue=told, **who)
        topic = about(chunk.content, spoken)
        if shown is None:
            name = f"importance_{chunk.type.value}"
            return spoken.frame(name, self._next(name)).format(topic=topic, **who)
        whys = wordings(spoken.code)[shown.key].why
        why = whys[self._next(f"why {spoken.code} {shown.key}") % len(whys)]
        for marker in ("consequence", "frequency", "intensity"):
            cue = told if marker == "consequence" else _cue(text, marker, spoken)
            if cue:
                frame = spoken.frame(f"importance_{marker}", self._next(f"importance_{marker}"))
                return frame.format(why=why, cue=cue, topic=topic, **who)
        return spoken.frame("importance_plain", self._next("importance_plain")).format(why=why, topic=topic, **who)

    def _context(self, chunk: Chunk, spoken: Language) -> str:
        who = _names(chunk, spoken)
        if chunk.question:
            return spoken.frame("asked", 0).format(question=shortened(chunk.question, 200), **who)
        return spoken.frame("unasked", 0).format(**who)

    def _reasoning(self, chunk: Chunk, nearest: Need, near: float, spoken: Language, *, named: bool) -> str:
        marker = _KINDS.get(chunk.type, "")
        cues = list(
            dict.fromkeys(
                cue.lower() if not cue.startswith("I") else cue for cue in spoken.marked(marker, tidy(chunk.content))
            )
        )[:2]
        kind = spoken.frame(f"kind_{chunk.type.value}", 0)
        if cues:
            start = spoken.frame("reason_marker", self._next("reason_marker")).format(
                cue=cues, kind=kind, Kind=capitalised(kind)
            )
        else:
            start = spoken.frame("reason_none", self._next("reason_none")).format(kind=kind)
        if named:
            label = wordings(spoken.code)[nearest.key].label
            return start + spoken.frame("reason_need", self._next("reason_need")).format(need=label, near=f"{near:.2f}")
        return start + spoken.frame("reason_no_need", 0)

    def _next(self, name: str) -> int:
        """Which variant of a frame is due: depends on the chunk alone, so that a resumed run writes the same words."""
        return self._place + zlib.crc32(name.encode())


def about(content: str, spoken: Language, limit: int = 2) -> str:
    """What a chunk is about, in its own words."""
    text = tidy(content)
    phrases = key_phrases([text], limit) if spoken.code == "en" else topic_words([text], spoken, limit)
    if not phrases:
        return spoken.quoted(shortened(unquoted(text).rstrip(".。"), 60))
    return listed([as_said(phrase, [text]) for phrase in phrases]) if spoken.code == "en" else spoken.listed(phrases)


def _names(chunk: Chunk, spoken: Language) -> dict[str, str]:
    if spoken.code == "en":
        label = subject_of(chunk.speaker).label
        whose = f"{label}’" if label.endswith("s") else f"{label}’s"
        return {"who": label, "Who": capitalised(label), "whose": whose, "Whose": capitalised(whose), "whose2": "their"}
    label = chunk.speaker.split(" (", maxsplit=1)[0] or spoken.frame("nobody", 0)
    return {"who": label, "Who": capitalised(label), "whose": label, "Whose": capitalised(label), "whose2": label}


def _quote(content: str, limit: int) -> str:
    return shortened(unquoted(tidy(content)).rstrip(".。"), limit)


def _joined(meanings: list[str]) -> list[str]:
    """Sentences put together to meanings of one to three sentences: very short ones join the one before."""
    found: list[str] = []
    for text in meanings:
        if found and (count_words(text) < 6 or count_words(found[-1]) < 6):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
    return found


def _cue(text: str, marker: str, spoken: Language) -> str:
    """The words from the marker to the end of its clause, for a consequence; the marker alone for the rest."""
    pattern = spoken.markers.get(marker)
    found = pattern.search(text) if pattern else None
    if found is None:
        return ""
    if marker != "consequence":
        return found.group().strip(" ,")
    rest = text[found.start() :].lstrip(" ,")
    for stop in (". ", "! ", "? ", " – ", "; "):
        rest = rest.split(stop)[0]
    return shortened(unquoted(rest).rstrip(".!,"), 110)
