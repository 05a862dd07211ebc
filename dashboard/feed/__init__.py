"""From change to page: one subscription a process, the latest state of what is watched, and a pump for each socket.

source → hub → watched analysis or list → socket. Everything here runs on the event loop of the web process.
"""

from __future__ import annotations

from dashboard.feed.hub import Hub, current_hub

__all__ = ["Hub", "current_hub"]
