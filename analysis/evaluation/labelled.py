"""Labelled texts as JSON lines: what a file of them holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text with what people said it is. `labels` holds one label, or several where several hold at once."""

    text: str
    labels: tuple[str, ...]
    fields: dict[str, Any]
    """Everything else the line holds (`lang`, `source`, `split` …)."""

    @property
    def label(self) -> str:
        """All labels as one."""
        return " + ".join(sorted(self.labels))


def read_labelled(path: Path) -> list[Labelled]:
    """Every line of `path` that has a text and a label.

    Raises FileNotFoundError, and ValueError for a line that is no JSON object.
    """
    return list(_lines(path))


def _lines(path: Path) -> Iterator[Labelled]:
    with path.open(encoding="utf-8") as source:
        for line in source:
            if not line.strip():
                continue
            fields = json.loads(line)
            text, label = fields.pop("text", ""), fields.pop("label", None)
            labels = tuple(label) if isinstance(label, list) else (str(label),) if label is not None else ()
            if text and labels:
                yield Labelled(text=text, labels=labels, fields=fields)
