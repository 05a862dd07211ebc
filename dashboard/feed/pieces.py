"""Named pieces of a page, each with the edition in which it last changed: what a socket has not seen is one comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping


class Pieces:
    """The latest text of every piece, and which edition brought it.

    A socket remembers one number, the edition it has seen; so a slow one costs no memory and always gets the latest.
    The message between two editions is put together once, however many sockets take that step.
    """

    def __init__(self, frame: Callable[[Mapping[str, str]], str]) -> None:
        self._frame = frame
        self._texts: dict[str, str] = {}
        self._changed: dict[str, int] = {}
        self._messages: dict[int, str] = {}
        self.edition = 0

    def publish(self, pieces: Mapping[str, str]) -> bool:
        """Take over those pieces that differ; whether there were any."""
        changed = {name: text for name, text in pieces.items() if self._texts.get(name) != text}
        if not changed:
            return False
        self.edition += 1
        self._texts.update(changed)
        self._changed.update(dict.fromkeys(changed, self.edition))
        self._messages.clear()
        return True

    def forget(self, name: str) -> None:
        """A piece that is on the page no more."""
        self._texts.pop(name, None)
        self._changed.pop(name, None)
        self._messages.clear()

    def since(self, edition: int) -> str:
        """The message with all that changed after `edition`; empty where nothing did. Edition 0 brings everything."""
        if edition >= self.edition:
            return ""
        if edition not in self._messages:
            news = {name: self._texts[name] for name, changed in self._changed.items() if changed > edition}
            self._messages[edition] = self._frame(news)
        return self._messages[edition]
