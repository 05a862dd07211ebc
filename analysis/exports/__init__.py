"""Findings to take away: pure functions from a curated result to the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.curation.overlay import Curated
from analysis.transcripts import Study


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file that findings can be saved as."""

    key: str
    """As the API's `format` names it."""
    title: str
    about: str
    extension: str
    content_type: str


FORMATS: dict[str, Format] = {
    each.key: each
    for each in (
        Format(
            "docx",
            "Word report",
            "Principles, insights and the quotes behind them, ready to send.",
            ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        Format("md", "Markdown", "The same report as plain text.", ".md", "text/markdown; charset=utf-8"),
        Format("csv", "Table", "One line a quote, with what became of it.", ".csv", "text/csv; charset=utf-8"),
        Format(
            "qdpx",
            "REFI-QDA project",
            "Transcripts, codes and codings for ATLAS.ti, MAXQDA, NVivo, QualCoder.",
            ".qdpx",
            "application/octet-stream",
        ),
        Format(
            "json",
            "JSON",
            "Everything, with people's edits, for programs.",
            ".json",
            "application/json; charset=utf-8",
        ),
    )
}

NEEDS_STUDY = frozenset({"qdpx"})
"""Formats that carry the transcripts themselves."""


def export(key: str, curated: Curated, study: Study | None) -> bytes:
    """The findings in the format `key`. KeyError for an unknown one; ValueError where a study is needed and missing."""
    if key in NEEDS_STUDY and study is None:
        raise ValueError("The transcripts have not been read yet.")
    return _maker(key)(curated, study)


def file_name(title: str, key: str) -> str:
    """A file name that every system accepts, from an analysis' title."""
    kept = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in title)
    return (" ".join(kept.split())[:80].strip() or "findings") + FORMATS[key].extension


def _maker(key: str) -> Callable[[Curated, Study | None], bytes]:
    # Imported when asked for: python-docx is heavy, and most processes never write a report.
    if key == "docx":
        from analysis.exports.word import to_word

        return lambda curated, _: to_word(curated)
    if key == "md":
        from analysis.exports.markdown import to_markdown

        return lambda curated, _: to_markdown(curated).encode()
    if key == "csv":
        from analysis.exports.table import to_csv

        return lambda curated, _: to_csv(curated)
    if key == "qdpx":
        from analysis.exports.refi import to_qdpx

        return lambda curated, study: to_qdpx(curated, study) if study is not None else b""
    if key == "json":
        from analysis.exports.document import to_json

        return lambda curated, _: to_json(curated)
    raise KeyError(key)
