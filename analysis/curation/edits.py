"""What people decide about findings: renamed, merged, pinned, set aside, annotated. Pure values.

Nothing is ever removed: undoing is an edit too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

Document = Mapping[str, Any]
Place = tuple[str, int, int]
"""Source, start and end of a chunk."""

MAX_TEXT = 2_000
"""Characters of a name or note."""


class Act(StrEnum):
    """What somebody did to an item."""

    RENAME = "rename"
    NOTE = "note"
    PIN = "pin"
    UNPIN = "unpin"
    SET_ASIDE = "set_aside"
    TAKE_BACK = "take_back"
    MERGE = "merge"
    REMOVE = "remove"
    """A reading from one pattern; it stays in others."""
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """An item as it was when it was edited."""

    step: str
    item_id: str
    words: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One decision of one person."""

    seq: int
    """From 1, without gaps."""
    at: str
    actor: str
    act: Act
    item: Anchor | None = None
    """None for an undo."""
    text: str = ""
    """The new words, or the note."""
    into: Anchor | None = None
    """Where a merged item went, or the pattern that a reading was removed from."""
    undoes: int = 0
    """`seq` of the edit that an undo takes back."""

    def to_document(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: Document) -> Edit:
        """The opposite of `to_document`."""
        return cls(
            **{
                **document,
                "act": Act(document["act"]),
                "item": _anchor(document["item"]),
                "into": _anchor(document["into"]),
            }
        )


def _anchor(document: Document | None) -> Anchor | None:
    if document is None:
        return None
    places = tuple((source, start, end) for source, start, end in document["places"])
    return Anchor(step=document["step"], item_id=document["item_id"], words=document["words"], places=places)


def in_force(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that were not undone, in their order."""
    edits = list(edits)
    undone = {edit.undoes for edit in edits if edit.act is Act.UNDO}
    return [edit for edit in edits if edit.act is not Act.UNDO and edit.seq not in undone]
