"""Listening sockets that the supervisor owns and its processes inherit.

A port is taken or free before anything starts; several processes can share one; and while one of them is started
again, those who connect wait instead of being refused.
"""

from __future__ import annotations

import errno
import socket

BACKLOG = 512


class CannotListen(Exception):
    """The address cannot be used; `reason` says why in a person's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def listen(host: str, port: int) -> socket.socket:
    """A listening IPv4 socket (Daphne adopts no other); port 0 takes any that is free. Raises CannotListen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, family=socket.AF_INET, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise CannotListen(f"there is no IPv4 address called “{host}”") from error
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError as error:
        made.close()
        raise CannotListen(_reason(error, host, port)) from error
    return made


def listen_near(host: str, port: int) -> socket.socket:
    """As `listen` on `port` if it is free, else on any other."""
    if port:
        try:
            return listen(host, port)
        except CannotListen:
            pass
    return listen(host, 0)


def port_of(listening: socket.socket) -> int:
    """Its port."""
    return int(listening.getsockname()[1])


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"port {port} is reserved for the administrator"
    if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
        return f"this machine has no address {host}"
    return f"{host}:{port} cannot be used"
