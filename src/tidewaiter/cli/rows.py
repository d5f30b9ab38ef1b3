"""The rows behind a number on paper, and one row opened as its file has it."""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from tidewaiter.cli.paper import (
    all_synthetic,
    begins_like_a_formula,
    console,
    named,
    plain,
    print_json,
    print_synthetic,
    table,
    text,
    warn_of_formulas,
)
from tidewaiter.questions.answer import dumps
from tidewaiter.words.errors import CommandError

_SHOWN_AT_MOST = 50
_ADDRESS = ("file_name", "sheet", "line_no", "row_id", "part_no", "state", "synthetic")


def show_rows(
    batches: Iterable[pa.RecordBatch], limit: int | None, as_json: bool, as_csv: bool
) -> None:
    """Rows as one JSON array, as CSV, or as text with the columns that are filled."""
    if as_json:
        _json(_limited(batches, limit))
    elif as_csv:
        _csv(batches, limit)
    else:
        _print(list(_limited(batches, limit or _SHOWN_AT_MOST)), limit or _SHOWN_AT_MOST)


def write_workbook(batches: Iterable[pa.RecordBatch], limit: int | None, path: Path | None) -> None:
    """Rows as an XLSX workbook, in which no text is a formula."""
    if path is None:
        raise CommandError("a workbook needs a file to stand in", "name it: --xlsx -o rows.xlsx")
    from tidewaiter.cli.sheets import write_xlsx

    write_xlsx(batches, limit, path)
    print(f"written to {path}", file=sys.stderr)


def _print(rows: list[dict[str, Any]], limit: int) -> None:
    on = console()
    if not rows:
        return on.print("no rows")
    print_synthetic(on, all_synthetic(one["synthetic"] for one in rows))
    filled = [
        name
        for name in rows[0]
        if name not in _ADDRESS and any(one[name] is not None for one in rows)
    ]
    for one in rows:
        where = text(named(one["file_name"], one["sheet"]))
        mark = " · [bold red]SYNTHETIC[/]" if one["synthetic"] else ""
        on.print(f"[bold]{where}[/] · line {one['line_no']} · row {one['row_id']}{mark}")
        on.print("  " + " · ".join(f"{name} {text(one[name])}" for name in filled))
    if len(rows) == limit:
        on.print(
            f"the first {limit:,}; all of them with --csv or --json, one opened with --id ROW",
            style="dim",
        )
    return None


def _limited(batches: Iterable[pa.RecordBatch], limit: int | None) -> Iterator[dict[str, Any]]:
    for batch in _cut(batches, limit):
        yield from batch.to_pylist()


def _cut(batches: Iterable[pa.RecordBatch], limit: int | None) -> Iterator[pa.RecordBatch]:
    left = limit
    for batch in batches:
        yield batch if left is None else batch.slice(0, left)
        if left is not None:
            left = max(0, left - len(batch))


def _json(rows: Iterator[dict[str, Any]]) -> None:
    print("[", end="")
    for number, one in enumerate(rows):
        print(",\n " if number else "\n ", dumps(one), sep="", end="")
    print("\n]")


def _csv(batches: Iterable[pa.RecordBatch], limit: int | None) -> None:
    writer, n_formulas = csv.writer(sys.stdout, lineterminator="\r\n"), 0
    for number, batch in enumerate(_cut(batches, limit)):
        if number == 0:
            writer.writerow(batch.schema.names)
        rows = [list(row.values()) for row in batch.to_pylist()]
        n_formulas += sum(begins_like_a_formula(value) for row in rows for value in row)
        writer.writerows([plain(value) for value in row] for row in rows)
    warn_of_formulas(n_formulas)


def show_original(found: Mapping[str, Any], as_json: bool) -> None:
    """One raw row, column by column, as the file has it."""
    if as_json:
        return print_json(found)
    on = console()
    print_synthetic(on, bool(found["synthetic"]))
    on.print(
        f"[bold]{text(named(found['file_name'], found['sheet']))}[/] · line {found['line_no']}"
    )
    on.print(table(("column", "as declared"), found["row"].items()))
    on.print(f"file sha256 {found['sha256']}\nkept as {found['original']}", style="dim")
    return None
