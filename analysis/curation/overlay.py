"""A result with people's edits laid over it, each marked with who and when, and told to what rests on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.chain import Chain
from analysis.curation.anchors import NAMED_BY, find
from analysis.curation.edits import Act, Edit, in_force
from analysis.findings import COLLECTIONS

Document = Mapping[str, Any]

NOUNS = {
    "chunking": "quote",
    "inferring": "reading",
    "relating": "pattern",
    "explaining": "insight",
    "activating": "principle",
}
_VERBS = {Act.RENAME: "reworded", Act.MERGE: "merged", Act.SET_ASIDE: "set aside"}
"""Acts that matter to what rests on the item."""


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
    rests_on: list[str] = field(default_factory=list)
    """Sentences that say what below it was changed."""
    edits: list[Edit] = field(default_factory=list)
    """Every edit in force, oldest first: each can be undone."""

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
    document: dict[str, Any] = {**result}
    for collection in COLLECTIONS.values():
        document[collection] = [dict(item) for item in result[collection]]
    original = Chain(result)
    marks: dict[str, Mark] = {}
    unplaced: list[Edit] = []
    gone: dict[str, str] = {}
    for edit in in_force(edits):
        found = find(original, edit.item) if edit.item else None
        item_id = _survivor(gone, found) if found else None
        if edit.item is None or item_id is None:
            unplaced.append(edit)
        elif edit.act is Act.MERGE:
            target = find(original, edit.into) if edit.into else None
            target = _survivor(gone, target) if target else None
            if target is None or target == item_id:
                unplaced.append(edit)
                continue
            _merge(document, edit.item.step, item_id, target)
            gone[item_id] = target
            mark = marks.setdefault(target, Mark())
            moved = marks.pop(item_id, None)
            if moved is not None:
                mark.notes += moved.notes
                mark.merged += moved.merged
                mark.edits += moved.edits
            mark.merged.append(edit)
            mark.edits.append(edit)
        else:
            _apply(document, edit, edit.item.step, item_id, marks.setdefault(item_id, Mark()))
    chain = Chain(document)
    _tell_above(chain, marks)
    return Curated(chain, marks, tuple(unplaced))


def _survivor(gone: Mapping[str, str], item_id: str) -> str:
    while item_id in gone:
        item_id = gone[item_id]
    return item_id


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
        sentence = f"Rests on a {NOUNS[step]} {_VERBS[change.act]} by {change.actor}"
        above = chain.became(item_id)
        for item in (*above.inferences, *above.patterns, *above.insights, *above.principles):
            if item["id"] == item_id:
                continue
            told = marks.setdefault(item["id"], Mark()).rests_on
            if sentence not in told:
                told.append(sentence)


def _latest_change(mark: Mark) -> Edit | None:
    changes = [edit for edit in (mark.renamed, mark.rejected, *mark.merged) if edit is not None]
    return max(changes, key=lambda edit: edit.seq, default=None)
