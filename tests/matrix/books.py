"""Workbooks as a writer is told to write them, and the parts of an XLSX changed afterwards."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from tests.matrix.compare import Expected, expected
from tests.matrix.shapes import Sheet
from tests.matrix.truth import Cell, Table


@dataclass(frozen=True, slots=True)
class Book:
    """Sheets in order, some of them hidden; the day from which its days are counted."""

    sheets: tuple[Sheet, ...]
    hidden: frozenset[str] = frozenset()
    from_1904: bool = False
    merged: bool = False

    def truths(self, held: Callable[[Cell], Cell] = lambda cell: cell) -> dict[str, Expected]:
        """What each sheet must give back."""
        return {one.name: truth_of(one, held) for one in self.sheets}


Writer = Callable[[Path, Book], None]


def truth_of(sheet: Sheet, held: Callable[[Cell], Cell]) -> Expected:
    """What a sheet must give back; its rows stand under their numbers."""
    return expected(sheet, range(1, len(sheet.rows) + 1), held, {})


def cells(sheet: Sheet) -> Iterator[tuple[int, int, Cell]]:
    """Every cell that holds something, from row 0 and column 0."""
    for row_no, row in enumerate(sheet.rows):
        for column, cell in enumerate(row.cells, sheet.first_column):
            if cell not in (None, ""):
                yield row_no, column, cell


def merges(sheet: Sheet) -> Iterator[tuple[int, int, int, str]]:
    """The cells of a header of two rows that reach over empty ones: row, first and last column."""
    first, second, *_ = sheet.rows
    if (first.mark, second.mark) == ("header", "header") and "" in first.cells:
        starts = [n for n, cell in enumerate(first.cells) if cell]
        for start, stop in zip(starts, [*starts[1:], len(first.cells)], strict=True):
            if stop - start > 1:
                yield 0, start, stop - 1, str(first.cells[start])


def by_xlsxwriter(path: Path, book: Book, *, inline: bool = False) -> None:
    """An XLSX, its texts in a table of their own or inside their cells."""
    options = {"default_date_format": "yyyy-mm-dd", "constant_memory": inline}
    with xlsxwriter.Workbook(path, {**options, "date_1904": book.from_1904}) as file:
        for sheet in book.sheets:
            page = file.add_worksheet(sheet.name)
            if book.merged:
                for row, start, stop, text in merges(sheet):
                    page.merge_range(row, start, row, stop, text)
            for row, column, cell in cells(sheet):
                if isinstance(cell, str):
                    page.write_string(row, column, cell)
                elif isinstance(cell, date):
                    page.write_datetime(row, column, cell)
                else:
                    page.write_number(row, column, cell)
            if sheet.name in book.hidden:
                page.hide()


def patched(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with every sheet changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if "/worksheets/sheet" in name else part)
    return made.getvalue()


def with_dimension(stated: bytes, part: bytes) -> bytes:
    """The sheet stating another extent than it has."""
    return re.sub(rb'<dimension ref="[^"]*"\s*/>', stated, part)


PATCHES: dict[str, Callable[[bytes], bytes]] = {
    "dimension too small": partial(with_dimension, b'<dimension ref="A1"/>'),
    "dimension elsewhere": partial(with_dimension, b'<dimension ref="C5:D9"/>'),
    "dimension too large": partial(with_dimension, b'<dimension ref="A1:XFD1048576"/>'),
    "no dimension": partial(with_dimension, b""),
}


def without_addresses(part: bytes) -> bytes:
    """Rows and cells follow each other without saying where they are, as some programs write them."""
    return re.sub(rb'(<(?:row|c))\b([^>]*?) r="[A-Z]*\d+"', rb"\1\2", part)


def filled(table: Table) -> Table:
    """Without empty cells."""
    rows = (tuple("." if cell in (None, "") else cell for cell in row) for row in table.rows)
    return replace(table, rows=tuple(rows))


def times(table: Table) -> Table:
    """Days with a time."""
    return _column(table, 2, _with_time)


def _with_time(day: Cell) -> Cell:
    assert isinstance(day, date)
    return datetime.combine(day, time(9, 30, day.day))


def numbers_as_texts(table: Table) -> Table:
    """Values and row numbers stored as text."""
    return _column(_column(table, 8, str), 0, str)


def texts_as_numbers(table: Table) -> Table:
    """Codes and accounts stored as numbers, the leading zeros gone before the file was written."""
    digits = _column(table, 3, lambda cell: int(re.sub(r"\D", "", str(cell))))
    return _column(digits, 9, lambda cell: int(str(cell)[:15]))


CONTENTS: dict[str, Callable[[Table], Table]] = {
    "as typed": lambda table: table,
    "with times": times,
    "numbers as texts": numbers_as_texts,
    "texts as numbers": texts_as_numbers,
}


def _column(table: Table, place: int, change: Callable[[Cell], Cell]) -> Table:
    rows = ((*row[:place], change(row[place]), *row[place + 1 :]) for row in table.rows)
    return replace(table, rows=tuple(rows))


def several(made: Sequence[Sheet]) -> Book:
    """Sheets of different shapes, the last two of them hidden."""
    named = tuple(replace(one, name=f"Лист {n}") for n, one in enumerate(made, 1))
    return Book(named, frozenset(one.name for one in named[-2:]))
