"""`manage.py iam_policy web|worker|operator`: the least-privilege policy for the configured names."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tracking.checks import TAG
from tracking.conf import tracking_settings
from tracking.policy import Role, policy


class Command(BaseCommand):
    """Print the IAM policy of a role: `web`, `worker`, or `operator` (who runs check_tracking and `live --aws`)."""

    help = (
        "Prints the least-privilege IAM policy of a role for the configured names: `web` serves pages and API, "
        "`worker` runs analyses, `operator` creates and cares for tables, bucket and queue."
    )
    requires_system_checks = (TAG,)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", choices=[role.value for role in Role])

    def handle(self, *args: Any, **options: Any) -> None:
        document = policy(Role(options["role"]), tracking_settings(), source_buckets=settings.S3_SOURCE_BUCKETS)
        self.stdout.write(json.dumps(document, indent=2))
