"""Charts as SVG drawn here. Colours come from the page's style; numbers and words stand in the tables beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from supplycheck.report import OUTCOMES

_WIDTH, _HEIGHT = 720, 200
_LEFT, _TOP, _BOTTOM = 44, 14, 22
_HALF_NAME = 28


def bar(parts: Iterable[tuple[str, int]], most: int) -> str:
    """A bar of coloured parts, each a colour's class and a number; `most` is the number of a whole width."""
    drawn, at = [], 0.0
    for colour, n in parts:
        width = 100 * n / most if most else 0.0
        if n:
            drawn.append(f'<rect class="fill-{colour}" x="{at:.2f}" y="0" width="{max(width, 0.5):.2f}" height="10"/>')
        at += width
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{''.join(drawn)}</svg>"
    )


def columns(series: Sequence[tuple[str, Mapping[str, int]]], label: str) -> str:
    """Columns side by side, each of coloured parts by outcome; `label` is the id of the element that names the chart."""
    most = max((sum(counts.values()) for _, counts in series), default=0) or 1
    plot = _HEIGHT - _TOP - _BOTTOM
    step = (_WIDTH - _LEFT) / max(len(series), 1)
    wide = min(step * 0.8, 48.0)
    drawn = [_rule(_HEIGHT - _BOTTOM, "0"), _rule(_TOP, str(most))]
    named = max(1, -(-len(series) // 8))  # so many names fit side by side
    for n, (name, counts) in enumerate(series):
        left, at = _LEFT + n * step + (step - wide) / 2, float(_HEIGHT - _BOTTOM)
        for outcome in reversed(OUTCOMES):
            if counts.get(outcome):
                tall = plot * counts[outcome] / most
                at -= tall
                drawn.append(
                    f'<rect class="fill-{outcome}" x="{left:.1f}" y="{at:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'
                )
        if n % named == 0:
            middle = min(left + wide / 2, _WIDTH - _HALF_NAME)
            drawn.append(f'<text x="{middle:.1f}" y="{_HEIGHT - 6}" text-anchor="middle">{escape(name)}</text>')
    return (
        f'<svg class="columns" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{label}">'
        f"{''.join(drawn)}</svg>"
    )


def _rule(y: int, value: str) -> str:
    """A line across the chart with its value."""
    return (
        f'<line class="rule" x1="{_LEFT}" x2="{_WIDTH}" y1="{y}" y2="{y}"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{value}</text>'
    )
