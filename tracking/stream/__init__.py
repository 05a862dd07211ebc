"""Follows the table's DynamoDB stream: one follower sees every change of every analysis and hands it on."""

from __future__ import annotations

from tracking.stream.changes import Change, Kind
from tracking.stream.follower import Follower
from tracking.stream.pace import AWS, LOCAL, Pace
from tracking.stream.position import Checkpoint, Position
from tracking.stream.status import FollowerState, Phase

__all__ = ["AWS", "LOCAL", "Change", "Checkpoint", "Follower", "FollowerState", "Kind", "Pace", "Phase", "Position"]
