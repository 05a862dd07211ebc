"""The result document itself, with what people decided beside it."""

from __future__ import annotations

import json

from analysis.curation.overlay import Curated


def to_json(curated: Curated) -> bytes:
    """The result as curated; `curation` lists every edit in force and to which item it belongs."""
    edits = [
        {"item_id": item_id, **edit.to_document()} for item_id, mark in curated.marks.items() for edit in mark.edits
    ]
    document = {**curated.chain.result, "curation": sorted(edits, key=lambda edit: edit["seq"])}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
