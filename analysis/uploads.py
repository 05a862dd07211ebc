"""Uploaded files on their way in: under names that are safe and unique, within the limits of the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath
from typing import Any

from django.conf import settings

from analysis.readers import Limits, ReadOptions
from analysis.readers.shown import shown_name

MAX_NAME = 200
"""Characters of a file's name that are kept."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file."""

    name: str
    """Under which it is read, kept and shown: unique in its analysis."""
    own_name: str
    """What its owner calls it, made unique. Differs from `name` where names of files may name people."""
    data: bytes


def named_uploads(files: Sequence[tuple[str, bytes]], *, neutral: bool) -> list[Upload]:
    """The files under unique names: `neutral` ones, by the order of the upload, where they must name nobody."""
    uploads: dict[str, Upload] = {}
    for number, (path, data) in enumerate(files, start=1):
        name = shown_name(path, MAX_NAME)
        stem, suffix = PurePath(name).stem, PurePath(name).suffix
        numbered = (f"{stem} ({again}){suffix}" for again in count(2))
        while name in uploads:
            name = next(numbered)
        uploads[name] = Upload(f"Transcript {number}{plain_extension(name)}" if neutral else name, name, data)
    return list(uploads.values())


def plain_extension(name: str) -> str:
    """The file's extension if it is a plain one: the only part of a user's file name that gets into a key."""
    extension = PurePath(name).suffix.lower()
    return extension if extension[1:].isalnum() and extension.isascii() and len(extension) <= 6 else ""


def upload_limits() -> Limits:
    """What the settings allow of one upload, and the readers' own limits beside."""
    return Limits(
        files=settings.UPLOAD_MAX_FILES,
        file_bytes=settings.UPLOAD_MAX_FILE_BYTES,
        total_bytes=settings.UPLOAD_MAX_TOTAL_BYTES,
        name_length=MAX_NAME,
    )


def read_options(options: Mapping[str, Any], uploads: Sequence[Upload] = ()) -> ReadOptions:
    """How files are to be read, from what a person said of them (see ReadOptions for what there is).

    The person knows the files by their own names; what is said of `uploads` is found under the names they get.
    """
    names = {upload.own_name: upload.name for upload in uploads}

    def renamed(file: str) -> str:
        own, slash, inner = file.partition("/")
        return f"{names.get(own, own)}{slash}{inner}"

    interviewers = options.get("interviewers")
    return ReadOptions(
        interviewers=frozenset(interviewers) if interviewers is not None else None,
        interviewers_in={renamed(file): frozenset(names) for file, names in options.get("interviewers_in", {}).items()},
        text_columns={renamed(file): columns for file, columns in options.get("text_columns", {}).items()},
        pseudonymise=bool(options.get("pseudonymise", False)),
    )
