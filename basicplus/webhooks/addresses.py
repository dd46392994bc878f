"""Where a webhook may go: public addresses over TLS; others where a setting allows it; never a redirection."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from basicplus.errors import BasicplusError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Unreachable(BasicplusError):
    """An address to which nothing may be sent, or that has no host behind it."""

    status = 422


@dataclass(frozen=True)
class Destination:
    """Where a connection goes: the number that was looked at, so that the name cannot mean another one later."""

    url: str
    host: str
    server_name: str


def checked(url: str) -> str:
    """Return a webhook's address; ValueError unless it is https, or http to this machine, with no login."""
    parts = _split(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or parts.username is not None or parts.fragment:
        raise ValueError("give an address https://host/path, without user, password and #")
    return url


def destination(url: str, *, private: bool) -> Destination:
    """Return where a request to an address goes; Unreachable where its host is unknown or not public."""
    parts = _split(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Unreachable(f"There is no host {host}.") from None
    numbers = [ipaddress.ip_address(str(each).partition("%")[0]) for each in found]
    if not private and not all(_is_public(number) for number in numbers):
        raise Unreachable(f"{host} is not a public address: BASICPLUS_WEBHOOKS_PRIVATE allows others.")
    number = f"[{numbers[0]}]" if numbers[0].version == 6 else str(numbers[0])
    return Destination(parts._replace(netloc=f"{number}:{port}").geturl(), parts.netloc, host)


def _is_public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inside = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None) or number
    return bool(number.is_global and inside.is_global and not inside.is_multicast)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError("give an address https://host/path") from None
    return parts
