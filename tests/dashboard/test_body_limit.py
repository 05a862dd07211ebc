"""No body is taken in beyond the limit: on any path, declared or not, by the ASGI application itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from pytest_django import Settings

from dashboard.body_limit import ENVELOPE, BodyLimit, Message, Receive, Scope

PIECE = 64 * 1024
PATHS = ["/analysis/requests", "/analysis/preview", "/new/", "/new/preview/", "/nowhere/"]


@pytest.fixture(autouse=True)
def limit(settings: Settings) -> int:
    settings.UPLOAD_MAX_TOTAL_BYTES = 2**20
    return 2**20 + ENVELOPE


def scope(path: str, **headers: str) -> Scope:
    given = {"host": "127.0.0.1", "content-type": "multipart/form-data; boundary=x", **headers}
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
    }


def pieces(size: int) -> Iterator[Message]:
    for start in range(0, size, PIECE):
        body = b"x" * min(PIECE, size - start)
        yield {"type": "http.request", "body": body, "more_body": start + PIECE < size}


async def answer(path: str, messages: Iterator[Message], **headers: str) -> tuple[int, str, bytes]:
    """Status, content type and body of the product's answer."""
    served: Any = ApplicationCommunicator(BodyLimit(get_asgi_application()), scope(path, **headers))  # type: ignore[no-untyped-call]
    for message in messages:
        await served.send_input(message)
    start = await served.receive_output(timeout=30)
    kinds = dict(start["headers"])
    body = b""
    while (part := await served.receive_output(timeout=30)).get("more_body"):
        body += part["body"]
    await served.wait()
    return start["status"], kinds[b"Content-Type"].decode(), body + part["body"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.django_db(transaction=True)
async def test_too_much_is_refused_in_the_shape_of_its_place(path: str, declared: bool, limit: int) -> None:
    size = limit + 1
    status, kind, body = await answer(path, pieces(size), **({"content-length": str(size)} if declared else {}))

    assert status == 413
    if path.startswith("/analysis/"):
        assert kind.startswith("application/json")
        assert json.loads(body)["error"]["code"] == "too_large"
    else:
        assert kind.startswith("text/html")
        assert "At most 1 MB can be sent at once." in body.decode()


async def nothing_sent(message: Message) -> None:
    raise AssertionError(message)


class Counting:
    """An application that takes in all it is handed."""

    def __init__(self) -> None:
        self.bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: object) -> None:
        while True:
            message = await receive()
            self.bytes += len(message["body"])
            if not message["more_body"]:
                break


async def hand_over(size: int, **headers: str) -> tuple[int, int, bool]:
    """How much of `size` bytes the application and the limit take in, and whether it is called too large."""
    left = pieces(size)
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = next(left)
        taken += len(message["body"])
        return message

    inner, where = Counting(), scope("/new/", **headers)
    await BodyLimit(inner)(where, receive, nothing_sent)
    return inner.bytes, taken, where.get("throughline.too_large", False)


async def test_a_body_at_the_limit_passes_whole(limit: int) -> None:
    assert await hand_over(limit) == (limit, limit, False)


async def test_of_a_body_over_it_no_more_is_handed_on_than_the_limit(limit: int) -> None:
    inner, taken, refused = await hand_over(limit + 10 * PIECE)

    assert refused
    assert inner <= limit
    assert taken == limit + 10 * PIECE


async def test_one_that_sends_without_end_is_not_waited_for(limit: int) -> None:
    _, taken, refused = await hand_over(100 * limit)

    assert refused
    assert taken <= 2 * limit + PIECE


async def test_what_still_comes_after_that_is_let_go_of(limit: int) -> None:
    coming = chain(pieces(4 * limit), [{"type": "http.disconnect"}])
    heard: list[Message] = []

    async def receive() -> Message:
        return next(coming)

    async def inner(scope: Scope, receive: Receive, send: object) -> None:
        while not heard or heard[-1]["type"] != "http.disconnect":
            heard.append(await receive())

    await BodyLimit(inner)(scope("/new/"), receive, nothing_sent)

    assert [(message["type"], message.get("more_body")) for message in heard[-2:]] == [
        ("http.request", False),
        ("http.disconnect", None),
    ]


@pytest.mark.parametrize("length", ["9" * 30, "-1", "many"])
async def test_a_size_that_makes_no_sense_is_too_large(length: str) -> None:
    assert await hand_over(PIECE, **{"content-length": length}) == (0, PIECE, True)


def test_the_product_is_served_within_it() -> None:
    from dashboard.asgi import application

    assert isinstance(application.application_mapping["http"], BodyLimit)
