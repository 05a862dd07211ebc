"""A setting that cannot work is told with what helps, before anything starts."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from tracking.checks import TAG


def test_the_defaults_are_sound() -> None:
    assert run_checks(tags=[TAG]) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"TRACKING_LISTING_SHARDS": 0}, "tracking.E001"),
        ({"TRACKING_LEASE_SECONDS": 0.0}, "tracking.E003"),
        ({"TRACKING_SWEEP_SECONDS": 0.0}, "tracking.E004"),
        ({"TRACKING_MAX_ATTEMPTS": 0}, "tracking.E005"),
        ({"TRACKING_RETENTION_DAYS": -1}, "tracking.E006"),
        ({"TRACKING_BILLING_MODE": "FREE"}, "tracking.E007"),
        ({"TRACKING_TEAM": "a#b"}, "tracking.E010"),
        ({"WORKER_CONCURRENCY": 0}, "dashboard.E001"),
        ({"CHANGES_SOURCE": "polling"}, "dashboard.E002"),
        ({"CHANGES_SOURCE": "layer", "REDIS_URL": ""}, "dashboard.E003"),
    ],
)
def test_each_fault_has_a_remedy(settings: Settings, changes: dict[str, Any], told: str) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)

    errors = run_checks(tags=[TAG])

    assert [error.id for error in errors] == [told]
    assert errors[0].hint
