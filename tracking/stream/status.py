"""What the follower says about itself: whether changes come as they are made, and from when on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tracking.errors import AccessDenied, NoCredentials, ServiceError, Throttled, TrackingError, Unreachable

logger = logging.getLogger(__name__)


class Phase(StrEnum):
    """How the follower is doing."""

    STARTING = "starting"
    """Looking for its place in the stream; nothing is promised yet."""
    FOLLOWING = "following"
    """Whatever is written from here on will be delivered."""
    WAITING = "waiting"
    """Something keeps changes from arriving, or makes them late; `reason` says what. It goes on by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerState:
    """Told whenever it differs from the last one, on the thread that delivers changes, in order with them."""

    phase: Phase
    epoch: int
    """Rises when changes may have been missed. A snapshot read after the first FOLLOWING state of an epoch, and the
    changes from there on, give the whole truth; one read earlier may lack what is never delivered. So: FOLLOWING
    with a new epoch means “read it again”."""
    reason: str = ""
    """A sentence for a person; empty while following."""


def reason_for(error: TrackingError) -> str:
    """What keeps changes from arriving, in a person's words."""
    match error:
        case Unreachable():
            return "The change feed does not answer. It is tried again by itself."
        case Throttled():
            return "AWS limits reading of the change feed, so changes arrive late."
        case AccessDenied() | NoCredentials():
            return error.message
        case ServiceError():
            return f"{error.message} {error.remedy}".strip()
    return "The change feed stopped for a reason that is in the log. It is tried again by itself."


class Status:
    """Puts together what is known and tells each new state once."""

    def __init__(self, tell: Callable[[FollowerState], None], patience: float, epoch: int) -> None:
        self._tell = tell
        self._patience = patience
        self._troubles: dict[str, tuple[float, str]] = {}
        self._blocked = ""
        self._ready = False
        self.epoch = epoch
        self.told: FollowerState | None = None

    def begin(self, *, missed: bool) -> None:
        """A stream is taken up; with `missed` a new epoch begins."""
        self._blocked = ""
        self.epoch += missed

    def end(self) -> None:
        """No stream is followed any more."""
        self._ready = False
        self._troubles.clear()

    def ready(self) -> None:
        """Everything written from now on will be delivered."""
        self._ready = True

    def gap(self) -> None:
        """Changes may have been missed, and those from now on will be delivered."""
        self.epoch += 1

    def blocked(self, error: TrackingError) -> None:
        """There is no stream to follow."""
        self._blocked = reason_for(error)

    def trouble(self, about: str, error: TrackingError, now: float) -> None:
        """A call failed. Only when it keeps failing is anybody told."""
        since, _ = self._troubles.get(about, (now, ""))
        self._troubles[about] = (since, reason_for(error))

    def well(self, about: str) -> None:
        """The same call has succeeded."""
        self._troubles.pop(about, None)

    def update(self, now: float) -> None:
        """Tell the present state if it is new."""
        state = self._state(now)
        if state == self.told:
            return
        self.told = state
        try:
            self._tell(state)
        except Exception:
            # A consumer that stumbles must not end the feed for all others.
            logger.exception("The consumer of the stream failed over a state")

    def _state(self, now: float) -> FollowerState:
        since, reason = min(self._troubles.values(), default=(now, ""))
        if self._blocked:
            return FollowerState(phase=Phase.WAITING, epoch=self.epoch, reason=self._blocked)
        if reason and now - since >= self._patience:
            return FollowerState(phase=Phase.WAITING, epoch=self.epoch, reason=reason)
        if self._ready:
            return FollowerState(phase=Phase.FOLLOWING, epoch=self.epoch)
        return FollowerState(phase=Phase.STARTING, epoch=self.epoch)
