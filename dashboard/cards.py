"""Values that the live parts of the pages are rendered from: rows, step cards, the timeline. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from analysis.steps import UNITS
from dashboard.vocabulary import STATUS_WORDS, STEP_WORDS, WORDS, StepWords
from tracking.clock import seconds
from tracking.record import STRIP_LETTERS, Record, StepState
from tracking.states import STEPS, Status, Step

_STATUS_OF_LETTER = {letter: status for status, letter in STRIP_LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Node:
    """One step on the progress strip."""

    words: StepWords
    status: Status

    @property
    def x(self) -> int:
        """Where it stands on the strip, in the strip's own units."""
        return 8 + 28 * self.words.step.number


@dataclass(frozen=True, slots=True)
class RowCard:
    """One line of the list."""

    request_id: str
    title: str
    status: Status
    engine: str
    owner: str
    created_at: str
    seconds: float | None
    """How long it took; None until it has ended."""
    nodes: tuple[Node, ...]
    message: str
    """What a person should know at a glance: why it failed, or what is being done."""
    about: str
    """What went in, and what came of it: "3 files, 21 KB · Wrote 12 design principles"."""

    @property
    def status_words(self) -> str:
        """The status in a person's words."""
        return STATUS_WORDS[self.status]

    @property
    def current(self) -> StepWords | None:
        """The step at work or failed."""
        for node in self.nodes:
            if node.status in (Status.PROCESSING, Status.FAILED):
                return node.words
        return None

    @property
    def spoken(self) -> str:
        """The strip in words, for those who do not see it."""
        done = sum(node.status is Status.COMPLETED for node in self.nodes)
        if self.current is None:
            return f"{done} of {len(self.nodes)} steps completed"
        state = "failed" if self.status is Status.FAILED else "running"
        return f"{done} of {len(self.nodes)} steps completed, {self.current.verb} {state}"


def row_card(record: Record) -> RowCard:
    """The card of an analysis."""
    return RowCard(
        request_id=record.request_id,
        title=record.title or record.request_id,
        status=record.overall_status,
        engine=record.engine,
        owner=record.owner,
        created_at=record.created_at,
        seconds=total_seconds(record),
        nodes=tuple(
            Node(WORDS[step], _STATUS_OF_LETTER[letter]) for step, letter in zip(STEPS, record.strip, strict=True)
        ),
        message=record.failure.message if record.failure else _doing(record),
        about=_about(record),
    )


def _about(record: Record) -> str:
    last = record.steps[STEPS[-1]]
    parts = [size_words(record.sources) if record.sources else ""]
    parts.append(last.message if last.status is Status.COMPLETED else "")
    return " · ".join(filter(None, parts))


def _doing(record: Record) -> str:
    step = record.current_step
    if step is None or record.steps[step].status is not Status.PROCESSING:
        return ""
    state = record.steps[step]
    return f"{state.done:,} of {state.total:,} {UNITS[step.value]}" if state.total else state.message


@dataclass(frozen=True, slots=True)
class StepCard:
    """One of the five steps, as its card shows it."""

    words: StepWords
    state: StepState
    found: int
    """How many items it has given so far."""

    @property
    def status_words(self) -> str:
        """The status in a person's words."""
        return STATUS_WORDS[self.state.status]

    @property
    def unit(self) -> str:
        """What its progress counts."""
        return UNITS[self.words.step.value]

    @property
    def percent(self) -> int:
        """Progress in whole percent."""
        return 100 * self.state.done // self.state.total if self.state.total else 0

    @property
    def seconds(self) -> float | None:
        """How long it took; None until it has ended."""
        if self.state.started_at is None or self.state.completed_at is None:
            return None
        return max(0.0, seconds(self.state.completed_at) - seconds(self.state.started_at))


def step_cards(record: Record, found: Mapping[str, int]) -> tuple[StepCard, ...]:
    """The five cards of `record`."""
    return tuple(StepCard(words, record.steps[words.step], found.get(words.step.value, 0)) for words in STEP_WORDS)


@dataclass(frozen=True, slots=True)
class Bar:
    """One step on the timeline, in seconds from the left edge."""

    words: StepWords
    status: Status
    start: float
    length: float
    running_since: str | None
    begun: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where the time of the present attempt went."""

    begins: str | None
    """When the first step started; None while none has."""
    span: float
    """Seconds that the axis shows."""
    bars: tuple[Bar, ...]


def timeline(record: Record) -> Timeline:
    """The timeline of all five steps, begun or not. A running step has no length: the page lets it grow."""
    started = [state.started_at for state in record.steps.values() if state.started_at]
    begins = min(started, default=None)
    zero = seconds(begins) if begins else 0.0
    bars, last = [], 0.0
    for words in STEP_WORDS:
        state = record.steps[words.step]
        start = max(0.0, seconds(state.started_at) - zero) if state.started_at else 0.0
        end = seconds(state.completed_at) - zero if state.completed_at else start
        running = state.started_at if state.status is Status.PROCESSING else None
        length = max(0.0, end - start) if state.started_at else 0.0
        bars.append(Bar(words, state.status, start, length, running, begun=state.started_at is not None))
        last = max(last, end, start)
    return Timeline(begins, max(last, 0.5), tuple(bars))


def total_seconds(record: Record) -> float | None:
    """From the first step's start to the last one's end; None while it runs or never ran."""
    if not record.overall_status.is_final:
        return None
    starts = [seconds(state.started_at) for state in record.steps.values() if state.started_at]
    ends = [seconds(state.completed_at) for state in record.steps.values() if state.completed_at]
    return max(0.0, max(ends) - min(starts)) if starts and ends else None


def size_words(sources: tuple[Mapping[str, Any], ...]) -> str:
    """How many files, and how large: "3 files, 21 KB"."""
    size = sum(int(source["bytes"]) for source in sources)
    files = "1 file" if len(sources) == 1 else f"{len(sources)} files"
    if size < 1024 * 1024:
        return f"{files}, {max(1, round(size / 1024))} KB"
    return f"{files}, {size / 1024 / 1024:.1f} MB"


def format_of(name: str) -> str:
    """The file's kind as a short label, from its name."""
    return PurePath(name).suffix.removeprefix(".").lower() or "text"


def retry_steps(record: Record) -> list[Step]:
    """The steps a retry may start from: the failed one and every one before it."""
    first = record.current_step
    return [step for step in STEPS if first is None or step.number <= first.number]
