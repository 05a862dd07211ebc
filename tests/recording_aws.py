"""`python -m tests.recording_aws`: the local AWS, noting each call as `service:Action` beside its saved state."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

from tracking.local_aws import server
from tracking.local_aws.server import Application, Receive, Scope, Send

RECORD = "calls.txt"
_SERVICES = {"AmazonSQS": "sqs", "DynamoDB_20120810": "dynamodb", "DynamoDBStreams_20120810": "dynamodb"}


def recording(guard: Callable[[Application], Application], path: Path) -> Callable[[Application], Application]:
    """`guard`, noting what passes."""

    def around(application: Application) -> Application:
        async def noted(scope: Scope, receive: Receive, send: Send) -> None:
            body = bytearray()

            async def listening() -> Scope:
                message = await receive()
                body.extend(message.get("body", b""))
                return message

            await application(scope, listening, send)
            if scope["type"] == "http":
                with path.open("a", encoding="ascii") as record:
                    record.write(call_of(scope, bytes(body)) + "\n")

        return guard(noted)

    return around


def call_of(scope: Scope, body: bytes) -> str:
    """`sqs:SendMessage`, `s3:PUT` …"""
    headers = {name.lower(): value.decode() for name, value in scope["headers"]}
    service, _, action = headers.get(b"x-amz-target", "").partition(".")
    if action:
        return f"{_SERVICES.get(service, service)}:{action}"
    form = parse_qs(body.decode("utf-8", "replace")) if b"form" in headers.get(b"content-type", "").encode() else {}
    query = parse_qs(scope["query_string"].decode())
    named = (form.get("Action") or query.get("Action") or [""])[0]
    if re.fullmatch(r"[A-Za-z]+", named):
        return f"sqs:{named}"
    return f"s3:{scope['method']}"


if __name__ == "__main__":
    path = Path(os.environ["STATE_DIR"]).parent / RECORD
    server.for_programs_only = recording(server.for_programs_only, path)  # type: ignore[assignment]
    server.main()
