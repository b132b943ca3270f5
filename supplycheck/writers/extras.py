"""What to say where a format needs a package that is not installed."""

from __future__ import annotations

from supplycheck.errors import UsageError


def missing(package: str, extra: str) -> UsageError:
    """The error that names what to install."""
    return UsageError(f"{package} is not installed; it comes with: pip install 'supplycheck[{extra}]'")
