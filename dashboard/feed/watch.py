"""Those who watch a subject, and the loop that reads it afresh whenever one of them needs that."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from dashboard import fragments
from dashboard.feed.news import News
from dashboard.feed.rounds import Rounds
from dashboard.feed.subject import Topic
from tracking.backoff import Backoff
from tracking.errors import TrackingError

logger = logging.getLogger(__name__)

SNAPSHOT_SECONDS = 0.2
"""Shortest pause between two snapshots of one subject: a crowd that comes at once shares a few."""

RETRY_SECONDS = 0.5
"""First pause after a snapshot failed; doubled up to …"""
RETRY_LONGEST = 10.0

BEAT = "{}"
"""What a page is sent where there is no news: it changes nothing there, and says that the socket lives."""


class Feed(Protocol):
    """What is asked of those who bring the changes."""

    @property
    def freshness(self) -> tuple[str, str]:
        """Whether changes come (`connecting`, `live`, `reconnecting`), and why they do not."""

    async def settled(self) -> None:
        """Wait until that is known."""

    def recent(self) -> Iterable[News]:
        """News of the last moments, oldest first."""


class Watched:
    """A subject and its watches. As the subject's host it counts snapshots asked for and read."""

    def __init__(self, topic: Topic, feed: Feed) -> None:
        self.topic = topic
        self.subject = topic.open(self)
        self.watches: set[Watch] = set()
        self.read = 0
        """The latest asking that a snapshot, begun after it, has answered."""
        self.problem = ""
        """Why the last snapshot could not be read, for a person."""
        self.beats = 0
        """How many times those who watch were to hear that their socket lives."""
        self._feed = feed
        self._rounds = Rounds(self._wake)
        self._asked = 0
        self._needed = 0
        """The asking that must be answered before what is shown is the truth."""
        self._loading: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_true(self) -> bool:
        """Whether what is shown was read since changes may last have been missed."""
        return self.read >= self._needed and not self.problem

    def ask(self) -> int:
        """Ask for a snapshot; the number that `read` reaches once there is one."""
        self._asked += 1
        if self._loading is None or self._loading.done():
            self._loading = asyncio.get_running_loop().create_task(self._load())
        return self._asked

    def missed(self) -> None:
        """Changes may have been missed: only a new snapshot is the truth."""
        self.subject.missed()
        self._needed = self.ask()

    def wake(self) -> None:
        """Let all who watch look."""
        self._rounds.add(self.watches)

    def beat(self) -> None:
        """Let people's pages hear that their socket lives. Programs are told of changes only."""
        if self.subject.is_page:
            self.beats += 1
            self.wake()

    def read_again(self, seconds: float) -> None:
        """Take a snapshot in a while; several such wishes are one."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._read_again)

    def recent(self) -> Iterable[News]:
        """What the feed brought of late."""
        return self._feed.recent()

    def freshness(self) -> tuple[str, str]:
        """How fresh what is shown is, and why it is not fresher."""
        state, reason = self._feed.freshness
        if state == "live" and not self.is_true:
            return ("reconnecting" if self.read else "connecting"), self.problem
        return state, reason

    def close(self) -> None:
        """Nobody watches any more."""
        if self._loading is not None:
            self._loading.cancel()
        if self._timer is not None:
            self._timer.cancel()
        self._rounds.close()
        self.subject.close()

    def _read_again(self) -> None:
        self._timer = None
        self.ask()

    def _has_read(self, answered: int) -> None:
        freshness, before = self.freshness(), self.read
        self.problem, self.read = "", answered
        if self.freshness() != freshness:
            self.wake()
        else:
            # Those who were waiting for it. The others hear of it from the subject, if it has brought them anything.
            self._rounds.add(watch for watch in self.watches if watch.came_after(before))

    def _wake(self, watch: Watch) -> None:
        if watch in self.watches:  # It may have left since it was due.
            watch.wake()

    async def _load(self) -> None:
        backoff, failures = Backoff(first=RETRY_SECONDS, longest=RETRY_LONGEST), 0
        while self.read < self._asked:
            await self._feed.settled()
            answered = self._asked
            try:
                await self.subject.load()
            except Exception as error:  # noqa: BLE001 - whatever it was, those who watch must not wait for ever
                self.problem = _problem(error)
                self.wake()
                failures += 1
                await asyncio.sleep(backoff.wait(failures))
                continue
            failures = 0
            self._has_read(answered)
            await asyncio.sleep(SNAPSHOT_SECONDS)


class Watch:
    """One viewer of a subject. What it has seen is one number, and how fresh it was told that was."""

    def __init__(self, watched: Watched, wake: Callable[[], None], leave: Callable[[Watch], None]) -> None:
        self.watched = watched
        self.wake = wake
        self._leave = leave
        self._from = watched.ask()  # A page may know more than this process has heard of: it is read after it came.
        self._seen = 0
        self._freshness = ("", "")
        self._beats = watched.beats

    def news(self) -> list[str]:
        """The messages that bring this viewer up to date. Raises FellBehind."""
        subject = self.watched.subject
        messages = []
        if self.watched.read >= self._from:
            messages = subject.since(self._seen)
            self._seen = subject.edition
            if subject.ended:
                return messages
        messages = messages + self._news_of_freshness()
        is_due, self._beats = self._beats != self.watched.beats, self.watched.beats
        return messages or [BEAT] * is_due

    def came_after(self, asking: int) -> bool:
        """Whether this viewer needs a later snapshot than the one that answered `asking`."""
        return self._from > asking

    @property
    def has_ended(self) -> bool:
        """Whether this viewer has seen that nothing more will come."""
        return self.watched.subject.ended and self._seen == self.watched.subject.edition

    def close(self) -> None:
        """Watch no more. Harmless when repeated."""
        self._leave(self)

    def _news_of_freshness(self) -> list[str]:
        freshness = self.watched.freshness()
        if not self.watched.subject.is_page or freshness == self._freshness:
            return []
        self._freshness = freshness
        return [fragments.frame({"freshness": fragments.freshness_fragment(*freshness)})]


def _problem(error: Exception) -> str:
    if isinstance(error, TrackingError):
        logger.warning("snapshot_failed reason=%s", error.kind)
        return f"{error.message} {error.remedy}".strip()
    logger.error("snapshot_failed", exc_info=error)
    return "The present state could not be read. It is tried again by itself."
