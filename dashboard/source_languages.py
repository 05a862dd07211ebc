"""In which languages an analysis' sources are, without keeping their text."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from cachetools import LRUCache, cached

from analysis.checkpoints import latest_study
from tracking.record import Record
from tracking.states import Step

KEPT = 2_000
"""Analyses of which it is kept: a few hundred bytes each."""


def _attempts(record: Record) -> tuple[str, int, int]:
    return record.request_id, record.steps[Step.CHUNKING].attempt, record.attempt


@cached(LRUCache(KEPT), key=_attempts, lock=Lock())
def source_languages(record: Record) -> Mapping[str, str]:
    """Name of each transcript → code of its language. Ask once there are findings: they come after the transcripts.

    Raises ServiceError.
    """
    study = latest_study(record)
    return {transcript.name: transcript.language for transcript in study.transcripts} if study else {}
