"""Workbooks of other formats read like XLSX, and what only looks like one is named.

The XLS and XLSB files under books/ were written by xlwt and pyxlsbwriter; the ODS is
written here, by hand.
"""

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from tests.records.test_workbook import rows

from tidewaiter.records.files import Document, documents
from tidewaiter.records.readers import tables
from tidewaiter.words.errors import FileRefused

BOOKS = Path(__file__).parent / "books"
TRUTH = [
    (4, ["8806220000", "2023-03-15 00:00:00", "Насосы", "1234.5"]),
    (6, ["007", "2023-03-15 12:30:00", 'a "b", c', "0.21146376344086"]),
    (7, ["true", "", "=A1", "-0.0000001"]),
]
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""
EMPTY = '<table:table-row table:number-rows-repeated="{}"><table:table-cell/></table:table-row>'
TYPES = {"float": "office:value", "date": "office:date-value", "time": "office:time-value"}


def sheet(name: str, *lines: str) -> str:
    return f'<table:table table:name="{name}">{"".join(lines)}</table:table>'


def row(*cells: tuple[str, str]) -> str:
    marked = "".join(
        f'<table:table-cell office:value-type="{kind}" {TYPES[kind]}="{value}"/>'
        if kind in TYPES
        else f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'
        for kind, value in cells
    )
    return f"<table:table-row>{marked}</table:table-row>"


def ods(path: Path, *sheets: str, manifest: str = "<manifest/>") -> Document:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", ODS.format("".join(sheets)))
    return Document(path.name, path)


@pytest.mark.parametrize("written", ["xls", "xlsb"])
def test_xls_and_xlsb_read_like_xlsx(written: str) -> None:
    [table] = tables(Document("trade", BOOKS / f"trade.{written}"))
    assert (table.sheet, table.encoding, table.header_line) == ("Лист 1", written, 3)
    assert table.header == ("code", "on", "name", "kg")
    assert rows(table) == TRUTH


def test_ods_reads_like_xlsx_with_its_own_iso_dates(tmp_path: Path) -> None:
    lines = (
        EMPTY.format(2),
        row(("string", "code"), ("string", "on"), ("string", "kg")),
        row(("float", "8806220000"), ("date", "2023-03-15"), ("float", "0.0000001")),
        EMPTY.format(1),
        row(("string", "007"), ("date", "2023-03-15T12:30:00"), ("time", "PT08H30M00S")),
        EMPTY.format(1_048_569),
    )
    [table] = tables(ods(tmp_path / "book.ods", sheet("Лист", *lines), sheet("empty")))
    assert (table.sheet, table.encoding, table.header_line) == ("Лист", "ods", 3)
    assert rows(table) == [
        (4, ["8806220000", "2023-03-15", "0.0000001"]),
        (6, ["007", "2023-03-15T12:30:00", "08:30:00"]),
    ]


def test_tabs_and_line_breaks_in_an_ods_keep_words_apart(tmp_path: Path) -> None:
    lines = (
        row(("string", "a"), ("string", "kg")),
        row(("string", "x<text:tab/>y<text:tab text:tab-ref='1'></text:tab>z"), ("float", "5")),
        row(("string", "x<text:line-break/>y</text:p><text:p>z"), ("float", "6")),
    )
    [table] = tables(ods(tmp_path / "book.ods", sheet("s", *lines)))
    assert rows(table) == [(2, ["x\ty\tz", "5"]), (3, ["x\ny\nz", "6"])]


def test_a_kind_of_value_that_ods_lacks_is_read_as_the_text_it_shows(tmp_path: Path) -> None:
    moment = row(("string", "2023-03-15 12:30:00"), ("float", "5")).replace(
        '"string"', '"datetime" office:value="2023-03-15 12:30:00"'
    )
    [table] = tables(
        ods(tmp_path / "book.ods", sheet("s", row(("string", "on"), ("string", "kg")), moment))
    )
    assert rows(table) == [(2, ["2023-03-15 12:30:00", "5"])]


def test_an_ods_is_a_document_and_not_an_archive(tmp_path: Path) -> None:
    ods(tmp_path / "book.ods", sheet("s", row(("string", "a"))))
    assert [one.member for one in documents([str(tmp_path / "book.ods")])] == [""]


def test_a_locked_ods_is_refused(tmp_path: Path) -> None:
    locked = ods(tmp_path / "b.ods", manifest="<manifest:encryption-data/>")
    with pytest.raises(FileRefused, match="ODS workbook behind a password"):
        tables(locked)


def compound(stream: str) -> bytes:
    """The beginning of a compound file with one directory entry."""
    name = stream.encode("utf-16-le").ljust(64, b"\0")
    entry = name + (2 * len(stream) + 2).to_bytes(2, "little")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\xff") + entry.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("content", "what", "instead"),
    [
        (compound("EncryptedPackage"), "protected and cannot be opened", "save it without one"),
        (compound("WordDocument"), "is a Word document", "copy its tables"),
        (compound("Unheard of"), "in the old Office format", "spreadsheet"),
        (compound("Workbook"), "cannot be read", "save it again"),
        (b"%PDF-1.7", "is a PDF document", "ask for the data behind it"),
        (b"\0\1\0\0Standard Jet DB\0", "is an Access database", "export the table"),
        (b"\0\1\0\0Standard ACE DB\0", "is an Access database", "export the table"),
        (b"PGDMP\1", "is a PostgreSQL dump", "load it into a database"),
        (b"-- MySQL dump 10.13\n--\n\nDROP TABLE IF EXISTS `t`;\n", "an SQL dump", "load it"),
        (b"/* a */;\nCREATE TABLE t (a int);\n", "is an SQL dump", "load it"),
        (b"<html><table>", "is XML or HTML", "XLSX or CSV"),
        (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive", "unpack it"),
        (b"\x09\x04\x06\x00", "is a workbook of Excel 4", "XLSX or CSV"),
    ],
)
def test_what_is_not_read_is_named_with_what_to_do_instead(
    tmp_path: Path, content: bytes, what: str, instead: str
) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(FileRefused, match=what) as refusal:
        tables(Document("x", tmp_path / "x"))
    assert instead in refusal.value.hint


@pytest.mark.parametrize("header", ["create table,b\n1,2\n", "-- a,b\n1,2\n", "set,b\n1,2\n"])
def test_a_header_of_such_words_is_a_table(tmp_path: Path, header: str) -> None:
    (tmp_path / "x").write_text(header)
    assert len(tables(Document("x", tmp_path / "x"))) == 1


@pytest.mark.parametrize("written", ["xls", "xlsb"])
@pytest.mark.parametrize("place", range(0, 4000, 450))
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, written: str, place: int) -> None:
    content = bytearray((BOOKS / f"trade.{written}").read_bytes())
    content[place : place + 8] = b"\xff" * 8
    (tmp_path / "x").write_bytes(content)
    with suppress(FileRefused):
        assert tables(Document("x", tmp_path / "x"))


def test_an_xls_cell_in_a_column_that_cannot_be_is_refused(tmp_path: Path) -> None:
    """The library took half a minute over 65,000 columns; the format has 256."""
    content = bytearray((BOOKS / "trade.xls").read_bytes())
    place = content.index(bytes.fromhex("fd000a00020004001100"))
    content[place + 6 : place + 8] = b"\xff\xff"
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(FileRefused, match="a cell stands in column 65,535"):
        tables(Document("x", tmp_path / "x"))
