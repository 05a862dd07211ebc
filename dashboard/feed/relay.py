"""Messages between the relay and the web processes. Numbered, so that a lost one is noticed."""

from __future__ import annotations

from typing import Any

from tracking.stream import Change, FollowerState, Kind, Phase

GROUP = "changes"
"""The one group of the channel layer: processes join it, sockets do not."""

RELAY_BEAT_SECONDS = 1.0
"""The relay says at least this often that it is there."""

RELAY_SILENT_SECONDS = 3.5
"""A web process that hears nothing for so long says that it is reconnecting."""


def message(number: int, state: FollowerState, change: Change | None = None) -> dict[str, Any]:
    """What the relay publishes: its state, and a change where there is one."""
    return {
        "type": "changes.relayed",
        "number": number,
        "phase": state.phase.value,
        "relay_epoch": state.epoch,
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


def state_from_message(received: dict[str, Any], epoch: int) -> FollowerState:
    """The relay's state under this process's own count of epochs."""
    return FollowerState(phase=Phase(received["phase"]), epoch=epoch, reason=received["reason"])


def change_from_message(received: dict[str, Any]) -> Change | None:
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
