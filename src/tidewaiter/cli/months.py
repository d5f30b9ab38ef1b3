"""Months and what a case lacks, on paper, for one kind of record.

A few series are drawn month by month; many stand in a line each, with what they lack.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from tidewaiter.cli.paper import lean_table, say, text
from tidewaiter.cli.strips import LEGEND, MONTHS, SIGNS, percent, strip

Found = Mapping[str, Any]
_MANY_SERIES, _MOST_SERIES, _MANY_LINES, _MANY_NOTES = 4, 40, 15, 8


def show_kind(on: Console, kind: Found, chosen: bool) -> None:
    """Months of every series, the fields that are declared and what cannot be answered."""
    on.print()
    months = kind["months_present"]
    n_missing = len(kind["months_missing"])
    span = (
        f"{months[0]} to {months[-1]}, {n_missing} months missing" if months else "no readable date"
    )
    on.print(f"[bold]{kind['kind']}[/]: {span}")
    series = [one for one in kind["series"] if one["months"]]
    if len(series) <= (_MOST_SERIES if chosen else _MANY_SERIES):
        for one in series:
            _show_strip(on, one)
        if series:
            on.print(f"  {LEGEND}", style="dim")
    else:
        _show_series(on, series, _MOST_SERIES if chosen else _MANY_LINES)
    for one in kind["series"]:
        if n := one.get("n_without_day", one.get("n_without_period")):
            say(on, f"{n:,} records of {_series(one)} have no readable day or period: in no month")
    say(on, f"declares: {', '.join(kind['fields_declared'])}")
    _show_lacking(on, kind)


def _series(one: Found) -> str:
    named = [text(one[name]) if one[name] else f"no {name}" for name in _axes(one)]
    return " ".join([*named, *([text(one["home"])] if one.get("home") else [])])


def _show_strip(on: Console, one: Found) -> None:
    on.print(f"  [bold]{_series(one)}[/]{_of_levels(one)}")
    on.print(f"        {MONTHS}", style="dim")
    for line in strip(one["months"]):
        on.print(f"  {line}")
    marked = [month for month in one["months"] if month["status"] == "partial"]
    for month in marked[:_MANY_NOTES]:
        figure = f"lines on {month['n_days']} of {month['of_days']} days"
        say(on, f"{month['month']}: {figure}; {'; '.join(month['marks'])}", 4)
    if len(marked) > _MANY_NOTES:
        on.print(f"    and {len(marked) - _MANY_NOTES} more such months: --json", style="dim")


def _of_levels(one: Found) -> str:
    levels = [
        f"{level['n_periods']} {_period(level['period_months'])}" for level in one.get("levels", ())
    ]
    return f": {', '.join(levels)}" if levels else ""


def _period(months: int) -> str:
    return {1: "months", 3: "quarters", 12: "years"}.get(months, f"periods of {months} months")


def _show_series(on: Console, series: Sequence[Found], most: int) -> None:
    """Many series: those that hold the same months in one line and first, then those that lack most."""
    alike: dict[tuple[Any, ...], list[Found]] = {}
    for one in series:
        held = tuple((month["month"], month["status"]) for month in one["months"])
        alike.setdefault((one[_axes(one)[1]], held), []).append(one)
    ordered = sorted(alike.values(), key=lambda each: (-len(each), -_n_missing(each[0])))
    lines = [_line(each) for each in ordered]
    middle = "partial" if "event" in series[0] else "combined"
    names = ("series", "months", "present", middle, "missing", "which")
    on.print(lean_table(names, lines[:most], names[2:-1], ("months",)))
    if len(lines) > most:
        say(on, f"{most} of {len(lines):,} lines, all with --json", style="dim")
    say(on, "month by month: --source NO (or a profile's name), or --json", style="dim")


def _n_missing(one: Found) -> int:
    return sum(month["status"] == "missing" for month in one["months"])


def _line(each: Sequence[Found]) -> tuple[Any, ...]:
    first = each[0]
    place, flow = _axes(first)
    homes = [f" {text(one['home'])}" if one.get("home") else "" for one in each]
    places = ", ".join(
        text(one[place] or f"no {place}") + home for one, home in zip(each, homes, strict=True)
    )
    months = first["months"]
    held = {status: [one["month"] for one in months if one["status"] == status] for status in SIGNS}
    middle = "partial" if place == "event" else "combined"
    return (
        f"{first[flow] or f'no {flow}'}: {places}",
        f"{months[0]['month']} to {months[-1]['month']}",
        len(held["present"]),
        len(held[middle]),
        len(held["missing"]),
        _some(held["missing"]),
    )


def _axes(one: Found) -> tuple[str, str]:
    return ("reporter", "flow") if "reporter" in one else ("event", "direction")


def _some(names: Sequence[str]) -> str:
    return f"{', '.join(names[:3])}{' …' if len(names) > 3 else ''}"


def _show_lacking(on: Console, kind: Found) -> None:
    say(on, f"cannot answer: {', '.join(kind['cannot_answer']) or 'nothing is lacking'}")
    if kind["cannot_measure"]:
        say(on, f"cannot measure: {', '.join(kind['cannot_measure'])}")
    if kind["why"]:
        say(on, "no source declares them; what each needs: --json", 4, "dim")
    for one in kind["only_some"][:_MANY_NOTES]:
        by, not_by = one["declared_by"], one["not_by"]
        say(on, f"only some sources declare {one['field']}: {_numbers(by)}; not {_numbers(not_by)}")
    if len(kind["only_some"]) > _MANY_NOTES:
        rest = ", ".join(one["field"] for one in kind["only_some"][_MANY_NOTES:])
        say(on, f"only some sources declare: {rest}; which: --json")
    for one in kind["seldom"]:
        said = percent(one["n_filled"], one["n_records"])
        of = f"{said} of the {one['n_records']:,} records of sources that declare it"
        say(on, f"seldom filled: {one['field']}, a value in {of}")


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:6])
    return shown if len(numbers) <= 6 else f"{shown} and {len(numbers) - 6:,} more"
