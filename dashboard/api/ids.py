"""Ids as they come in an address."""

from __future__ import annotations

import re

from tracking.errors import NotFound

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


def known_id(request_id: str) -> str:
    """`request_id` if an analysis could be called that; NotFound otherwise, without asking the store."""
    if not _ID.fullmatch(request_id):
        raise NotFound(request_id)
    return request_id
