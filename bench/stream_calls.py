"""What reading the stream costs a process in CPU: `uv run python -m bench.stream_calls`.

boto3 asks a server on 127.0.0.1 that answers from memory; only the asking thread's CPU is counted, TLS is not in it.
Beside it, the share of our own conversion of records to changes.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median
from typing import Any, cast

import boto3
from botocore.config import Config

from tracking.states import STEPS
from tracking.stream.api import TableStream
from tracking.stream.changes import change_of

RECORDS = 100


def item(version: int) -> dict[str, Any]:
    """An analysis of the size that a running one has, in DynamoDB's form."""
    step = {
        "M": {
            "status": {"S": "processing"},
            "message": {"S": "48 of 112 chunks have been read, one more sentence to make it long"},
            "started_at": {"S": "2026-01-15T10:30:00.123456Z"},
            "completed_at": {"NULL": True},
            "progress": {"M": {"done": {"N": "48"}, "total": {"N": "112"}}},
        }
    }
    return {
        "request_id": {"S": "analysis_0123456789ab"},
        "version": {"N": str(version)},
        "title": {"S": "Interviews about planning a week of meals"},
        "analysis_result": {"M": {"steps_status": {"M": {each.value: step for each in STEPS}}}},
        "sources": {"L": [{"M": {"name": {"S": f"interview-{n}.txt"}, "words": {"N": "5321"}}} for n in range(3)]},
    }


def page(records: int) -> bytes:
    """An answer of GetRecords."""
    return json.dumps(
        {
            "Records": [
                {
                    "eventID": f"{n:032x}",
                    "eventName": "MODIFY",
                    "eventVersion": "1.1",
                    "eventSource": "aws:dynamodb",
                    "awsRegion": "us-east-1",
                    "dynamodb": {
                        "ApproximateCreationDateTime": 1700000000.0,
                        "Keys": {"request_id": {"S": "analysis_0123456789ab"}},
                        "NewImage": item(n + 2),
                        "OldImage": item(n + 1),
                        "SequenceNumber": f"{n:021d}",
                        "SizeBytes": 3000,
                        "StreamViewType": "NEW_AND_OLD_IMAGES",
                    },
                }
                for n in range(records)
            ],
            "NextShardIterator": "there",
        }
    ).encode()


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """A server that gives this answer to everything; its address."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def cost(work: Callable[[], object], times: int) -> float:
    """Median CPU milliseconds of this thread for one turn of `work`."""
    spent = []
    for _ in range(times):
        before = time.thread_time()
        work()
        spent.append((time.thread_time() - before) * 1000)
    return median(spent)


def api(endpoint: str) -> TableStream:
    """The follower's calls, on that server."""
    streams = boto3.client(
        "dynamodbstreams",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
        config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
    )
    return TableStream(cast("Any", None), streams, "analyses")


def main() -> None:
    """Measure and print."""
    with answering(page(0)) as endpoint:
        empty = api(endpoint)
        call = cost(lambda: empty.records("there"), 1000)
    with answering(page(RECORDS)) as endpoint:
        full = api(endpoint)
        size = len(page(RECORDS)) / RECORDS
        parsing = (cost(lambda: full.records("there"), 50) - call) / RECORDS
        records = full.records("there").records
    converting = cost(lambda: [change_of(record) for record in records], 50) / RECORDS
    both = parsing + converting
    print("CPU of the reading thread, median")
    print(f"  an empty GetRecords through boto3   {call:6.2f} ms   {1000 / call:8,.0f} a second on one core")
    print(f"  a record of {size / 1000:.1f} KB")
    print(f"    boto3's parsing                   {parsing:6.2f} ms")
    print(f"    our conversion                    {converting:6.2f} ms")
    print(f"    both                              {both:6.2f} ms   {1000 / both:8,.0f} a second on one core")


if __name__ == "__main__":
    main()
