"""A place in a shard, and the places of a whole stream: values that survive a trip through JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Anchor(StrEnum):
    """What a position is relative to. The values are the service's iterator types."""

    OLDEST = "TRIM_HORIZON"
    NEWEST = "LATEST"
    AFTER = "AFTER_SEQUENCE_NUMBER"


@dataclass(frozen=True, slots=True)
class Position:
    """From where a shard is read on."""

    anchor: Anchor
    sequence_number: str = ""
    """Of the last record handed on; only with `Anchor.AFTER`."""

    def __post_init__(self) -> None:
        if bool(self.sequence_number) != (self.anchor is Anchor.AFTER):
            raise ValueError(f"A position {self.anchor} with sequence number {self.sequence_number!r}.")

    @classmethod
    def oldest(cls) -> Self:
        """From the oldest record that the shard still has."""
        return cls(Anchor.OLDEST)

    @classmethod
    def newest(cls) -> Self:
        """From the first record written after the iterator has been made."""
        return cls(Anchor.NEWEST)

    @classmethod
    def after(cls, sequence_number: str) -> Self:
        """From the record that follows this one."""
        return cls(Anchor.AFTER, sequence_number)

    @property
    def is_exact(self) -> bool:
        """Whether an iterator made again for it misses nothing.

        `LATEST` means another place each time it is asked for.
        """
        return self.anchor is not Anchor.NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far a stream has been read: enough to go on from there in another process."""

    stream_arn: str
    positions: Mapping[str, Position] = field(default_factory=dict)
    """Shards under way, by id."""
    finished: frozenset[str] = frozenset()
    """Shards that need no reading any more. A shard in neither is read from its oldest record."""

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "stream_arn": self.stream_arn,
            "positions": {
                shard: [place.anchor.value, place.sequence_number] for shard, place in self.positions.items()
            },
            "finished": sorted(self.finished),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The opposite of `to_json`. Raises KeyError, TypeError or ValueError on anything else."""
        return cls(
            stream_arn=str(document["stream_arn"]),
            positions={
                shard: Position(Anchor(anchor), number) for shard, (anchor, number) in document["positions"].items()
            },
            finished=frozenset(document["finished"]),
        )
