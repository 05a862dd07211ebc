"""Which page of the list somebody asks for: read from an address, written into one. Pure."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboard.vocabulary import STATUS_WORDS
from tracking.record import Record, searchable
from tracking.states import Status

MAX_SEARCH = 100
"""Characters of a search that count."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One page of the list. The page's address and its socket's carry the same query."""

    status: Status | None = None
    search: str = ""
    cursor: str | None = None

    @classmethod
    def from_values(cls, values: Mapping[str, Sequence[str]]) -> ListQuery:
        """From the values of a query string; a status that does not exist means all."""

        def first(name: str) -> str:
            return (values.get(name) or [""])[0]

        status = None
        with contextlib.suppress(ValueError):
            status = Status(first("status"))
        return cls(status=status, search=first("q").strip()[:MAX_SEARCH], cursor=first("cursor") or None)

    @property
    def query_string(self) -> str:
        """As it stands in an address; empty for the first page of everything."""
        values = {"status": self.status, "q": self.search, "cursor": self.cursor}
        return urlencode({name: str(value) for name, value in values.items() if value})

    @property
    def address(self) -> str:
        """Of its page on this site."""
        return f"/?{self.query_string}" if self.query_string else "/"

    @property
    def narrowed(self) -> bool:
        """Whether some analyses are left out, so that "none" does not mean there are none."""
        return self.status is not None or bool(self.search)

    @property
    def nothing(self) -> str:
        """What to say where no analysis is on the list; empty for the list of all of them."""
        if self.search:
            return f"No match for “{self.search}”."
        return f"No {STATUS_WORDS[self.status].lower()} analyses." if self.status is not None else ""

    def at(self, cursor: str | None) -> ListQuery:
        """The same list from `cursor` on; None is its first page."""
        return replace(self, cursor=cursor)

    def matches(self, record: Record, team: str) -> bool:
        """Whether an analysis belongs on this list, on whichever page. Agrees with tracking.listing."""
        if record.team != team or (self.status is not None and record.overall_status is not self.status):
            return False
        return searchable(self.search) in record.search
