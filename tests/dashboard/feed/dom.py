"""A small page: applies the frames of a socket as htmx does, and says what it shows."""

from __future__ import annotations

import copy

from lxml import html
from lxml.html import HtmlElement

SKIP = "hx-morph-skip-children"


class Dom:
    """The body of a page. `faults` collects what a browser would complain about."""

    def __init__(self, body: str) -> None:
        self.root = html.fromstring(f"<body>{body}</body>")
        self.faults: list[str] = []

    def receive(self, frame: str) -> None:
        """Apply one message: every partial replaces the element that it names, in order."""
        for partial in html.fromstring(f"<body>{frame}</body>").iter("hx-partial"):
            target = partial.get("hx-target", "")
            old = self.find(target.removeprefix("#"))
            elements = list(partial)
            if old is None or len(elements) != 1 or partial.get("hx-swap") != "outerMorph":
                self.faults.append(f"{target} cannot be replaced")
                continue
            self._morph(old, elements[0])

    def find(self, element_id: str) -> HtmlElement | None:
        found = [element for element in self.root.iter() if element.get("id") == element_id]
        assert len(found) <= 1, f"{element_id} is there {len(found)} times"
        return found[0] if found else None

    def shows(self, element_id: str) -> str:
        """An element as text, markup and all; empty where there is none."""
        element = self.find(element_id)
        return "" if element is None else normal(element)

    def _morph(self, old: HtmlElement, new: HtmlElement) -> None:
        new = copy.deepcopy(new)
        new.tail = old.tail
        for kept in [element for element in new.iter() if element.get(SKIP) is not None]:
            before = next((element for element in old.iter() if element.get("id") == kept.get("id")), None)
            if kept.get("id") and before is not None and before.get(SKIP) is not None:
                kept[:] = [copy.deepcopy(child) for child in before]
                kept.text = before.text
        old.getparent().replace(old, new)


def normal(element: HtmlElement) -> str:
    """Markup without what space there is between its parts."""
    text: str = html.tostring(element, encoding="unicode", with_tail=False)
    return " ".join(text.split())
