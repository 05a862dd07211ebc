from __future__ import annotations

import json
from typing import Any

import pytest
from twisted.internet.testing import StringTransport
from twisted.web.http import HTTPChannel

from dashboard.web_server import refuse_long_line

LONG = b"a" * 20_000


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"GET /analysis/requests?q=" + LONG, b"414 URI Too Long", "address_too_long"),
        (b"GET / HTTP/1.1\r\nX-Long: " + LONG, b"431 Request Header Fields Too Large", "header_too_long"),
    ],
    ids=["address", "header"],
)
def test_a_line_that_is_too_long_gets_an_answer(
    sent: bytes, status: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HTTPChannel, "lineLengthExceeded", refuse_long_line)
    channel: Any = HTTPChannel()  # type: ignore[no-untyped-call]
    transport: Any = StringTransport()  # type: ignore[no-untyped-call]
    channel.makeConnection(transport)

    channel.dataReceived(sent)

    head, _, body = transport.value().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 " + status + b"\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body)["error"]["code"] == code
    assert transport.disconnecting
    channel.connectionLost(None)
