"""Settings of tracking that cannot work, each told with what helps, before anything starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from tracking.schema import ON_DEMAND, PROVISIONED

TAG = "throughline"
"""Tag of all our checks, for commands that run these alone."""


@register(TAG)
def check_tracking_settings(**_: Any) -> list[Error]:
    """Every setting of tracking that is out of its range."""
    found = [
        _at_least("TRACKING_LISTING_SHARDS", 1, "E001"),
        _at_least("TRACKING_LISTING_SHARDS_READ", 0, "E002"),
        _at_least("TRACKING_LEASE_SECONDS", 1, "E003"),
        _at_least("TRACKING_SWEEP_SECONDS", 0.1, "E004"),
        _at_least("TRACKING_MAX_ATTEMPTS", 1, "E005"),
        _at_least("TRACKING_RETENTION_DAYS", 0, "E006"),
        _billing_mode(),
        _at_least("TRACKING_READ_CAPACITY", 1, "E008"),
        _at_least("TRACKING_WRITE_CAPACITY", 1, "E009"),
        _team(),
        _kms_key(),
    ]
    return [error for error in found if error is not None]


def _at_least(name: str, least: float, number: str) -> Error | None:
    value = getattr(settings, name)
    if value >= least:
        return None
    return Error(f"{name} is {value}.", hint=f"Set it to {least} or more.", id=f"tracking.{number}")


def _billing_mode() -> Error | None:
    if settings.TRACKING_BILLING_MODE in (ON_DEMAND, PROVISIONED):
        return None
    return Error(
        f"TRACKING_BILLING_MODE is “{settings.TRACKING_BILLING_MODE}”.",
        hint=f"Set it to {ON_DEMAND} or {PROVISIONED}.",
        id="tracking.E007",
    )


def _team() -> Error | None:
    if settings.TRACKING_TEAM and "#" not in settings.TRACKING_TEAM:
        return None
    return Error(
        f"TRACKING_TEAM is “{settings.TRACKING_TEAM}”.",
        hint="Give it a name without #, which separates team and partition in the list.",
        id="tracking.E010",
    )


def _kms_key() -> Error | None:
    """DynamoDB answers with a key's ARN, and IAM policies name keys by it: an alias can be compared with neither."""
    if "alias/" not in settings.TRACKING_KMS_KEY:
        return None
    return Error(
        f"TRACKING_KMS_KEY is the alias “{settings.TRACKING_KMS_KEY}”.",
        hint="Set it to the key's id or ARN: aws kms describe-key --key-id <alias> tells them.",
        id="tracking.E011",
    )
