"""Characters that nobody said and nobody can see: taken out before anything is counted, and reported."""

from __future__ import annotations

import re

_ANSI = re.compile(r"\x1b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]?|\][^\x07\x1b\n]{0,256}(?:\x07|\x1b\\)?|[@-_]?)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ZERO_WIDTH = re.compile("[\u00ad\u200b\u2060\ufeff]|(?<=[A-Za-z])[\u200c\u200d](?=[A-Za-z])")
_SURROGATE = re.compile("[\ud800-\udfff]")

_KINDS = (
    (_ANSI, "terminal control sequence"),
    (_CONTROL, "control character"),
    (_DIRECTION, "invisible writing-direction mark"),
    (_ZERO_WIDTH, "zero-width character"),
)


def without_invisible(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without them, and a sentence for each kind found. Joiners inside emoji and Indic or Persian words stay."""
    if text.isascii() and not _CONTROL.search(text):
        return text, ()
    notes = []
    for pattern, kind in _KINDS:
        text, count = pattern.subn("", text)
        if count:
            notes.append(f"{count} {kind}{'s' if count > 1 else ''} left out.")
    text, count = _SURROGATE.subn("\ufffd", text)
    if count:
        notes.append(f"{count} half character{'s' if count > 1 else ''} replaced by “\ufffd”.")
    return text, tuple(notes)
