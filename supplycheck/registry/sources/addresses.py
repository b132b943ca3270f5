"""Which addresses may be asked, and how they are said."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from supplycheck.registry.definition import Live

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LONGEST = 1000
UNREADABLE = "an address that cannot be read"
_SECRET_WORDS = ("key", "token", "secret", "password", "signature", "auth")


def may_be_asked(live: Live, address: str) -> bool:
    """Whether an address is one of a definition's machines and is asked over TLS; loopback needs none."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        named = {(urlsplit(own).hostname or "").lower() for own in (live.address, *live.mirrors)}
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    return secure and parts.username is None and host in named | {name.lower() for name in live.hosts}


def with_query(address: str, query: Mapping[str, str]) -> str:
    """An address with further parameters behind those it has."""
    if not query:
        return address
    return address + ("&" if "?" in address else "?") + urlencode(query)


def refusal(live: Live, address: str, to: str) -> str:
    """Why a redirection is not followed; "" where it is."""
    if urlsplit(address).scheme == "https" and not to.startswith("https:"):
        return "it redirects away from TLS"
    if not may_be_asked(live, to):
        return "it redirects to a machine that the definition does not name, or without TLS"
    return ""


def host_of(address: str) -> str:
    """The machine and port of an address."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def is_secret(name: str) -> bool:
    """Whether a header or parameter of that name may hold a key."""
    return any(word in name.lower() for word in _SECRET_WORDS)


def without_secrets(address: str) -> str:
    """An address without user and password, and without the values of what looks like a key.

    >>> without_secrets("https://user:word@example.org/list?api_key=abc&limit=2")
    'https://example.org/list?api_key=***&limit=2'
    """
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        query = parts.query
        if any(is_secret(name) for name, _ in pairs):
            query = urlencode([(name, "***" if is_secret(name) else value) for name, value in pairs], safe="*:")
        said = urlunsplit((parts.scheme, host_of(address), parts.path, query, ""))
    except ValueError:
        return UNREADABLE
    return said if len(said) <= _LONGEST else said[:_LONGEST] + "…"
