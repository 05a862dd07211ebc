"""The record of one analysis, as the integration guide shapes it and with what tracking adds. Pure values."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tracking.states import STEPS, WAITING_MESSAGES, Status, Step, overall

STRIP_LETTERS: dict[Status, str] = {
    Status.PENDING: "-",
    Status.PROCESSING: ">",
    Status.COMPLETED: "+",
    Status.FAILED: "!",
}
"""One character a step: the five of them are an analysis at a glance, small enough for an index."""

EXPIRY_LEAD = 3_600
"""Seconds before its expiry from which on a worker removes an analysis whole: DynamoDB would leave its files behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """Where one step stands."""

    status: Status = Status.PENDING
    message: str = ""
    started_at: str | None = None
    completed_at: str | None = None
    done: int = 0
    """Units of work through, of `total`; both 0 until the step knows."""
    total: int = 0
    attempt: int = 0
    """The attempt whose checkpoint holds this step's output; 0 while it is not completed."""
    parts: tuple[tuple[int, int], ...] = ()
    """While processing: (attempt, how many partial checkpoints of it are valid), oldest first."""

    def to_document(self) -> dict[str, Any]:
        """The step as it stands in the item and in the API."""
        document: dict[str, Any] = {
            "status": self.status.value,
            "message": self.message,
            "started_at": self.started_at,
            "completed_at": self.completed_at,
        }
        if self.total:
            document["progress"] = {"done": self.done, "total": self.total}
        if self.attempt:
            document["attempt"] = self.attempt
        if self.parts:
            document["parts"] = [list(part) for part in self.parts]
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> StepState:
        """The opposite of `to_document`."""
        progress = document.get("progress") or {}
        return cls(
            status=Status(document["status"]),
            message=document.get("message") or "",
            started_at=document.get("started_at"),
            completed_at=document.get("completed_at"),
            done=progress.get("done", 0),
            total=progress.get("total", 0),
            attempt=document.get("attempt", 0),
            parts=tuple((part[0], part[1]) for part in document.get("parts", ())),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right of one worker to change an analysis. Owner and attempt together are the fencing token."""

    owner: str
    """Unique to one taking, not to one worker."""
    attempt: int
    until: float
    """Seconds since the epoch; from then on anybody may take over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an analysis failed."""

    step: Step
    kind: str
    """Stable, for programs: `cancelled`, `worker_lost`, `unreadable_file` …"""
    message: str
    """A sentence for a person."""


def expiry_key(listing: str) -> str:
    """The partition of the index `due` with what only waits for its expiry: it never stands before unfinished work."""
    return f"{listing}#expiry"


def searchable(text: str) -> str:
    """`text` as searches compare it: whatever its case, and however its accents are written (macOS has its own way)."""
    return unicodedata.normalize("NFC", text.casefold())


def waiting_steps() -> dict[Step, StepState]:
    """All five steps, pending."""
    return {step: StepState(message=WAITING_MESSAGES[step]) for step in STEPS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One analysis: who asked for it, of what, and where it stands."""

    request_id: str
    research_data: str
    """`s3://` address of the upload, or of its folder where there are several files."""
    created_at: str
    updated_at: str
    result_data: str = ""
    """`s3://` address of the result document; empty until all five steps are completed."""
    steps: Mapping[Step, StepState] = field(default_factory=waiting_steps)
    version: int = 1
    listing: str = ""
    title: str = ""
    owner: str = ""
    team: str = "default"
    engine: str = "local"
    sources: tuple[Mapping[str, Any], ...] = ()
    """`{"name", "key", "bytes"}` of each file, in the order of the upload."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """How the files are to be read (see analysis.readers.ReadOptions)."""
    attempt: int = 0
    """How often a worker has taken this analysis; each taking has its own number."""
    losses: int = 0
    """Workers lost over it since the submission or the last retry."""
    lease: Lease | None = None
    failure: Failure | None = None
    due_at: float | None = None
    """When somebody should look whether it is still being worked on; None when nothing is to come."""
    last_write: str = ""
    """Random mark of the latest write: tells a writer whether a write that seemed to fail took effect."""
    fingerprint: str = ""
    """Hash of the submission's body, to recognise an idempotent repeat."""
    past_attempts: tuple[Mapping[str, Any], ...] = ()
    """What earlier attempts came to, oldest first (see moves.summary)."""
    expires_at: int | None = None
    """Seconds since the epoch at which DynamoDB may delete the item."""
    edits: int = 0
    """Number of the latest of people's edits of its findings; what they are is in the bucket."""
    forgetting: str = ""
    """Who asked for its names to be forgotten; until they are gone it stays due, and nobody runs it."""
    deleting: str = ""
    """Who asked for its deletion; from then on nothing but the deletion happens to it."""

    @property
    def overall_status(self) -> Status:
        """Follows from the steps."""
        return overall(self.steps[step].status for step in STEPS)

    @property
    def current_step(self) -> Step | None:
        """The first step that is not completed; None when all are."""
        for step in STEPS:
            if self.steps[step].status is not Status.COMPLETED:
                return step
        return None

    @property
    def strip(self) -> str:
        """The five steps as five characters (see STRIP_LETTERS)."""
        return "".join(STRIP_LETTERS[self.steps[step].status] for step in STEPS)

    @property
    def search(self) -> str:
        """What a search of the list looks through."""
        return searchable(f"{self.title} {self.request_id}")

    def with_step(self, step: Step, **changes: Any) -> Record:
        """This record with `changes` made to one step."""
        steps = dict(self.steps)
        steps[step] = replace(steps[step], **changes)
        return replace(self, steps=steps)

    def to_item(self) -> dict[str, Any]:
        """The DynamoDB item, in plain values. Sparse attributes are absent when they do not apply."""
        item: dict[str, Any] = {
            "request_id": self.request_id,
            "research_data": self.research_data,
            "analysis_result": {
                "result_data": self.result_data,
                "steps_status": {step.value: self.steps[step].to_document() for step in STEPS},
            },
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "overall_status": self.overall_status.value,
            "version": self.version,
            "listing": self.listing,
            "listing_status": f"{self.listing}#{self.overall_status.value}",
            "strip": self.strip,
            "search": self.search,
            "title": self.title,
            "owner": self.owner,
            "team": self.team,
            "engine": self.engine,
            "sources": [dict(source) for source in self.sources],
            "options": dict(self.options),
            "attempt": self.attempt,
            "losses": self.losses,
            "last_write": self.last_write,
            "fingerprint": self.fingerprint,
            "past_attempts": [dict(past) for past in self.past_attempts],
        }
        if self.lease is not None:
            item["lease"] = {"owner": self.lease.owner, "attempt": self.lease.attempt, "until": self.lease.until}
        if self.failure is not None:
            item["error"] = {
                "step": self.failure.step.value,
                "kind": self.failure.kind,
                "message": self.failure.message,
            }
        if self.due_at is not None:
            item["due"] = self.listing
            item["due_at"] = self.due_at
        if self.expires_at is not None:
            item["expires_at"] = self.expires_at
            if self.due_at is None:
                item["due"] = expiry_key(self.listing)
                item["due_at"] = self.expires_at - EXPIRY_LEAD
        if self.edits:
            item["edits"] = self.edits
        if self.forgetting:
            item["forgetting"] = self.forgetting
        if self.deleting:
            item["deleting"] = self.deleting
        return item

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Record:
        """The opposite of `to_item`."""
        result = item["analysis_result"]
        lease, error = item.get("lease"), item.get("error")
        return cls(
            request_id=item["request_id"],
            research_data=item["research_data"],
            created_at=item["created_at"],
            updated_at=item["updated_at"],
            result_data=result.get("result_data") or "",
            steps={step: StepState.from_document(result["steps_status"][step.value]) for step in STEPS},
            version=item["version"],
            listing=item["listing"],
            title=item.get("title", ""),
            owner=item.get("owner", ""),
            team=item.get("team", "default"),
            engine=item.get("engine", "local"),
            sources=tuple(item.get("sources", ())),
            options=item.get("options", {}),
            attempt=item.get("attempt", 0),
            losses=item.get("losses", 0),
            lease=Lease(owner=lease["owner"], attempt=lease["attempt"], until=lease["until"]) if lease else None,
            failure=Failure(step=Step(error["step"]), kind=error["kind"], message=error["message"]) if error else None,
            due_at=item["due_at"] if item.get("due") == item["listing"] else None,
            last_write=item.get("last_write", ""),
            fingerprint=item.get("fingerprint", ""),
            past_attempts=tuple(item.get("past_attempts", ())),
            expires_at=item.get("expires_at"),
            edits=item.get("edits", 0),
            forgetting=item.get("forgetting", ""),
            deleting=item.get("deleting", ""),
        )
