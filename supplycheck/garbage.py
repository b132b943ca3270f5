"""How often Python looks for circles of objects that nobody uses: seldom, where reports are made by the thousand."""

from __future__ import annotations

import gc


def collect_seldom() -> None:
    """Say that all that stays has been loaded: it need not be looked through, and a report, which has no circles, is soon gone."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()
