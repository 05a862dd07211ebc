"""Faults of AWS that no emulator makes by itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

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


def lose_an_answer(monkeypatch: pytest.MonkeyPatch, client: Any, operation: str) -> list[str]:
    """Let the answer to the next `operation` get lost after it took effect; the calls of that name, as they are sent.

    The client repeats the call by itself, as it does on AWS, and is answered what is then so.
    """
    endpoint: Any = client._endpoint
    send = endpoint._get_response
    sent: list[str] = []

    def lost_once(request: Any, operation_model: Any, context: Any) -> Any:
        answer = send(request, operation_model, context)
        if operation_model.name == operation:
            sent.append(operation)
            if len(sent) == 1:
                return None, ConnectionClosedError(endpoint_url=request.url)
        return answer

    monkeypatch.setattr(endpoint, "_get_response", lost_once)
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    return sent
