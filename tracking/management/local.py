"""`--local`: lets a command in another terminal speak to the stand-in that a running `manage.py live` uses."""

from __future__ import annotations

import os
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import CommandError

from tracking.local_aws import running_endpoint, turned_to


def add_local_option(parser: ArgumentParser) -> None:
    """Add `--local`."""
    parser.add_argument("--local", action="store_true", help="use the local AWS of the `live` that runs here")


def turn_to_local_aws() -> None:
    """Turn this process to the stand-in of a running `live`. Raises CommandError where none runs."""
    endpoint = running_endpoint(settings.VAR_DIR / "aws")
    if endpoint is None:
        raise CommandError(f"No `live` runs in {settings.VAR_DIR}. Start one with `manage.py live`.")
    environment = turned_to(endpoint, os.environ, region=settings.AWS_REGION)
    os.environ.clear()
    os.environ.update(environment)
