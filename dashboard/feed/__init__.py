"""From change to page: one subscription a process, the latest state of what is watched, the same message for everyone.

A source (the stream itself, or a relay of it) brings changes to the hub. The hub keeps a subject for each topic that
somebody watches: the page of an analysis, a page of the list, or either as documents for programs. A watch is one
socket's eyes on a subject; what it has seen is one number. All of it runs on the event loop of the web process.
"""
