"""A plot on logarithmic axes, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 44, 46, 56
COLOURS = ("#1f5fa8", "#c2571a", "#3d8b40", "#7a4fa3")
DARK, LIGHT = "#333333", "#dddddd"


@dataclass(frozen=True)
class Series:
    """A line with its points. points: (x, y), positive. dashed: a line alone, without points."""

    name: str
    points: Sequence[tuple[float, float]]
    dashed: bool = False


class Axis:
    """A logarithmic axis over whole decades, from value to pixel."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        """Pixel of a value."""
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)

    @property
    def decades(self) -> list[float]:
        """The powers of ten on the axis."""
        return [10.0**power for power in range(self.low, self.high + 1)]


def plot(title: str, x_name: str, y_name: str, series: Sequence[Series]) -> str:
    """The SVG of these series. Raises ValueError where there is no point at all."""
    points = [point for line in series for point in line.points]
    if not points:
        raise ValueError("nothing to plot")
    x = Axis([p[0] for p in points], LEFT, WIDTH - RIGHT)
    y = Axis([p[1] for p in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(LEFT, 24, title, "start", 15),
        *_grid(x, y),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, x_name, "middle"),
        f'<g transform="rotate(-90 18 {(TOP + HEIGHT - BOTTOM) / 2})">',
        _text(18, (TOP + HEIGHT - BOTTOM) / 2, y_name, "middle"),
        "</g>",
    ]
    for number, line in enumerate(series):
        parts += _line(line, COLOURS[number % len(COLOURS)], number, x, y)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _grid(x: Axis, y: Axis) -> list[str]:
    parts = []
    for value in x.decades:
        at = x.at(value)
        parts.append(f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{HEIGHT - BOTTOM}" stroke="{LIGHT}"/>')
        parts.append(_text(at, HEIGHT - BOTTOM + 18, f"{value:,g}" if value < 1 else f"{value:,.0f}", "middle"))
    for value in y.decades:
        at = y.at(value)
        parts.append(f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="{LIGHT}"/>')
        parts.append(_text(LEFT - 8, at + 4, f"{value:,g}" if value < 1 else f"{value:,.0f}", "end"))
    return parts


def _line(line: Series, colour: str, number: int, x: Axis, y: Axis) -> list[str]:
    """The line, its points, and its entry in the legend."""
    spots = [(x.at(a), y.at(b)) for a, b in sorted(line.points)]
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in spots)
    dash = ' stroke-dasharray="6 5"' if line.dashed else ""
    stroke = f'stroke="{colour}" stroke-width="2"{dash}'
    parts = [f'<polyline points="{path}" fill="none" {stroke}/>'] if len(spots) > 1 else []
    if not line.dashed:
        for (a, b), (v, w) in zip(spots, sorted(line.points), strict=True):
            said = f"<title>{escape(line.name)}: {v:,.0f}, {w:,.1f}</title>"
            parts.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}">{said}</circle>')
    top = TOP + 16 + 20 * number
    parts.append(f'<line x1="{LEFT + 12}" y1="{top - 4}" x2="{LEFT + 40}" y2="{top - 4}" {stroke}/>')
    parts.append(_text(LEFT + 48, top, line.name, "start"))
    return parts


def _text(x: float, y: float, words: str, anchor: str, size: int = 13) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f'<text {place} fill="{DARK}">{escape(words)}</text>'
