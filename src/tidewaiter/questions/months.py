"""Which months a case holds, for each series of records: present, partial, combined or missing.

Declarations are a series by event, direction and the country whose trade a file is about,
statistics by reporter and flow: a month of one says nothing of another. *Partial* and
*combined* are marks for a person to check, each with its figures, and no verdict: an office
may have closed, trade may have stopped, a file may have been cut.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import median
from typing import Any

from sqlglot import exp

from tidewaiter.ground.store import Store
from tidewaiter.questions.fields import DECLARATIONS
from tidewaiter.words.periods import months_between, shift

PRESENT, PARTIAL, COMBINED, MISSING = "present", "partial", "combined", "missing"
EDGE_DAYS = 5
"""So many days without a line at the edge of a series are not worth a mark: holidays, weekends."""
DISTANCES = 3
"""Nor are so many times the usual distance between two days with lines: where lines are rare, gaps are not."""
FEW_DAYS = 0.5
"""Of the median days with lines of the other months; a month with fewer is marked."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of declarations, and the days of it that have lines."""

    month: date
    n_lines: int
    n_days: int
    first_on: date
    last_on: date

    @property
    def of_days(self) -> int:
        """Days of the month."""
        return monthrange(self.month.year, self.month.month)[1]

    @property
    def n_days_before(self) -> int:
        """Days of the month before its first line."""
        return self.first_on.day - 1

    @property
    def n_days_after(self) -> int:
        """Days of the month after its last line."""
        return self.of_days - self.last_on.day


def series_of(store: Store, kind: str, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The months of every series of a kind of record, in the sources of these numbers."""
    table = "line_as_read" if kind == DECLARATIONS else "cell_as_read"
    own = exp.condition("row_id // 4294967296", dialect="duckdb").isin(*numbers)
    store.engine.view("counted", exp.select("*").from_(table).where(own))
    return _declared(store) if kind == DECLARATIONS else _published(store)


def _declared(store: Store) -> list[dict[str, Any]]:
    found = []
    store.engine.keep("at_home", _AT_HOME)
    undated = {one[:3]: one[3] for one in store.engine.rows(_UNDATED)}
    rows = store.engine.rows(_DAYS)
    dated = {
        key: [Month(*one[3:]) for one in each] for key, each in groupby(rows, lambda one: one[:3])
    }
    for key in [*dated, *(key for key in undated if key not in dated)]:
        months = dated.get(key, [])
        event, direction, home = key
        found.append(
            {
                "event": event,
                "direction": direction,
                "home": home,
                "n_without_day": undated.get(key, 0),
                "months": _with_missing(_judged(months)),
            }
        )
    return found


# a line stands with its source: in a file of Russian imports also the few lines that go on to Belarus
_AT_HOME = """
WITH placed AS (
    SELECT
        row_id // 4294967296 AS source_no, event, direction, declared_on,
        CASE direction WHEN 'import' THEN destination WHEN 'export' THEN dispatch END AS home,
        count(*) AS n_lines
    FROM counted
    GROUP BY ALL
),

weighed AS (
    SELECT source_no, direction, home, sum(n_lines) AS n_lines
    FROM placed
    WHERE home IS NOT NULL
    GROUP BY ALL
),

main AS (
    SELECT source_no, direction, home
    FROM weighed
    QUALIFY row_number() OVER (PARTITION BY source_no, direction ORDER BY n_lines DESC, home) = 1
)

SELECT placed.event, placed.direction, main.home, placed.declared_on, sum(placed.n_lines) AS n_lines
FROM placed
LEFT JOIN main  -- no partner: no line of the source says it
    ON main.source_no = placed.source_no AND main.direction = placed.direction
GROUP BY ALL
"""
_DAYS = """
SELECT
    event, direction, home,
    CAST(date_trunc('month', declared_on) AS DATE) AS month, CAST(sum(n_lines) AS BIGINT) AS n_lines,
    count(*) AS n_days, min(declared_on) AS first_on, max(declared_on) AS last_on
FROM at_home
WHERE declared_on IS NOT NULL
GROUP BY ALL
ORDER BY event, direction, home, month
"""
_UNDATED = """
SELECT event, direction, home, CAST(sum(n_lines) AS BIGINT) AS n FROM at_home WHERE declared_on IS NULL
GROUP BY ALL ORDER BY ALL
"""


def _judged(months: Sequence[Month]) -> list[dict[str, Any]]:
    marks = [marks_of(one, months) for one in months]
    return [
        {"month": _name(one.month), "status": PARTIAL if said else PRESENT, "n_lines": one.n_lines,
         "n_days": one.n_days, "of_days": one.of_days, "first_on": one.first_on, "last_on": one.last_on, "marks": said}
        for one, said in zip(months, marks, strict=True)
    ]  # fmt: skip


def marks_of(one: Month, series: Sequence[Month]) -> list[str]:
    """Why a person should look at a month: it begins late, ends early, or has few days with lines.

    Days without lines count only at the edge of a series, or of a run of months in it; they must be more
    than five, and more than three times the distance between days with lines in the median month.
    """
    held = {other.month for other in series}
    usual = max(EDGE_DAYS, DISTANCES * median(other.of_days / other.n_days for other in series))
    marks = []
    if shift(one.month, -1) not in held and one.n_days_before > usual:
        marks.append(f"no month before it, and no line before {one.first_on}")
    if shift(one.month, 1) not in held and one.n_days_after > usual:
        marks.append(f"no month after it, and no line after {one.last_on}")
    others = [other.n_days for other in series if other is not one]
    if len(others) > 1 and one.n_days < FEW_DAYS * median(others):
        marks.append(
            f"lines on {one.n_days} days, the median of the other months is {median(others):g}"
        )
    return marks


def _published(store: Store) -> list[dict[str, Any]]:
    found = []
    for (reporter, flow), each in groupby(store.engine.rows(_PERIODS), lambda one: one[:2]):
        periods = [one[2:] for one in each]
        dated = [(start, months, n) for start, months, n in periods if start is not None]
        found.append(
            {
                "reporter": reporter,
                "flow": flow,
                "n_without_period": sum(n for start, _, n in periods if start is None),
                "levels": _levels(dated),
                "months": _with_missing(_held(dated)),
            }
        )
    return found


_PERIODS = """
SELECT reporter, flow, period_start, period_months, count(*) AS n_cells
FROM counted
GROUP BY ALL
ORDER BY reporter, flow, period_months, period_start
"""


def _levels(periods: Sequence[tuple[date, int, int]]) -> list[dict[str, Any]]:
    """The lengths of the periods that are held: how many, from when to when."""
    return [
        {"period_months": months, "n_periods": len(starts), "n_cells": sum(n for _, n in starts),
         "first": _name(starts[0][0]), "last": _name(shift(starts[-1][0], months - 1))}
        for months, each in groupby(periods, lambda one: one[1])
        for starts in [[(start, n) for start, _, n in each]]
    ]  # fmt: skip


def _held(periods: Sequence[tuple[date, int, int]]) -> list[dict[str, Any]]:
    """Each month with its cells: of its own, else of the shortest period that holds it."""
    found: dict[date, dict[str, Any]] = {}
    for start, months, n in periods:  # the shortest come first
        span = f"{_name(start)} to {_name(shift(start, months - 1))}"
        marks = [] if months == 1 else [f"held only within {span}"]
        status = PRESENT if months == 1 else COMBINED
        for number in range(months):
            month = shift(start, number)
            held = {"month": _name(month), "status": status, "n_cells": n, "marks": marks}
            found.setdefault(month, held)
    return [found[month] for month in sorted(found)]


def _with_missing(months: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The months from the first to the last, those without records too."""
    held = {one["month"]: dict(one) for one in months}
    if not held:
        return []
    first, last = (date.fromisoformat(f"{name}-01") for name in (min(held), max(held)))
    every = map(_name, months_between(first, shift(last, 1)))
    return [held.get(name, {"month": name, "status": MISSING, "marks": []}) for name in every]


def names_of(series: Iterable[Mapping[str, Any]]) -> set[str]:
    """Months that some series holds, in whatever way."""
    return {one["month"] for each in series for one in each["months"] if one["status"] != MISSING}


def _name(month: date) -> str:
    return f"{month.year:04}-{month.month:02}"
