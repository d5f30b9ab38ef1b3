"""Programs that write the files of `bench/matrix.py`; none of them is used for reading.

Those that aren't installed are left out and named: openpyxl, xlwt, odfpy, pyexcel-ods, pyxlsbwriter,
dbf, polars, fastparquet, and LibreOffice. Python's own modules, xlsxwriter and DuckDB are there.
"""

import importlib.util
import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb
import pyarrow as pa
from tests.matrix.books import Book, Writer, by_xlsxwriter, cells, merges
from tests.matrix.compare import Expected
from tests.matrix.truth import Cell, Table

NEEDED = ("openpyxl", "xlwt", "odf", "pyexcel_ods", "pyxlsbwriter", "dbf", "polars", "fastparquet")
SOFFICE = shutil.which("soffice")


def missing() -> list[str]:
    """The writers that are not installed."""
    absent = [name for name in NEEDED if not importlib.util.find_spec(name)]
    return absent if SOFFICE else [*absent, "soffice"]


def _there(name: str) -> bool:
    return name not in missing()


def by_openpyxl(path: Path, book: Book, *, streamed: bool = False) -> None:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    file = openpyxl.Workbook(write_only=streamed)
    if book.from_1904:
        file.epoch = CALENDAR_MAC_1904
    if not streamed:
        file.remove(file.active)
    for sheet in book.sheets:
        page = file.create_sheet(sheet.name)
        if streamed:
            for row in _grid(book, sheet.name):
                made = [WriteOnlyCell(page, None if cell == "" else cell) for cell in row]
                for one in made:
                    one.data_type = "s" if isinstance(one.value, str) else one.data_type
                page.append(made)
        else:
            for row_no, column, cell in cells(sheet):
                one = page.cell(row_no + 1, column + 1, cell)
                one.data_type = "s" if isinstance(cell, str) else one.data_type
        if book.merged and not streamed:
            for row_no, start, stop, _ in merges(sheet):
                page.merge_cells(None, row_no + 1, start + 1, row_no + 1, stop + 1)
        page.sheet_state = "veryHidden" if sheet.name in book.hidden else "visible"
    file.save(path)


def by_xlwt(path: Path, book: Book) -> None:
    import xlwt

    file = xlwt.Workbook(encoding="utf-8")
    file.dates_1904 = book.from_1904
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for sheet in book.sheets:
        page = file.add_sheet(sheet.name)
        for row_no, column, cell in cells(sheet):
            if isinstance(cell, date):
                page.write(row_no, column, cell, day)
            else:
                page.write(row_no, column, cell)
        page.visibility = int(sheet.name in book.hidden)
    file.save(str(path))


def by_odfpy(path: Path, book: Book) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties
    from odf.table import Table as OdsTable
    from odf.table import TableCell, TableRow
    from odf.teletype import addTextToElement
    from odf.text import P

    file = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    file.automaticstyles.addElement(hidden)
    for sheet in book.sheets:
        style = {"stylename": hidden} if sheet.name in book.hidden else {}
        page = OdsTable(name=sheet.name, **style)
        for row in _grid(book, sheet.name):
            line = TableRow()
            for cell in row:
                made = TableCell(**_ods_type(cell))
                if cell not in (None, ""):
                    for text in str(cell).split("\n"):
                        paragraph = P()
                        addTextToElement(paragraph, text)
                        made.addElement(paragraph)
                line.addElement(made)
            page.addElement(line)
        file.spreadsheet.addElement(page)
    file.save(str(path))


def _ods_type(cell: Cell) -> dict[str, object]:
    if isinstance(cell, date):
        return {"valuetype": "date", "datevalue": cell.isoformat()}
    if isinstance(cell, int | float):
        return {"valuetype": "float", "value": repr(cell)}
    return {"valuetype": "string"} if cell else {}


def by_pyexcel(path: Path, book: Book) -> None:
    from pyexcel_ods import save_data

    grids = {one.name: _grid(book, one.name) for one in book.sheets}
    save_data(
        str(path),
        {
            name: [["" if c is None else c for c in row] for row in grid]
            for name, grid in grids.items()
        },
    )


def by_pyxlsbwriter(path: Path, book: Book) -> None:
    from pyxlsbwriter import XlsbWriter

    with XlsbWriter(str(path)) as file:
        for sheet in book.sheets:
            file.add_sheet(sheet.name, hidden=sheet.name in book.hidden)
            file.write_sheet(
                [[None if c == "" else c for c in row] for row in _grid(book, sheet.name)]
            )


def _grid(book: Book, name: str) -> list[list[Cell]]:
    [sheet] = [one for one in book.sheets if one.name == name]
    filled = list(cells(sheet))
    width = max(column for _, column, _ in filled) + 1
    grid: list[list[Cell]] = [[None] * width for _ in sheet.rows]
    for row_no, column, cell in filled:
        grid[row_no][column] = cell
    return grid


def available() -> dict[str, tuple[str, Writer]]:
    """Every writer of workbooks that is there: its name, what its files end with, how to call it."""
    made: dict[str, tuple[str, Writer]] = {
        "xlsxwriter": ("xlsx", by_xlsxwriter),
        "xlsxwriter, texts in cells": ("xlsx", partial(by_xlsxwriter, inline=True)),
    }
    for needed, name, ending, writer in (
        ("openpyxl", "openpyxl", "xlsx", by_openpyxl),
        ("openpyxl", "openpyxl, streamed", "xlsx", partial(by_openpyxl, streamed=True)),
        ("xlwt", "xlwt", "xls", by_xlwt),
        ("odf", "odfpy", "ods", by_odfpy),
        ("pyexcel_ods", "pyexcel-ods", "ods", by_pyexcel),
        ("pyxlsbwriter", "pyxlsbwriter", "xlsb", by_pyxlsbwriter),
    ):
        if _there(needed):
            made[name] = (ending, writer)
    return made


def converted(sources: Sequence[Path], to: str, folder: Path) -> None:
    """Open files in LibreOffice and save them in another format."""
    profile = Path(gettempdir()) / "matrix-office"
    command = [
        str(SOFFICE), f"-env:UserInstallation=file://{profile}", "--headless",
        "--convert-to", to, "--outdir", str(folder), *map(str, sources),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=600)


def _arrow(table: Table) -> pa.Table:
    columns = [list(column) for column in zip(*table.rows, strict=True)]
    return pa.table([pa.array(column) for column in columns], names=list(table.header))


def by_duckdb(path: Path, table: Table, packing: str) -> None:
    given = _arrow(table)
    connection = duckdb.connect()
    connection.register("given", given)
    connection.execute(
        f"COPY given TO '{path}' (FORMAT parquet, COMPRESSION {packing}, ROW_GROUP_SIZE 2048)"
    )


def by_polars(path: Path, table: Table, packing: str) -> None:
    import polars

    polars.from_arrow(_arrow(table)).write_parquet(path, compression=packing, row_group_size=100)


def by_fastparquet(path: Path, table: Table, packing: str) -> None:
    import fastparquet
    import pandas

    frame = pandas.DataFrame(
        {
            name: [str(cell) if isinstance(cell, date) else cell for cell in column]
            for name, column in zip(table.header, zip(*table.rows, strict=True), strict=True)
        }
    )
    for name in frame.columns:
        if frame[name].map(type).eq(str).all():
            frame[name] = frame[name].astype(object)
    fastparquet.write(str(path), frame, compression=packing.upper(), row_group_offsets=100)


ParquetWriter = Callable[[Path, Table, str], None]
PARQUET: dict[str, ParquetWriter] = {
    "duckdb": by_duckdb,
    **({"polars": by_polars} if _there("polars") else {}),
    **({"fastparquet": by_fastparquet} if _there("fastparquet") else {}),
}


def by_dbf(path: Path, table: Table, code_page: str) -> Expected:
    """A table of dBase III, some of its records marked as deleted; line breaks become blanks."""
    import dbf

    rows = [[_in_dbf(cell) for cell in row] for row in table.rows]
    kinds = [
        "N(8,0)",
        "C(30)",
        "D",
        "C(12)",
        "C(120)",
        "C(60)",
        "C(60)",
        "C(20)",
        "N(14,2)",
        "C(25)",
        "C(120)",
    ]
    names = [f"F{n}" for n in range(1, len(kinds) + 1)]
    fields = "; ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
    with dbf.Table(str(path), fields, codepage=code_page, dbf_type="db3").open(
        dbf.READ_WRITE
    ) as file:
        for n, row in enumerate(rows):
            file.append(tuple(row))
            if n % 50 == 49:
                dbf.delete(file[-1])
    kept: list[Any] = [
        (n + 2, tuple(_from_dbf(cell) for cell in row))
        for n, row in enumerate(rows)
        if n % 50 != 49
    ]
    aside = [(n + 2, "deleted_record") for n in range(49, len(rows), 50)]
    return Expected(tuple(names), 1, 0, kept, aside, [], {})


def _in_dbf(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell.date()
    return cell.replace("\n", " ").replace("\t", " ") if isinstance(cell, str) else cell


def _from_dbf(cell: Cell) -> Cell:
    """This writer takes blanks off both ends, and texts are filled with blanks to their full length."""
    return cell.strip(" ") if isinstance(cell, str) else cell
