"""One line a quote, up to its principle, as CSV that a spreadsheet opens without running any of it."""

from __future__ import annotations

import csv
import io

from analysis.curation.overlay import Curated

COLUMNS = (
    "chunk_id", "quote", "speaker", "source", "timecode", "type", "question", "meanings", "need",
    "pattern", "insight", "principle", "how_might_we", "set_aside", "notes",
)  # fmt: skip

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before whatever could begin one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def to_csv(curated: Curated) -> bytes:
    """Every chunk and what became of it; UTF-8 with the mark that makes Excel read it as such."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    chain = curated.chain
    for chunk in chain.result["chunks"]:
        became = chain.became(chunk["id"])
        mark = curated.marks.get(chunk["id"])
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
            " | ".join(f"{note.actor}: {note.text}" for note in mark.notes) if mark is not None else "",
        )
        writer.writerow([safe(value) for value in row])
    return "\ufeff".encode() + out.getvalue().encode()
