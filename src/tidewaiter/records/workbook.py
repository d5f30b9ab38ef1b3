"""The sheets of a workbook as tables of text, each row under the number a spreadsheet shows.

Every visible sheet with something in it is a table; its first row that is not empty is the
header. Dates arrive as ISO text and numbers without an exponent, so codes keep their digits.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, reduce

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records.delimited import SAMPLE_ROWS, Block, column_names
from tidewaiter.records.files import Document
from tidewaiter.records.split import IntArray, Reject
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
    rejects: tuple[Reject, ...]
    encoding: str = "xlsx"
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
        rejects = (r for r in self.rejects if line_nos[0] <= r.line_no <= line_nos[-1])
        return Block(self.rows.slice(start, BLOCK_ROWS), line_nos, tuple(rejects))


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
            and (table := _table(document, sheet_name, len(content), *cells))
        ]
    except fastexcel.FastExcelError as problem:
        hint = "open it in a spreadsheet program and save it again as XLSX, or as CSV"
        reason = str(problem).partition("\n")[0]
        raise FileRefused(f"{document.name} cannot be read: {reason}", hint) from None
    if not found:
        hint = "check that it was delivered whole, and that its sheets are not hidden"
        raise FileRefused(f"{document.name} has no visible sheet with a table", hint)
    return found


def _visible_cells(
    reader: fastexcel.ExcelReader, place: int
) -> tuple[pa.Table, tuple[Reject, ...]] | None:
    """Every row of a sheet from row 1 on, the empty ones too."""
    sheet = reader.load_sheet(place, header_row=None, skip_rows=0, dtypes="string")
    if sheet.visible != "visible" or not sheet.height:
        return None
    batch, errors = sheet.to_arrow_with_errors()
    columns = [pc.fill_null(column, EMPTY) for column in batch.columns]
    return pa.table(columns, names=batch.schema.names), _cell_errors(errors)


def _cell_errors(errors: fastexcel.CellErrors | None) -> tuple[Reject, ...]:
    """One note for each row with error values, which leave their cells empty."""
    shown: defaultdict[int, list[str]] = defaultdict(list)
    for error in errors.errors if errors else ():
        kind = re.search(r"Error\((\w+)\)", error.detail)
        shown[error.position[0] + 1].append(SHOWN.get(kind[1], kind[1]) if kind else error.detail)
    message = "the spreadsheet shows an error; the cell was read as empty"
    return tuple(
        Reject(line_no, "cell_error", " ".join(texts), message, kept=True)
        for line_no, texts in sorted(shown.items())
    )


def _table(
    document: Document, sheet: str, n_bytes: int, cells: pa.Table, rejects: tuple[Reject, ...]
) -> WorkbookTable | None:
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
        rejects=rejects,
    )
