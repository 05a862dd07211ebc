"""What is accepted at all: which kinds of file, how many, how large, and how long reading may take."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one upload. Every number is checked before the work it bounds is begun."""

    files: int = 200
    """Files in one upload, those inside archives counted."""
    file_bytes: int = 25 * MIB
    """Size of one file."""
    total_bytes: int = 100 * MIB
    """Size of all files together, archives unpacked."""
    name_length: int = 255
    """Characters of a file's name that are kept."""
    archive_members: int = 2_000
    """Entries of a .zip or of a .docx, which is one."""
    archive_ratio: int = 100
    """How many times its packed size an archive may unpack to; real documents stay below 30."""
    archive_slack: int = 4 * MIB
    """Unpacked size up to which the ratio does not matter: small files pack well."""
    part_bytes: int = 16 * MIB
    """Size of one XML part of a .docx, unpacked. Three hours of talk take about 1 MiB."""
    characters: int = 5_000_000
    """Length of one file's text: about 900,000 words."""
    lines: int = 500_000
    """Lines of one text file."""
    turns: int = 100_000
    """Turns in one file."""
    table_cells: int = 2_000_000
    table_columns: int = 2_000
    pages: int = 3_000
    """Pages of a PDF."""
    seconds: float = 20.0
    """Time that reading one file may take; more is granted to none."""
    memory_bytes: int = 1024 * MIB
    """Memory that reading may take."""


DEFAULT_LIMITS = Limits()
