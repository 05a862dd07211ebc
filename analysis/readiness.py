"""How a worker tells whoever started it that it is ready: a line on a descriptor named in the environment."""

from __future__ import annotations

import os

READY_FD = "THROUGHLINE_READY_FD"
"""Environment variable with the number of the descriptor; absent where nobody listens."""


def tell_ready() -> None:
    """Write the line, once."""
    descriptor = os.environ.pop(READY_FD, "")
    if descriptor:
        with os.fdopen(int(descriptor), "w", encoding="ascii") as listener:
            listener.write("ready\n")
