"""Tracking's settings, read from Django's (which read the environment, see dashboard/settings.py)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingSettings:
    """What tracking needs to know, in one value."""

    table: str
    region: str
    bucket: str
    queue: str
    team: str
    """Whose analyses: the first part of the listing key."""
    listing_shards: int
    """Over how many partitions new rows of the listing are spread."""
    listing_shards_read: int
    """Over how many they may lie: the highest number of shards ever in force."""
    lease_seconds: float
    max_attempts: int
    """Workers that may die over one analysis before it fails for good."""
    retention_days: int
    """Days after the last change until it expires, with all its files (see tracking.retention); 0 keeps it."""
    point_in_time_recovery: bool
    billing_mode: str
    """`PAY_PER_REQUEST` or `PROVISIONED`."""
    read_capacity: int
    write_capacity: int
    kms_key: str
    """Key id or ARN for the table's encryption; empty for DynamoDB's own default."""
    tags: dict[str, str]

    @property
    def events_table(self) -> str:
        """Name of the audit trail's table."""
        return f"{self.table}-events"


def tracking_settings() -> TrackingSettings:
    """The settings in force now (so that a test's override is seen)."""
    return TrackingSettings(
        table=settings.DYNAMODB_TABLE_NAME,
        region=settings.DYNAMODB_REGION,
        bucket=settings.S3_BUCKET_NAME,
        queue=settings.SQS_QUEUE_NAME,
        team=settings.TRACKING_TEAM,
        listing_shards=settings.TRACKING_LISTING_SHARDS,
        listing_shards_read=max(settings.TRACKING_LISTING_SHARDS, settings.TRACKING_LISTING_SHARDS_READ),
        lease_seconds=settings.TRACKING_LEASE_SECONDS,
        max_attempts=settings.TRACKING_MAX_ATTEMPTS,
        retention_days=settings.TRACKING_RETENTION_DAYS,
        point_in_time_recovery=settings.TRACKING_POINT_IN_TIME_RECOVERY,
        billing_mode=settings.TRACKING_BILLING_MODE,
        read_capacity=settings.TRACKING_READ_CAPACITY,
        write_capacity=settings.TRACKING_WRITE_CAPACITY,
        kms_key=settings.TRACKING_KMS_KEY,
        tags={
            "Project": settings.TRACKING_TAG_PROJECT,
            "Environment": settings.TRACKING_TAG_ENVIRONMENT,
            "CreatedBy": settings.TRACKING_TAG_CREATED_BY,
        },
    )
