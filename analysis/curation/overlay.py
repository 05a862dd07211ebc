"""A result with people's edits laid over it, each marked with who and when, and told to what rests on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.chain import Chain
from analysis.curation.anchors import NAMED_BY, find
from analysis.curation.edits import Act, Anchor, Edit, in_force
from analysis.curation.standing import Link, let_fall
from analysis.findings import COLLECTIONS
from analysis.matrix import participant_matrix

Document = Mapping[str, Any]

NOUNS = {
    "chunking": "quote",
    "inferring": "meaning",
    "relating": "pattern",
    "explaining": "insight",
    "activating": "principle",
}
_VERBS = {Act.RENAME: "reworded", Act.MERGE: "merged", Act.SET_ASIDE: "set aside"}
"""Acts that matter to what rests on the item."""
_EVIDENCE = ("chunking", "inferring")
"""Steps whose items count as evidence, and count no more once they are set aside."""


@dataclass(slots=True)
class Mark:
    """What people did to one item. The edits themselves, so that who and when is always there."""

    pinned: Edit | None = None
    rejected: Edit | None = None
    renamed: Edit | None = None
    before: str = ""
    """The words that the engine gave it."""
    notes: list[Edit] = field(default_factory=list)
    merged: list[Edit] = field(default_factory=list)
    """Items that were merged into this one."""
    removed: list[Edit] = field(default_factory=list)
    """Patterns that this inference was removed from."""
    rests_on: list[str] = field(default_factory=list)
    """Sentences that say what below it was changed."""
    edits: list[Edit] = field(default_factory=list)
    """Every edit in force, oldest first: each can be undone."""

    def take_over(self, other: Mark | None, merge: Edit) -> None:
        """An item was merged into this one, and brings what people wrote on it."""
        if other is not None:
            self.notes += other.notes
            self.merged += other.merged
            self.edits += other.edits
        self.merged.append(merge)
        self.edits.append(merge)

    def __bool__(self) -> bool:
        return bool(self.edits or self.rests_on)


@dataclass(frozen=True, slots=True)
class Curated:
    """A result under edits."""

    chain: Chain
    marks: Mapping[str, Mark]
    """By item id; only items that carry something."""
    unplaced: tuple[Edit, ...]
    """Edits whose item this result no longer has. They are kept, and shown."""
    unfounded: frozenset[str] = frozenset()
    """Ids of findings that nothing is left of that they rest on."""

    def left_out(self, item_id: str) -> bool:
        """Whether reports say nothing of it: people set it aside, or everything that it rests on."""
        mark = self.marks.get(item_id)
        return item_id in self.unfounded or (mark is not None and mark.rejected is not None)

    def shown(self, step: str) -> list[dict[str, Any]]:
        """The items of a step with their `mark`: pinned first, set aside last, otherwise in the result's order."""
        items = [{**item, "mark": self.marks.get(item["id"])} for item in self.chain.result[COLLECTIONS[step]]]
        return sorted(items, key=lambda item: _rank(item["mark"]))


def _rank(mark: Mark | None) -> int:
    if mark is None:
        return 1
    return 2 if mark.rejected else 0 if mark.pinned else 1


def lay_over(result: Document, edits: Iterable[Edit]) -> Curated:
    """`result` as the edits that are in force make it. The chain of ids still holds."""
    laying = _Laying(result)
    for edit in in_force(edits):
        laying.add(edit)
    return laying.done()


class _Laying:
    """A copy of a result on which edit after edit is made."""

    def __init__(self, result: Document) -> None:
        self._original = Chain(result)
        self._document: dict[str, Any] = {**result}
        for collection in COLLECTIONS.values():
            self._document[collection] = [dict(item) for item in result[collection]]
        self._marks: dict[str, Mark] = {}
        self._unplaced: list[Edit] = []
        self._merged: dict[str, str] = {}
        """Where each item went that was merged into another."""
        self._removed: list[tuple[Link, Edit]] = []

    def add(self, edit: Edit) -> None:
        item_id, other = self._find(edit.item), self._find(edit.into)
        if edit.item is None or item_id is None:
            self._unplaced.append(edit)
        elif edit.act not in (Act.MERGE, Act.REMOVE):
            _apply(self._document, edit, edit.item.step, item_id, self._mark(item_id))
        elif other is None or other == item_id:
            self._unplaced.append(edit)
        elif edit.act is Act.MERGE:
            _merge(self._document, edit.item.step, item_id, other)
            self._merged[item_id] = other
            self._mark(other).take_over(self._marks.pop(item_id, None), edit)
        else:
            self._removed.append(((other, item_id), edit))
            self._mark(item_id).removed.append(edit)
            self._mark(item_id).edits.append(edit)

    def done(self) -> Curated:
        chain, marks = Chain(self._document), self._marks
        _tell_above(chain, marks)
        removed = [((self._survivor(pattern_id), reading_id), edit) for (pattern_id, reading_id), edit in self._removed]
        _tell_of_removed(chain, marks, removed)
        rejected = [item_id for item_id, mark in marks.items() if mark.rejected]
        set_aside = {item_id for item_id in rejected if chain.step_of(item_id) in _EVIDENCE}
        empty = let_fall(self._document, set_aside=set_aside, removed={link for link, _ in removed})
        unfounded = {each for pattern_id in empty for each in (pattern_id, *_ids_above(chain, pattern_id))}
        _tell(marks, sorted(unfounded), "Nothing that it rests on stands any more")
        metadata = self._document["metadata"]
        if metadata.get("matrix"):
            self._document["metadata"] = {**metadata, "matrix": participant_matrix(self._document)}
        return Curated(Chain(self._document), marks, tuple(self._unplaced), frozenset(unfounded))

    def _find(self, anchor: Anchor | None) -> str | None:
        found = find(self._original, anchor) if anchor is not None else None
        return self._survivor(found) if found is not None else None

    def _survivor(self, item_id: str) -> str:
        while item_id in self._merged:
            item_id = self._merged[item_id]
        return item_id

    def _mark(self, item_id: str) -> Mark:
        return self._marks.setdefault(item_id, Mark())


def _apply(document: dict[str, Any], edit: Edit, step: str, item_id: str, mark: Mark) -> None:
    mark.edits.append(edit)
    if edit.act is Act.RENAME and step in NAMED_BY:
        item = _item(document, step, item_id)
        mark.before = mark.before or str(item[NAMED_BY[step]])
        item[NAMED_BY[step]] = edit.text
        mark.renamed = edit
    elif edit.act is Act.NOTE:
        mark.notes.append(edit)
    elif edit.act in (Act.PIN, Act.UNPIN):
        mark.pinned = edit if edit.act is Act.PIN else None
    elif edit.act in (Act.SET_ASIDE, Act.TAKE_BACK):
        mark.rejected = edit if edit.act is Act.SET_ASIDE else None


def _item(document: dict[str, Any], step: str, item_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in document[COLLECTIONS[step]] if item["id"] == item_id)
    return found


def _merge(document: dict[str, Any], step: str, item_id: str, target_id: str) -> None:
    """Everything that rests on the item, and everything it rests on, becomes the target's."""
    item, target = _item(document, step, item_id), _item(document, step, target_id)
    document[COLLECTIONS[step]].remove(item)
    if step == "relating":
        for key in ("related_inferences", "people", "themes"):
            target[key] = list(dict.fromkeys([*target.get(key, ()), *item.get(key, ())]))
        target["evidence_count"] = len(target["related_inferences"])
        target["speakers"] = len(target["people"]) or max(target["speakers"], item["speakers"])
        _repoint(document["insights"], "pattern_id", item_id, target_id)
    elif step == "explaining":
        for key in ("supporting_evidence", "counter_evidence", "reasons"):
            target[key] = list(dict.fromkeys([*target.get(key, ()), *item.get(key, ())]))
        _repoint(document["design_principles"], "insight_id", item_id, target_id)
    elif step == "activating":
        target["action_verbs"] = list(dict.fromkeys([*target["action_verbs"], *item["action_verbs"]]))


def _repoint(items: list[dict[str, Any]], key: str, before: str, after: str) -> None:
    for item in items:
        if item[key] == before:
            item[key] = after


def _tell_above(chain: Chain, marks: dict[str, Mark]) -> None:
    """Say at every item which of the things it rests on were changed, and by whom."""
    for item_id, mark in list(marks.items()):
        change = _latest_change(mark)
        if change is None:
            continue
        step = chain.step_of(item_id)
        counts_no_more = change.act is Act.SET_ASIDE and step in _EVIDENCE
        begins = "Without a" if counts_no_more else "Rests on a"
        _tell(marks, _ids_above(chain, item_id), f"{begins} {NOUNS[step]} {_VERBS[change.act]} by {change.actor}")


def _tell_of_removed(chain: Chain, marks: dict[str, Mark], removed: Iterable[tuple[Link, Edit]]) -> None:
    for (pattern_id, _), edit in removed:
        above = (pattern_id, *_ids_above(chain, pattern_id))
        _tell(marks, above, f"Without a meaning removed by {edit.actor}")


def _tell(marks: dict[str, Mark], item_ids: Iterable[str], sentence: str) -> None:
    for item_id in item_ids:
        told = marks.setdefault(item_id, Mark()).rests_on
        if sentence not in told:
            told.append(sentence)


def _ids_above(chain: Chain, item_id: str) -> list[str]:
    above = chain.became(item_id)
    items = (*above.inferences, *above.patterns, *above.insights, *above.principles)
    return [item["id"] for item in items if item["id"] != item_id]


def _latest_change(mark: Mark) -> Edit | None:
    changes = [edit for edit in (mark.renamed, mark.rejected, *mark.merged) if edit is not None]
    return max(changes, key=lambda edit: edit.seq, default=None)
