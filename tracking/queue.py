"""The queue of what is to be run: it is made here; Celery sends and receives."""

from __future__ import annotations

from tracking.client import clients
from tracking.conf import tracking_settings
from tracking.errors import translate


def ensure_queue() -> None:
    """Create the queue if it is not there (SQS answers the same for one that is). Raises ServiceError."""
    settings = tracking_settings()
    try:
        clients().sqs.create_queue(
            QueueName=settings.queue, Attributes={"VisibilityTimeout": "3600"}, tags=settings.tags
        )
    except Exception as error:
        raise translate(error, "sqs:CreateQueue", f"queue {settings.queue}") from error


def depth() -> int:
    """About how many messages wait. Raises ServiceError."""
    settings = tracking_settings()
    try:
        url = clients().sqs.get_queue_url(QueueName=settings.queue)["QueueUrl"]
        answer = clients().sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])
    except Exception as error:
        raise translate(error, "sqs:GetQueueAttributes", f"queue {settings.queue}") from error
