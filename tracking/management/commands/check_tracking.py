"""`manage.py check_tracking`: is everything that tracking needs there, as it should be, and allowed?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracking.care import Difference, differences
from tracking.checks import TAG
from tracking.conf import TrackingSettings, tracking_settings
from tracking.errors import ServiceError, TrackingError
from tracking.management.local import add_local_option, turn_to_local_aws
from tracking.probe import Probe


class Command(BaseCommand):
    """Compare what is there with the settings, then send a probe through every call. Exit code 1 on a fault."""

    help = (
        "Checks tables, bucket and queue against the settings, then creates, updates, reads, lists, follows and "
        "deletes a probe. Every fault is told with its cause and what helps."
    )
    requires_system_checks = (TAG,)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="create what is missing and change what differs")
        add_local_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["local"]:
            turn_to_local_aws()
        settings = tracking_settings()
        self.stdout.write(
            f"Table {settings.table} in {settings.region}, bucket {settings.bucket}, queue {settings.queue}\n"
        )
        faults = self._care(settings, apply=options["apply"])
        faults += self._probe()
        if faults:
            raise CommandError(f"{faults} {'thing is' if faults == 1 else 'things are'} not as they should be.")
        self.stdout.write("All is well.")

    def _care(self, settings: TrackingSettings, *, apply: bool) -> int:
        faults = 0
        try:
            for difference in differences(settings):
                faults += self._difference(difference, apply=apply)
        except ServiceError as error:
            self._bad("tables, bucket and queue can be looked at", error)
            return faults + 1
        if not faults:
            self._good("tables, bucket and queue are as the settings want them")
        return faults

    def _difference(self, difference: Difference, *, apply: bool) -> int:
        if not apply:
            self._bad(str(difference), None)
            remedy = "--apply mends it." if difference.mend else difference.remedy
            self.stdout.write(f"    → {remedy}")
            return 1
        if difference.mend is None:
            self._bad(str(difference), None)
            self.stdout.write(f"    → {difference.remedy}")
            return 1
        try:
            difference.mend()
        except ServiceError as error:
            self._bad(str(difference), error)
            return 1
        self._good(f"mended: {difference}")
        return 0

    def _probe(self) -> int:
        faults = 0
        for outcome in Probe().run():
            if outcome.error is None:
                self._good(f"{outcome.what} ({outcome.seconds * 1000:.0f} ms)")
            else:
                faults += 1
                self._bad(outcome.what, outcome.error)
        return faults

    def _good(self, what: str) -> None:
        self.stdout.write(f"{self.style.SUCCESS('✓')} {what}")

    def _bad(self, what: str, error: TrackingError | None) -> None:
        self.stdout.write(f"{self.style.ERROR('✗')} {what}")
        if error is not None:
            self.stdout.write(f"    {error.message}")
            if error.remedy:
                self.stdout.write(f"    → {error.remedy}")
