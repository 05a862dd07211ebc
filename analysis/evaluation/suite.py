"""Runs an engine over a data directory and gathers the figures."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import f1_score

from analysis.engines.base import Engine
from analysis.engines.local.text import count_words
from analysis.evaluation.labelled import Labelled, read_labelled
from analysis.evaluation.measures import Agreement, Soundness, agreement, soundness
from analysis.evaluation.rivals import bertopic, has_bertopic, tfidf_kmeans
from analysis.evaluation.smells import RESTATED, opening_share, slips, written
from analysis.evaluation.training import held_out
from analysis.findings import Findings
from analysis.readers import read
from analysis.transcripts import Role, Study, Transcript, Turn

SAMPLES = Path(__file__).parent / "samples"
READABLE = frozenset({".txt", ".md", ".vtt", ".srt", ".docx", ".pdf"})
_STEPS = (
    ("chunking", "chunk"),
    ("inferring", "infer"),
    ("relating", "relate"),
    ("explaining", "explain"),
    ("activating", "activate"),
)
_THEMES = ("mini_bar_clusters.jsonl", "nhs_themes.jsonl", "banking77.jsonl")
_SMALL = 30
"""Texts of the small sample, five of each of the six commonest labels: a size at which topic models find nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of the table: what was measured, on what, by whom."""

    measure: str
    on: str
    by: str
    value: str


def _unheard(done: int, total: int) -> None:
    """Progress that nobody watches."""


def analyse(engine: Engine, study: Study) -> Findings:
    """All five steps of `engine` on `study`."""
    found = Findings()
    for step, method in _STEPS:
        for item in getattr(engine, method)(study, found, _unheard):
            found.of(step).append(item)
    return found


def survey(texts: Sequence[str], language: str) -> Study:
    """A study of short answers, one respondent each."""
    body = "\n".join(texts)
    turns, at = [], 0
    for number, text in enumerate(texts):
        turns.append(Turn(speaker=f"Respondent {number + 1}", role=Role.PARTICIPANT, start=at, end=at + len(text)))
        at += len(text) + 1
    made = Transcript(
        name="answers.csv", format="csv", encoding="utf-8", language=language, text=body, turns=tuple(turns)
    )
    return Study(transcripts=(made,))


def groups_of(engine: Engine, texts: Sequence[str], language: str) -> list[int]:
    """The pattern each text ends up in (that of most of its chunks), -1 for none."""
    study = survey(texts, language)
    found = Findings()
    for step, method in _STEPS[:3]:
        for item in getattr(engine, method)(study, found, _unheard):
            found.of(step).append(item)
    owner = {chunk.id: int(chunk.speaker.rsplit(" ", 1)[1]) - 1 for chunk in found.chunks}
    chunk_of = {inference.id: inference.chunk_id for inference in found.inferences}
    votes: list[Counter[int]] = [Counter() for _ in texts]
    for number, pattern in enumerate(found.patterns):
        for identifier in pattern.related_inferences:
            votes[owner[chunk_of[identifier]]][number] += 1
    return [min(vote, key=lambda group: (-vote[group], group)) if vote else -1 for vote in votes]


def rows(engine: Engine, data: Path) -> Iterator[Row]:
    """The table, a row at a time as it is measured."""
    yield from _transcripts(engine, data / "transcripts")
    yield from _types(engine, data / "labelled" / "kinds_silver.jsonl")
    for name in _THEMES:
        path = data / "labelled" / name
        if path.is_file():
            yield from _themes(engine, path)


def _transcripts(engine: Engine, folder: Path) -> Iterator[Row]:
    for place in sorted({path.parent for path in folder.rglob("*") if path.suffix.lower() in READABLE}):
        files = [(path.name, path.read_bytes()) for path in sorted(place.iterdir()) if path.suffix.lower() in READABLE]
        study = Study(transcripts=read(files).transcripts)
        words = sum(count_words(item.words_of(turn)) for item in study.transcripts for turn in item.turns)
        if not words:
            continue
        started = time.perf_counter()
        found = analyse(engine, study)
        took = time.perf_counter() - started
        label = (
            f"{place.relative_to(folder)} ({len(study.transcripts)})"
            if place != folder
            else f"transcripts ({len(study.transcripts)})"
        )
        for measure, value in _sound(soundness(study, found)):
            yield Row(measure, label, engine.name, value)
        for measure, value in _worded(study, found):
            yield Row(measure, label, engine.name, value)
        yield Row("patterns", label, engine.name, str(len(found.patterns)))
        yield Row("words a second", label, engine.name, f"{words / took:,.0f}")


def _sound(measured: Soundness) -> Iterator[tuple[str, str]]:
    yield "chunks verbatim", f"{measured.verbatim:.1%}"
    yield "ids that resolve", f"{measured.resolved:.1%}"
    yield "participants' words covered", f"{measured.coverage:.1%}"
    yield "interviewers' words in chunks", str(measured.interviewer_words)
    yield "words a chunk", f"{measured.mean_words:.1f} ± {measured.spread_words:.1f}"
    yield "names of 4 to 16 words", f"{measured.names_in_limits:.1%}"
    yield "names or meanings said twice", f"{measured.names_twice} + {measured.meanings_twice}"


def _worded(study: Study, found: Findings) -> Iterator[tuple[str, str]]:
    """How the findings are written; counted in English only, the one language the count knows."""
    if not found.inferences or any(item.language != "en" for item in study.transcripts):
        return
    seen = slips(found)
    texts = sum(1 for _ in written(found))
    restated = sum(slip.kind == RESTATED for slip in seen)
    yield "slips of language in 100 texts", f"{100 * len(seen) / texts:.1f} (of {texts:,})"
    yield "principles that only restate", f"{restated} of {2 * len(found.design_principles)}"
    share = opening_share([item.principle for item in found.design_principles])
    yield "principles with the same three first words", f"{share:.0%}"


def _types(engine: Engine, path: Path) -> Iterator[Row]:
    if not path.is_file():
        return
    items = [item for item in read_labelled(path) if held_out(item.text)]
    for language in sorted({str(item.fields.get("lang", "en")) for item in items}):
        part = [item for item in items if str(item.fields.get("lang", "en")) == language]
        if len(part) > _SMALL:
            yield Row(
                "type, macro F1 (pain, desire, other)",
                f"{path.stem} {language}, {len(part)} held out",
                engine.name,
                f"{_f1(engine, part, language):.2f}",
            )


def _f1(engine: Engine, part: Sequence[Labelled], language: str) -> float:
    found = Findings()
    kinds: list[Counter[str]] = [Counter() for _ in part]
    for chunk in engine.chunk(survey([item.text for item in part], language), found, _unheard):
        kind = {"pain_point": "pain", "workaround": "pain", "desire": "desire"}.get(chunk.type.value, "other")
        kinds[int(chunk.speaker.rsplit(" ", 1)[1]) - 1][kind] += len(chunk.content)
    # A text with a wish in it is a wish, one with a pain a pain: that is how people labelled them.
    said = ["desire" if kind["desire"] else "pain" if kind["pain"] else "other" for kind in kinds]
    meant = [{"pain_point": "pain", "desire": "desire"}.get(item.label, "other") for item in part]
    return float(f1_score(meant, said, average="macro"))


def _themes(engine: Engine, path: Path) -> Iterator[Row]:
    every = read_labelled(path)
    for language in sorted({str(item.fields.get("lang", "en")) for item in every}):
        part = [item for item in every if str(item.fields.get("lang", "en")) == language]
        for items in (part, _small(part)):
            texts = [" ".join(item.text.split()) for item in items]
            people = [item.label for item in items]
            number = len(set(people))
            on = f"{path.stem} {language}, {len(texts)} texts in {number}"
            own = agreement(people, groups_of(engine, texts, language))
            yield from _agreed(on, engine.name, own)
            yield from _agreed(on, "TF-IDF + k-means, true number", agreement(people, tfidf_kmeans(texts, number)))
            if own.groups > 1:
                # NMI and B-cubed grow with the number of groups: the fair rival has as many as the engine.
                yield from _agreed(
                    on, "TF-IDF + k-means, our number", agreement(people, tfidf_kmeans(texts, own.groups))
                )
            if has_bertopic():
                yield from _agreed(on, "BERTopic", agreement(people, bertopic(texts)))


def _small(part: Sequence[Labelled]) -> list[Labelled]:
    common = [label for label, _ in Counter(item.label for item in part).most_common(6)]
    return [item for label in common for item in [one for one in part if one.label == label][: _SMALL // len(common)]]


def _agreed(on: str, by: str, measured: Agreement) -> Iterator[Row]:
    yield Row(
        "NMI / Rand / B-cubed · groups, left out",
        on,
        by,
        f"{measured.nmi:.2f} / {measured.rand:.2f} / {measured.b_cubed:.2f} · {measured.groups}, "
        f"{measured.left_out:.0%}",
    )
