"""`manage.py evaluate_engine` on the samples that come with the project."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


@pytest.mark.timeout(240)
def test_the_engine_is_sound_and_agrees_with_people_better_than_tfidf() -> None:
    out = StringIO()
    call_command("evaluate_engine", stdout=out)
    table = out.getvalue()
    assert re.search(r"chunks verbatim\s+local\s+100\.0%", table)
    assert re.search(r"ids that resolve\s+local\s+100\.0%", table)
    assert re.search(r"interviewers' words in chunks\s+local\s+0\n", table)
    assert re.search(r"names of 4 to 16 words\s+local\s+100\.0%", table)
    scores = re.findall(r"left out\s+(local|TF-IDF).*?(0\.\d\d) / (-?0\.\d\d) / 0\.\d\d ·", table)
    rand = {by: [float(value) for name, _, value in scores if name == by] for by in ("local", "TF-IDF")}
    assert len(rand["local"]) == 6
    assert sum(rand["local"]) / 6 > sum(rand["TF-IDF"]) / len(rand["TF-IDF"])


def test_a_directory_that_is_not_there_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no directory"):
        call_command("evaluate_engine", data=tmp_path / "nowhere")


def test_an_engine_that_is_not_there_gets_one_sentence() -> None:
    with pytest.raises(CommandError, match="no engine called"):
        call_command("evaluate_engine", engine="oracle")
