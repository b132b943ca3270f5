"""Where the facts lie: inside the installed package, or beside it in a checkout or an editable install.

The environment variable `SUPPLYCHECK_FACTS` names another directory of facts, such as that of a later release.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from supplycheck.errors import FactsMissing

VARIABLE = "SUPPLYCHECK_FACTS"


@cache
def root() -> Path:
    """The directory of the facts (`registries/` of the repository, `supplycheck/_facts` of a wheel).

    Raises:
        FactsMissing: neither place has them, or the one that is named has not; the error names them.
    """
    if named := os.environ.get(VARIABLE):
        if (Path(named) / "law").is_dir():
            return Path(named).resolve()
        raise FactsMissing([named])
    package = Path(__file__).resolve().parent
    places = [package / "_facts", package.parent / "registries"]
    for place in places:
        if (place / "law").is_dir():
            return place
    raise FactsMissing([str(p) for p in places])
