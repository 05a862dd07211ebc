"""A page in a real Chromium."""

from __future__ import annotations

from typing import Any

from bench.live.watchers import Arrival


class Tab:
    """A page in Chromium that notes when its DOM shows another progress."""

    SCRIPT = """() => {
      window.seen = [];
      const look = () => {
        const bar = document.querySelector('#card-chunking progress');
        const done = bar ? Number(bar.getAttribute('value')) : 0;
        if (!seen.length || seen[seen.length - 1][0] !== done)
          seen.push([done, (performance.timeOrigin + performance.now()) / 1000]);
      };
      new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
    }"""

    def __init__(self, browser: Any, url: str) -> None:
        self._page = browser.new_page()
        self._page.goto(url)
        self._page.wait_for_selector("#freshness[data-state=live]", timeout=30_000)
        self._page.evaluate(self.SCRIPT)

    def arrivals(self) -> list[Arrival]:
        """What was seen since the last time."""
        seen = self._page.evaluate("() => { const all = window.seen; window.seen = []; return all; }")
        return [Arrival(0, int(done), at) for done, at in seen]

    def close(self) -> None:
        """Close the tab."""
        self._page.close()
