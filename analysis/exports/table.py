"""One line a quote, up to its principle, as CSV that a spreadsheet opens without running any of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.curation.overlay import Curated
from analysis.exports.kept import kept_above

COLUMNS = (
    "chunk_id", "quote", "speaker", "source", "timecode", "type", "question", "meanings", "need",
    "pattern", "insight", "principle", "how_might_we", "set_aside", "notes",
)  # fmt: skip

_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FORMULA = re.compile(r"(?P<before>^|;)[\s\u200c\u200d]*(?=[\s\"\u200c\u200d]*[=+\-@＝＋－＠﹦﹢﹣﹫])")


def safe(value: object) -> str:
    """A cell on one line that no spreadsheet takes for a formula: an apostrophe goes before whatever could begin one.

    After a semicolon, too: where lists are separated by it (German, French), Excel begins a new cell there.
    """
    text = "" if value is None else str(value)
    return _FORMULA.sub(r"\g<before>'", re.sub(r"\s", " ", _UNSEEN.sub("", text)))


def to_csv(curated: Curated) -> bytes:
    """Every chunk and what became of it; UTF-8 with the mark that makes Excel read it as such.

    Findings that people set aside are left out; a chunk that was set aside stays, and says so.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    chain = curated.chain
    for chunk in chain.result["chunks"]:
        became = kept_above(curated, chunk["id"])
        mark = curated.marks.get(chunk["id"])
        line = (*became.inferences, *became.patterns, *became.insights, *became.principles)
        row = (
            chunk["id"],
            chunk["content"],
            chunk["speaker"],
            chunk["source"],
            chunk["timecode"],
            chunk["type"],
            chunk["question"],
            " | ".join(" ".join(inference["meanings"]) for inference in became.inferences),
            " | ".join(dict.fromkeys(i["need"] for i in became.inferences if i.get("need"))),
            " | ".join(pattern["name"] for pattern in became.patterns),
            " | ".join(insight["headline"] for insight in became.insights),
            " | ".join(principle["principle"] for principle in became.principles),
            " | ".join(principle["how_might_we"] for principle in became.principles),
            "yes" if mark is not None and mark.rejected else "",
            " | ".join(_notes(curated, (chunk, *line))),
        )
        writer.writerow([safe(value) for value in row])
    return "\ufeff".encode() + out.getvalue().encode()


def _notes(curated: Curated, items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What people wrote on a chunk and on what became of it."""
    for item in items:
        mark = curated.marks.get(item["id"])
        if mark is not None:
            yield from (f"{note.actor}: {note.text}" for note in mark.notes)
