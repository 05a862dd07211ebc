"""Topic words of a text in any language: its content words, commonest and longest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from analysis.engines.local.languages import Language, stop_words
from analysis.engines.local.text import words


def topic_words(texts: Iterable[str], spoken: Language, limit: int = 3) -> list[str]:
    """At most `limit` words that most of `texts` share, as they are written most often.

    Nouns where the language shows them; elsewhere only words that more than one text holds.
    """
    stop = stop_words(spoken.code)
    counts: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    for text in texts:
        seen = set()
        for word in _candidates(text, spoken):
            key = word.lower()
            if len(key) < 4 or key in stop or key.isdigit():
                continue
            spelled.setdefault(key, Counter())[word] += 1
            seen.add(key)
        counts.update(seen)
    least = 1 if spoken.nouns else 2
    ranked = sorted(
        (key for key, count in counts.items() if count >= least),
        key=lambda key: (-counts[key] * min(len(key), 9), key),
    )
    return [spelled[key].most_common(1)[0][0] for key in ranked[:limit]]


def _candidates(text: str, spoken: Language) -> list[str]:
    return words(text) if spoken.nouns is None else [found.group("noun") for found in spoken.nouns.finditer(text)]
