"""The forest of shards, and who of it may be read now. Pure: no clock, no I/O.

A shard continues its parent, so a parent is read to its end before its children: an item's changes then arrive in
order.

    WAITING ──(parent finished, or not known)──► READING ──(no next iterator)──► FINISHED ──(a day later)──► forgotten
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from tracking.stream.position import Checkpoint, Position
from tracking.stream.service import Shard


class Stage(Enum):
    """How far a shard has come."""

    WAITING = auto()
    READING = auto()
    FINISHED = auto()


@dataclass(slots=True)
class Node:
    """What is known of one shard."""

    parent: str | None
    start: Position
    """Where its reading begins."""
    stage: Stage = Stage.WAITING
    finished_at: float = 0.0
    orphan_since: float | None = None
    """When it was seen first, if its parent should be listed and is not yet."""


def may_be_read(shard_id: str, nodes: Mapping[str, Node]) -> bool:
    """Whether a shard's turn has come: it waits, and its parent is finished, or was trimmed away long ago."""
    node = nodes[shard_id]
    parent = nodes.get(node.parent) if node.parent else None
    if node.stage is not Stage.WAITING:
        return False
    return node.orphan_since is None if parent is None else parent.stage is Stage.FINISHED


class Lineage:
    """All shards of one stream that matter."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}

    def begin(self, shards: Iterable[Shard], now: float) -> None:
        """Take a first full listing: what is closed is history, what is open is read from now on.

        The listing comes in pages, so a shard may have ended and have children by the time the last page is read.
        Whatever descends from a shard that is going to be read is therefore read whole, open or not.
        """
        listed = {shard.id: shard for shard in shards}
        for shard in listed.values():
            if any(not listed[ancestor].closed for ancestor in _ancestors(shard, listed)):
                self.nodes[shard.id] = Node(_parent(shard), Position.oldest())
            elif shard.closed:
                self.nodes[shard.id] = Node(_parent(shard), Position.oldest(), Stage.FINISHED, now)
            else:
                self.nodes[shard.id] = Node(_parent(shard), Position.newest())

    def resume(self, shards: Iterable[Shard], checkpoint: Checkpoint, now: float) -> bool:
        """Take a first full listing and go on where `checkpoint` stopped.

        Returns whether that misses nothing. It may when a shard under way is no longer listed, or had no exact
        place yet.
        """
        self.learn(shards, now)
        self.adopt(seen_before=now)
        for shard_id in checkpoint.finished & self.nodes.keys():
            self.finish(shard_id, now)
        for shard_id in checkpoint.positions.keys() & self.nodes.keys():
            self.nodes[shard_id].start = checkpoint.positions[shard_id]
        exact = all(position.is_exact for position in checkpoint.positions.values())
        return exact and checkpoint.positions.keys() <= self.nodes.keys()

    def learn(self, shards: Iterable[Shard], now: float) -> None:
        """Take a later listing, whole or in part.

        A newcomer is read from its oldest record: it began after we did. For the same reason its parent was known to
        us or began after we did, too; where it isn't listed, it is listed late, and the newcomer waits for it.
        """
        newcomers = [shard for shard in shards if shard.id not in self.nodes]
        for shard in newcomers:
            self.nodes[shard.id] = Node(_parent(shard), Position.oldest())
        for shard in newcomers:
            node = self.nodes[shard.id]
            if node.parent is not None and node.parent not in self.nodes:
                node.orphan_since = now

    def adopt(self, seen_before: float) -> None:
        """No longer let those wait for a parent that were first seen before that time."""
        for node in self.nodes.values():
            if node.orphan_since is not None and node.orphan_since <= seen_before:
                node.orphan_since = None

    def take_ready(self) -> list[tuple[str, Position]]:
        """The shards whose turn has come, with where to begin; they are READING from here on."""
        ready = [shard_id for shard_id in self.nodes if may_be_read(shard_id, self.nodes)]
        for shard_id in ready:
            self.nodes[shard_id].stage = Stage.READING
        return [(shard_id, self.nodes[shard_id].start) for shard_id in ready]

    def finish(self, shard_id: str, now: float) -> None:
        """Note that a shard has been read to its end."""
        node = self.nodes[shard_id]
        node.stage = Stage.FINISHED
        node.finished_at = now

    def forget(self, listed: Iterable[str], before: float) -> None:
        """Drop what was finished before that time and is not in a full listing.

        It can't come back, so memory stays bounded.
        """
        kept = set(listed)
        gone = [
            shard_id
            for shard_id, node in self.nodes.items()
            if node.stage is Stage.FINISHED and node.finished_at < before and shard_id not in kept
        ]
        for shard_id in gone:
            del self.nodes[shard_id]

    @property
    def finished(self) -> frozenset[str]:
        """Ids of the shards that need no reading any more."""
        return frozenset(shard_id for shard_id, node in self.nodes.items() if node.stage is Stage.FINISHED)


def _parent(shard: Shard) -> str | None:
    # An emulator that names a shard as its own parent would have it wait for itself.
    return None if shard.parent == shard.id else shard.parent


def _ancestors(shard: Shard, listed: Mapping[str, Shard]) -> list[str]:
    found: list[str] = []
    parent = _parent(shard)
    while parent is not None and parent in listed and parent not in found and parent != shard.id:
        found.append(parent)
        parent = _parent(listed[parent])
    return found
