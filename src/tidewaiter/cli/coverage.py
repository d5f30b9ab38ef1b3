"""What a case holds, on paper: rows by source and columns by layout.

A case of a few sources is shown whole. One of many is shown by profile, and names where the rest stands.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console

from tidewaiter.cli.months import show_kind
from tidewaiter.cli.paper import (
    all_synthetic,
    console,
    lean_table,
    marked,
    named,
    print_json,
    print_synthetic,
    say,
    text,
)
from tidewaiter.cli.strips import percent, share
from tidewaiter.records.synthetic import is_mark

Found = Mapping[str, Any]
_MANY_SOURCES, _MANY_LAYOUTS, _MANY_COLUMNS = 12, 3, 60
_ENDS = (
    ("header", "n_header"), ("raw rows", "n_raw_rows"), ("set aside", "n_set_aside"), ("blank", "n_blank"),
    ("line breaks", "n_line_breaks"),
)  # fmt: skip


def show_coverage(found: Found, as_json: bool, chosen: bool = False) -> None:
    """All of it; in detail for sources that were chosen."""
    if as_json:
        return print_json(found)
    on = console()
    if not found["sources"]:
        return on.print("the case is empty")
    print_synthetic(on, all_synthetic(one["synthetic"] for one in found["sources"]))
    _show_sources(on, found["sources"], chosen)
    _show_columns(on, found["sources"], chosen)
    for kind in found["kinds"]:
        show_kind(on, kind, chosen)
    return None


def _show_sources(on: Console, sources: Sequence[Found], chosen: bool) -> None:
    if len(sources) <= _MANY_SOURCES:
        rows = [
            (one["source_no"], named(one["file_name"], one["sheet"]), *_account([one]))
            for one in sources
        ]
        marks = [bool(one["synthetic"]) for one in sources]
        columns, rows = marked(("no", "file", *_ACCOUNT), rows, marks)
        on.print(lean_table(columns, rows, ("no", *_ACCOUNT[:-1])))
    else:
        grouped = list(_by_profile(sources))
        rows = [(profile, len(each), *_account(each)) for profile, each in grouped]
        kinds = [all_synthetic(one["synthetic"] for one in each) for _, each in grouped]
        columns, rows = marked(("profile", "sources", *_ACCOUNT), rows, kinds)
        on.print(lean_table(columns, rows, ("sources", *_ACCOUNT[:-1])))
        for one in sources:
            if not one["conserved"]:
                say(
                    on,
                    f"not conserved: source {one['source_no']}, {text(named(one['file_name'], one['sheet']))}",
                    0,
                )
    for one in sources if chosen and len(sources) <= _MANY_SOURCES else ():
        ends = " + ".join(f"{name} {one[key]:,}" for name, key in _ENDS if one[key])
        say(
            on,
            f"source {one['source_no']}: {one['n_counted']:,} in the file = {ends or 'nothing'}",
            0,
            "dim",
        )


_ACCOUNT = ("in the file", "raw rows", "in records", "problems", "conserved")


def _account(sources: Sequence[Found]) -> tuple[Any, ...]:
    names = ("n_counted", "n_raw_rows", "n_rows_in_records", "n_problems")
    sums = [sum(one[name] or 0 for one in sources) for name in names]
    return (*sums, "yes" if all(one["conserved"] for one in sources) else "NO")


def _by_profile(sources: Iterable[Found]) -> Iterator[tuple[str, list[Found]]]:
    ordered = sorted(sources, key=lambda one: one["profile"])
    for profile, each in groupby(ordered, lambda one: str(one["profile"])):
        yield profile, list(each)


def _show_columns(on: Console, sources: Sequence[Found], chosen: bool) -> None:
    """A table for each layout; of many layouts one line each."""
    gathered: dict[str, list[Found]] = {}
    for one in sources:
        gathered.setdefault(one["layout"], []).append(one)
    layouts = [(each, _columns_together(each)) for each in gathered.values()]
    n_columns = sum(len(columns) for _, columns in layouts)
    if not chosen and (len(layouts) > _MANY_LAYOUTS or n_columns > _MANY_COLUMNS):
        return _show_layouts(on, layouts)
    for each, columns in layouts:
        on.print()
        n_rows = sum(one["n_rows"] for one in each)
        on.print(f"[bold]columns[/] of {_whose(each)}: {n_rows:,} rows")
        if columns:
            on.print(_table_of_columns(columns, n_rows))
        _show_notes(on, each, columns)
        _show_others(on, each, n_rows, chosen)
    return None


def _whose(each: Sequence[Found]) -> str:
    first = each[0]
    if len(each) == 1:
        return f"source {first['source_no']}, {text(named(first['file_name'], first['sheet']))}"
    return f"{len(each):,} sources by profile {text(first['profile'])}"


def _columns_together(each: Sequence[Found]) -> list[dict[str, Any]]:
    """The mapped columns of like sources, counts added up: a line for each field."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for source in each:
        for column in source["columns"]:
            for one in column["fields"]:
                line = found.setdefault((column["column"], one["field"]), _line(column, one))
                line["n_filled"] += column["n_filled"]
                line["n_not_stated"] += column["n_not_stated"]
                for name in ("n_read", "n_unread", "n_unused"):
                    line[name] += one[name]
                for kind, n in one["problems"].items():
                    line["problems"][kind] = line["problems"].get(kind, 0) + n
    return list(found.values())


def _line(column: Found, one: Found) -> dict[str, Any]:
    counts = dict.fromkeys(("n_filled", "n_not_stated", "n_read", "n_unread", "n_unused"), 0)
    return {"column": column["column"], "field": one["field"], "with": one["together_with"],
            "problems": {}, **counts}  # fmt: skip


def _table_of_columns(columns: Sequence[Found], n_rows: int) -> Any:
    marked = any(one["n_not_stated"] for one in columns)
    rows = []
    for before, one in zip([None, *columns], columns, strict=False):
        again = before is not None and before["column"] == one["column"]
        cells = [
            "" if again else one["column"],
            _feeds(one),
            "" if again else share(one["n_filled"], n_rows),
        ]
        cells += [("" if again else one["n_not_stated"])] if marked else []
        rows.append([*cells, one["n_read"], _problems(one["problems"])])
    names = ("column", "feeds", "filled", *(("not stated",) if marked else ()), "read", "problems")
    return lean_table(names, rows, ("read", "not stated"))


def _feeds(one: Found) -> str:
    return f"{one['field']} (with {', '.join(one['with'])})" if one["with"] else str(one["field"])


def _problems(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {kind}" for kind, n in kinds.items())


def _show_notes(on: Console, each: Sequence[Found], columns: Sequence[Found]) -> None:
    for one in columns:
        if one["n_unused"]:
            say(
                on,
                f"note: {text(one['field'])}: {one['n_unused']:,} filled, neither read nor a problem",
                0,
            )
    n_records = sum(one["n_records"] or 0 for one in each)
    n_rows = sum(one["n_rows"] for one in each)
    if n_records and n_records != n_rows:
        say(
            on,
            f"note: a row can hold several records; {n_records:,} records are counted under read",
            0,
            "dim",
        )
    said = [
        f"{name} {' or '.join(values[:3])}"
        for name, values in each[0]["constants"].items()
        if len(values) < 4
    ]
    if said:
        say(on, f"the profile says for all: {text(', '.join(said))}", 0, "dim")


def _show_others(on: Console, each: Sequence[Found], n_rows: int, chosen: bool) -> None:
    """Columns that feed no field: in detail for chosen sources, else in a sentence."""
    others: dict[str, list[Any]] = {}
    for source in each:
        for one in source["other_columns"]:
            others.setdefault(one["column"], [0, one["ignored"]])[0] += one["n_filled"]
    if chosen and others:
        rows = [
            (name, share(n, n_rows), _why_not(each[0], why)) for name, (n, why) in others.items()
        ]
        return on.print(lean_table(("other column", "filled", "why it feeds nothing"), rows))
    ignored = {
        name: n for name, (n, why) in others.items() if why is not None and not is_mark(name)
    }
    unmapped = {name: n for name, (n, why) in others.items() if why is None}
    for word, names in (
        ("feeding nothing, as the profile says", ignored),
        ("not mapped", unmapped),
    ):
        if names:
            shown = [f"{name} ({percent(n, n_rows)})" for name, n in list(names.items())[:8]]
            more = f" and {len(names) - 8:,} more" if len(names) > 8 else ""
            say(on, f"{word}: {text(', '.join(shown))}{more}", 0, "dim")
    return None


def _why_not(source: Found, reason: str | None) -> str:
    if reason is not None:
        return reason
    return (
        "kept as it is" if source["kind"] == "raw" else "not mapped: it can be searched, not asked"
    )


def _show_layouts(on: Console, layouts: Sequence[tuple[Sequence[Found], Sequence[Found]]]) -> None:
    """Each layout in a line: how many columns are mapped, full, mostly empty; what was not read."""
    rows = [_layout(each, columns) for each, columns in layouts]
    names = ("profile", "sources", "first", "mapped", "full", "sparse", "not read", "other")
    on.print()
    on.print(lean_table(names, rows, names[1:]))
    say(on, "columns that are mapped; of them filled in all rows, in fewer than half; values not read; other columns",
        0, "dim")  # fmt: skip
    say(on, "each column: tidewaiter coverage CASE --source NO, or a profile's name", 0, "dim")


def _layout(each: Sequence[Found], columns: Sequence[Found]) -> tuple[Any, ...]:
    n_rows = sum(one["n_rows"] for one in each)
    filled = {one["column"]: one["n_filled"] for one in columns}
    n_full, n_seldom = (
        sum(n == n_rows for n in filled.values()),
        sum(2 * n < n_rows for n in filled.values()),
    )
    n_unread, n_others = sum(one["n_unread"] for one in columns), len(each[0]["other_columns"])
    first = each[0]
    return (
        first["profile"],
        len(each),
        first["source_no"],
        len(filled),
        n_full,
        n_seldom,
        n_unread,
        n_others,
    )
