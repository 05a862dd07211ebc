"""Zip archives, judged by what they declare before anything in them is unpacked. Word files are such archives too."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from analysis.errors import UnreadableFile
from analysis.readers.limits import Limits
from analysis.readers.shown import shown_path

_ENTRY = b"PK\x01\x02"
_SKIPPED = ("__MACOSX/", ".")

PACK_ANEW = "Unpack it yourself and upload the files one by one."


def opened(name: str, data: bytes, limits: Limits, *, remedy: str = PACK_ANEW) -> zipfile.ZipFile:
    """The archive in `data`, once its declared sizes are within `limits`.

    Nothing is inflated. Raises UnreadableFile.
    """
    if data.count(_ENTRY) > 4 * limits.archive_members:
        raise _too_many(name, limits, remedy)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise UnreadableFile(
            name, "it is damaged or incomplete and cannot be opened.", "Save or export it again."
        ) from None
    entries = archive.infolist()
    if len(entries) > limits.archive_members:
        raise _too_many(name, limits, remedy)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.total_bytes:
        raise UnreadableFile(
            name,
            f"it would unpack to {unpacked // 2**20:,} MB; the limit is {limits.total_bytes // 2**20:,} MB.",
            remedy,
        )
    if unpacked > limits.archive_slack and unpacked > limits.archive_ratio * max(len(data), 1):
        raise UnreadableFile(
            name,
            f"it would unpack to {unpacked // max(len(data), 1):,} times its size, as no real document does.",
            remedy,
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(name, "it is protected by a password.", "Remove the password and upload it again.")
    return archive


def member(name: str, archive: zipfile.ZipFile, path: str, limit: int) -> bytes:
    """The bytes of one entry, at most `limit` of them. Raises UnreadableFile where it is larger, damaged or absent."""
    try:
        entry = archive.getinfo(path)
        if entry.file_size > limit:
            raise UnreadableFile(
                name,
                f"a part of it unpacks to {entry.file_size // 2**20:,} MB; the limit is {limit // 2**20:,} MB.",
                "Split it.",
            )
        with archive.open(entry) as part:
            return part.read(limit + 1)[:limit]
    except KeyError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        raise UnreadableFile(name, "it is damaged and cannot be unpacked.", "Save or export it again.") from None


def unpacked(name: str, data: bytes, limits: Limits) -> Iterator[tuple[str, bytes | UnreadableFile]]:
    """The files of a zip, named `archive.zip/inner.txt`, in its order; what cannot be unpacked as the error it raised.

    Names are labels, never paths: nothing is written anywhere. Two entries may have one name.
    """
    archive = opened(name, data, limits)
    for entry in archive.infolist():
        inner = entry.filename.replace("\\", "/")
        base = inner.rsplit("/", 1)[-1]
        if entry.is_dir() or not base or inner.startswith(_SKIPPED[0]) or base.startswith(_SKIPPED[1]):
            continue
        shown = shown_path(name, inner, limits.name_length)
        try:
            if entry.file_size > limits.file_bytes:
                raise UnreadableFile(shown, f"it is larger than {limits.file_bytes // 2**20} MB.", "Split it.")
            with archive.open(entry) as part:
                yield shown, part.read(limits.file_bytes)
        except UnreadableFile as error:
            yield shown, error
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
            yield (
                shown,
                UnreadableFile(
                    shown, "it is damaged inside the archive and cannot be unpacked.", "Pack the archive again."
                ),
            )


def _too_many(name: str, limits: Limits, remedy: str) -> UnreadableFile:
    return UnreadableFile(name, f"it holds more than {limits.archive_members:,} parts.", remedy)
