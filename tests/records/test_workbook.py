"""Sheets are tables whose rows keep the numbers a spreadsheet shows."""

import io
import re
import zipfile
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tidewaiter.records import sheet, workbook
from tidewaiter.records.apart import apart as read_apart
from tidewaiter.records.files import Document
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.words.errors import FileRefused

Cells = dict[tuple[int, int], Any]


def opened(tmp_path: Path, **sheets: Cells) -> list[SourceTable]:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for (row, column), value in cells.items():
                sheet.write(row, column, value)
            if name.startswith("hidden"):
                sheet.hide()
    return tables(Document("book.xlsx", path))


def rows(table: SourceTable) -> list[tuple[int, list[str]]]:
    return [
        (int(line_no), list(row.values()))
        for block in (read() for read in table.blocks())
        for line_no, row in zip(block.line_nos, block.table.to_pylist(), strict=True)
    ]


TRADE: Cells = {
    (2, 1): " code ",
    (2, 2): "on",
    (2, 3): "code",
    (3, 1): 8806220000,
    (3, 2): date(2023, 3, 15),
    (3, 3): "007",
    (5, 1): 0.0000001,
    (5, 2): datetime(2023, 3, 15, 12, 30),
    (5, 4): "note",
}


def test_rows_keep_their_numbers_across_blank_ones(tmp_path: Path) -> None:
    [table] = opened(tmp_path, trade=TRADE)
    assert (table.header, table.header_line) == (("code", "on", "code_2", "column_4"), 3)
    assert rows(table) == [
        (4, ["8806220000", "2023-03-15 00:00:00", "007", ""]),
        (6, ["0.0000001", "2023-03-15 12:30:00", "", "note"]),
    ]


def test_digits_beyond_the_ninth_decimal_are_kept_and_texts_left_alone(tmp_path: Path) -> None:
    column = ["usd", 64.0470862234321, 177.20799657044623, 628.1829999999027, 12.5, "12.500000000"]
    [table] = opened(tmp_path, trade={(row, 0): value for row, value in enumerate(column)})
    shown = [cells[0] for _, cells in rows(table)]
    assert shown == [
        "64.0470862234321", "177.207996570446", "628.182999999903", "12.5", "12.500000000"
    ]  # fmt: skip


def test_a_long_number_gets_no_digits_that_the_file_does_not_hold(tmp_path: Path) -> None:
    [table] = opened(tmp_path, long={
        (0, 0): "declaration", (0, 1): "as text", (0, 2): "kg",
        (1, 0): 530120221012345000, (1, 1): "530120221012345024", (1, 2): 5,
        (2, 0): "530120221012345024", (2, 1): 1.5e20, (2, 2): 12345678901234567,
    })  # fmt: skip
    assert [row for _, row in rows(table)] == [
        ["530120221012345000", "530120221012345024", "5"],
        ["530120221012345024", "150000000000000000000", "12345678901234570"],
    ]


def test_what_only_looks_like_an_escaped_sign_stays_as_it_is(tmp_path: Path) -> None:
    column = ["note", "_x0041_", "_x005FA", "_x000D_", "two\r\nlines"]
    [table] = opened(tmp_path, shared={(row, 0): text for row, text in enumerate(column)})
    assert [cells[0] for _, cells in rows(table)] == column[1:]


def test_every_visible_sheet_with_something_in_it_is_a_table(tmp_path: Path) -> None:
    book = opened(tmp_path, one=TRADE, empty={}, hidden=TRADE, two={(0, 0): "a", (1, 0): "b"})
    assert [(one.sheet, one.header_line) for one in book] == [("one", 3), ("two", 1)]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    [table] = opened(tmp_path, only={(0, 0): "a"})
    assert (rows(table), len(table.sample())) == ([], 0)


def test_large_sheets_come_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "BLOCK_ROWS", 7)
    [table] = opened(tmp_path, long={(n, 0): f"v{n}" for n in range(0, 100, 2)})
    assert len(list(table.blocks())) == 1 + 7
    assert rows(table) == [(n + 1, [f"v{n}"]) for n in range(2, 100, 2)]


def test_an_error_is_read_as_the_spreadsheet_shows_it(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(3, 1, ["a", "b"])
        sheet.write_formula(4, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(6, 1, "=NA()", None, "#N/A")
        sheet.write_formula(6, 2, "=A0", None, "#REF!")
    [table] = tables(Document("book.xlsx", tmp_path / "book.xlsx"))
    assert rows(table) == [(5, ["", "#DIV/0!"]), (7, ["#N/A", "#REF!"])]


def test_a_chart_is_not_a_table(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet("data").write_column(0, 0, ["a", 1, 2])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=data!$A$2:$A$3"})
        book.add_chartsheet("chart").set_chart(chart)
    assert [one.sheet for one in tables(Document("b", tmp_path / "book.xlsx"))] == ["data"]


def test_a_workbook_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no visible sheet"):
        opened(tmp_path, empty={})


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    opened(tmp_path, trade=TRADE)
    whole = (tmp_path / "book.xlsx").read_bytes()
    damaged = whole.replace(b"worksheets/sheet1.xml", b"worksheets/sheetX.xml")
    (tmp_path / "book.xlsx").write_bytes(damaged)
    with pytest.raises(FileRefused, match="cannot be read") as refusal:
        tables(Document("book.xlsx", tmp_path / "book.xlsx"))
    assert "save it again" in refusal.value.hint


def test_the_sink_sees_the_workbook_as_it_is(tmp_path: Path) -> None:
    opened(tmp_path, trade=TRADE)
    seen: list[bytes] = []
    path = tmp_path / "book.xlsx"
    [table] = tables(Document("book.xlsx", path), sink=seen.append)
    assert b"".join(seen) == path.read_bytes()
    assert table.n_bytes == path.stat().st_size


def far(path: Path, *cells: str) -> Document:
    """A small table, and cells that stand far away from it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row("A1", ["code", "kg"])
        sheet.write_row("A2", ["8806", 5])
        for cell in cells:
            sheet.write(cell, "stray")
    return Document(path.name, path)


def test_cells_that_span_more_than_memory_are_refused(tmp_path: Path) -> None:
    """The library asked for 550 GB and ended the process."""
    with pytest.raises(FileRefused, match="very far from the others") as refusal:
        tables(far(tmp_path / "far.xlsx", "XFD1048576"))
    assert "delete what stands far" in refusal.value.hint


@pytest.mark.parametrize("cell", ["XFD1", "A90000"])
def test_a_cell_that_stands_far_away_is_a_cell(tmp_path: Path, cell: str) -> None:
    [table] = tables(far(tmp_path / "far.xlsx", cell))
    assert sum(len(read().table) for read in table.blocks()) + table.n_header >= 2
    assert table.n_counted in (2, 3)


def changed(path: Path, old: bytes, new: bytes) -> Document:
    """The workbook with other bytes in its parts."""
    content = path.read_bytes()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(path, "w") as after,
    ):
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return Document(path.name, path)


def test_a_workbook_that_states_too_many_texts_is_opened_apart_first(tmp_path: Path) -> None:
    """The library made room for two billion texts and ended the process."""
    far(tmp_path / "x")
    with pytest.raises(FileRefused, match="it is damaged"):
        tables(changed(tmp_path / "x", b'uniqueCount="3"', b'uniqueCount="2147483647"'))


def test_two_sheets_of_one_name_are_refused_not_halved(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x") as book:
        for name in ("one", "two"):
            book.add_worksheet(name).write_row("A1", ["code", "kg"])
    with pytest.raises(FileRefused, match="two sheets named one"):
        tables(changed(tmp_path / "x", b'name="two"', b'name="one"'))


@pytest.mark.parametrize(("cells", "apart"), [((), 0), (("XFD300",), 1)])
def test_only_a_scattered_workbook_is_opened_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cells: tuple[str, ...], apart: int
) -> None:
    tried: list[str] = []

    def noted(document: Document, content: bytes, wanted: Collection[str]) -> Any:
        tried.append(document.name)
        return read_apart(document, content, wanted)

    monkeypatch.setattr(workbook, "apart", noted)
    tables(far(tmp_path / "far.xlsx", *cells))
    assert len(tried) == apart


def test_formulas_that_were_never_computed_are_told_of(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "made.xlsx") as book:
        sheet = book.add_worksheet("one")
        sheet.write_row(0, 0, ["code", "kg", "double"])
        for row in range(1, 6):
            sheet.write_row(row, 0, [880622, row])
            sheet.write_formula(row, 2, f"=B{row + 1}*2", value=2 * row)
    with zipfile.ZipFile(tmp_path / "made.xlsx") as made:
        parts = {name: made.read(name) for name in made.namelist()}
    part = "xl/worksheets/sheet1.xml"
    cut = re.sub(rb"(<f>B[2-4]\*2</f>)<v>\d+</v>", rb"\1", parts[part])
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as bare:
        for name, content in (parts | {part: cut}).items():
            bare.writestr(name, content)
    (whole,) = tables(Document("made.xlsx", tmp_path / "made.xlsx"))
    (table,) = tables(Document("book.xlsx", tmp_path / "book.xlsx"))
    assert whole.notes == ()
    assert [note.partition(";")[0] for note in table.notes] == [
        "sheet one: 3 formulas have no value and read as blank"
    ]
    assert [cells[2] for _, cells in rows(table)] == ["", "", "", "8", "10"]
