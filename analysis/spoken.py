"""Words as they were meant to be read: a Markdown file's escapes and emphasis are its author's marks, not words. Pure.

For display and reports alone. What is kept stays verbatim, so that every offset leads to its place.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_MARKDOWN = {".md", ".markdown"}
_EMPHASIS = re.compile(r"(?<![\\\w*])(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s\\*])\1(?![\w*])")
_UNDERSCORES = re.compile(r"(?<![\\\w])(_{1,3})(?=[^\s_])(.+?)(?<=[^\s\\_])\1(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
r"""A backslash before ASCII punctuation (CommonMark 2.4); any other backslash is itself."""


def spoken(text: str, source: str) -> str:
    """`text` of the file `source` without Markdown's marks, if that is what the file is in; otherwise as it is."""
    if PurePosixPath(source).suffix.lower() not in _MARKDOWN:
        return text
    return _ESCAPE.sub(r"\1", _UNDERSCORES.sub(r"\2", _EMPHASIS.sub(r"\2", text)))
