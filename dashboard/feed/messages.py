"""What the relay says to the web processes over the channel layer. Numbered, so that a lost message is noticed."""

from __future__ import annotations

from typing import Any

from tracking.stream import Change, FollowerState, Kind, Phase

GROUP = "changes"
"""The one group of the channel layer: processes join it, sockets do not."""

BEAT_SECONDS = 1.0
"""The relay says at least this often that it is there."""


def message(
    relay: str, number: int, state: FollowerState, change: Change | None = None, *, bye: bool = False
) -> dict[str, Any]:
    """One message: which relay, how it is doing, and a change where there is one. `bye`: the relay's last."""
    return {
        "type": "changes.relayed",
        "relay": relay,
        "number": number,
        "bye": bye,
        "phase": state.phase.value,
        "epoch": state.epoch,
        "reason": state.reason,
        "change": None
        if change is None
        else {
            "request_id": change.request_id,
            "kind": change.kind.value,
            "version": change.version,
            "image": change.image,
            "sequence_number": change.sequence_number,
        },
    }


def state_in(received: dict[str, Any], epoch: int) -> FollowerState:
    """The relay's state, under the listener's own count of epochs."""
    return FollowerState(phase=Phase(received["phase"]), epoch=epoch, reason=received["reason"])


def change_in(received: dict[str, Any]) -> Change | None:
    """The change in a message, if it carries one."""
    change = received["change"]
    if change is None:
        return None
    return Change(
        request_id=change["request_id"],
        kind=Kind(change["kind"]),
        version=change["version"],
        image=change["image"],
        before=None,
        sequence_number=change["sequence_number"],
        at=None,
    )
