"""A setting that cannot work is told with what helps, before anything starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from pytest_django import Settings

from tracking.checks import TAG

ROOT = Path(__file__).parent.parent


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
        ({"TRACKING_KMS_KEY": "alias/research"}, "tracking.E011"),
        ({"TRACKING_KMS_KEY": "arn:aws:kms:eu-west-1:123456789012:alias/research"}, "tracking.E011"),
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


@pytest.mark.parametrize(("key", "told"), [("", ["dashboard.W001"]), ("given", [])])
def test_a_key_that_each_process_makes_up_is_told_before_deploying(
    settings: Settings, key: str, told: list[str]
) -> None:
    settings.SECRET_KEY_IS_LASTING = bool(key)

    warnings = run_checks(tags=[Tags.security], include_deployment_checks=True)

    assert [warning.id for warning in warnings if warning.id == "dashboard.W001"] == told


@pytest.mark.parametrize(("key", "times"), [("", 1), ("given", 0)])
def test_a_web_process_that_makes_up_its_key_says_so(key: str, times: int) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import dashboard.asgi"],
        cwd=ROOT,
        env={"THROUGHLINE_ENV_FILE": "", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "DJANGO_SECRET_KEY": key},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert started.stderr.count("There is no DJANGO_SECRET_KEY: each web process makes up its own.") == times
