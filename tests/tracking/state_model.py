"""What an analysis must be at every moment, said as simply as it can be said, and a network that loses answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ReadTimeoutError

from tracking.client import clients
from tracking.states import STEPS


class LostAnswers:
    """Makes the next writes lose their answer: before they took effect, or after."""

    def __init__(self) -> None:
        self.plan: list[str] = []
        self._client: Any = clients().dynamodb
        for name in ("transact_write_items", "update_item"):
            setattr(self._client, name, self._unreliable(getattr(self._client, name)))

    def undo(self) -> None:
        for name in ("transact_write_items", "update_item"):
            delattr(self._client, name)

    def _unreliable(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def made(**parameters: Any) -> Any:
            fate = self.plan.pop(0) if self.plan else "answered"
            if fate == "lost before":
                raise ReadTimeoutError(endpoint_url="")
            answer = call(**parameters)
            if fate == "lost after":
                raise ReadTimeoutError(endpoint_url="")
            return answer

        return made


@dataclass
class Model:
    """What must be true, said as simply as it can be said."""

    steps: list[str] = field(default_factory=lambda: ["pending"] * 5)
    holder: tuple[str, int] | None = None
    """Who holds the lease, and in which attempt."""
    until: float = 0.0
    attempt: int = 0
    losses: int = 0
    forgetting: bool = False
    gone: bool = False
    trail: list[tuple[str | None, str]] = field(default_factory=lambda: [(None, "pending")])
    """(step, to) of every event."""

    @property
    def current(self) -> int | None:
        return next((i for i, status in enumerate(self.steps) if status != "completed"), None)

    @property
    def overall(self) -> str:
        if "failed" in self.steps:
            return "failed"
        if set(self.steps) == {"completed"}:
            return "completed"
        return "pending" if set(self.steps) == {"pending"} else "processing"

    @property
    def ended(self) -> bool:
        return self.overall in ("completed", "failed")

    def put(self, number: int, status: str) -> None:
        self.steps[number] = status
        self.trail.append((STEPS[number].value, status))
