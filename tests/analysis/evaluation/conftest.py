"""The engine, loaded once."""

from __future__ import annotations

import pytest

from analysis.engines.local.engine import LocalEngine


@pytest.fixture(scope="session")
def engine() -> LocalEngine:
    return LocalEngine()
