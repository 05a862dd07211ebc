"""Uploads as the server itself meets them, before Django sees anything."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.live.conftest import Live

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]

OVER_THE_LIMIT = 102 * 1024 * 1024
PIECE = 1024 * 1024


def send(live: Live, path: str, body: bytes | Iterable[bytes], **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("POST", path, body=body, headers=named, encode_chunked=not headers.get("Content_Length"))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def post(live: Live, body: bytes | Iterable[bytes], **headers: str) -> tuple[int, Any]:
    status, answer = send(live, "/analysis/requests", body, **headers)
    return status, json.loads(answer)


def pieces(size: int) -> Iterator[bytes]:
    for _ in range(size // PIECE):
        yield b"x" * PIECE


def test_a_body_over_the_limit_is_let_go_of_whether_its_size_is_declared_or_not(live: Live) -> None:
    declared = post(live, pieces(OVER_THE_LIMIT), Content_Length=str(OVER_THE_LIMIT), Content_Type="application/json")
    undeclared = post(live, pieces(OVER_THE_LIMIT), Transfer_Encoding="chunked", Content_Type="application/json")

    for status, body in (declared, undeclared):
        assert (status, body["error"]["code"]) == (413, "too_large")
    assert live.get("/health/live")[0] == 200


def test_a_form_over_the_limit_is_answered_with_a_page(live: Live) -> None:
    for headers in ({"Content_Length": str(OVER_THE_LIMIT)}, {"Transfer_Encoding": "chunked"}):
        status, page = send(live, "/new/preview/", pieces(OVER_THE_LIMIT), Content_Type="text/plain", **headers)
        assert status == 413
        assert "At most 100 MB can be sent at once." in page.decode()


def test_no_form_is_parsed_where_it_would_hold_up_all_sockets(live: Live) -> None:
    # Twisted, which would parse it, answers such a form with an empty 400; Django with our own words.
    status, body = post(live, b"no form", Content_Type="multipart/form-data", Content_Length="7")

    assert (status, body["error"]["code"]) == (400, "malformed_multipart")


@pytest.mark.parametrize("path", ["/analysis/status/%ff%fe", "/analysis/status/%00", f"/analysis/status/{'x' * 9_000}"])
def test_odd_addresses(live: Live, path: str) -> None:
    status, body = live.get(path)

    assert (status, body["error"]["code"]) == (404, "not_found")
