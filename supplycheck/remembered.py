"""How much is remembered of what comes again and again."""

from __future__ import annotations

FIRMS = 65_536
"""How many names and codes of firms: a broker's year has some ten thousand firms, each with a thousand lines."""
