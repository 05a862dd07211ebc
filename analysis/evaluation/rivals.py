"""Other ways of grouping texts, on the same texts: TF-IDF with k-means, and BERTopic where it is installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer


def tfidf_kmeans(texts: Sequence[str], groups: int) -> list[int]:
    """k-means over tf-idf, told the true number of groups, which no engine is."""
    counted = TfidfVectorizer(
        sublinear_tf=True, min_df=1 if len(texts) < 100 else 2, stop_words="english"
    ).fit_transform(texts)
    found: list[int] = KMeans(groups, n_init=3, random_state=0).fit_predict(counted).tolist()
    return found


def has_bertopic() -> bool:
    """Whether BERTopic can be used: it is no dependency of ours, see docs/quality.md for how to add it."""
    return find_spec("bertopic") is not None


def bertopic(texts: Sequence[str]) -> list[int]:
    """BERTopic as it comes, with a fixed seed.

    -1 is “no topic”. All are -1 where it finds nothing or too few texts to begin.
    """
    # Not installed with the project, so unknown to the type checker.
    BERTopic: Any = import_module("bertopic").BERTopic  # noqa: N806
    UMAP: Any = import_module("umap").UMAP  # noqa: N806

    umap: Any = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42)
    try:
        topics, _ = BERTopic(umap_model=umap).fit_transform(list(texts))
    except (TypeError, ValueError):
        # UMAP needs more texts than neighbours; BERTopic passes its complaint on.
        return [-1] * len(texts)
    return [int(topic) for topic in topics]
