"""What a real worker asks of AWS, Celery's own calls included, is within its policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.submissions import Submission, submit
from dashboard.supervisor import programs
from tests.chaos.cluster import Cluster
from tests.conftest import Sent
from tests.live.conftest import until
from tests.recording_aws import RECORD
from tracking.conf import tracking_settings
from tracking.policy import Role, policy
from tracking.states import Status
from tracking.store import Store

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]

TEXT = b"Interviewer: How?\n\nAnna: I keep notes. I wish there were one place.\n"

# Batches need the permission of what they hold; kombu's own name for looking a queue up.
SAME = {
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}


def test_a_worker_stays_within_its_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: Sent) -> None:
    monkeypatch.setattr(programs, "AWS_MODULE", "tests.recording_aws")
    sent.broken = True  # The worker's own sweep finds and sends it.
    record = tmp_path / "cluster" / "aws" / RECORD
    found: list[str] = []

    def story(cluster: Cluster) -> None:
        record.unlink()  # Up to here it was the operator's work.
        request_id = submit(Submission(files=[("anna.txt", TEXT)])).record.request_id
        until(lambda: Store().get(request_id).overall_status is Status.COMPLETED, 90, lambda: "it was never completed")
        until(lambda: "sqs:DeleteMessage" in record.read_text(encoding="ascii"), 30, lambda: "no message was removed")
        found.extend(record.read_text(encoding="ascii").split())

    (tmp_path / "cluster").mkdir()
    Cluster(tmp_path / "cluster", lease_seconds=10.0, pause=0.0).run(story, 180.0)

    calls = {SAME.get(call, call) for call in found if call.startswith("sqs:")}
    document = policy(Role.WORKER, tracking_settings())
    allowed = {action for statement in document["Statement"] for action in statement["Action"]}
    assert {"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"} <= calls
    assert calls <= allowed
