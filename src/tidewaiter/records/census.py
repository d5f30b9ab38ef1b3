"""The rows of a sheet that hold something, counted without the library that reads them.

Only the marks of rows and cells are looked at, never their values, so that a row which the
reading loses is missed here and named. Formats: ECMA-376 part 1, 18.3 (XLSX); [MS-XLSB]
2.1.4; [MS-XLS] 2.4; OpenDocument 1.3 part 3, 9.1 (ODS).
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from pathlib import PurePosixPath
from struct import unpack_from
from typing import NamedTuple

import olefile  # type: ignore[import-untyped]

from tidewaiter.records.reach import reach

PIECE = 1 << 22
CELL = re.compile(rb'<(?:\w+:)?(?:v(?: [^>]*)?>[^<]|is\b|c\b[^>]* t="str")')
"""A value, a text beside its cell, or a formula that gives a text."""
FORMULA = b"<f"
NOT_COMPUTED = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]* t="str")[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
"""A formula without the value that a spreadsheet program would have kept beside it."""
ROW_END = re.compile(rb"</\w+:row>")
SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>")
REPEATED = re.compile(rb'table:number-rows-repeated="(\d{1,7})"')
XLSB_ROW, XLSB_SHEET = 0, 156
XLSB_CELLS = frozenset((*range(2, 12), 62))  # all but the blank one
XLSB_MORE_CELLS = re.compile(
    b"(?:[\x01-\x0b](?:%s)){0,1000}"
    % b"|".join(re.escape(bytes([n])) + b".{%d}" % n for n in range(128)),
    re.DOTALL,
)
"""Records of cells with their lengths, up to one of more than 127 bytes."""
XLS_SHEET, XLS_END = 0x85, 0x0A
XLS_CELLS = frozenset((0x06, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E))

DAMAGE = (OSError, ValueError, LookupError, StopIteration, struct.error, zlib.error, EOFError,
          zipfile.BadZipFile, NotImplementedError, RuntimeError)  # fmt: skip


class Counted(NamedTuple):
    """The rows of a sheet in which some cell holds something; of XLSX, whether cells lie far apart.

    Of XLSX also the cells with a formula and no value.
    """

    n_rows: int
    scattered: bool = False
    n_not_computed: int = 0


Census = dict[str, Counted]
"""By sheet."""
TEXTS = re.compile(rb'<(?:\w+:)?sst\b[^>]* uniqueCount="0*(\d{1,19})')
"""How many texts the cells of an XLSX workbook share, as it states."""
SHORTEST_TEXT = len("<si/>")
AT_LEAST = 1 << 22
"""Cells, full or empty, that any sheet may span; beyond, one for each byte it is written in."""


def census(content: bytes, written: str) -> Census:
    """Count the rows of every sheet; sheets that cannot be counted are left out."""
    count = {"xlsx": _xlsx, "xlsb": _xlsb, "xls": _xls, "ods": _ods}[written]
    found: Census = {}
    with suppress(*DAMAGE):  # the sheets counted so far stand
        found.update(count(content))
    return found


def _xlsx(content: bytes) -> Iterator[tuple[str, Counted]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = _parts(archive, "xl/_rels/workbook.xml.rels")
        for tag in SHEET.findall(archive.read("xl/workbook.xml")):
            sheet = _attributes(tag)
            relation = next(value for name, value in sheet.items() if name.endswith(":id"))
            yield sheet["name"], _rows_of_xml(archive, parts[relation])


def overstates(content: bytes) -> bool:
    """Whether an XLSX workbook states more texts than it has room for; the library believes it."""
    with suppress(*DAMAGE), zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            if part.filename.lower().endswith("sharedstrings.xml"):
                with archive.open(part) as stream:
                    stated = TEXTS.search(stream.read(PIECE))
                if stated and int(stated[1]) * SHORTEST_TEXT > part.file_size:
                    return True
    return False


def _parts(archive: zipfile.ZipFile, relations: str) -> dict[str, str]:
    """The parts of a workbook by the name under which it refers to them."""
    found = {}
    for tag in RELATION.findall(archive.read(relations)):
        relation = _attributes(tag)
        path = PurePosixPath("/xl") / relation["Target"]
        found[relation["Id"]] = str(path).lstrip("/")
    return found


def _attributes(tag: bytes) -> dict[str, str]:
    pairs = ATTRIBUTE.findall(tag)
    return {name.decode(): unescape((one or other).decode()) for name, one, other in pairs}


def _rows_of_xml(archive: zipfile.ZipFile, part: str) -> Counted:
    n_rows, left = 0, b""
    n_bytes = n_columns = last_row = n_not_computed = 0
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            text = left + piece
            column, row = reach(text)
            n_columns, last_row = max(n_columns, column), max(last_row, row)
            n_bytes += len(piece)
            rows = text.split(b"</row>")
            rows = rows if len(rows) > 1 else ROW_END.split(text)
            n_rows += sum(map(bool, map(CELL.search, rows[:-1])))
            left = rows[-1]
            whole = text[: len(text) - len(left)]
            n_not_computed += len(NOT_COMPUTED.findall(whole)) if FORMULA in whole else 0
    scattered = n_columns * last_row > max(AT_LEAST, n_bytes)
    return Counted(n_rows, scattered, n_not_computed)


def _ods(content: bytes) -> Iterator[tuple[str, Counted]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _, *tables = archive.read("content.xml").split(b"<table:table ")
    for table in tables:
        rows = table.split(b"</table:table-row>")[:-1]
        n_rows = sum(_repeated(row) for row in rows if b"office:value-type=" in row)
        yield _attributes(table.partition(b">")[0])["table:name"], Counted(n_rows)


def _repeated(row: bytes) -> int:
    """How often a row stands; empty rows before it close themselves."""
    tag = [tag for tag in ODS_ROW.findall(row) if not tag.endswith(b"/")][-1]
    times = REPEATED.search(tag)
    return int(times[1]) if times else 1


def _xlsb(content: bytes) -> Iterator[tuple[str, Counted]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = _parts(archive, "xl/_rels/workbook.bin.rels")
        for kind, record in _xlsb_records(archive.read("xl/workbook.bin")):
            if kind == XLSB_SHEET:
                relation, at = _wide_text(record, 8)
                name, _ = _wide_text(record, at)
                yield name, Counted(_rows_of_records(archive.read(parts[relation])))


def _wide_text(record: bytes, at: int) -> tuple[str, int]:
    (length,) = unpack_from("<I", record, at)
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le"), end


def _rows_of_records(data: bytes) -> int:
    n_rows, at, sought = 0, 0, False
    while at < len(data):
        kind, at, length = _xlsb_record(data, at)
        at += length
        if kind == XLSB_ROW:
            sought = True
        elif kind in XLSB_CELLS and sought:
            n_rows, sought = n_rows + 1, False
            others = XLSB_MORE_CELLS.match(data, at)
            at = others.end() if others else at
    return n_rows


def _xlsb_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a binary part."""
    at = 0
    while at < len(data):
        kind, at, length = _xlsb_record(data, at)
        yield kind, data[at : at + length]
        at += length


def _xlsb_record(data: bytes, at: int) -> tuple[int, int, int]:
    """Its kind and length, in bytes of seven bits, with the place between of its content."""
    kind, at = _sevens(data, at, 2)
    length, at = _sevens(data, at, 4)
    return kind, at, length


def _sevens(data: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        byte = data[at + place]
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number, at + place + 1
    return number, at + most


def _xls(content: bytes) -> Iterator[tuple[str, Counted]]:
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        name = "Workbook" if file.exists("Workbook") else "Book"
        data = file.openstream(name).read()
    wide = name == "Workbook"
    for kind, at, length in _xls_records(data, 0):
        if kind == XLS_SHEET:
            (start,) = unpack_from("<I", data, at)
            cells = _xls_records(data, start)
            rows = {data[at : at + 2] for kind, at, _ in cells if kind in XLS_CELLS}
            yield _short_text(data[at + 6 : at + length], wide), Counted(len(rows))


def _xls_records(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The records of a stream up to the end of their section: kind, where its content is, its length."""
    depth = 0
    while at + 4 <= len(data):
        kind, length = unpack_from("<HH", data, at)
        yield kind, at + 4, length
        depth += (kind & 0xFF == 0x09) - (kind == XLS_END)  # a chart inside has its own end
        if not depth:
            return
        at += 4 + length


def _short_text(record: bytes, wide: bool) -> str:
    """A name of at most 255 letters; before Excel 97 in the code page of its author."""
    if not wide:
        return record[1:].decode("cp1252", "replace")
    return record[2:].decode("utf-16-le" if record[1] & 1 else "latin-1")
