"""The rival: asking again and again, as the predecessor does."""

from __future__ import annotations

import threading
import time

from bench.live.watchers import Arrival
from tracking.client import clients, from_attributes
from tracking.conf import tracking_settings

POLL_SECONDS = 2.0
"""As the predecessor polls."""

CALLS = 3
"""To DynamoDB, each time."""


class Poller(threading.Thread):
    """Asks for one analysis every two seconds, as the predecessor does: three calls to DynamoDB each time."""

    def __init__(self, request_id: str) -> None:
        super().__init__(daemon=True)
        self._request_id = request_id
        self._stop = threading.Event()
        self.seen: list[Arrival] = []

    def run(self) -> None:
        """Poll until told to stop."""
        table = tracking_settings().table
        while not self._stop.wait(POLL_SECONDS):
            dynamodb = clients().dynamodb
            dynamodb.list_tables()
            dynamodb.describe_table(TableName=table)
            item = dynamodb.get_item(TableName=table, Key={"request_id": {"S": self._request_id}})["Item"]
            step = from_attributes(item)["analysis_result"]["steps_status"]["chunking"]
            self.seen.append(Arrival(0, step.get("progress", {}).get("done", 0), time.time()))

    def stop(self) -> list[Arrival]:
        """What was seen, and when."""
        self._stop.set()
        self.join(10)
        return self.seen
