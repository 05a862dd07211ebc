"""What names people in a pseudonymised analysis: kept apart from all else, under one prefix, to be forgotten at once.

There lie the uploaded files, how their owner called them and said they were to be read, and the names behind the
pseudonyms. No answer, page, export, result or log holds any of it, nor does the record or its copies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.readers import ReadOptions
from analysis.uploads import Upload, read_options
from tracking import bucket
from tracking.errors import ResourceMissing
from tracking.record import Record


def keep_reading(request_id: str, options: Mapping[str, Any], uploads: Sequence[Upload]) -> str:
    """Keep what a person said about their files, and the files' own names; the key under which it lies.

    The content is part of the key, as it is of the files': of two submissions with one id, neither overwrites it.
    """
    said = read_options(options, uploads)
    document = {
        "interviewers": sorted(said.interviewers) if said.interviewers is not None else None,
        "interviewers_in": {file: sorted(names) for file, names in said.interviewers_in.items()},
        "text_columns": dict(said.text_columns),
        "files": {upload.name: upload.own_name for upload in uploads},
    }
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:16]
    key = f"{bucket.personal_prefix(request_id)}reading-{digest}.json"
    bucket.put_json(key, document)
    return key


def reading_options(record: Record) -> ReadOptions:
    """How the files of a pseudonymised analysis are to be read, with the pseudonyms that were given before."""
    said = bucket.get_json(str(record.options["reading"]))
    return ReadOptions(
        interviewers=frozenset(said["interviewers"]) if said["interviewers"] is not None else None,
        interviewers_in={file: frozenset(names) for file, names in said["interviewers_in"].items()},
        text_columns=said["text_columns"],
        pseudonymise=True,
        pseudonyms=_pseudonyms(record.request_id),
    )


def keep_pseudonyms(request_id: str, pseudonyms: Mapping[str, str]) -> None:
    """Keep what each pseudonym stands for."""
    bucket.put_json(_pseudonyms_key(request_id), dict(pseudonyms))


def erase(request_id: str) -> int:
    """Remove all of it; how many objects there were."""
    return bucket.delete_all(bucket.personal_prefix(request_id))


def _pseudonyms(request_id: str) -> dict[str, str]:
    try:
        found: dict[str, str] = bucket.get_json(_pseudonyms_key(request_id))
    except ResourceMissing:
        return {}
    return found


def _pseudonyms_key(request_id: str) -> str:
    return f"{bucket.personal_prefix(request_id)}pseudonyms.json"
