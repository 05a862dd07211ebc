"""Topic words of a text in any language: its content words, commonest and longest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import resources

from analysis.engines.local.text import words


@cache
def stop_words(code: str) -> frozenset[str]:
    """Words of the language `code` that say nothing of the topic; empty for languages the engine does not write."""
    source = resources.files("analysis.engines.local.languages").joinpath("stopwords", f"{code}.txt")
    if not source.is_file():
        return frozenset()
    return frozenset(source.read_text(encoding="utf-8").split())


def topic_words(texts: Iterable[str], code: str, limit: int = 3) -> list[str]:
    """At most `limit` words that most of `texts` share, as they are written most often."""
    stop = stop_words(code)
    counts: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    for text in texts:
        seen = set()
        for word in words(text):
            key = word.lower()
            if len(key) < 4 or key in stop or key.isdigit():
                continue
            spelled.setdefault(key, Counter())[word] += 1
            seen.add(key)
        counts.update(seen)
    ranked = sorted(counts, key=lambda key: (-counts[key] * min(len(key), 9), key))
    return [spelled[key].most_common(1)[0][0] for key in ranked[:limit]]
