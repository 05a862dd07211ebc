"""Text that XML can hold, for the formats that are XML inside."""

from __future__ import annotations


def clean(text: str) -> str:
    """`text` without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
