"""The list of analyses: newest first, by Query over every shard of the listing, with a cursor."""

from __future__ import annotations

import base64
import binascii
import heapq
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from tracking.client import clients, from_attributes, to_attributes
from tracking.conf import TrackingSettings
from tracking.errors import BadCursor, translate
from tracking.record import expiry_key, searchable
from tracking.schema import DUE_INDEX, RECENT_INDEX, STATUS_INDEX
from tracking.states import Status

SEARCHED = 1_000
"""Entries of one shard that a search looks through before it answers with what it has: at most 1 MB, 128 read units."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the list, as the index holds it."""

    request_id: str
    research_data: str
    created_at: str
    updated_at: str
    overall_status: Status
    title: str
    owner: str
    engine: str
    strip: str
    failure_message: str

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Row:
        """A row from an index entry, or from a whole item."""
        return cls(
            request_id=item["request_id"],
            research_data=item["research_data"],
            created_at=item["created_at"],
            updated_at=item["updated_at"],
            overall_status=Status(item["overall_status"]),
            title=item.get("title", ""),
            owner=item.get("owner", ""),
            engine=item.get("engine", ""),
            strip=item.get("strip", "-----"),
            failure_message=(item.get("error") or {}).get("message", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows, newest first, and where the next page starts (None at the end)."""

    rows: tuple[Row, ...]
    next_cursor: str | None
    searched_to: str | None = None
    """The time down to which a search looked before it had enough rows; older entries are for the next page to find."""


class Listed(Protocol):
    """What has a place in the list: a row, or a record."""

    @property
    def request_id(self) -> str:
        """Its id."""

    @property
    def created_at(self) -> str:
        """When it was submitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page ended: the last row's time, and the rows of that very time that were shown."""

    created_at: str
    shown: tuple[str, ...]

    @classmethod
    def after(cls, rows: Sequence[Listed], before: Place | None = None) -> Place:
        """The end of a page of `rows` (one at least), which itself began after `before`."""
        last = rows[-1].created_at
        shown = tuple(row.request_id for row in rows if row.created_at == last)
        if before is not None and before.created_at == last:
            shown = (*before.shown, *shown)
        return cls(created_at=last, shown=shown)

    def precedes(self, entry: Listed) -> bool:
        """Whether `entry` comes later in the list."""
        if entry.created_at == self.created_at:
            return entry.request_id not in self.shown
        return entry.created_at < self.created_at

    def to_cursor(self) -> str:
        """As a page's address carries it."""
        raw = json.dumps([self.created_at, *self.shown], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def from_cursor(cls, cursor: str) -> Place:
        """The opposite of `to_cursor`. Raises BadCursor."""
        try:
            parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        except (ValueError, binascii.Error, RecursionError) as error:
            raise BadCursor from error
        if not isinstance(parts, list) or not parts or not all(isinstance(part, str) for part in parts):
            raise BadCursor
        created_at, *shown = parts
        if _TIME.fullmatch(created_at) is None:
            raise BadCursor
        return cls(created_at=created_at, shown=tuple(shown))


def listing_key(settings: TrackingSettings, request_id: str, team: str | None = None) -> str:
    """The partition of the listing in which an analysis stands: `<team>#<shard>`."""
    shard = zlib.crc32(request_id.encode()) % settings.listing_shards
    return f"{team or settings.team}#{shard}"


def listing_keys(settings: TrackingSettings) -> list[str]:
    """Every partition of the listing that may hold rows."""
    return [f"{settings.team}#{shard}" for shard in range(settings.listing_shards_read)]


def recent(
    settings: TrackingSettings,
    *,
    limit: int,
    status: Status | None = None,
    cursor: str | None = None,
    search: str = "",
) -> Page:
    """One page of the list, newest first. Raises BadCursor and ServiceError.

    Each shard is a sorted query of its own; they are merged lazily, so a shard is read no further than needed. A
    search is bounded: it makes one query a shard, and a page of few rows or none may have a next one.
    """
    place = Place.from_cursor(cursor) if cursor else None
    keys = listing_keys(settings)
    page_size = SEARCHED if search else max(10, 2 * limit // len(keys))
    shards = [_Shard(settings, key, status=status, place=place, search=search, page_size=page_size) for key in keys]
    merged = heapq.merge(*shards, key=lambda row: (row.created_at, row.request_id), reverse=True)
    rows = list(islice(merged, limit + 1))
    # Beyond where one shard stopped, rows of others are not the next ones: what that shard holds may come first.
    searched_to = max((shard.stopped_at for shard in shards if shard.stopped_at is not None), default=None)
    if searched_to is not None:
        rows = [row for row in rows if row.created_at >= searched_to]
    if len(rows) > limit:
        rows = rows[:limit]
        return Page(rows=tuple(rows), next_cursor=Place.after(rows, place).to_cursor())
    if searched_to is None:
        return Page(rows=tuple(rows), next_cursor=None)
    shown = tuple(row.request_id for row in rows if row.created_at == searched_to)
    end = Place(created_at=searched_to, shown=shown)
    return Page(rows=tuple(rows), next_cursor=end.to_cursor(), searched_to=searched_to)


class _Shard:
    """The rows of one shard after a place, newest first, read page by page and no further than asked for."""

    def __init__(
        self,
        settings: TrackingSettings,
        key: str,
        *,
        status: Status | None,
        place: Place | None,
        search: str,
        page_size: int,
    ) -> None:
        self.stopped_at: str | None = None
        """The time down to which a search has read, where it stopped before the shard's end."""
        self._place = place
        self._is_search = bool(search)
        self._table = settings.table
        self._query = _query(settings, key, status=status, place=place, search=search) | {"Limit": page_size}

    def __iter__(self) -> Iterator[Row]:
        place = self._place
        while True:
            try:
                answer = clients().dynamodb.query(**self._query)
            except Exception as error:
                raise translate(error, "dynamodb:Query", f"table {self._table}") from error
            rows = [Row.from_item(from_attributes(item)) for item in answer["Items"]]
            # The service leaves open how rows of one very time are ordered; the merge needs one order.
            rows.sort(key=lambda row: (row.created_at, row.request_id), reverse=True)
            for row in rows:
                if place is None or place.precedes(row):
                    yield row
            if "LastEvaluatedKey" not in answer:
                return
            self._query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
            read_to = from_attributes(answer["LastEvaluatedKey"])["created_at"]
            # It gets on by one time at least: the next page begins with all rows of the time at which this one ends.
            if self._is_search and (place is None or read_to < place.created_at):
                self.stopped_at = read_to
                return


def _query(
    settings: TrackingSettings, key: str, *, status: Status | None, place: Place | None, search: str
) -> dict[str, Any]:
    attribute, value = ("listing_status", f"{key}#{status.value}") if status else ("listing", key)
    condition = f"{attribute} = :key"
    values: dict[str, Any] = {":key": value}
    if place is not None:
        condition += " AND created_at <= :before"
        values[":before"] = place.created_at
    query: dict[str, Any] = {
        "TableName": settings.table,
        "IndexName": STATUS_INDEX if status else RECENT_INDEX,
        "KeyConditionExpression": condition,
        "ScanIndexForward": False,
    }
    if search:
        query["FilterExpression"] = "contains(#search, :search)"
        query["ExpressionAttributeNames"] = {"#search": "search"}  # A word that DynamoDB keeps for itself.
        values[":search"] = searchable(search)
    return query | {"ExpressionAttributeValues": to_attributes(values)}


def due(settings: TrackingSettings, *, at: float, limit: int = 100) -> list[str]:
    """Ids of analyses that should have moved on by `at`: pending and not taken, or held under a lease that ran out.

    At most `limit` from each shard, longest due first. Raises ServiceError.
    """
    return _due(settings, listing_keys(settings), at=at, limit=limit)


def expiring(settings: TrackingSettings, *, at: float, limit: int = 25) -> list[str]:
    """As `due`: ids of analyses whose time is over by `at`, or will be very soon (see schema.EXPIRY_LEAD)."""
    return _due(settings, [expiry_key(key) for key in listing_keys(settings)], at=at, limit=limit)


def _due(settings: TrackingSettings, keys: Iterable[str], *, at: float, limit: int) -> list[str]:
    ids: list[str] = []
    for key in keys:
        try:
            answer = clients().dynamodb.query(
                TableName=settings.table,
                IndexName=DUE_INDEX,
                KeyConditionExpression="due = :due AND due_at <= :at",
                ExpressionAttributeValues=to_attributes({":due": key, ":at": at}),
                Limit=limit,
            )
        except Exception as error:
            raise translate(error, "dynamodb:Query", f"table {settings.table}") from error
        ids += [from_attributes(item)["request_id"] for item in answer["Items"]]
    return ids
