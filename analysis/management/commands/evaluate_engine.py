"""`manage.py evaluate_engine`: how good an engine is, as one table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.engines import DEFAULT_ENGINE, load_engine
from analysis.errors import UnknownEngine


class Command(BaseCommand):
    help = "Measure an engine on transcripts and labelled texts, beside other ways of grouping the same texts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", default=DEFAULT_ENGINE, help="which engine (default: %(default)s)")
        parser.add_argument(
            "--data",
            type=Path,
            default=None,
            help="a directory with transcripts/ and labelled/ in it (default: small open samples)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.evaluation.rivals import has_bertopic
        from analysis.evaluation.suite import SAMPLES, rows

        data: Path = options["data"] or SAMPLES
        if not data.is_dir():
            raise CommandError(f"There is no directory {data}.")
        try:
            engine = load_engine(options["engine"])
        except UnknownEngine as unknown:
            raise CommandError(unknown.message) from unknown
        engine.warm_up()
        last = ""
        for row in rows(engine, data):
            if row.on != last:
                self.stdout.write(f"\n{row.on}")
                last = row.on
            self.stdout.write(f"  {row.measure:<42} {row.by:<34} {row.value}")
        if not has_bertopic():
            self.stdout.write(
                "\nBERTopic is not installed, so it was not measured (docs/quality.md tells how to add it)."
            )
