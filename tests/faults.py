"""Faults of AWS that no emulator makes by itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from tracking.client import clients


def keep_back(monkeypatch: pytest.MonkeyPatch, kept: Collection[str], code: str) -> None:
    """Let the bucket refuse to delete some keys as S3 does: in the answer of a call that succeeds."""
    s3: Any = clients().s3
    delete = s3.delete_objects

    def partly(**parameters: Any) -> Any:
        asked = parameters["Delete"]["Objects"]
        allowed = [each for each in asked if each["Key"] not in kept]
        answer = delete(**parameters | {"Delete": {"Objects": allowed, "Quiet": True}}) if allowed else {}
        refused = [{"Key": each["Key"], "Code": code, "Message": "…"} for each in asked if each["Key"] in kept]
        return {**answer, **({"Errors": refused} if refused else {})}

    monkeypatch.setattr(s3, "delete_objects", partly)
