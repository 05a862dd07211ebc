"""Named pieces of a page, each with the edition in which it last changed: what a viewer lacks is one comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard import fragments


class Pieces:
    """The latest text of every piece, rendered once an edition, when the first viewer asks, and for all of them.

    A viewer remembers one number, so a slow one costs no memory and always gets the latest.
    """

    def __init__(self, render: Callable[[], Mapping[str, str]]) -> None:
        self._render = render
        self._edition = 0
        self._texts: dict[str, str] = {}
        self._changed: dict[str, int] = {}
        self._messages: dict[int, str] = {}

    def since(self, seen: int, edition: int) -> str:
        """One message with all that differs between two editions (0: there was nothing); empty where nothing does.

        `edition` is the present one: a new number has everything rendered afresh.
        """
        if self._edition != edition:
            self._take(self._render(), edition)
        if seen not in self._messages:
            news = {name: self._texts[name] for name, changed in self._changed.items() if changed > seen}
            self._messages[seen] = fragments.frame(news) if news else ""
        return self._messages[seen]

    def _take(self, texts: Mapping[str, str], edition: int) -> None:
        self._changed = {
            name: self._changed[name] if self._texts.get(name) == text else edition for name, text in texts.items()
        }
        self._texts = dict(texts)
        self._messages.clear()
        self._edition = edition
