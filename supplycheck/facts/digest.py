"""The version of the facts: the newest day of review and a digest over every file of them."""

from __future__ import annotations

import hashlib
from functools import cache

from supplycheck.root import root

REVIEWED = "2026.11.23"
"""The day on which the facts were last reviewed as a whole."""


@cache
def version() -> str:
    """Such as "2026.11.23+sha256:0f3a…"; equal digests mean equal facts, byte for byte."""
    digest = hashlib.sha256()
    base = root()
    for path in sorted(p for p in base.rglob("*") if p.suffix in {".toml", ".csv"}):
        digest.update(path.relative_to(base).as_posix().encode())
        digest.update(b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{REVIEWED}+sha256:{digest.hexdigest()[:16]}"
