"""What a reader must give back for a sheet that was laid out and written, and where it does not.

Everything is compared: the names, every cell, every line, what is set aside and what is noted,
and the account of all lines.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from tests.matrix.shapes import KEPT, Laid, Sheet
from tests.matrix.truth import Cell

from tidewaiter.case import Case
from tidewaiter.ground import store
from tidewaiter.records.raw import Account
from tidewaiter.records.readers import SourceTable

Row = tuple[int, tuple[Cell, ...]]
MOST_SHOWN = 3
PARTS = ("n_header", "n_rows", "n_aside", "n_blank", "n_breaks")
"""Where the lines of a source are, in the table `source`."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The truth as a format can hold it, under the lines its writer put it on."""

    header: tuple[str, ...]
    header_line: int
    n_header: int
    rows: list[Row]
    aside: list[tuple[int, str]]  # line, kind
    noted: list[tuple[int, str]]
    texts: dict[int, str]  # of what is set aside, by its line


def expected(
    sheet: Sheet, lines: Sequence[int], held: Callable[[Cell], Cell], texts: dict[int, str]
) -> Expected:
    """What the marks and lines of a sheet mean; `held` says what becomes of a cell."""
    laid = list(zip(lines, sheet.rows, strict=True))
    headers = [line for line, row in laid if row.mark == "header"]
    kept = [(line, row) for line, row in laid if row.mark in KEPT]
    aside = [(line, row.mark) for line, row in laid if row.mark not in ("header", "blank", *KEPT)]
    return Expected(
        header=sheet.header,
        header_line=min(headers, default=0),
        n_header=len(headers),
        rows=[(line, tuple(map(held, _wide(row, len(sheet.header))))) for line, row in kept],
        aside=aside,
        noted=[(line, row.mark) for line, row in kept if row.mark != "row"],
        texts={line: texts[line] for line, _ in aside if line in texts},
    )


def _wide(row: Laid, width: int) -> tuple[Cell, ...]:
    return (*row.cells, *[None] * (width - len(row.cells)))[:width]


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader gave back."""

    header: tuple[str, ...]
    header_line: int
    n_header: int
    rows: list[tuple[int, tuple[str, ...]]]
    aside: list[tuple[int, str]]
    noted: list[tuple[int, str]]
    texts: dict[int, str]  # of what is set aside or noted, by its line
    n_counted: int
    n_accounted: int


def found_by(table: SourceTable) -> Found:
    """What the readers' door gives back."""
    blocks = [read() for read in table.blocks()]
    account = Account()
    for block in blocks:
        account.add(block, in_lines=bool(table.delimiter))
    rows = [
        (line, cells)
        for block in blocks
        for line, cells in zip(block.line_nos.tolist(), _cells(block.table), strict=True)
    ]
    rejects = [reject for block in blocks for reject in block.rejects]
    return Found(
        header=table.header,
        header_line=table.header_line,
        n_header=table.n_header,
        rows=rows,
        aside=[(one.line_no, one.kind) for one in rejects if not one.kept],
        noted=[(one.line_no, one.kind) for one in rejects if one.kept],
        texts={one.line_no: one.text for one in rejects},
        n_counted=table.n_counted,
        n_accounted=table.n_header + account.total,
    )


def found_in(case: Case, name: str) -> dict[str, Found]:
    """What a case holds of each sheet of a file; "" is the one table of any that is no workbook."""
    found = {}
    with store.opened(case.folder) as opened:
        for source in opened.sources():
            if source["file_name"] != name:
                continue
            batches = list(opened.raw_rows(source["source_no"]))
            rows = [row for batch in batches for row in _cells(batch)]
            lines = [(row[0] % 2**32, row[1:]) for row in rows]
            kept = {line for line, _ in lines}
            problems = [
                one for one in case.problems(limit=10_000)
                if one["line_no"] and one["file_name"] == name and one["sheet"] == source["sheet"]
            ]  # fmt: skip
            kinds = [(one["line_no"], one["kind"]) for one in problems]
            found[source["sheet"]] = Found(
                header=tuple(json.loads(source["header"])),
                header_line=source["header_line"],
                n_header=source["n_header"],
                rows=lines,
                aside=[one for one in kinds if one[0] not in kept],
                noted=[one for one in kinds if one[0] in kept],
                texts={one["line_no"]: one["value_as_declared"] for one in problems},
                n_counted=source["n_counted"],
                n_accounted=sum(source[part] for part in PARTS),
            )
    return found


def losses(found: Found, truth: Expected) -> list[str]:
    """Every way in which what was found is not the truth, a few examples of each."""
    texts = {line: text for line, text in found.texts.items() if line in truth.texts}
    return [
        *_unlike("header", found.header, truth.header),
        *_unlike("header line", found.header_line, truth.header_line),
        *_unlike("lines of the header", found.n_header, truth.n_header),
        *_rows_unlike(found.rows, truth.rows),
        *_unlike("set aside", sorted(found.aside), truth.aside),
        *_unlike("noted", sorted(found.noted), truth.noted),
        *_unlike("texts set aside", texts, truth.texts),
        *_unlike("account", found.n_accounted, found.n_counted),
    ]


def _cells(table: pa.Table | pa.RecordBatch) -> list[tuple[Any, ...]]:
    columns = [column.to_pylist() for column in table.columns]
    return list(zip(*columns, strict=True))


def _unlike(what: str, found: object, truth: object) -> list[str]:
    return [] if found == truth else [f"{what}: {_short(found)} is not {_short(truth)}"]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 300 else f"{text[:300]}…"


def _rows_unlike(found: list[tuple[int, tuple[str, ...]]], truth: list[Row]) -> list[str]:
    if [line for line, _ in found] != [line for line, _ in truth]:
        lost = {line for line, _ in truth} ^ {line for line, _ in found}
        return [f"rows: {len(found)}, not {len(truth)}; lines {sorted(lost)[:9]}"]
    unlike = [
        f"line {line}: {got!r} is not {meant!r}"
        for (line, cells), (_, truths) in zip(found, truth, strict=True)
        for got, meant in zip(cells, truths, strict=True)
        if not same(got, meant)
    ]
    more = [f"and {len(unlike) - MOST_SHOWN} more cells"] if len(unlike) > MOST_SHOWN else []
    return unlike[:MOST_SHOWN] + more


def same(got: str, meant: Cell) -> bool:
    """Whether a text gives a cell back: texts sign by sign, numbers by value, days in ISO order.

    >>> same("1.5", 1.5), same("15e-1", 1.5), same("2023-01-05", date(2023, 1, 5)), same("", None)
    (True, False, True, True)
    """
    if meant is None or isinstance(meant, str):
        return got == (meant or "")
    if isinstance(meant, datetime):
        return got.replace("T", " ") == str(meant)
    if isinstance(meant, date):
        return got.replace("T", " ") in (str(meant), f"{meant} 00:00:00")
    try:
        return "e" not in got.lower() and float(got) == meant
    except ValueError:
        return False
