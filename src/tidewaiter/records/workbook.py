"""The sheets of a workbook as tables of text, each row under the number a spreadsheet shows.

Every visible sheet with something in it is a table; its first row that is not empty is the
header. Dates arrive as ISO text and numbers without an exponent, so codes keep their digits;
error values arrive as they are shown.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from typing import cast

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records.delimited import SAMPLE_ROWS, Block, column_names
from tidewaiter.records.files import Document
from tidewaiter.records.split import IntArray
from tidewaiter.words.errors import FileRefused

BLOCK_ROWS = 100_000
EMPTY = pa.scalar("")
SHOWN = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}


@dataclass(frozen=True, slots=True)
class WorkbookTable:
    """A table on one sheet."""

    name: str
    sheet: str
    header: tuple[str, ...]
    header_line: int
    n_bytes: int
    rows: pa.Table
    line_nos: IntArray
    encoding: str = "xlsx"
    evidence: str = "a workbook states its own encoding"
    delimiter: str = ""

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""
        return self.rows.slice(0, SAMPLE_ROWS)

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """One task for each hundred thousand rows."""
        for start in range(0, len(self.rows), BLOCK_ROWS):
            yield partial(self._block, start)

    def _block(self, start: int) -> Block:
        line_nos = self.line_nos[start : start + BLOCK_ROWS]
        return Block(self.rows.slice(start, BLOCK_ROWS), line_nos, rejects=())


def is_workbook(document: Document, content: bytes) -> bool:
    """Whether there is a spreadsheet inside a ZIP file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except zipfile.BadZipFile as problem:
        hint = "it is damaged or incomplete: fetch it again"
        raise FileRefused(f"{document.name} cannot be opened: {problem}", hint) from None


def open_workbook(document: Document, content: bytes) -> list[WorkbookTable]:
    """The tables on the visible sheets."""
    try:
        reader = fastexcel.read_excel(content)
        found = [
            table
            for place, sheet_name in enumerate(reader.sheet_names)
            if (cells := _visible_cells(reader, place))
            and (table := _table(document, sheet_name, len(content), cells))
        ]
    except fastexcel.FastExcelError as problem:
        hint = "open it in a spreadsheet program and save it again as XLSX, or as CSV"
        reason = str(problem).partition("\n")[0]
        raise FileRefused(f"{document.name} cannot be read: {reason}", hint) from None
    if not found:
        hint = "check that it was delivered whole, and that its sheets are not hidden"
        raise FileRefused(f"{document.name} has no visible sheet with a table", hint)
    return found


def _visible_cells(reader: fastexcel.ExcelReader, place: int) -> pa.Table | None:
    """Every row of a sheet from row 1 on, the empty ones too, as a spreadsheet shows them."""
    sheet = reader.load_sheet(place, header_row=None, skip_rows=0, dtypes="string")
    if sheet.visible != "visible" or not sheet.height:
        return None
    batch, errors = sheet.to_arrow_with_errors()
    shown: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for error in errors.errors if errors else ():
        row, column = error.position
        kind = re.search(r"Error\((\w+)\)", error.detail)
        shown[column][row] = SHOWN.get(kind[1], kind[1]) if kind else error.detail
    columns = [
        _filled(cast(pa.StringArray, column), shown[place])
        for place, column in enumerate(batch.columns)
    ]
    return pa.table(columns, names=batch.schema.names)


def _filled(column: pa.StringArray, shown: dict[int, str]) -> pa.StringArray:
    """The column with its error values as texts and nothing in its empty cells."""
    erring = np.isin(np.arange(len(column)), list(shown))
    texts = pa.array([shown[row] for row in sorted(shown)], pa.string())
    with_errors = pc.replace_with_mask(column, pa.array(erring, pa.bool_()), texts)
    filled: pa.StringArray = pc.fill_null(with_errors, EMPTY)
    return filled


def _table(document: Document, sheet: str, n_bytes: int, cells: pa.Table) -> WorkbookTable | None:
    filled = reduce(np.logical_or, (pc.not_equal(c, EMPTY).to_numpy() for c in cells.columns))
    places = np.flatnonzero(filled)
    if not len(places):
        return None
    header = [column[int(places[0])].as_py() for column in cells.columns]
    names = column_names(header)
    rows = cells.take(places[1:]).rename_columns(list(names))
    return WorkbookTable(
        name=document.name,
        sheet=sheet,
        header=names,
        header_line=int(places[0]) + 1,
        n_bytes=n_bytes,
        rows=rows,
        line_nos=places[1:] + 1,
    )
