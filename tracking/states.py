"""The five steps, the four statuses and which moves between them are legal. Pure: no I/O, no Django."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Step(StrEnum):
    """One of the five steps of design analysis, in the order in which they run."""

    CHUNKING = "chunking"
    INFERRING = "inferring"
    RELATING = "relating"
    EXPLAINING = "explaining"
    ACTIVATING = "activating"

    @property
    def number(self) -> int:
        """Place in the order, from 0."""
        return STEPS.index(self)

    @property
    def before(self) -> tuple[Step, ...]:
        """The steps that must be completed before this one may start."""
        return STEPS[: self.number]

    @property
    def onwards(self) -> tuple[Step, ...]:
        """This step and all after it: what a retry from here resets."""
        return STEPS[self.number :]


STEPS: tuple[Step, ...] = tuple(Step)


class Status(StrEnum):
    """Status of a step and of a whole analysis. Published client loops rely on these four and no others."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """True where nothing more happens unless somebody asks for a retry."""
        return self in (Status.COMPLETED, Status.FAILED)


WAITING_MESSAGES: dict[Step, str] = {
    Step.CHUNKING: "Waiting for a worker",
    Step.INFERRING: "Waiting for chunking to complete",
    Step.RELATING: "Waiting for inference to complete",
    Step.EXPLAINING: "Waiting for pattern analysis to complete",
    Step.ACTIVATING: "Waiting for explanation to complete",
}

_LEGAL: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.PROCESSING, Status.FAILED}),
    # Back to pending when a worker hands a started step back, or a retry resets it.
    Status.PROCESSING: frozenset({Status.COMPLETED, Status.FAILED, Status.PENDING}),
    Status.COMPLETED: frozenset({Status.PENDING}),
    Status.FAILED: frozenset({Status.PENDING}),
}


def is_legal(before: Status, after: Status) -> bool:
    """Whether a step may go from `before` to `after`. Only a retry or a hand-back leads to pending."""
    return after in _LEGAL[before]


def overall(statuses: Iterable[Status]) -> Status:
    """The status of an analysis from those of its steps, in order.

    Failed as soon as one step failed, completed when all are, pending while none has started,
    processing otherwise.
    """
    seen = tuple(statuses)
    if Status.FAILED in seen:
        return Status.FAILED
    if all(status is Status.COMPLETED for status in seen):
        return Status.COMPLETED
    if all(status is Status.PENDING for status in seen):
        return Status.PENDING
    return Status.PROCESSING
