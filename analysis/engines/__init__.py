"""Engines perform the five steps. This package loads none of them until one is asked for by name."""

from __future__ import annotations

from functools import cache

from analysis.engines.base import Engine
from analysis.errors import UnknownEngine

DEFAULT_ENGINE = "local"


def check_engine_name(name: str) -> str:
    """`name` if it names an engine that is built in; UnknownEngine otherwise. Loads nothing."""
    if name != DEFAULT_ENGINE:
        raise UnknownEngine(name)
    return name


@cache
def load_engine(name: str) -> Engine:
    """The engine called `name`, loaded once a process. Raises UnknownEngine."""
    check_engine_name(name)
    from analysis.engines.local.engine import LocalEngine  # Heavy: numpy and the encoder's weights.

    return LocalEngine()
