"""The audit trail's events. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the audit trail: who moved what from where to where. Never changed, never removed."""

    request_id: str
    seq: int
    """The record's version after the move."""
    at: str
    actor: str
    """`web`, `api`, `worker …`, `sweep`, a user's name."""
    step: str | None
    before: str | None
    after: str
    attempt: int
    message: str
    mark: str = ""
    """The `last_write` of the record after the move: tells a writer for ever that this move was its own."""

    def to_item(self) -> dict[str, Any]:
        """The event as it stands in the events table."""
        return {"request_id": self.request_id, **self.to_document(), "mark": self.mark}

    def to_document(self) -> dict[str, Any]:
        """The event as the API shows it."""
        return {
            "seq": self.seq,
            "at": self.at,
            "actor": self.actor,
            "step": self.step,
            "from": self.before,
            "to": self.after,
            "attempt": self.attempt,
            "message": self.message,
        }

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Event:
        """The opposite of `to_item`."""
        return cls(
            request_id=item["request_id"],
            seq=item["seq"],
            at=item["at"],
            actor=item["actor"],
            step=item.get("step"),
            before=item.get("from"),
            after=item["to"],
            attempt=item["attempt"],
            message=item["message"],
            mark=item.get("mark", ""),
        )
