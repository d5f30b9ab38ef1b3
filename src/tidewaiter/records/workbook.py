"""The sheets of a workbook as tables of text, each row under the number a spreadsheet shows.

Every visible sheet with something in it is a table; its first row that is not empty is the
header. XLSX, XLSB, XLS and ODS read alike: dates arrive as ISO text and numbers without an
exponent, so codes keep their digits; error values arrive as they are shown.
"""

import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, reduce

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records.cells import EMPTY, visible_cells
from tidewaiter.records.delimited import SAMPLE_ROWS, Block, column_names
from tidewaiter.records.files import Document
from tidewaiter.records.foreign import locked
from tidewaiter.records.split import IntArray
from tidewaiter.records.unpack import most_bytes
from tidewaiter.words.errors import FileRefused

BLOCK_ROWS = 100_000
TRIAL = """
import sys, fastexcel
book = fastexcel.read_excel(sys.stdin.buffer.read())
for place in range(len(book.sheet_names)):
    book.load_sheet(place, header_row=None, dtypes="string")
"""
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
SLOWEST = 1e6  # bytes a second
LONGEST_TRIAL = 60  # seconds, and those that its size may take
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


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
    encoding: str
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


def workbook_format(document: Document, content: bytes) -> str:
    """Which spreadsheet format a ZIP file is written in, "" for none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            _refuse_excess(document, archive, len(content))
            if "mimetype" in names and archive.read("mimetype").startswith(ODS):
                if "META-INF/manifest.xml" in names and _is_locked(archive):
                    raise locked(document)
                return "ods"
    except BROKEN_ZIP as problem:
        hint = "it is damaged or incomplete: fetch it again"
        raise FileRefused(f"{document.name} cannot be opened: {problem}", hint) from None
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "xlsx" if any(name.startswith("xl/") for name in names) else ""


def _is_locked(archive: zipfile.ZipFile) -> bool:
    return b"encryption-data" in archive.read("META-INF/manifest.xml")


def _refuse_excess(document: Document, archive: zipfile.ZipFile, packed_size: int) -> None:
    """A workbook is read in memory, so what it unpacks to is bounded before it is opened."""
    if sum(member.file_size for member in archive.infolist()) > most_bytes(packed_size):
        hint = "if you trust it, save its sheets as CSV and name those"
        raise FileRefused(f"{document.name} unpacks to more than is plausible", hint)


def _tables(document: Document, content: bytes, written: str) -> list[WorkbookTable]:
    reader = fastexcel.read_excel(content)
    return [
        table
        for place, sheet_name in enumerate(reader.sheet_names)
        if (cells := visible_cells(reader, place))
        and (table := _table(document, sheet_name, len(content), cells, written))
    ]


def _try_apart(document: Document, content: bytes) -> None:
    """Open it in a process of its own first: a damaged file may end that, or never end."""
    command = [sys.executable, "-c", TRIAL]
    longest = LONGEST_TRIAL + len(content) / SLOWEST
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, check=False, timeout=longest
        )
    except subprocess.TimeoutExpired:
        raise _damaged(document) from None
    if done.returncode < 0:
        raise _damaged(document)


def _damaged(document: Document) -> FileRefused:
    hint = "open it in a spreadsheet program and save it again as XLSX, or as CSV"
    return FileRefused(f"{document.name} cannot be read: it is damaged", hint)


def open_workbook(document: Document, content: bytes, written: str) -> list[WorkbookTable]:
    """The tables on the visible sheets of a workbook in a format."""
    try:
        if written != "xlsx":
            _try_apart(document, content)
        found = _tables(document, content, written)
    except fastexcel.FastExcelError as problem:
        if "password protected" in str(problem).lower():
            raise locked(document) from None
        hint = "open it in a spreadsheet program and save it again as XLSX, or as CSV"
        reason = str(problem).partition("\n")[0]
        raise FileRefused(f"{document.name} cannot be read: {reason}", hint) from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":  # how the library stops at a damaged file
            raise
        raise _damaged(document) from None
    if not found:
        hint = "check that it was delivered whole, and that its sheets are not hidden"
        raise FileRefused(f"{document.name} has no visible sheet with a table", hint)
    return found


def _table(
    document: Document, sheet: str, n_bytes: int, cells: pa.Table, written: str
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
        encoding=written,
    )
