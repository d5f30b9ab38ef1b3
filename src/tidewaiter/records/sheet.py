"""One sheet of a workbook as a table of text, each row under the number a spreadsheet shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial, reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records import heading
from tidewaiter.records.aside import tidy
from tidewaiter.records.block import SAMPLE_ROWS, Block, nothing
from tidewaiter.records.cells import EMPTY, Cells
from tidewaiter.records.files import Document
from tidewaiter.records.heading import Heading
from tidewaiter.records.how import HowToRead
from tidewaiter.records.row import Row
from tidewaiter.records.split import IntArray

BLOCK_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table on one sheet: its rows that hold something, without the columns that hold nothing."""

    name: str
    sheet: str
    rows: pa.Table
    row_nos: IntArray
    top: tuple[Row, ...]
    heading: Heading
    n_bytes: int
    n_counted: int
    n_blank: int  # rows of nothing but empty texts
    encoding: str
    notes: tuple[str, ...] = ()
    evidence: str = "a workbook states its own encoding"
    delimiter: str = ""

    @property
    def header(self) -> tuple[str, ...]:
        return self.heading.names

    @property
    def header_line(self) -> int:
        return self.heading.first_line

    @property
    def n_header(self) -> int:
        return self.heading.n_lines

    def headings(self) -> "Iterator[SheetTable]":
        """Itself, then the same under every other row that could be its header."""
        yield self
        for other in heading.others(self.top, self.heading, self.rows.num_columns):
            yield replace(self, heading=other)

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""
        return self._records().slice(0, SAMPLE_ROWS)

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """What stands above the rows, then one task for each hundred thousand rows."""
        above = replace(nothing(self.header, self.heading.set_aside()), n_blank=self.n_blank)
        yield lambda: above
        for start in range(0, len(self._records()), BLOCK_ROWS):
            yield partial(self._block, start)

    def _first(self) -> int:
        return int(np.searchsorted(self.row_nos, self.heading.body_line))

    def _records(self) -> pa.Table:
        return self.rows.slice(self._first()).rename_columns(list(self.header))

    def _block(self, start: int) -> Block:
        records = self._records()
        line_nos = self.row_nos[self._first() :][start : start + BLOCK_ROWS]
        block = Block(records.slice(start, BLOCK_ROWS), line_nos, rejects=())
        is_last = start + BLOCK_ROWS >= len(records)
        return tidy(block, self.heading, partial(_text_of, block.table), is_last)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read, and its rows that hold something as counted apart from the reading."""

    name: str
    cells: Cells
    n_counted: int


def sheet_table(
    document: Document, sheet: Sheet, n_bytes: int, written: str, how: HowToRead
) -> SheetTable:
    """The table among the cells of a sheet."""
    cells = sheet.cells
    has_text = [pc.not_equal(column, EMPTY).to_numpy() for column in cells.table.columns]
    filled = reduce(np.logical_or, has_text)
    places = np.flatnonzero(filled)
    columns = [n for n, column in enumerate(has_text) if column.any()]
    rows = cells.table.select(columns).take(places)
    top = tuple(_top(rows, places + 1))
    return SheetTable(
        name=document.name,
        sheet=sheet.name,
        rows=rows,
        row_nos=places + 1,
        top=top,
        heading=heading.chosen(document.name, top, how.header, len(columns)),
        n_bytes=n_bytes,
        n_counted=sheet.n_counted,
        n_blank=cells.n_present - len(places),
        encoding=written,
    )


def _top(rows: pa.Table, row_nos: IntArray) -> Iterator[Row]:
    first = rows.slice(0, heading.TOP)
    for place, row_no in enumerate(row_nos[: len(first)].tolist()):
        cells = tuple(column[place].as_py() for column in first.columns)
        yield Row(row_no, cells, _text_of(first, place))


def _text_of(table: pa.Table, place: int) -> str:
    """The cells of a row, a tab between two."""
    return "\t".join(column[place].as_py() for column in table.columns).rstrip("\t")
