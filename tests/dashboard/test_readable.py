"""Templates, styles and scripts are read by people, too: no line is longer than an editor shows."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LONGEST = 140
SOURCES = sorted(path for folder in ("templates", "static") for path in (ROOT / folder).rglob("*.*"))


@pytest.mark.parametrize("path", [each for each in SOURCES if each.suffix in (".html", ".css", ".js")], ids=str)
def test_no_line_is_longer_than_an_editor_shows(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [number for number, line in enumerate(lines, start=1) if len(line) > LONGEST] == []
