"""The queue of what is to be run: it is made here; Celery sends and receives."""

from __future__ import annotations

from tracking.client import clients
from tracking.conf import tracking_settings
from tracking.errors import ResourceMissing, error_code, translate

VISIBILITY_SECONDS = 3_600
"""How long SQS hides a message that was taken; then it comes back, which is harmless: the lease says whether there is
work. Much shorter, and a long run's message would come back again and again."""


def ensure_queue() -> None:
    """Create the queue if it is not there; one that is there stays as it is (see tracking.care). Raises ServiceError.

    It is asked for first: SQS refuses to create a queue that is there with other attributes.
    """
    settings = tracking_settings()
    try:
        _url()
    except ResourceMissing:
        try:
            clients().sqs.create_queue(
                QueueName=settings.queue,
                Attributes={"VisibilityTimeout": str(VISIBILITY_SECONDS)},
                tags=settings.tags,
            )
        except Exception as error:
            if error_code(error) not in ("QueueAlreadyExists", "QueueNameExists"):  # Another process was first.
                raise translate(error, "sqs:CreateQueue", f"queue {settings.queue}") from error


def visibility() -> int:
    """Seconds for which the queue hides a message that was taken. Raises ServiceError."""
    return int(_attribute("VisibilityTimeout"))


def set_visibility() -> None:
    """Have it hide taken messages for VISIBILITY_SECONDS. Raises ServiceError."""
    try:
        clients().sqs.set_queue_attributes(QueueUrl=_url(), Attributes={"VisibilityTimeout": str(VISIBILITY_SECONDS)})
    except Exception as error:
        raise translate(error, "sqs:SetQueueAttributes", f"queue {tracking_settings().queue}") from error


def depth() -> int:
    """About how many messages wait. Raises ServiceError."""
    return int(_attribute("ApproximateNumberOfMessages"))


def _url() -> str:
    name = tracking_settings().queue
    try:
        return clients().sqs.get_queue_url(QueueName=name)["QueueUrl"]
    except Exception as error:
        raise translate(error, "sqs:GetQueueUrl", f"queue {name}") from error


def _attribute(name: str) -> str:
    url = _url()
    try:
        answer = clients().sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])  # type: ignore[list-item]
        return answer["Attributes"][name]  # type: ignore[index]  # any of the names SQS knows
    except Exception as error:
        raise translate(error, "sqs:GetQueueAttributes", f"queue {tracking_settings().queue}") from error
