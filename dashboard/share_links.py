"""Links that show one analysis to somebody outside the team: read-only, expiring, signed, and kept nowhere."""

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

    @property
    def token(self) -> str:
        """The link's part of the address. Whoever has it has the right."""
        return signing.dumps([self.request_id, int(self.hide_sources), self.until], salt=SALT, compress=False)


def make_link(request_id: str, *, days: int, hide_sources: bool, clock: Clock = now) -> ShareLink:
    """A new link."""
    return ShareLink(request_id, hide_sources, int(clock()) + days * 86_400)


def read_link(token: str, *, clock: Clock = now) -> ShareLink | None:
    """The link of a token; None where it was not made here or has expired."""
    try:
        request_id, hide_sources, until = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return ShareLink(request_id, bool(hide_sources), until) if until > clock() else None
