"""Rows are counted apart from the reading, so that what the reading loses is named."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.test_workbook import rows

from tidewaiter.case import Case
from tidewaiter.ground.health import unaccounted
from tidewaiter.records.census import census
from tidewaiter.records.files import Document
from tidewaiter.records.reach import reach
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.records.tally import n_elements

BOOKS = Path(__file__).parent / "books"


def _book(path: Path) -> Path:
    """Every kind of cell, and rows that hold only a format, a comment or an empty text."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("a & <b>")
        bold = book.add_format({"bold": True})
        sheet.write_row("A1", ["code", "kg"])
        sheet.write_formula("A2", '=""', None, "")
        sheet.write_blank("A3", None, bold)
        sheet.write_formula("A4", "=1/0", None, "#DIV/0!")
        sheet.write_rich_string("A5", "x", bold, "y", "z")
        sheet.merge_range("A6:B7", "merged")
        sheet.write_boolean("A9", True)
        sheet.write_comment("A11", "only a comment")
        sheet.write_row("D20", [1, 2])
        book.add_worksheet("Лист").write("F6", "q")
    return path


def _changed(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with another first sheet."""
    content = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if name.endswith("sheet1.xml") else part)
    path.write_bytes(content.getvalue())
    return path


def _accounted(table: SourceTable) -> int:
    blocks = [read() for read in table.blocks()]
    return table.n_header + sum(
        len(one.table) + one.n_blank + sum(not reject.kept for reject in one.rejects)
        for one in blocks
    )


def test_rows_that_hold_something_are_counted_sheet_by_sheet(tmp_path: Path) -> None:
    path = _book(tmp_path / "book.xlsx")
    assert census(path.read_bytes(), "xlsx") == {"a & <b>": (6, False, 1), "Лист": (1, False, 0)}
    for table in tables(Document("book.xlsx", path)):
        assert table.n_counted == _accounted(table)


@pytest.mark.parametrize("name", ["trade.xls", "trade.xlsb"])
def test_the_old_formats_are_counted_too(name: str) -> None:
    content = (BOOKS / name).read_bytes()
    counted = census(content, name.partition(".")[2])
    found = tables(Document(name, BOOKS / name))
    assert {one.sheet: (_accounted(one), False, 0) for one in found}.items() <= counted.items()
    assert {one.sheet for one in found} == {"Лист 1"}


def test_wrong_dimensions_lose_no_row(tmp_path: Path) -> None:
    def shrink(part: bytes) -> bytes:
        assert b'<dimension ref="A1:E20"/>' in part
        return part.replace(b'<dimension ref="A1:E20"/>', b'<dimension ref="A1:B2"/>')

    path = _changed(_book(tmp_path / "book.xlsx"), shrink)
    table = tables(Document("book.xlsx", path))[0]
    assert (table.n_counted, rows(table)[-1][0]) == (6, 20)


def test_a_row_the_reading_loses_is_named(case: Case, tmp_path: Path) -> None:
    """Two rows of one number: the library keeps one of them."""
    path = tmp_path / "twice.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row("A1", ["code", "kg"])
        sheet.write_row("A2", ["8806", 5])
        sheet.write_row("A3", ["8807", 6])
    _changed(path, lambda part: part.replace(b'r="3"', b'r="2"').replace(b'3"', b'2"'))
    case.ingest([path], raw=True)
    [source] = case.sources()
    assert unaccounted(source) == 1
    [problem] = [one for one in case.problems() if one["kind"] == "not_accounted"]
    assert problem["message"].startswith("1 of its 3 lines or rows were not read")
    assert not case.coverage()["sources"][0]["conserved"]
    assert [one.ok for one in case.doctor() if one.what == "files hold what was read"] == [False]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='\\",[]{}a \n', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('a"\\'), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(VALUES, max_size=8), st.integers(1, 7), st.booleans())
def test_elements_are_counted_whatever_is_in_them(
    values: list[object], size: int, spaced: bool
) -> None:
    text = json.dumps(values, indent=1 if spaced else None).encode()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert n_elements(pieces) == len(values)


def test_how_far_cells_reach_is_seen_in_any_order() -> None:
    text = b'<row r="9"><c r="C9"><v>1</v></c><c r="AZ1048576" s="1"/><c r="B10"/></row>'
    assert (reach(text), reach(b""), reach(b"<c>")) == ((52, 1048576), (0, 0), (0, 0))
