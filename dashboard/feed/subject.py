"""What can be watched, as the hub sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from dashboard.feed.news import News


class FellBehind(Exception):
    """What somebody has not seen yet is not remembered any more: only a fresh start helps."""


class Host(Protocol):
    """What a subject may ask of those who keep it."""

    def wake(self) -> None:
        """There is something new to see."""

    def read_again(self, seconds: float) -> None:
        """Let it be loaded once more, after so many seconds."""

    def recent(self) -> Iterable[News]:
        """The latest news of every analysis that changed within the last moments, oldest first."""


class Subject(Protocol):
    """The latest state of something, as messages. All but `load` return at once."""

    is_page: bool
    """Whether people see it, who want to know how fresh it is."""
    lags: bool
    """Whether a snapshot may lack the writes of the last moments (an index does)."""

    @property
    def edition(self) -> int:
        """Rises whenever there is something new. 0: there is nothing yet."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will ever come."""

    async def load(self) -> None:
        """Take over the truth from the store. Raises TrackingError. Changes may come in while it reads."""

    def missed(self) -> None:
        """Changes may have been missed; a snapshot read from now on will tell."""

    def changed(self, news: News) -> None:
        """Take over a change, of this analysis or of another."""

    def since(self, edition: int) -> list[str]:
        """The messages that bring somebody who has seen `edition` (0: nothing) up to date. Raises FellBehind."""

    def close(self) -> None:
        """Nobody watches any more."""


class Topic(Protocol):
    """The name of a subject: equal topics share one. Hashable."""

    def open(self, host: Host) -> Subject:
        """Make the subject."""
