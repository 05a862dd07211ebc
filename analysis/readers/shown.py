"""Names that people gave, made fit to be shown: on one line, without what is invisible or turns the writing round."""

from __future__ import annotations

from analysis.readers import formats

_JOINERS = "\u200c\u200d"
"""They shape Persian and Indic words and hold emoji together; all other invisible characters go."""


def on_one_line(text: str) -> str:
    """`text` without control characters and direction marks; line ends and other spaces become single ones."""
    plain = (" " if c.isspace() else c for c in text if c.isprintable() or c.isspace() or c in _JOINERS)
    return " ".join("".join(plain).split())


def shown_name(name: str, length: int) -> str:
    """A file's name fit to be shown and to name a source: no folders, at most `length` characters."""
    base = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return _cut(on_one_line(base), length) or "unnamed"


def shown_path(archive: str, path: str, length: int) -> str:
    """The same of a file in an archive, `archive.zip/folder/inner.txt`.

    A path that is too long loses its folders first, then the end of the file's own name.
    """
    parts = [part for part in map(on_one_line, path.replace("\\", "/").split("/")) if part not in ("", ".", "..")]
    inside = "/".join(parts)
    if len(inside) > length:
        inside = _cut(parts[-1], length)
    return f"{archive}/{inside or 'unnamed'}"


def _cut(name: str, length: int) -> str:
    if len(name) <= length:
        return name
    extension = formats.extension_of(name)
    return f"{name[: length - len(extension) - 2]}….{extension}" if extension else name[:length]
