"""Where the facts lie: inside the installed package, or beside it in a checkout or an editable install."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from supplycheck.errors import FactsMissing


@cache
def root() -> Path:
    """The directory of the facts (`registries/` of the repository, `supplycheck/_facts` of a wheel).

    Raises:
        FactsMissing: neither place has them; the error names both.
    """
    package = Path(__file__).resolve().parent
    places = [package / "_facts", package.parent / "registries"]
    for place in places:
        if (place / "law").is_dir():
            return place
    raise FactsMissing([str(p) for p in places])
