"""Links that show an analysis to people outside the team: how many times all that were made so far were withdrawn.

A link carries the count of withdrawals at its making, and holds only as long as that is the count. So links are kept
nowhere, and still can be taken back.
"""

from __future__ import annotations

from typing import Any

from tracking import bucket
from tracking.clock import Clock, iso, now
from tracking.errors import ResourceMissing


def withdrawals(request_id: str) -> int:
    """How many times the links to an analysis were withdrawn. Raises ServiceError."""
    return len(_load(request_id))


def withdraw_links(request_id: str, *, actor: str, clock: Clock = now) -> None:
    """Withdraw every link made so far; later ones hold. Raises ServiceError.

    Of two people who do so at once, one may be left out of the list; what they want holds all the same.
    """
    made = [*_load(request_id), {"at": iso(clock()), "actor": actor}]
    bucket.put_json(bucket.links_key(request_id), {"request_id": request_id, "withdrawals": made})


def _load(request_id: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = bucket.get_json(bucket.links_key(request_id))["withdrawals"]
    except ResourceMissing:
        return []
    return found
