"""`manage.py train_kinds --data DIR`: fit again the model that tells pains and wishes from the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Fit analysis/engines/local/kinds.npz on labelled texts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, required=True, help="a directory with the labelled files")

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.engines.local import kinds
        from analysis.evaluation.training import train

        target = Path(kinds.__file__).with_name("kinds.npz")
        try:
            right = train(options["data"], target)
        except FileNotFoundError as missing:
            raise CommandError(f"The file {missing.filename} is needed and not there.") from missing
        self.stdout.write(f"{target.name}: {right:.1%} right in five-fold cross-validation.")
