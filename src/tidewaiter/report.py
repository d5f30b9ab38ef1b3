"""A static page: tables and one drawn chart, no scripts, nothing loaded from anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import vl_convert
from jinja2 import Environment, StrictUndefined

from tidewaiter.evidence.claims import VERDICTS
from tidewaiter.version import VERSION
from tidewaiter.words.bundled import LIBRARY

_FONT = "DejaVu Sans, Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page: words, a chart, a table, notes; and whether its rows are synthetic."""

    title: str
    text: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    numbers: frozenset[str] = frozenset()
    svg: str = ""
    caption: str = ""
    notes: Sequence[str] = ()
    synthetic: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A page."""

    title: str
    lead: str
    manifest: str
    sections: Sequence[Section] = field(default=())


def render(report: Report) -> str:
    """The page as HTML; whatever stands in the records is shown as text, never as markup."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(
        (LIBRARY / "report" / "report.html").read_text(encoding="utf-8")
    )
    return template.render(report=report, version=VERSION, verdicts=VERDICTS)


def months_chart(points: Sequence[tuple[date, Decimal | None]], title: str, unit: str) -> str:
    """A line of monthly values as SVG; a missing month is a gap, not a zero."""
    shown = [
        {"month": month.isoformat(), "value": None if value is None else float(value)}
        for month, value in points
    ]
    axis: dict[str, Any] = {
        "labelFont": _FONT,
        "titleFont": _FONT,
        "labelFontSize": 12,
        "gridColor": "#e4e9ed",
    }
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 760,
        "height": 280,
        "title": {"text": title, "anchor": "start", "font": _FONT, "fontSize": 14},
        "data": {"values": shown},
        "mark": {
            "type": "line",
            "color": "#1f5f8b",
            "strokeWidth": 2,
            "point": {"size": 14, "color": "#1f5f8b"},
        },
        "encoding": {
            "x": {
                "field": "month",
                "type": "temporal",
                "title": None,
                "axis": {**axis, "format": "%Y", "tickCount": "year"},
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": unit,
                "axis": {**axis, "tickCount": 6},
            },
        },
        "config": {"view": {"stroke": None}, "background": "white"},
    }
    return str(vl_convert.vegalite_to_svg(spec))
