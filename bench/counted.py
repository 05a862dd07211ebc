"""`python -m bench.counted FILE MODULE ARGUMENTS…` runs a module and keeps in FILE how often it called AWS."""

from __future__ import annotations

import json
import runpy
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from botocore.client import BaseClient

_calls: Counter[str] = Counter()
_make_api_call = BaseClient._make_api_call


def _counted(client: Any, operation: str, parameters: Any) -> Any:
    _calls[f"{client.meta.service_model.service_name}:{operation}"] += 1
    return _make_api_call(client, operation, parameters)


def _keep(path: Path) -> None:
    while True:
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(_calls.copy()), encoding="utf-8")
        fresh.replace(path)
        time.sleep(0.2)


if __name__ == "__main__":
    BaseClient._make_api_call = _counted
    threading.Thread(target=_keep, args=(Path(sys.argv[1]),), daemon=True).start()
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
