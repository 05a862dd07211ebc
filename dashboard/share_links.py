"""Links that show one analysis to somebody outside the team: read-only, expiring, signed, and kept nowhere.

Whether they were withdrawn is known to analysis.sharing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from tracking.clock import Clock, now

SALT = "throughline.share"
DAYS = (1, 7, 30)
"""How long a link may be made to last."""


@dataclass(frozen=True, slots=True)
class ShareLink:
    """What a link shows, and until when."""

    request_id: str
    hide_sources: bool
    """True where the transcripts themselves are not shown; quotes are."""
    until: int
    """Seconds since the epoch."""
    withdrawals: int = 0
    """How many times links to the analysis had been withdrawn when it was made."""

    @property
    def token(self) -> str:
        """The link's part of the address. Whoever has it has the right."""
        values = [self.request_id, int(self.hide_sources), self.until, self.withdrawals]
        return signing.dumps(values, salt=SALT, compress=False)


def make_link(request_id: str, *, days: int, hide_sources: bool, withdrawals: int = 0, clock: Clock = now) -> ShareLink:
    """A new link."""
    return ShareLink(request_id, hide_sources, int(clock()) + days * 86_400, withdrawals)


def read_link(token: str, *, clock: Clock = now) -> ShareLink | None:
    """The link of a token; None where it was not made here or has expired."""
    try:
        request_id, hide_sources, until, withdrawals = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return ShareLink(request_id, bool(hide_sources), until, withdrawals) if until > clock() else None
