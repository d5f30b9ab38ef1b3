"""How results look: a readable table by default, JSON or CSV when asked. Data go to stdout."""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from tidewaiter.evidence.verdicts import Verdict
from tidewaiter.ground.ledger import Event
from tidewaiter.questions.answer import Answer, dumps
from tidewaiter.records.ingest import Ingested
from tidewaiter.records.profile import Profile

SYNTHETIC = {
    True: "SYNTHETIC DATA: no row is a real shipment",
    "mixed": "PARTLY SYNTHETIC DATA: some rows are no real shipments",
}


@contextmanager
def output_to(path: Path | None) -> Iterator[None]:
    """Send what is printed to a file, when one is named."""
    if path is None:
        yield
        return
    with path.open("w", encoding="utf-8", newline="") as file, redirect_stdout(file):
        yield
    print(f"written to {path}", file=sys.stderr)


def _json(content: Any) -> None:
    print(dumps(content, indent=2))


def _console() -> Console:
    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 160)


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    right: Iterable[str] = (),
    title: str | None = None,
) -> Table:
    made = Table(title=title, title_justify="left", header_style="bold")
    for name in columns:
        made.add_column(name, justify="right" if name in set(right) else "left", overflow="fold")
    for row in rows:
        made.add_row(*[_text(value) for value in row])
    return made


def _text(value: Any) -> str:
    """Numbers with grouping, nothing for null; control characters made visible."""
    if value is None:
        return "–"
    if isinstance(value, bool | str):
        return "".join(
            sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in str(value)
        ).replace("[", r"\[")
    return f"{value:,}" if hasattr(value, "__int__") else str(value)


def answer(found: Answer, as_json: bool, as_csv: bool) -> None:
    """Values first, then what they rest on."""
    if as_json:
        return _json(found.as_dict())
    if as_csv:
        return _answer_csv(found)
    console = _console()
    if found.synthetic:
        console.print(f"[bold red]{SYNTHETIC[found.synthetic]}[/]")
    console.print(_values_table(found))
    if len(found.values) > 1:
        console.print(
            f"total: {_text(found.total)} {found.unit if found.total is not None else '(not added: see method)'}"
        )
    console.print(
        table(
            ("step", "rows", found.unit),
            [(one["step"], one["n"], one["value"]) for one in found.bridge],
            ("rows", found.unit),
            "bridge",
        )
    )
    if found.levels:
        rows = [
            (
                one["axis"],
                one["level"],
                one.get("place", ""),
                one["total"],
                "used" if one["used"] else "",
            )
            for one in found.levels
        ]
        console.print(
            table(("axis", "level", "place", "total", ""), rows, ("total",), "levels (never added)")
        )
    _print_coverage(console, found.coverage)
    for one in found.method:
        console.print(
            f"{_text(one['what'])}: {_text(one['choice'])} ({_text(one['why'])})", style="dim"
        )
    console.print(
        f"query {found.query_id}\nanswer {found.answer_hash}"
        + (f"\nrows {found.row_set}" if found.row_set else ""),
        style="dim",
    )
    return None


def _values_table(found: Answer) -> Table:
    groups = list(found.values[0].by) if found.values else []
    compared = any(one.base is not None for one in found.values)
    ratio = any(one.denominator is not None for one in found.values)
    columns = [
        *groups,
        found.unit,
        *(("numerator", "denominator") if ratio else ()),
        "rows",
        *(("base", "change", "ratio") if compared else ()),
    ]
    rows = []
    for one in found.values:
        extra = [one.numerator, one.denominator] if ratio else []
        versus = (
            [one.base, _percent(one.change), None if one.ratio is None else f"{one.ratio:.3f} ×"]
            if compared
            else []
        )
        rows.append([*one.by.values(), one.value, *extra, one.n_lines, *versus])
    return table(columns, rows, [name for name in columns if name not in groups])


def _percent(change: Any) -> str | None:
    return None if change is None else f"{change * 100:+,.1f} %"


def _print_coverage(console: Console, covered: Mapping[str, Any]) -> None:
    present, missing = covered["months_present"], covered["months_missing"]
    if present:
        console.print(
            f"months: {len(present)} present, {present[0]} to {present[-1]}; {len(missing)} missing{': ' + ', '.join(missing[:12]) if missing else ''}"
        )
    for one in covered["periods_combined"]:
        console.print(
            f"not used: {one['n']} cells of {one['period_months']} months from {one['period_start']}, {_text(one['value'])}"
        )
    files = covered["sources"]
    named = ", ".join(f"{one['file_name']} ({one['n_rows_used']:,})" for one in files[:4])
    console.print(
        f"sources: {named}{f' and {len(files) - 4} more' if len(files) > 4 else ''}"
        if files
        else "sources: none"
    )
    for note in covered["notes"]:
        console.print(f"note: {_text(note)}")


def _answer_csv(found: Answer) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    groups = list(found.values[0].by) if found.values else []
    numbers = ("value", "numerator", "denominator", "n_lines", "base", "change", "ratio")
    writer.writerow([*groups, *numbers, "unit", "synthetic", "answer_hash"])
    for one in found.values:
        shown = [_plain(getattr(one, name)) for name in numbers]
        writer.writerow(
            [
                *[_cell(value) for value in one.by.values()],
                *shown,
                found.unit,
                str(found.synthetic).lower(),
                found.answer_hash,
            ]
        )


def _plain(value: Any) -> str:
    return "" if value is None else f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _cell(value: Any) -> Any:
    """Text a spreadsheet would take for a formula is written with a leading apostrophe."""
    return (
        f"'{value}"
        if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
        else value
    )


def rows(batches: Iterable[pa.RecordBatch], limit: int | None, as_json: bool, as_csv: bool) -> None:
    """Rows as JSON lines of one array, as CSV, or as a table of the columns that are filled."""
    if as_json or as_csv:
        return _rows_out(_limited(batches, limit), as_json)
    listed = list(_limited(batches, limit or 50))
    if not listed:
        print("no rows")
        return None
    filled = [
        name
        for name in listed[0]
        if any(one[name] is not None for one in listed)
        and name not in ("part_no", "state", "synthetic")
    ]
    console = _console()
    if any(one["synthetic"] for one in listed):
        console.print(
            f"[bold red]{SYNTHETIC[True if all(one['synthetic'] for one in listed) else 'mixed']}[/]"
        )
    for one in listed:
        console.print(
            f"[bold]{_text(one['file_name'])}[/]{' · ' + _text(one['sheet']) if one['sheet'] else ''} · line {one['line_no']} · row {one['row_id']}"
        )
        console.print(
            "  "
            + " · ".join(
                f"{name} {_text(one[name])}"
                for name in filled
                if name not in ("file_name", "sheet", "line_no", "row_id")
            )
        )
    if len(listed) == (limit or 50):
        console.print(
            f"first {len(listed)} rows; all of them with --csv or --json, one opened with --id ROW",
            style="dim",
        )
    return None


def _limited(batches: Iterable[pa.RecordBatch], limit: int | None) -> Iterator[dict[str, Any]]:
    left = limit
    for batch in batches:
        for row in batch.to_pylist():
            if left is not None:
                if left <= 0:
                    return
                left -= 1
            yield row


def _rows_out(listed: Iterator[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print("[", end="")
        for number, one in enumerate(listed):
            print(",\n " if number else "\n ", dumps(one), sep="", end="")
        print("\n]")
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for number, one in enumerate(listed):
        if number == 0:
            writer.writerow(one)
        writer.writerow(
            [_cell(value) if isinstance(value, str) else _plain(value) for value in one.values()]
        )


def row_set(found: Answer, as_json: bool) -> None:
    """The hash of the rows behind an answer."""
    _json({"query_id": found.query_id, "row_set": found.row_set}) if as_json else print(
        found.row_set
    )


def original(found: Mapping[str, Any], as_json: bool) -> None:
    """One raw row, column by column, as the file has it."""
    if as_json:
        return _json(found)
    console = _console()
    if found["synthetic"]:
        console.print(f"[bold red]{SYNTHETIC[True]}[/]")
    console.print(
        f"[bold]{_text(found['file_name'])}[/]{' · ' + _text(found['sheet']) if found['sheet'] else ''} · line {found['line_no']}"
    )
    console.print(table(("column", "as declared"), found["row"].items()))
    console.print(f"file sha256 {found['sha256']}, kept as {found['original']}", style="dim")
    return None


def ingested(done: Ingested, as_json: bool) -> None:
    """What an ingest brought, and what it left."""
    if as_json:
        return _json(done.as_dict())
    for one in done.renormalised:
        print(f"re-normalised {one['file_name']} under profile {one['profile']}")
    by_profile: dict[str, list[int]] = {}
    for one in done.added:
        by_profile.setdefault(one["profile"], []).append(one["n_rows"])
    for profile, counts in by_profile.items():
        print(
            f"added {len(counts):,} source{'s' if len(counts) > 1 else ''} by profile {profile}: {sum(counts):,} rows"
        )
    if done.unchanged:
        print(
            f"already in the case: {', '.join(done.unchanged[:3])}{f' and {len(done.unchanged) - 3:,} more' if len(done.unchanged) > 3 else ''}"
        )
    for entry in done.copies:
        print(
            f"{entry['file']} has the same content as {entry['same_content_as']}: its rows count once"
        )
    for entry in done.not_read:
        print(f"not read: {entry['file']}: {entry['why']}", file=sys.stderr)
    if done.added or done.renormalised:
        print(
            f"{done.n_rows:,} rows → {done.n_lines:,} lines; {done.n_problems:,} problems{' (see: tidewaiter problems CASE)' if done.n_problems else ''}"
        )
    return None


def verdicts(found: Sequence[Verdict], as_json: bool) -> None:
    """A line a claim: verdict, whether it was expected, the number and why."""
    if as_json:
        return _json({"claims": [one.as_dict() for one in found]})
    console = _console()
    synthetic = {one.synthetic for one in found if one.synthetic}
    if synthetic:
        console.print(
            f"[bold red]{SYNTHETIC['mixed' if len(synthetic) > 1 or 'mixed' in synthetic else True]}[/]"
        )
    console.print(
        table(
            ("claim", "says", "verdict", "expected", "why"),
            [
                (
                    one.claim.id,
                    one.claim.text,
                    one.verdict,
                    "yes" if one.as_expected else f"no: {one.claim.verdict}",
                    one.why,
                )
                for one in found
            ],
        )
    )
    return None


def sources(found: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Every source with its profile and rows."""
    if as_json:
        return _json(list(found))
    rows_shown = [
        (one["source_no"], one["file_name"] + (f" · {one['sheet']}" if one["sheet"] else ""), one["profile"], one["n_rows"],
         one["encoding"], "synthetic" if one["synthetic"] else "", one["sha256"][:12])
        for one in found
    ]  # fmt: skip
    console = _console()
    console.print(
        table(
            ("no", "file", "profile", "rows", "encoding", "", "sha256"), rows_shown, ("no", "rows")
        )
    )
    for note in dict.fromkeys(one["licence_note"] for one in found):
        console.print(f"licence: {_text(note)}", style="dim")
    return None


def problems(
    counts: Sequence[Mapping[str, Any]], listed: Sequence[Mapping[str, Any]], as_json: bool
) -> None:
    """Counts by kind, then each with file, line, column and value as declared."""
    if as_json:
        return _json(list(listed))
    console = _console()
    if not counts:
        console.print("no problems")
        return None
    console.print(
        table(
            ("kind", "column", "count", "example", "meaning"),
            [
                (one["kind"], one["column_name"], one["n"], one["example"], one["message"])
                for one in counts
            ],
            ("count",),
        )
    )
    console.print(
        table(
            ("file", "line", "column", "kind", "value as declared"),
            [
                (
                    one["file_name"],
                    one["line_no"],
                    one["column_name"],
                    one["kind"],
                    one["value_as_declared"],
                )
                for one in listed
            ],
            ("line",),
        )
    )
    total = sum(one["n"] for one in counts)
    if len(listed) < total:
        console.print(f"{len(listed):,} of {total:,}; all with --limit 0 or --json", style="dim")
    return None


def coverage(found: Mapping[str, Any], as_json: bool) -> None:
    """Months, fields, and whether every row is accounted for."""
    if as_json:
        return _json(found)
    console = _console()
    console.print(
        table(
            ("no", "file", "raw rows", "in records", "rejected lines", "problems", "conserved"),
            [(one["source_no"], one["file_name"], one["n_raw_rows"], one["n_rows_in_records"], one["n_rejected_lines"], one["n_problems"], "yes" if one["conserved"] else "NO")
             for one in found["sources"]],
            ("no", "raw rows", "in records", "rejected lines", "problems"),
        )
    )  # fmt: skip
    for kind in found["kinds"]:
        months, missing = kind["months_present"], kind["months_missing"]
        span = (
            f"{months[0]} to {months[-1]}, {len(missing)} months missing"
            if months
            else "no readable date"
        )
        console.print(
            f"[bold]{kind['kind']}[/]: {span}\n  declares: {', '.join(kind['fields_declared'])}\n  cannot answer: {', '.join(kind['cannot_answer'])}"
        )
    return None


def log(events: Sequence[Event], as_json: bool) -> None:
    """The ledger, oldest first."""
    if as_json:
        return _json([one.as_dict() for one in events])
    _console().print(
        table(
            ("seq", "at", "who", "command", "what"),
            [(one.seq, one.happened_at, one.who, one.command, _facts(one.facts)) for one in events],
            ("seq",),
        )
    )
    return None


def _facts(facts: Mapping[str, Any]) -> str:
    shown = {
        name: len(value) if isinstance(value, list) else value
        for name, value in facts.items()
        if value
    }
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in shown.items())


def profiles(found: Sequence[Profile], as_json: bool) -> None:
    """Each layout with its source and status."""
    if as_json:
        return _json(
            [
                {
                    "name": one.name,
                    "title": one.title,
                    "kind": one.kind,
                    "status": one.status,
                    "source": one.source,
                    "licence": one.licence,
                    "synthetic": one.synthetic,
                    "columns": {name: list(fields) for name, fields in one.columns.items()},
                }
                for one in found
            ]
        )
    _console().print(
        table(
            ("name", "title", "kind", "mark", "source", "licence"),
            [(one.name, one.title, one.kind, one.status, one.source, one.licence) for one in found],
        )
    )
    return None


def collected(removed: Sequence[tuple[str, int]], as_json: bool) -> None:
    """What was dropped."""
    if as_json:
        return _json([{"file": name, "n_bytes": size} for name, size in removed])
    print(f"dropped {len(removed):,} files, {sum(size for _, size in removed):,} bytes")
    return None
