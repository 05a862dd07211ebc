"""Which DescribeStream call comes next, and when. Pure: it is told the time and the answers.

Two things ask: the *sweep*, a full listing once in a while, and the *ended shards*, whose children are wanted
quickly. All share one allowance of calls. When so many shards end at once that a listing needs fewer calls than
they do, the listing is made instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from tracking.stream.pace import Pace
from tracking.stream.service import Shard, ShardPage


@dataclass(frozen=True, slots=True)
class Question:
    """One DescribeStream call."""

    children_of: str | None = None
    """Ask for this shard's children only; None asks for all shards."""
    after: str | None = None
    """Where the page begins."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an answer has brought."""

    shards: tuple[Shard, ...] = ()
    """Shards to learn; they may be known already."""
    listed: Mapping[str, Shard] | None = None
    """All shards of the stream by id, when a full listing has just been completed."""
    childless: bool = False
    """Whether an ended shard turned out to have no child yet: it may be the stream that has ended."""


@dataclass(slots=True)
class _Ended:
    due: float
    asked: int = 0
    after: str | None = None
    found: bool = False


@dataclass(slots=True)
class Discovery:
    """The calls to make for one stream."""

    pace: Pace
    sweep_due: float
    """When the next full listing begins."""
    _free_at: float = 0.0
    _asking: bool = False
    _cursor: str | None = None
    _pages: list[ShardPage] = field(default_factory=list)
    _last_listing: int = 1
    _ended: dict[str, _Ended] = field(default_factory=dict)

    def shard_ended(self, shard_id: str, now: float) -> None:
        """Want this shard's children, soon."""
        self._ended[shard_id] = _Ended(due=now)

    def sweep_by(self, when: float) -> None:
        """Want a full listing at that time at the latest."""
        self.sweep_due = min(self.sweep_due, when)

    @property
    def due(self) -> float:
        """When the next call is to be made; infinite while one is under way."""
        if self._asking:
            return inf
        wanted = min((ended.due for ended in self._ended.values()), default=inf)
        return max(self._free_at, min(wanted, self._listing_due))

    def next(self, now: float) -> Question:
        """The call to make now, when it is due. Its answer goes to `answered` or `failed` before another is due."""
        self._asking = True
        self._free_at = now + self.pace.describe
        ended = [shard_id for shard_id, each in self._ended.items() if each.due <= now]
        if ended and len(ended) <= self._last_listing:
            return Question(children_of=ended[0], after=self._ended[ended[0]].after)
        return Question(after=self._cursor)

    def failed(self, retry_at: float, *, keep_place: bool) -> None:
        """The call brought no answer; nothing is asked before `retry_at`.

        Then the same page is asked for again with `keep_place`, else listings begin anew: the page's place may be
        the trouble.
        """
        self._asking = False
        self._free_at = max(self._free_at, retry_at)
        if not keep_place:
            self._cursor, self._pages = None, []
            for ended in self._ended.values():
                ended.after = None

    def answered(self, question: Question, page: ShardPage, now: float) -> Finding:
        """What the answer means."""
        self._asking = False
        if question.children_of is None:
            return self._listing_page(page, now)
        return self._children_page(question.children_of, page, now)

    def _children_page(self, parent: str, page: ShardPage, now: float) -> Finding:
        # Emulators ignore the filter and answer with whatever there is, the asked shard itself included.
        children = tuple(shard for shard in page.shards if shard.parent == parent and shard.id != parent)
        ended = self._ended[parent]
        ended.found = ended.found or bool(children)
        ended.after = page.next
        if page.next is None and ended.found:
            del self._ended[parent]
        elif page.next is None:
            self._ask_again(parent, now)
        return Finding(children, childless=page.next is None and not ended.found)

    def _listing_page(self, page: ShardPage, now: float) -> Finding:
        self._pages.append(page)
        self._cursor = page.next
        if page.next is not None:
            return Finding()
        shards = tuple(shard for each in self._pages for shard in each.shards)
        self._last_listing = len(self._pages)
        self._pages = []
        self.sweep_due = now + self.pace.sweep
        parents = {shard.parent for shard in shards}
        missing = [shard_id for shard_id in self._ended if shard_id not in parents]
        for shard_id in [shard_id for shard_id in self._ended if shard_id in parents]:
            del self._ended[shard_id]
        for shard_id in missing:
            self._ask_again(shard_id, now)
        return Finding(shards, {shard.id: shard for shard in shards}, childless=bool(missing))

    def _ask_again(self, parent: str, now: float) -> None:
        ended = self._ended[parent]
        ended.asked += 1
        ended.after = None
        if ended.asked >= self.pace.child_asks:
            del self._ended[parent]
        else:
            ended.due = now + self.pace.before_child_ask(ended.asked)

    @property
    def _listing_due(self) -> float:
        # A listing begun is carried on page after page.
        return 0.0 if self._pages else self.sweep_due
