"""Ids as they come in an address."""

from __future__ import annotations

import re

from tracking.errors import NotFound

POSSIBLE = "[A-Za-z0-9_-]{1,100}"
"""What an analysis could be called."""


def is_possible(request_id: str) -> bool:
    """Whether an analysis could be called that."""
    return re.fullmatch(POSSIBLE, request_id) is not None


def known_id(request_id: str) -> str:
    """`request_id` if an analysis could be called that; NotFound otherwise, without asking the store."""
    if not is_possible(request_id):
        raise NotFound(request_id)
    return request_id
