"""Errors of tracking, and the one place that turns the AWS client's exceptions into them.

TrackingError
├── RecordError                 about one analysis
│   ├── NotFound                no such analysis
│   ├── Deleted                 it existed, and was deleted
│   ├── AlreadyExists           an analysis with that id exists (with `existing`)
│   ├── IllegalTransition       the move is not allowed from the present status
│   ├── VersionConflict         somebody else wrote in between, again and again
│   └── LeaseLost               another worker, a cancel or a retry has taken the analysis over
├── BadCursor                   the list cursor is not one of ours
└── ServiceError                about an AWS service
    ├── NoCredentials
    ├── AccessDenied
    ├── ResourceMissing         table, bucket or queue
    ├── WrongRegion
    ├── Throttled               try again later
    ├── Unreachable             no answer, or an answer that came too late
    └── ServiceRefused          any other refusal
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore import exceptions as aws

if TYPE_CHECKING:
    from tracking.record import Record


class TrackingError(Exception):
    """Base of all errors of this package. `message` is written for a person; `remedy` says what would help."""

    kind = "tracking"

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class RecordError(TrackingError):
    """Something about one analysis."""


class NotFound(RecordError):
    """No such analysis."""

    kind = "not_found"

    def __init__(self, request_id: str) -> None:
        super().__init__(f"There is no analysis “{request_id[:80]}”.")


class Deleted(RecordError):
    """The analysis was deleted; only its audit trail remains."""

    kind = "deleted"

    def __init__(self, request_id: str) -> None:
        super().__init__(f"The analysis “{request_id}” was deleted.")


class AlreadyExists(RecordError):
    """An analysis with that id is there already: `existing`."""

    kind = "already_exists"

    def __init__(self, existing: Record) -> None:
        super().__init__(f"The analysis “{existing.request_id}” exists already.")
        self.existing = existing


class IllegalTransition(RecordError):
    """The analysis, as it stands, does not allow that move."""

    kind = "illegal_transition"


class VersionConflict(RecordError):
    """Other writers changed the analysis each time this write was tried."""

    kind = "version_conflict"

    def __init__(self, request_id: str) -> None:
        super().__init__(f"The analysis “{request_id}” is being changed by others.", "Try again.")


class LeaseLost(RecordError):
    """The worker no longer holds the analysis: it was taken over, cancelled, retried or deleted."""

    kind = "lease_lost"

    def __init__(self, request_id: str) -> None:
        super().__init__(f"The lease on “{request_id}” is gone.")


class BadCursor(TrackingError):
    """The cursor of a list is not one that this service gave out."""

    kind = "bad_cursor"

    def __init__(self) -> None:
        super().__init__("The cursor is not one that this list gave out.", "Start again without it.")


class ServiceError(TrackingError):
    """An AWS service did not do what it was asked."""

    kind = "service"
    retryable = False


class NoCredentials(ServiceError):
    """boto3's credential chain found nothing."""

    kind = "no_credentials"


class AccessDenied(ServiceError):
    """The credentials are known and lack a permission."""

    kind = "access_denied"


class ResourceMissing(ServiceError):
    """The table, stream, bucket, object or queue does not exist."""

    kind = "resource_missing"


class WrongRegion(ServiceError):
    """The resource lives in another region than the one configured."""

    kind = "wrong_region"


class Throttled(ServiceError):
    """Asked too often or written too fast."""

    kind = "throttled"
    retryable = True


class Unreachable(ServiceError):
    """No answer in time: whether the call took effect is not known."""

    kind = "unreachable"
    retryable = True


class ServiceRefused(ServiceError):
    """Any refusal that has no name of its own here."""

    kind = "service_refused"


_THROTTLED = frozenset(
    {
        "ThrottlingException",
        "Throttling",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "LimitExceededException",
        "SlowDown",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_CANCELLED_FOR_NOW = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
_NO_ANSWER = frozenset(
    {"InternalServerError", "InternalError", "InternalFailure", "RequestTimeout", "ServiceUnavailable"}
)
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "Forbidden"})
_BAD_CREDENTIALS = frozenset(
    {
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidSignatureException",
    }
)
_MISSING = frozenset(
    {
        "ResourceNotFoundException",
        "NoSuchBucket",
        "404",
        "AWS.SimpleQueueService.NonExistentQueue",
        "QueueDoesNotExist",
    }
)
_ELSEWHERE = frozenset({"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"})


def error_code(error: Exception) -> str | None:
    """AWS's own code of a refused call (`ConditionalCheckFailedException` …); None where there was no answer."""
    if isinstance(error, aws.ClientError):
        return str(error.response.get("Error", {}).get("Code", ""))
    return None


def cancellation_reasons(error: Exception) -> frozenset[str]:
    """Why DynamoDB cancelled a transaction (`ConditionalCheckFailed` …); empty for other errors."""
    if not isinstance(error, aws.ClientError) or error_code(error) != "TransactionCanceledException":
        return frozenset()
    reasons = error.response.get("CancellationReasons", ())
    return frozenset(str(reason.get("Code", "None")) for reason in reasons) - {"None"}


def refused(code: str, action: str, resource: str = "") -> ServiceError:
    """As `translate`, for the code of a refusal that an answer holds although the call itself succeeded."""
    return translate(aws.ClientError({"Error": {"Code": code}}, action), action, resource)


def translate(error: Exception, action: str, resource: str = "") -> ServiceError:
    """Our error for one of botocore's.

    `action` is the IAM name of the call (`dynamodb:PutItem`), `resource` what it was made on. Texts of the service are
    not passed on: they may echo data. An error that is no service's is raised as it is.
    """
    service = isinstance(error, (aws.ClientError, aws.BotoCoreError, OSError))
    if not service or isinstance(error, aws.ParamValidationError):
        raise error  # Not the service's doing but ours: to be seen, not to be tried again.
    on = f" on {resource}" if resource else ""
    code = error_code(error)
    status = 0
    if isinstance(error, aws.ClientError):
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if isinstance(error, (aws.NoCredentialsError, aws.PartialCredentialsError, aws.TokenRetrievalError)):
        return NoCredentials(
            "No AWS credentials were found.", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile."
        )
    if code in _BAD_CREDENTIALS:
        return NoCredentials(f"AWS did not accept the credentials ({code}).", "Renew them, or choose another profile.")
    if code in _DENIED:
        return AccessDenied(
            f"Access denied: {action}{on}.", f"Allow {action}{on} in the IAM policy (manage.py iam_policy prints it)."
        )
    if code == "NoSuchKey":
        return ResourceMissing(
            f"Not found: {resource or action}.",
            "It was deleted, or the bucket has lost it: retry the analysis from its first step, or submit it again.",
        )
    if code in _MISSING:
        return ResourceMissing(
            f"Not found: {resource or action}.", "manage.py check_tracking --apply creates what is missing."
        )
    if code in _ELSEWHERE:
        return WrongRegion(
            f"{resource or action} is in another region.", "Set DYNAMODB_REGION or AWS_REGION to where it lives."
        )
    if code in _THROTTLED or status == 429 or cancellation_reasons(error) & _CANCELLED_FOR_NOW:
        return Throttled(f"AWS asked to slow down: {action}{on}.", "It is tried again by itself.")
    if code is None or status >= 500 or code in _NO_ANSWER:
        return Unreachable(f"No answer from AWS to {action}{on}.", "Check the network, the endpoint and the region.")
    return ServiceRefused(f"AWS refused {action}{on} ({code}).", "See the log for the request id.")
