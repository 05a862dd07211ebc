"""What the settings read and what `.env.example` lists are the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# boto3 reads them itself.
CREDENTIALS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}


def example() -> dict[str, str]:
    """Name and value of every line of the example, those behind a `#` included."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?[A-Z][A-Z_0-9]+=", line))


def test_the_example_lists_every_setting() -> None:
    source = (ROOT / "dashboard" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"""(?:env\.\w+|os\.environ\.get)\(\s*"([A-Z_0-9]+)""", source)) - {"THROUGHLINE_ENV_FILE"}

    assert len(read) > 30
    assert set(example()) == read | CREDENTIALS


def test_the_example_changes_nothing() -> None:
    """Copied as it is, it says what holds without it."""

    def settings(env_file: str) -> str:
        code = (
            "from dashboard import settings as s\n"
            "print({n: getattr(s, n) for n in dir(s) if n.isupper() and n not in ('ENV_FILE', 'SECRET_KEY')})"
        )
        answer = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"THROUGHLINE_ENV_FILE": env_file},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return re.sub(r"<[^>]*0x[0-9a-f]+>", "", answer.stdout)

    assert settings(str(ROOT / ".env.example")) == settings("")


@pytest.mark.parametrize("name", ["AWS_REGION", "DYNAMODB_REGION", "DYNAMODB_TABLE_NAME"])
def test_the_guides_names_are_ours(name: str) -> None:
    assert name in example()


@pytest.mark.parametrize("key", ["plain", "$!2(!#ph*7", "\\$x", "$DJANGO_DEBUG"])
def test_a_key_is_taken_as_it_stands(key: str) -> None:
    """Also one that looks like a reference to another variable: in the next process it must be the same."""
    answer = subprocess.run(
        [sys.executable, "-c", "from dashboard import settings as s; print(s.SECRET_KEY, s.SECRET_KEY_IS_LASTING)"],
        cwd=ROOT,
        env={"THROUGHLINE_ENV_FILE": "", "DJANGO_SECRET_KEY": key},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert answer.stdout == f"{key} True\n"
