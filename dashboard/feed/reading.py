"""Reads for the feed, on threads of their own: a store that hangs must not take the threads that others need."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_THREADS = ThreadPoolExecutor(8, thread_name_prefix="feed reader")


async def read[**P, T](function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Call `function` on a thread, where it ends by the AWS client's own time limits even if nobody waits any more."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, lambda: function(*arguments, **named))
