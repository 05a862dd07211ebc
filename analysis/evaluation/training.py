"""Fits the linear model that tells pains and wishes from the rest, out of labelled texts.

Its result is the file `kinds.npz`.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from analysis.engines.local.encoder import Encoder
from analysis.engines.local.kinds import CLASSES
from analysis.evaluation.labelled import Labelled, read_labelled

_SILVER = {"pain_point": "pain", "desire": "desire", "behavior": "other", "delight": "other", "other": "other"}
_REVIEWS = {"problem_report": "pain", "feature_request": "desire", "irrelevant": "other"}
_MOODS = {"1": "other", "4": "pain", "5": "pain"}


def examples(folder: Path) -> list[tuple[str, str]]:
    """`(text, class)` from the labelled files in `folder`.

    Kinds, app reviews (en, fr), survey answers, patients' answers.
    """
    found: dict[str, str] = {}
    for item in read_labelled(folder / "kinds_silver.jsonl"):
        found[item.text] = _SILVER[item.label]
    for item in read_labelled(folder / "mini_bar_classification.jsonl"):
        if len(item.labels) == 1:
            found.setdefault(item.text, _REVIEWS[item.label])
    for item in read_labelled(folder / "nhs_themes.jsonl"):
        mood = _MOODS.get(str(item.fields.get("sentiment")))
        if mood and len(item.text.split()) > 3:  # Shorter ones answer the question, not for themselves.
            found.setdefault(item.text, mood)
    for item in read_labelled(folder / "jupyter_answers_by_question.jsonl"):
        found.setdefault(item.text, _of_kind(item))
    return [(text, kind) for text, kind in found.items() if not held_out(text)]


def held_out(text: str) -> bool:
    """Whether `text` belongs to the fifth that is never trained on, so that it can be used to measure."""
    return zlib.crc32(text.encode()) % 5 == 0


def _of_kind(item: Labelled) -> str:
    return {"pain_point": "pain", "desire": "desire"}.get(str(item.fields.get("kind")), "other")


def train(folder: Path, target: Path) -> float:
    """Fit on the files in `folder`, write weights, bias and temperature to `target`.

    The cross-validated share that is right.
    """
    pairs = examples(folder)
    vectors = Encoder().encode([text for text, _ in pairs])
    classes = np.array([CLASSES.index(kind) for _, kind in pairs])
    # Strong regularisation: across domains (reviews against surveys) it held better than a closer fit.
    model = LogisticRegression(C=0.3, max_iter=3000, class_weight="balanced")
    margins = cross_val_predict(model, vectors, classes, cv=5, method="decision_function")
    model.fit(vectors, classes)
    np.savez_compressed(
        target,
        weights=model.coef_.T.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
        temperature=np.float32(_temperature(margins, classes)),
    )
    return float((margins.argmax(axis=1) == classes).mean())


def _temperature(margins: np.ndarray, classes: np.ndarray) -> float:
    """The factor on the margins under which the probabilities fit best (temperature scaling, Guo et al. 2017)."""

    def loss(factor: float) -> float:
        scaled = margins * factor
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        logs = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(classes)), classes].mean())

    return float(min(np.arange(0.4, 3.01, 0.1), key=loss))
