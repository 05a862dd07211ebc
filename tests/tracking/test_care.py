"""Tables as the settings want them: created so, seen when they differ, and mended."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from tracking import care, queue, tables
from tracking.client import clients
from tracking.conf import tracking_settings
from tracking.errors import ResourceMissing
from tracking.schema import tracking_schema

TABLE = "design-analysis-tracking"
EVENTS = "design-analysis-tracking-events"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "POLL_SECONDS", 0.0)


def found() -> list[str]:
    return [str(difference) for difference in care.differences(tracking_settings())]


def mend() -> list[str]:
    mended = []
    for difference in care.differences(tracking_settings()):
        assert difference.mend is not None
        difference.mend()
        mended.append(f"{difference.resource}: {difference.aspect}")
    return mended


def test_what_was_just_made_is_as_wanted(aws: None) -> None:
    assert found() == []


def test_everything_missing_is_named_and_made(empty_aws: None) -> None:
    assert len(found()) == 4

    assert mend() == [
        f"table {TABLE}: existence",
        f"table {EVENTS}: existence",
        "bucket design-analysis: existence",
        "queue throughline-analyses: existence",
    ]
    assert found() == []


SETTINGS: list[tuple[dict[str, Any], str]] = [
    ({"TRACKING_RETENTION_DAYS": 30}, "deletion of what has expired is off, wanted is on"),
    ({"TRACKING_POINT_IN_TIME_RECOVERY": True}, "point-in-time recovery is off, wanted is on"),
    (
        {"TRACKING_BILLING_MODE": "PROVISIONED", "TRACKING_READ_CAPACITY": 7, "TRACKING_WRITE_CAPACITY": 3},
        "billing is on demand, wanted is provisioned, 7 reads and 3 writes a second",
    ),
    ({"TRACKING_TAG_ENVIRONMENT": "production"}, "Environment=production"),
    ({"TRACKING_KMS_KEY": "1234abcd-12ab-34cd-56ef-1234567890ab"}, "wanted is the KMS key 1234abcd"),
]


# moto takes no change of encryption of a table that is there.
@pytest.mark.parametrize(("changed", "told"), SETTINGS[:-1])
def test_a_setting_that_changed_is_seen_and_applied_and_taken_back(
    aws: None, settings: Settings, changed: dict[str, Any], told: str
) -> None:
    before = {name: getattr(settings, name) for name in changed}
    for name, value in changed.items():
        setattr(settings, name, value)

    differences = found()
    mend()

    assert any(told in difference for difference in differences)
    assert found() == []
    for name, value in before.items():
        setattr(settings, name, value)
    assert found() != []
    mend()
    assert found() == []


@pytest.mark.parametrize(("changed", "told"), SETTINGS)
def test_new_tables_are_made_as_the_settings_say(
    empty_aws: None, settings: Settings, changed: dict[str, Any], told: str
) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)

    tables.ensure_tables()

    assert [difference for difference in found() if "existence" not in difference] == []


def test_the_guides_tags_and_billing(aws: None) -> None:
    table = tables.describe_table(TABLE)

    assert table is not None
    assert set(tables.tags_of(table)) == {"Project", "Environment", "CreatedBy"}
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_a_stream_that_is_off_or_of_another_kind(ministack: None) -> None:
    table = tracking_settings().table
    clients().dynamodb.update_table(TableName=table, StreamSpecification={"StreamEnabled": False})
    assert found() == [f"table {table}: stream is off, wanted is NEW_AND_OLD_IMAGES"]

    clients().dynamodb.update_table(
        TableName=table, StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    )
    assert found() == [f"table {table}: stream is KEYS_ONLY, wanted is NEW_AND_OLD_IMAGES"]

    mend()
    assert found() == []


def test_an_encryption_that_differs_is_seen(aws: None, settings: Settings) -> None:
    settings.TRACKING_KMS_KEY = "1234"

    assert found() == [
        f"table {name}: encryption is DynamoDB's own, wanted is the KMS key 1234" for name in (TABLE, EVENTS)
    ]


def test_an_index_that_is_missing_or_carries_too_little(aws: None) -> None:
    schema = tracking_schema(tracking_settings())
    clients().dynamodb.update_table(TableName=TABLE, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "recent"}}])
    poor: Any = {**schema["GlobalSecondaryIndexes"][0], "Projection": {"ProjectionType": "KEYS_ONLY"}}
    assert any("index recent is missing" in difference for difference in found())

    clients().dynamodb.update_table(
        TableName=TABLE,
        AttributeDefinitions=schema["AttributeDefinitions"],
        GlobalSecondaryIndexUpdates=[{"Create": poor}],
    )
    assert any("index recent is listing (hash), created_at (range) with keys_only" in text for text in found())

    mend()
    assert found() == []


def test_a_table_with_another_key_cannot_be_mended(empty_aws: None) -> None:
    clients().dynamodb.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )

    first = next(care.differences(tracking_settings()))

    assert (first.aspect, first.found, first.mend) == ("key", "id (hash)", None)


def test_creating_twice_is_harmless(aws: None) -> None:
    tables.ensure_tables()

    assert found() == []


@pytest.fixture(params=["aws", "ministack"])
def anywhere(request: pytest.FixtureRequest) -> None:
    """On moto and on MiniStack."""
    request.getfixturevalue(request.param)


@pytest.mark.usefixtures("anywhere")
class TestQueue:
    def test_one_that_is_there_with_other_attributes_stays_as_it_is(self) -> None:
        """SQS refuses to create it again: `live --aws` could not start."""
        sqs, name = clients().sqs, tracking_settings().queue
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "45"})

        queue.ensure_queue()

        assert queue.visibility() == 45
        assert found() == [f"queue {name}: visibility timeout is 45 s, wanted is 3600 s"]
        mend()
        assert found() == []

    def test_one_that_another_process_makes_meanwhile_is_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Between the look and the making, and with another timeout."""

        def missing() -> str:
            raise ResourceMissing("Not found: queue.")

        sqs, name = clients().sqs, tracking_settings().queue
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "45"})
        with monkeypatch.context() as patch:
            patch.setattr(queue, "_url", missing)
            queue.ensure_queue()

        assert queue.visibility() == 45


@pytest.mark.usefixtures("anywhere")
def test_a_bucket_that_keeps_what_is_deleted_is_told_and_left_to_people() -> None:
    name = tracking_settings().bucket
    clients().s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})

    (difference,) = care.differences(tracking_settings())

    assert str(difference) == (
        f"bucket {name}: versioning is on, wanted is off, so that research which was deleted is gone"
    )
    assert difference.mend is None
    assert "lifecycle rule" in difference.remedy
    clients().s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    assert found() == []
