"""Rows as an XLSX workbook, in which every text is a text, also one that looks like a formula."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from tidewaiter.cli.paper import plain
from tidewaiter.words.errors import CommandError

MOST_ROWS = 1_048_575  # below a header
LONGEST_TEXT = 32_767
MOST_DIGITS = 15
"""A spreadsheet keeps no more of a number; longer ones are written as text."""
MADE_AT = datetime(2000, 1, 1)  # the same rows give the same file
ESCAPED = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)|^<(?=r>)")
"""Signs that XML lacks, what looks like one written so, and what the library takes for markup."""
NO_SIGNS = re.compile("[\ufffe\uffff]")
"""XML lacks them too, and not every reader gives them back."""


def write_xlsx(batches: Iterable[pa.RecordBatch], limit: int | None, path: Path) -> None:
    """All rows on one sheet, aside first; refused where a sheet or a cell cannot hold them."""
    beside = path.with_name(f"{path.name}.part")
    try:
        _write(_rows(batches, limit), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write(rows: Iterator[list[Any]], path: Path) -> None:
    import xlsxwriter  # type: ignore[import-untyped]  # slow to load, and rarely needed
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

    class Sheet(Worksheet):  # type: ignore[misc]
        """A sheet whose texts are escaped here: the library misses one of two that overlap."""

        _escape_control_characters = staticmethod(_escaped)

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": MADE_AT})
        sheet = book.add_worksheet("rows", Sheet)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows):
            if place > MOST_ROWS:
                raise _not_held(f"more than {MOST_ROWS:,} rows")
            for column, value in enumerate(row):
                if isinstance(value, date) and not isinstance(value, datetime):
                    sheet.write_datetime(place, column, value, day)
                elif _is_plain_number(value):
                    sheet.write_number(place, column, value)
                elif value is not None:
                    sheet.write_string(place, column, _text(value), None if place else bold)


def _rows(batches: Iterable[pa.RecordBatch], limit: int | None) -> Iterator[list[Any]]:
    left = MOST_ROWS + 1 if limit is None else limit
    for number, batch in enumerate(batches):
        if not number:
            yield list(batch.schema.names)
        rows = batch.slice(0, left).to_pylist()
        yield from (list(row.values()) for row in rows)
        left -= len(rows)
        if not left:
            return


def _is_plain_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return len(re.sub(r"[-.]|^0+|E.*", "", str(value))) <= MOST_DIGITS


def _text(value: object) -> str:
    text = plain(value)
    if len(text) > LONGEST_TEXT:
        raise _not_held(f"a text of {len(text):,} letters")
    if found := NO_SIGNS.search(text):
        raise _not_held(f"the sign U+{ord(found[0]):04X}")
    return text


def _escaped(text: str) -> str:
    """A text as a cell holds it, some signs as _xHHHH_ (ECMA-376 part 1, 22.9.2.19).

    >>> _escaped("_x005F_x0041_"), _escaped("a\\rb"), _escaped("<r>")
    ('_x005F_x005F_x005F_x0041_', 'a_x000D_b', '_x003C_r>')
    """
    return ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _not_held(what: str) -> CommandError:
    return CommandError(f"a sheet does not hold {what}", "write them with --csv, or ask for less")
