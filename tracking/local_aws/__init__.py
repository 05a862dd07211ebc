"""The stand-in for AWS on this machine: how it is run, and how a process is turned to it and away from the real one."""

from __future__ import annotations

from tracking.local_aws.environment import running_endpoint, turned_to
from tracking.local_aws.state import LocalState

__all__ = ["LocalState", "running_endpoint", "turned_to"]
