"""Where the reading of one shard stands, and what each answer does to it. Pure: the calls are made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from tracking.errors import ServiceError
from tracking.stream.errors import ExpiredIterator, StreamGone, TrimmedData
from tracking.stream.position import Position
from tracking.stream.service import RecordPage


@dataclass(slots=True)
class ShardReader:
    """One shard under way.

    At any time at most one call is made for it, so its records arrive in order. `position` moves only when a record
    has been handed on: an iterator made anew from it repeats nothing and leaves nothing out.
    """

    shard_id: str
    position: Position
    iterator: str | None = None
    """None while one has to be asked for."""
    was_sought: bool = False
    """Whether it ever had an iterator: from then on, everything written to the shard will be seen."""
    empty_pages: int = 0
    """In a row."""
    failures: int = 0
    """In a row; a page read ends it."""
    gap: bool = False
    """Changes may have been missed. To be told once an iterator is there again, not before: a snapshot taken earlier
    could miss more."""
    missing: bool = False
    """The service said that there is no such shard; a listing will tell."""

    def __repr__(self) -> str:
        return f"<ShardReader {self.shard_id} {self.position.anchor} {self.position.sequence_number}>"

    def sought(self, iterator: str) -> bool:
        """An iterator has been made. Returns whether a gap is to be told of now."""
        self.iterator = iterator
        self.was_sought = True
        gap, self.gap = self.gap, False
        return gap

    def handed_on(self, sequence_number: str) -> None:
        """A record has reached the consumer."""
        self.position = Position.after(sequence_number)

    def read(self, page: RecordPage) -> bool:
        """A page has been handed on whole. Returns whether the shard has ended."""
        self.iterator = page.iterator
        self.empty_pages = 0 if page.records else self.empty_pages + 1
        self.failures = 0
        self.missing = False
        return page.iterator is None

    def failed(self, error: ServiceError) -> bool:
        """A call failed. Returns whether the next may be made at once: a first expiry is no trouble."""
        self.failures += 1
        match error:
            case ExpiredIterator():
                self._seek_again(self.position)
                return self.failures == 1
            case TrimmedData():
                self.gap = True
                self._seek_again(Position.oldest())
                return self.failures == 1
            case StreamGone():
                self.missing = True
                self._seek_again(self.position)
        return False

    def _seek_again(self, position: Position) -> None:
        if self.was_sought and not position.is_exact:
            self.gap = True
        self.position = position
        self.iterator = None
