"""Readers: one module a format, each from bytes to a Transcript. `read` is the only way in."""

from __future__ import annotations

from analysis.readers.reading import Reading, ReadOptions, Refusal, read

__all__ = ["ReadOptions", "Reading", "Refusal", "read"]
