"""The local AWS: what leads to it and nowhere else, what survives of it, and whom it hears."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import boto3
import pytest

from tracking.local_aws import LocalState, running_endpoint, turned_to
from tracking.local_aws.server import for_programs_only

ENDPOINT = "http://127.0.0.1:4567"

LYING_ABOUT = {
    "PATH": "/bin",
    "AWS_PROFILE": "work",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "AWS_SESSION_TOKEN": "real",
    "AWS_CONFIG_FILE": "/home/me/.aws/config",
    "AWS_ENDPOINT_URL_S3": "https://s3.example",
    "AWS_ROLE_ARN": "arn:aws:iam::1:role/x",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "BOTO_CONFIG": "/etc/boto.cfg",
    "HTTP_PROXY": "http://proxy.example:3128",
    "NO_PROXY": "intranet",
    "DYNAMODB_TABLE_NAME": "mine",
}


def test_nothing_is_left_that_could_lead_elsewhere() -> None:
    turned = turned_to(ENDPOINT, LYING_ABOUT, region="eu-west-1")

    ours = {name: value for name, value in turned.items() if name.startswith("AWS_")}
    assert ours == {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": ENDPOINT,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    assert "BOTO_CONFIG" not in turned
    assert turned["DYNAMODB_TABLE_NAME"] == "mine"
    assert turned["NO_PROXY"] == turned["no_proxy"] == "intranet,127.0.0.1,localhost"
    assert turned["THROUGHLINE_ENV_FILE"] == ""


def test_boto3_goes_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\nregion = ap-south-1\nendpoint_url = https://real.example\n", encoding="ascii")
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    for name, value in turned_to(ENDPOINT, {"AWS_CONFIG_FILE": str(config)}, region="us-east-1").items():
        monkeypatch.setenv(name, value)

    client = boto3.session.Session().client("dynamodb")

    assert client.meta.endpoint_url == ENDPOINT
    assert client.meta.region_name == "us-east-1"


def test_a_clean_end_keeps_the_tables_and_any_other_drops_them(tmp_path: Path) -> None:
    state = LocalState(tmp_path / "aws")
    assert not state.begin()  # Nothing was there: nothing to rebuild.
    saved, objects = tmp_path / "aws" / "tables", tmp_path / "aws" / "objects"
    saved.mkdir()
    (saved / "dynamodb.json").write_text("{}", encoding="ascii")
    (objects / "000000000000").mkdir()

    state.ended_cleanly()
    assert not state.begin()
    assert (saved / "dynamodb.json").exists()

    assert state.begin()  # It began and never ended.
    assert not saved.exists()
    assert (objects / "000000000000").exists()


def test_its_address_is_there_while_it_runs(tmp_path: Path) -> None:
    state = LocalState(tmp_path)
    assert running_endpoint(tmp_path) is None

    state.publish(ENDPOINT)
    assert running_endpoint(tmp_path) == ENDPOINT

    state.publish(None)
    assert running_endpoint(tmp_path) is None


def test_the_port_is_remembered(tmp_path: Path) -> None:
    state = LocalState(tmp_path)
    assert state.last_port == 0

    state.last_port = 4567

    assert LocalState(tmp_path).last_port == 4567


def test_it_serves_only_what_is_used(tmp_path: Path) -> None:
    environment = LocalState(tmp_path).environment(4567)

    assert environment["SERVICES"] == "dynamodb,dynamodbstreams,s3,sqs"
    assert (environment["SFTP_ENABLED"], environment["IOT_MTLS_ENABLED"]) == ("0", "0")
    assert not any(name.startswith("AWS_") for name in environment)


async def status(*headers: tuple[str, str]) -> int:
    """What the guard answers to a request with these headers; 200 where it lets it pass."""
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError

    raw = [(name.encode(), value.encode()) for name, value in headers]
    await for_programs_only(application)({"type": "http", "headers": raw}, receive, send)
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("host", "127.0.0.1:4567")], 200),
        ([("Host", "localhost:4567"), ("User-Agent", "Boto3/1")], 200),
        ([("host", "127.0.0.1:4567"), ("origin", "null")], 403),
        ([("host", "127.0.0.1:4567"), ("Origin", "https://evil.example")], 403),
        ([("host", "127.0.0.1:4567"), ("Sec-Fetch-Mode", "no-cors")], 403),
        ([("host", "rebound.example:4567")], 403),
        ([("host", "127.0.0.1.evil.example")], 403),
    ],
)
async def test_it_hears_programs_and_no_browsers(headers: list[tuple[str, str]], expected: int) -> None:
    assert await status(*headers) == expected
