"""The law over time, drawn: a bar a regime, a colour a status, a day and an act at each change.

Static, with nothing loaded from anywhere, like the charts of a report. What is not known is grey and
says so; only a claim that nothing was controlled is green.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

import vl_convert

from tidewaiter.law.history import History, Line
from tidewaiter.law.measures import DECIDING
from tidewaiter.law.timeline import DAY, Span
from tidewaiter.words import places
from tidewaiter.words.errors import CommandError
from tidewaiter.words.hs import edition_on
from tidewaiter.words.nomenclature import SIX, editions_with, text_of

_FONT = "DejaVu Sans, Helvetica, Arial, sans-serif"
_WIDTH, _ROW, _BAR = 860, 72, 30
_LETTER, _SMALL = 6.3, 5.8
"""Widths of a letter in a bar and above it, in pixels."""
_NUMBER = re.compile(r"\d+ FR \d+|SI \d+/\d+|\d+/\d+(?:/[A-Z]+)?")
COLOURS = {
    "prohibited": ("#b3261e", "white", "prohibited"),
    "licence": ("#d97706", "white", "licence needed"),
    "due_diligence": ("#e8c547", "#333333", "duty of care, no ban"),
    "unknown": ("#8fa6b8", "#16222c", "unknown: facts are missing"),
    "no_rule_loaded": ("#e9edf0", "#5b6770", "no rule loaded: silence, not freedom"),
    "not_controlled": ("#3f8f58", "white", "not controlled, by a complete list"),
    "not_applicable": ("#ffffff", "#8a949b", "the law does not bind here"),
    "invalid_code_for_date": ("#f6f1e4", "#7a6a3a", "the code did not exist"),
}
"""Fill, ink and legend of each status."""
_SAID = {
    "due_diligence": "duty of care",
    "no_rule_loaded": "no rule loaded",
    "not_controlled": "not controlled",
    "not_applicable": "does not bind",
    "invalid_code_for_date": "no such code",
}
_POSSIBLE = {"prohibited": "ban", "licence": "licence", "due_diligence": "duty of care"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where days lie on the drawing."""

    found: History

    def x(self, day: date) -> float:
        """Pixels from the left end."""
        whole = self.found.until + DAY - self.found.since
        return _WIDTH * ((day - self.found.since) / whole)

    def bars(self) -> Iterator[dict[str, Any]]:
        """One for each run of a status, with what it says."""
        for line in self.found.lines:
            for status, each in groupby(line.spans, lambda span: _status(span)[:2]):
                run = list(each)
                end = run[-1].last + DAY
                wide = self.x(end) - self.x(run[0].first)
                yield {
                    "row": _row(line),
                    "from": run[0].first.isoformat(),
                    "to": end.isoformat(),
                    "status": status[0],
                    "label": _fitting(_texts(run), wide),
                }

    def unknown_after(self) -> Iterator[dict[str, Any]]:
        """For each regime the days after the newest act that is loaded of it."""
        for line in self.found.lines:
            since = line.newest + DAY if line.newest else None
            if since and self.found.since < since <= self.found.until:
                until = self.found.until + DAY
                yield {"row": _row(line), "from": since.isoformat(), "to": until.isoformat()}

    def changes(self) -> Iterator[dict[str, Any]]:
        """One for each day on which something moves; a new status is labelled before a new act."""
        for line in self.found.lines:
            pairs = list(zip(line.spans, line.spans[1:], strict=False))
            taken: list[tuple[float, float]] = []
            labels: dict[date, str] = {}
            for before, span in sorted(pairs, key=_weight):
                labels[span.first] = self._label(before, span, taken)
            for _, span in pairs:
                day = span.first
                yield {"row": _row(line), "from": day.isoformat(), "label": labels[day]}

    def _label(self, before: Span, span: Span, taken: list[tuple[float, float]]) -> str:
        """The day and the acts that are new, or as much of it as there is room for."""
        day, at = f"{span.first.day} {span.first:%b %Y}", self.x(span.first)
        new = [one for one in _acts([span]) if one not in _acts([before])]
        texts = [f"{day}: {', '.join(new)}", f"{day}: {new[0]} …"] if new else []
        for text in (*texts, day):
            end = at + len(text) * _SMALL + 6
            free = all(end <= left or at >= right for left, right in taken)
            if free and end <= _WIDTH + 60:
                taken.append((at, end))
                return text
        return ""


def _weight(pair: tuple[Span, Span]) -> tuple[bool, bool, date]:
    """A day with a status that is certain first, then one with another status, then the rest."""
    before, span = (_status(one) for one in pair)
    return not (before != span and span[0] in DECIDING.values()), before == span, pair[1].first


def law_chart(found: History) -> str:
    """The history as SVG."""
    return str(vl_convert.vegalite_to_svg(_spec(found)))


def write_chart(svg: str, path: Path) -> None:
    """As SVG, or as a picture of twice the size."""
    if path.suffix.lower() == ".svg":
        path.write_text(svg, encoding="utf-8")
    elif path.suffix.lower() == ".png":
        path.write_bytes(vl_convert.svg_to_png(svg, scale=2))
    else:
        raise CommandError(f"a chart cannot be written as {path.name}", "name it .svg or .png")


def _status(span: Span) -> tuple[str, str | None, str | None]:
    now = span.standing
    return now.status, now.possible, now.mark


def _row(line: Line) -> str:
    """A name, and below it, where the road asked for is not the regime's own, whose road it is."""
    name = places.name_of(line.regime) if line.regime in places.codes() else line.regime
    below = ["SYNTHETIC"] if line.synthetic else []
    below += ["its own exporters"] if line.own_exporters else []
    below += ["if it binds"] if line.may_bind and not line.own_exporters else []
    return "|".join([name, ", ".join(below)]) if below else name


def _texts(run: Sequence[Span]) -> Iterable[str]:
    """What a bar may say, the longest first."""
    now = run[0].standing
    status = _SAID.get(now.status, now.status)
    marks = {one.standing.mark for one in run}
    mark = f" {now.mark}" if now.mark and len(marks) == 1 else ""
    if now.possible:
        possible = _POSSIBLE[now.possible]
        return (f"{status}{mark}: a {possible} is possible", f"{status}: {possible}?", status, "?")
    acts = _acts(run[:1])
    by = f", {', '.join(acts)}" if acts else ""
    return (f"{status}{mark}{by}", f"{status}{mark}", status)


def _acts(run: Iterable[Span]) -> list[str]:
    """The numbers of the acts that spans rest on, or that may apply in them."""
    each = [one.measure.act for span in run for one in span.standing.deciding]
    short = [found[0] if (found := _NUMBER.search(act)) else act.split(",")[0] for act in each]
    return list(dict.fromkeys(short))


def _fitting(texts: Iterable[str], wide: float) -> str:
    return next((one for one in texts if len(one) * _LETTER + 10 <= wide), "")


def _title(found: History, dashed: bool) -> dict[str, Any]:
    code, road = found.question.code, found.question.road
    known = editions_with(code[:SIX])
    edition = known[-1] if known else edition_on(found.until) or ""
    dotted = f"{code[:4]}.{code[4:]}" if len(code) > 4 else code
    names = [places.name_of(one) for one in (road.sent_from, road.to)]
    of = "seller taken to be of" if found.assumed_seller else "seller of"
    seller = f"{of} {places.name_of(road.seller)}" if road.seller else "seller not known"
    words = wrap(text_of(code, edition) if edition else "", 130)[:2]
    return {
        "text": f"{dotted} from {names[0]} to {names[1]}: what the law said, and when",
        "subtitle": [
            *words,
            f"{seller}; by the loaded lists (✔ read in the source, ≈ second hand, ? unverified); no legal advice",
            *(
                ["dashed below a bar: after the newest act that is loaded of that law"]
                if dashed
                else []
            ),
        ],
        "anchor": "start",
        "font": _FONT,
        "fontSize": 16,
        "subtitleFont": _FONT,
        "subtitleFontSize": 12,
        "subtitleColor": "#5b6770",
        "offset": 14,
    }


def _spec(found: History) -> dict[str, Any]:
    drawn = Drawn(found)
    bars, changes = list(drawn.bars()), list(drawn.changes())
    after = list(drawn.unknown_after())
    dashes = {"type": "rule", "yOffset": _BAR / 2 + 5, "color": "#5b6770", "strokeDash": [5, 4]}
    used = [name for name in COLOURS if any(one["status"] == name for one in bars)]
    rows = [_row(line) for line in found.lines]
    text = {"type": "text", "align": "left", "font": _FONT, "baseline": "middle"}
    bar = {"type": "bar", "height": _BAR, "stroke": "#9aa5ad", "strokeWidth": 0.8}
    short = {"type": "tick", "height": _BAR / 4, "yOffset": -_BAR * 3 / 8}
    above = {**text, "fontSize": 10.5, "dy": -_BAR / 2 - 8, "color": "#38444d"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": _ROW * len(rows),
        "title": _title(found, bool(after)),
        "encoding": {"x": _days(found), "y": _regimes(rows)},
        "layer": [
            {
                "data": {"values": bars},
                "mark": bar,
                "encoding": {"x2": {"field": "to"}, "color": _colour(used)},
            },
            {
                "data": {"values": changes},
                "mark": {**short, "thickness": 1.5, "color": "white"},
            },
            {
                "data": {"values": bars},
                "mark": {**text, "fontSize": 11, "dx": 6},
                "encoding": {"text": {"field": "label"}, "color": _ink(used)},
            },
            {
                "data": {"values": after},
                "mark": dashes,
                "encoding": {"x2": {"field": "to"}},
            },
            {
                "data": {"values": changes},
                "mark": above,
                "encoding": {"text": {"field": "label"}},
            },
        ],
        "config": {"view": {"stroke": None}, "background": "white"},
    }


def _days(found: History) -> dict[str, Any]:
    return {
        "field": "from",
        "type": "temporal",
        "title": None,
        "scale": {"domain": [found.since.isoformat(), (found.until + DAY).isoformat()]},
        "axis": {
            "format": "%Y",
            "tickCount": "year",
            "gridColor": "#cfd6db",
            "domain": False,
            "labelAlign": "left",
            "labelOffset": 4,
            "labelFont": _FONT,
            "labelFontSize": 12,
        },
    }


def _regimes(rows: Sequence[str]) -> dict[str, Any]:
    return {
        "field": "row",
        "type": "nominal",
        "title": None,
        "scale": {"domain": rows, "padding": 0},
        "axis": {
            "ticks": False,
            "domain": False,
            "labelExpr": "split(datum.label, '|')",
            "labelFont": _FONT,
            "labelFontSize": 13,
            "labelLimit": 190,
            "labelPadding": 10,
        },
    }


def _colour(used: Sequence[str]) -> dict[str, Any]:
    words = ", ".join(f"'{one}': '{COLOURS[one][2]}'" for one in used)
    return {
        "field": "status",
        "type": "nominal",
        "title": None,
        "scale": {"domain": used, "range": [COLOURS[one][0] for one in used]},
        "legend": {
            "orient": "bottom",
            "columns": 3,
            "symbolType": "square",
            "symbolSize": 180,
            "symbolStrokeColor": "#9aa5ad",
            "symbolStrokeWidth": 1,
            "labelFont": _FONT,
            "labelFontSize": 12,
            "labelLimit": 320,
            "labelExpr": f"({{{words}}})[datum.label]",
        },
    }


def _ink(used: Sequence[str]) -> dict[str, Any]:
    tests = [{"test": f"datum.status === '{one}'", "value": COLOURS[one][1]} for one in used]
    return {"condition": tests, "value": "black"}
