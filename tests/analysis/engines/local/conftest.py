"""One engine for all tests of this room: loading it takes a second."""

from __future__ import annotations

import pytest

from analysis.engines.local.engine import LocalEngine
from analysis.findings import Findings
from analysis.transcripts import Study
from tests.analysis.engines.local import specimens


@pytest.fixture(scope="session")
def engine() -> LocalEngine:
    made = LocalEngine()
    made.warm_up()
    return made


@pytest.fixture(scope="session")
def team(engine: LocalEngine) -> tuple[Study, Findings]:
    """A team's interview and all that the engine finds in it."""
    study = specimens.team_study()
    return study, specimens.analysed(engine, study)
