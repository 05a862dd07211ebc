"""`manage.py rebuild_tracking`: put the tables back from the bucket alone."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracking import journal, tables
from tracking.checks import TAG
from tracking.errors import ServiceError
from tracking.management.local import add_local_option, turn_to_local_aws
from tracking.transitions import tracked_store


class Command(BaseCommand):
    """Restore every analysis that the table has lost or knows less of than the bucket. Safe to run at any time."""

    help = (
        "Puts back from the bucket every analysis that the table has lost or knows less of, with its audit trail. What "
        "was being worked on becomes due at once. Safe to run at any time, also while workers run."
    )
    requires_system_checks = (TAG,)

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_local_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["local"]:
            turn_to_local_aws()
        restored = known = 0
        try:
            tables.ensure_tables()
            for request_id, was_restored in journal.rebuild(tracked_store()):
                restored += was_restored
                known += not was_restored
                if was_restored and options["verbosity"] > 1:
                    self.stdout.write(request_id)
        except ServiceError as error:
            raise CommandError(f"After {restored} restored: {error.message} {error.remedy}") from None
        self.stdout.write(f"{restored} restored, {known} known already.")
