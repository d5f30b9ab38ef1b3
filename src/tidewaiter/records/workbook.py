"""The visible sheets of a workbook, opened so that a damaged one cannot take the run with it.

XLSX, XLSB, XLS and ODS read alike: dates arrive as ISO text and numbers without an
exponent, so codes keep their digits; error values arrive as they are shown.
"""

import io
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import fastexcel

from tidewaiter.records.apart import Sheets, apart, damaged, here
from tidewaiter.records.census import Census, Counted, census, overstates
from tidewaiter.records.files import Document
from tidewaiter.records.foreign import foreign
from tidewaiter.records.how import HowToRead
from tidewaiter.records.opendocument import as_known
from tidewaiter.records.sheet import Sheet, SheetTable, sheet_table
from tidewaiter.records.unlock import is_locked, unlocked
from tidewaiter.records.unpack import refuse_excess
from tidewaiter.words.errors import FileRefused

BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
UNLOCK = "open it with its password in a spreadsheet program and save it without one"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def workbook_format(document: Document, content: bytes) -> str:
    """Which spreadsheet format a ZIP file is written in, "" for none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            _refuse_excess(document, archive, len(content))
            if "mimetype" in names and archive.read("mimetype").startswith(ODS):
                if "META-INF/manifest.xml" in names and _is_locked(archive):
                    raise foreign(document, "an ODS workbook behind a password", UNLOCK)
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
    n_bytes = sum(member.file_size for member in archive.infolist())
    refuse_excess(document.name, packed_size, n_bytes)


def _tables(document: Document, content: bytes, written: str, how: HowToRead) -> list[SheetTable]:
    counted, names, sheets = _read(document, content, written, how)
    _refuse_two_of_one_name(document, names)
    _refuse_unknown(document, how.sheets, names)
    found, notes = [], []
    for name, cells in sheets.items():
        if cells and (cells.is_visible or how.sheets):
            sheet = Sheet(name, cells, counted[name].n_rows if name in counted else 0)
            found.append(sheet_table(document, sheet, len(content), written, how))
            if name in counted and counted[name].n_not_computed:
                notes.append(_not_computed(name, counted[name].n_not_computed))
        elif cells:
            notes.append(
                f"sheet {name} is hidden and was not read; name it with --sheet to read it"
            )
    return [replace(table, notes=tuple(notes)) for table in found]


def _not_computed(name: str, n_cells: int) -> str:
    return (
        f"sheet {name}: {n_cells:,} formulas have no value and read as blank;"
        " open the workbook in a spreadsheet program, save it, and read what it saved"
    )


def _read(
    document: Document, content: bytes, written: str, how: HowToRead
) -> tuple[Census, list[str], Sheets]:
    """The rows counted on each sheet, the names of all sheets, the cells of those wanted."""
    if written == "xlsx" and not overstates(content):
        counted = census(content, written)
        reader = fastexcel.read_excel(content)
        if all(_is_compact(counted.get(name)) for name in reader.sheet_names):
            return counted, reader.sheet_names, here(reader, how.sheets)
    known = as_known(content) if written == "ods" else content
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(apart, document, known, how.sheets)
        return (census(content, written), *reading.result())


def _is_compact(sheet: Counted | None) -> bool:
    """Whether reading a sheet takes no more memory than its size lets expect, as far as is known."""
    return sheet is not None and not sheet.scattered


def _refuse_two_of_one_name(document: Document, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise FileRefused(
                f"{document.name} holds two sheets named {name}",
                "open it in a spreadsheet program and give them two names",
            )


def _refuse_unknown(document: Document, wanted: tuple[str, ...], names: list[str]) -> None:
    if not set(wanted) <= set(names) and not set(wanted) & set(names):
        raise FileRefused(
            f"{document.name} has no sheet {', '.join(wanted)}",
            f"its sheets are: {', '.join(names)}",
        )


def open_workbook(
    document: Document, content: bytes, written: str, how: HowToRead
) -> list[SheetTable]:
    """The tables on the visible sheets of a workbook in a format, or on those a person named."""
    try:
        found = _tables(document, content, written, how)
    except fastexcel.FastExcelError as problem:
        if is_locked(content):
            return open_workbook(document, unlocked(document, content, how), written, how)
        hint = "open it in a spreadsheet program and save it again as XLSX, or as CSV"
        reason = str(problem).partition("\n")[0]
        raise FileRefused(f"{document.name} cannot be read: {reason}", hint) from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":  # how the library stops at a damaged file
            raise
        raise damaged(document) from None
    if not found:
        hint = "check that it was delivered whole, and that its sheets are not hidden"
        raise FileRefused(f"{document.name} has no visible sheet with a table", hint)
    return found
