"""The facts of law, products and codes: dated data with sources, found and loaded as of a day."""

from supplycheck.root import root

__all__ = ["root"]
