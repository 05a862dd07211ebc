"""Follows the stream once and publishes every change over Redis: needed from the third web process on."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from analysis.readiness import tell_ready
from dashboard.feed.relay import Relay
from dashboard.feed.source import StreamSource


class Command(BaseCommand):
    help = "Follow the DynamoDB Stream and publish its changes to the web processes over Redis (CHANGES_SOURCE=layer)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C."""
        if not settings.REDIS_URL:
            raise CommandError("REDIS_URL is not set. The relay publishes over Redis; the web processes need it, too.")
        asyncio.run(_relay())


async def _relay() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await Relay(StreamSource(), on_ready=tell_ready).run(stop)
