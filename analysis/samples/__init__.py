"""A small open study that comes with the product, so that the first look needs no data of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "creatives"


@dataclass(frozen=True, slots=True)
class Sample:
    """What the study is, for the person who is about to run it."""

    title: str
    about: str
    origin: str
    licence: str
    names: tuple[str, ...]


SAMPLE = Sample(
    title="Creative work with AI",
    about="A composer, a music producer and a content writer talk about what AI does to their work.",
    origin="AnthropicInterviewer data set, three anonymous interviews",
    licence="MIT",
    names=("composer.txt", "music producer.txt", "content writer.txt"),
)


def sample_files() -> list[tuple[str, bytes]]:
    """Name and content of each file of the study."""
    return [(name, (_FOLDER / name).read_bytes()) for name in SAMPLE.names]
