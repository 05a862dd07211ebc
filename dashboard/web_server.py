"""`python -m dashboard.web_server …`: Daphne with its own arguments, taught to bear uploads.

Left to itself it has Twisted parse every form in the thread that serves all sockets, files included, only to throw the
outcome away (Django parses forms); and it takes in a body of any size before anybody can refuse it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from daphne import http_protocol
from daphne.cli import CommandLineInterface
from twisted.web.http import HTTPChannel

from dashboard.body_limit import most_bytes


class Request(http_protocol.WebRequest):  # type: ignore[misc]  # Daphne has no types.
    """A request whose body is kept until it is known to be too large; dashboard.body_limit refuses it then."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options, parsePOSTFormSubmission=False)
        self._received = 0
        self._limit = most_bytes()

    def gotLength(self, length: int | None) -> None:  # noqa: N802  # Twisted's name.
        """Note the size that the headers declare; of a body that says it is too large, nothing is kept."""
        if length is not None and length > self._limit:
            self._limit = length = 0
        super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802  # Twisted's name.
        """Keep a piece of the body, up to the first that goes over the limit."""
        if self._received <= self._limit:
            super().handleContentChunk(data)
        self._received += len(data)

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:  # noqa: ARG002  # Daphne's signature.
        """Answer for the application, in the API's one shape for errors."""
        document = {"error": {"code": _CODES.get(status, "server"), "message": f"{body.rstrip('.')}.", "details": {}}}
        headers = [(b"Content-Type", b"application/json; charset=utf-8"), (b"Cache-Control", b"no-store")]
        self.handle_reply({"type": "http.response.start", "status": status, "headers": headers})
        self.handle_reply({"type": "http.response.body", "body": json.dumps(document).encode()})


_CODES = {400: "bad_request", 500: "internal_error", 503: "unavailable"}


def refuse_long_line(channel: Any, line: bytes) -> None:
    """Answer for an address or a header beyond 16 KB: Twisted would close the connection without a word."""
    is_address = channel._receivedHeaderSize == 0  # It tells nobody otherwise which line it is at.
    status, code, message = _LONG_ADDRESS if is_address else _LONG_HEADER
    body = json.dumps({"error": {"code": code, "message": message, "details": {}}}).encode()
    channel.transport.write(
        b"HTTP/1.1 %b\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n"
        b"Cache-Control: no-store\r\nConnection: close\r\n\r\n%b" % (status, len(body), body)
    )
    channel.transport.loseConnection()


_LONG_ADDRESS = b"414 URI Too Long", "address_too_long", "The address is too long."
_LONG_HEADER = b"431 Request Header Fields Too Large", "header_too_long", "A header is too long."


def main() -> None:
    """Run Daphne."""
    http_protocol.WebRequest = Request
    HTTPChannel.lineLengthExceeded = refuse_long_line  # type: ignore[method-assign]
    CommandLineInterface().run(sys.argv[1:])


if __name__ == "__main__":
    main()
