"""How often, how long, how many: every figure the follower works by, named, in seconds unless said."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tracking.backoff import Backoff


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The figures; the defaults are those for AWS, `LOCAL` suits a service on this machine."""

    busy: float = 0.25
    """From one GetRecords on a shard to the next while records come. AWS states no limit for it; readers in production
    keep 200 to 250 ms."""
    idle: float = 1.0
    """The same on a shard that has been quiet for a while."""
    still: int = 4
    """Empty pages in a row before a shard counts as quiet. A fresh iterator may need several to walk to its first
    record, too."""
    describe: float = 0.2
    """Between two DescribeStream calls. AWS allows 10 a second; half of that leaves room for a second follower."""
    sweep: float = 60.0
    """Between two full listings of the stream, each with one look at which stream the table has."""
    child_first: float = 0.1
    """Wait before children of an ended shard are asked for again when there were none; doubled each time …"""
    child_longest: float = 1.0
    """… up to this …"""
    child_asks: int = 5
    """… and this often. Then the next full listing finds them."""
    retry_first: float = 0.5
    """Wait after a first failure; doubled with each further one in a row, and cut by up to half at random …"""
    retry_longest: float = 10.0
    """… up to this, far below the 15 minutes an iterator lives. It never gives up."""
    patience: float = 3.0
    """How long a failure may last before those who watch are told that changes are late."""
    remember: float = 24 * 3600.0
    """How long an ended shard is remembered after it was read: as long as a stream keeps records. Later nothing of it
    could be read twice."""
    workers: int = 8
    """Calls under way at once, at the most. Answers are up to 1 MB each, so this bounds memory too."""
    tick: float = 0.25
    """The longest wait before the request to stop is looked at."""
    outlives_outage: bool = True
    """Whether the service comes back from an outage with the same stream. AWS does; a local one may begin anew with
    low sequence numbers, so places in it are worth nothing then and all begins afresh."""

    def until_next(self, empty_pages: int) -> float:
        """From the start of one GetRecords to the next on a shard whose last `empty_pages` pages were empty."""
        if empty_pages <= self.still:
            return self.busy
        return min(self.idle, self.busy * 2.0 ** min(empty_pages - self.still, 30))

    def after_failure(self, failures: int, random: Random) -> float:
        """Wait after so many failures in a row (1 or more)."""
        return Backoff(first=self.retry_first, longest=self.retry_longest).wait(failures, random)

    def before_child_ask(self, asked: int) -> float:
        """Wait before children are asked for once more, having been asked for `asked` times."""
        return Backoff(first=self.child_first, longest=self.child_longest, least=1.0).wait(asked)


AWS = Pace()

LOCAL = Pace(
    busy=0.02,
    idle=0.05,
    still=10,
    describe=0.02,
    sweep=2.0,
    retry_first=0.1,
    retry_longest=2.0,
    patience=0.5,
    workers=2,
    outlives_outage=False,
)
