"""Readers: one module a format, each from bytes to a Transcript. `read` is the only way in."""

from __future__ import annotations

from analysis.readers.formats import ALLOWED_EXTENSIONS, READABLE
from analysis.readers.limits import DEFAULT_LIMITS, Limits
from analysis.readers.reading import Reading, ReadOptions, Refusal, read

__all__ = ["ALLOWED_EXTENSIONS", "DEFAULT_LIMITS", "READABLE", "Limits", "ReadOptions", "Reading", "Refusal", "read"]
