"""What AWS's own errors become: named, with a remedy, retryable where waiting helps, without a word of AWS's text."""

from __future__ import annotations

from typing import Any

import pytest
from botocore import exceptions as aws

from tracking.errors import (
    AccessDenied,
    NoCredentials,
    ResourceMissing,
    ServiceError,
    ServiceRefused,
    Throttled,
    Unreachable,
    WrongRegion,
    cancellation_reasons,
    error_code,
    translate,
)

SECRET = "what Anna said about her salary"


def refused(code: str, status: int = 400, *, reasons: tuple[str, ...] = ()) -> aws.ClientError:
    """A refusal that echoes data, as some do."""
    response: Any = {
        "Error": {"Code": code, "Message": SECRET},
        "ResponseMetadata": {"HTTPStatusCode": status},
        "CancellationReasons": [{"Code": reason} for reason in reasons],
    }
    return aws.ClientError(response, "PutItem")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (refused("AccessDeniedException"), AccessDenied),
        (refused("403", 403), AccessDenied),
        (refused("ExpiredTokenException"), NoCredentials),
        (refused("UnrecognizedClientException"), NoCredentials),
        (refused("ResourceNotFoundException"), ResourceMissing),
        (refused("404", 404), ResourceMissing),
        (refused("AWS.SimpleQueueService.NonExistentQueue"), ResourceMissing),
        (refused("PermanentRedirect", 301), WrongRegion),
        (refused("ProvisionedThroughputExceededException"), Throttled),
        (refused("SlowDown", 503), Throttled),
        (refused("SomethingNew", 429), Throttled),
        (refused("InternalServerError", 500), Unreachable),
        (refused("SomethingNew", 502), Unreachable),
        (refused("ServiceUnavailable"), Unreachable),
        (refused("ValidationException"), ServiceRefused),
        (aws.NoCredentialsError(), NoCredentials),
        (aws.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"), NoCredentials),
        (aws.EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), Unreachable),
        (aws.ReadTimeoutError(endpoint_url="http://127.0.0.1:9"), Unreachable),
        (ConnectionResetError(), Unreachable),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else error_code(value) or type(value).__name__,
)
def test_each_has_its_name_and_a_remedy(error: Exception, kind: type[ServiceError]) -> None:
    found = translate(error, "dynamodb:PutItem", "table analyses")

    assert type(found) is kind
    assert found.retryable is (kind in (Throttled, Unreachable))
    assert found.remedy
    assert SECRET not in f"{found.message} {found.remedy} {found}"


@pytest.mark.parametrize(
    ("reasons", "kind"),
    [
        (("None", "TransactionConflict"), Throttled),
        (("ThrottlingError", "None"), Throttled),
        (("ProvisionedThroughputExceeded",), Throttled),
        (("ValidationError",), ServiceRefused),
    ],
    ids=["conflict", "throttled", "capacity", "invalid"],
)
def test_a_cancelled_transaction_is_worth_another_try_where_its_reasons_pass(
    reasons: tuple[str, ...], kind: type[ServiceError]
) -> None:
    assert type(translate(refused("TransactionCanceledException", reasons=reasons), "dynamodb:PutItem")) is kind


def test_a_denial_names_action_and_resource() -> None:
    found = translate(refused("AccessDeniedException"), "dynamodb:PutItem", "table analyses")

    assert "dynamodb:PutItem" in found.remedy
    assert "table analyses" in found.remedy


@pytest.mark.parametrize(
    "error", [KeyError("Item"), TypeError(), aws.ParamValidationError(report="Invalid type for parameter Key")]
)
def test_what_is_our_own_fault_is_not_taken_for_the_services(error: Exception) -> None:
    with pytest.raises(type(error)):
        translate(error, "dynamodb:PutItem")


def test_reasons_are_those_of_a_cancelled_transaction_only() -> None:
    cancelled = refused("TransactionCanceledException", reasons=("ConditionalCheckFailed", "None"))

    assert cancellation_reasons(cancelled) == {"ConditionalCheckFailed"}
    assert cancellation_reasons(refused("ValidationException", reasons=("ConditionalCheckFailed",))) == frozenset()
    assert cancellation_reasons(TimeoutError()) == frozenset()
    assert error_code(TimeoutError()) is None
