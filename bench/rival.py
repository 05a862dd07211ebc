"""BERTopic as it comes on the texts of a JSON file: seconds, memory and how many topics. Run by bench/engine.py.

Needs nothing of the project, so that an interpreter that has only BERTopic can run it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path


def main(path: Path) -> str:
    """One line of figures, or why there are none."""
    texts = json.loads(path.read_text(encoding="utf-8"))
    started = time.perf_counter()
    try:
        from bertopic import BERTopic
        from umap import UMAP

        topics, _ = BERTopic(
            umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42)
        ).fit_transform(texts)
    except ImportError as error:
        return f"not measured, {error.name} is missing"
    except OSError:
        return "not measured, the model it needs could not be downloaded"
    except (TypeError, ValueError):
        return f"no topics, it needs more than {len(texts):,} texts"
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    return (
        f"{seconds:.1f} s with imports, {cpu:.1f} s CPU, peak {peak:,.0f} MB; "
        f"{len(texts):,} chunks, {len(set(topics) - {-1}):,} topics, {topics.count(-1) / len(topics):.0%} in none"
    )


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
