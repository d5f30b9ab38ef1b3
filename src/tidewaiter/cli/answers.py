"""An answer and a verdict on paper: the numbers first, then what they rest on."""

import csv
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from tidewaiter.cli.paper import (
    all_synthetic,
    begins_like_a_formula,
    console,
    marked,
    plain,
    print_json,
    print_synthetic,
    synthetic,
    table,
    text,
    warn_of_formulas,
)
from tidewaiter.evidence.verdicts import Verdict
from tidewaiter.questions.answer import Answer
from tidewaiter.words.concordance import CONVERTED

_NUMBERS = ("value", "numerator", "denominator", "n_lines", "base", "change", "ratio")


def show_answer(found: Answer, as_json: bool, as_csv: bool) -> None:
    """One answer, in the form asked for."""
    if as_json:
        print_json(found.as_dict())
    elif as_csv:
        _csv(found)
    else:
        _print(console(), found)


def _print(on: Console, found: Answer) -> None:
    print_synthetic(on, found.synthetic)
    on.print(_values(found))
    if len(found.values) > 1:
        total = (
            "not added, see below" if found.total is None else f"{text(found.total)} {found.unit}"
        )
        on.print(f"total: {total}")
    if found.interval:
        low, high = map(text, found.interval)
        on.print(f"interval: {low} to {high} {found.unit}, as converted codes are only bounded")
    if found.concordance and found.concordance["asked"] != CONVERTED:
        _print_sides(on, found.concordance["values"], found.unit)
    steps = [(one["step"], one["n"], one["value"]) for one in found.bridge]
    on.print(table(("step", "rows", found.unit), steps, ("rows", found.unit), "bridge"))
    if found.levels:
        on.print(_levels(found.levels))
    _print_coverage(on, found.coverage)
    for one in found.method:
        on.print(f"{text(one['what'])}: {text(one['choice'])} ({text(one['why'])})", style="dim")
    hashes = {"query": found.query_id, "answer": found.answer_hash, "rows": found.row_set}
    for name, value in hashes.items():
        if value:
            on.print(f"{name} {value}", style="dim")


def _values(found: Answer) -> Table:
    groups = list(found.values[0].by) if found.values else []
    ratio = any(one.denominator is not None for one in found.values)
    compared = any(one.base is not None for one in found.values)
    columns = [
        *groups,
        f"value, {found.unit}",
        *(("numerator", "denominator") if ratio else ()),
        "rows",
    ]
    columns += ["base", "change", "ratio"] if compared else []
    rows = []
    for one in found.values:
        row = [*one.by.values(), one.value]
        row += [one.numerator, one.denominator] if ratio else []
        row += [one.n_lines]
        row += [one.base, _percent(one.change), _times(one.ratio)] if compared else []
        rows.append(row)
    return table(columns, rows, [name for name in columns if name not in groups])


def _print_sides(on: Console, values: Sequence[Mapping[str, Any]], unit: str) -> None:
    """Codes as declared and their family, where a comparison runs over a change of edition."""
    if not values:
        return
    groups = list(values[0]["by"])
    rows = [
        (
            *one["by"].values(),
            name,
            *_side(one[key]),
            _share(one["share"]) if key == "as_declared" else "",
        )
        for one in values
        for key, name in (("as_declared", "as declared"), ("family", "family"))
    ]
    columns = [*groups, "codes", f"value, {unit}", "base", "change", "share of the family"]
    title = "over the change of edition"
    on.print(table(columns, rows, columns[len(groups) + 1 :], title))


def _side(side: Mapping[str, Any] | None) -> tuple[Any, Any, Any]:
    if side is None:
        return None, None, None
    return side["value"], side["base"], _percent(side["change"])


def _share(share: Any) -> str | None:
    return None if share is None else f"{share * 100:,.1f} %"


def _percent(change: Any) -> str | None:
    return None if change is None else f"{change * 100:+,.1f} %"


def _times(ratio: Any) -> str | None:
    return None if ratio is None else f"{ratio:,.3f} ×"


def _levels(levels: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        (
            one["axis"],
            one["level"],
            one.get("place", ""),
            one["total"],
            "used" if one["used"] else "",
        )
        for one in levels
    ]
    return table(("axis", "level", "place", "total", ""), rows, ("total",), "levels (never added)")


def _print_coverage(on: Console, covered: Mapping[str, Any]) -> None:
    on.print(months_told(covered["months_present"], covered["months_missing"]))
    for one in covered["periods_combined"]:
        span = f"{one['n']} cells of {one['period_months']} months from {one['period_start']}"
        on.print(f"not used, longer than asked: {span}, {text(one['value'])}")
    files = covered["sources"]
    first = ", ".join(
        f"{text(one['file_name'])} ({one['n_rows_used']:,} rows)" for one in files[:4]
    )
    more = f" and {len(files) - 4:,} more" if len(files) > 4 else ""
    on.print(f"sources: {first}{more}" if files else "sources: none holds a row that answers this")
    for note in covered["notes"]:
        on.print(f"note: {text(note)}")


def months_told(present: Sequence[str], missing: Sequence[str]) -> str:
    """Which months are there, which are not."""
    named = f" ({', '.join(missing[:12])}{' …' if len(missing) > 12 else ''})" if missing else ""
    span = f"{len(present)} present, {present[0]} to {present[-1]}" if present else "none present"
    return f"months: {span}; {len(missing)} missing{named}"


def _csv(found: Answer) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    groups = list(found.values[0].by) if found.values else []
    writer.writerow([*groups, *_NUMBERS, "unit", "synthetic", "answer_hash"])
    for one in found.values:
        keys = [plain(value) for value in one.by.values()]
        numbers = [plain(getattr(one, name)) for name in _NUMBERS]
        writer.writerow(
            [*keys, *numbers, found.unit, str(found.synthetic).lower(), found.answer_hash]
        )
    warn_of_formulas(
        sum(begins_like_a_formula(key) for one in found.values for key in one.by.values())
    )


def show_row_set(found: Answer, as_json: bool) -> None:
    """Only the hash of the rows behind an answer."""
    if as_json:
        told = {"query_id": found.query_id, "row_set": found.row_set}
        return print_json(told | {"synthetic": found.synthetic})
    if found.synthetic:
        print(synthetic(found.synthetic), file=sys.stderr)
    print(found.row_set)
    return None


def show_verdicts(found: Sequence[Verdict], as_json: bool) -> None:
    """A line a claim: the verdict, whether it was expected, the number and why."""
    if as_json:
        return print_json({"claims": [one.as_dict() for one in found]})
    on = console()
    print_synthetic(on, all_synthetic(one.synthetic for one in found))
    rows = [
        (
            one.claim.id,
            one.claim.text,
            one.verdict,
            "yes" if one.as_expected else f"no: {one.claim.verdict}",
            one.why,
        )
        for one in found
    ]
    columns = ("claim", "says", "verdict", "expected", "why")
    on.print(table(*marked(columns, rows, [one.synthetic for one in found])))
    return None
