"""Settings of the web app and the workers that cannot work, each told with what helps."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as CheckWarning

from tracking.checks import TAG

POSITIVE = (
    "UPLOAD_MAX_FILE_BYTES",
    "UPLOAD_MAX_TOTAL_BYTES",
    "UPLOAD_MAX_FILES",
    "WORKER_CONCURRENCY",
    "WORKER_MAX_RUN_SECONDS",
    "WORKER_GRACE_SECONDS",
    "STREAM_PACE_SECONDS",
    "STREAM_IDLE_SECONDS",
)


@register(TAG)
def check_dashboard_settings(**_: Any) -> list[Error]:
    """Every setting of the dashboard that is out of its range."""
    found = [
        Error(f"{name} is {getattr(settings, name)}.", hint="Set it to more than 0.", id="dashboard.E001")
        for name in POSITIVE
        if getattr(settings, name) <= 0
    ]
    if settings.CHANGES_SOURCE not in ("stream", "layer"):
        found.append(
            Error(
                f"CHANGES_SOURCE is “{settings.CHANGES_SOURCE}”.",
                hint="Set it to stream or layer.",
                id="dashboard.E002",
            )
        )
    if settings.CHANGES_SOURCE == "layer" and not settings.REDIS_URL:
        found.append(
            Error(
                "CHANGES_SOURCE is layer and there is no REDIS_URL.",
                hint="Set REDIS_URL, or CHANGES_SOURCE to stream.",
                id="dashboard.E003",
            )
        )
    return found


@register(Tags.security, deploy=True)
def check_secret_key(**_: Any) -> list[CheckWarning]:
    """Whether what one web process signs holds in the next. Web processes tell it in their log, too."""
    if settings.SECRET_KEY_IS_LASTING:
        return []
    return [
        CheckWarning(
            "There is no DJANGO_SECRET_KEY: each web process makes up its own.",
            hint="Set it, to the same for all: sessions and share links hold in one process only, and until it ends.",
            id="dashboard.W001",
        )
    ]
