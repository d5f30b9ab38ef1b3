"""From a file to blocks: header, lines, rejects and the sizes of slices."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import cast

import pyarrow as pa
import pytest

from tidewaiter.records import dialect
from tidewaiter.records.delimited import DelimitedTable
from tidewaiter.records.files import Document
from tidewaiter.records.how import HowToRead
from tidewaiter.records.naming import column_names
from tidewaiter.records.readers import tables
from tidewaiter.words.errors import FileRefused


def opened(tmp_path: Path, content: bytes | str, delimiter: str | None = None) -> DelimitedTable:
    path = tmp_path / "trade.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    [table] = tables(Document("trade.csv", path), HowToRead(delimiter=delimiter))
    return cast(DelimitedTable, table)


def rows(table: DelimitedTable) -> list[tuple[int, str]]:
    blocks = [read() for read in table.blocks()]
    return [
        (int(line_no), "|".join(row.values()))
        for block in blocks
        for line_no, row in zip(block.line_nos, block.table.to_pylist(), strict=True)
    ]


def test_lines_are_those_an_editor_shows(tmp_path: Path) -> None:
    table = opened(tmp_path, '\n\r\na;b\r\n1;2\r\n\r\n"3\r\n4";5\r\n6;7')
    assert (table.header, table.header_line) == (("a", "b"), 3)
    assert rows(table) == [(4, "1|2"), (6, "3\r\n4|5"), (8, "6|7")]


def test_a_header_may_run_over_lines(tmp_path: Path) -> None:
    table = opened(tmp_path, '"net\nweight, kg",b\n1,2\n')
    assert (table.header, table.header_line) == (("net\nweight, kg", "b"), 1)
    assert rows(table) == [(3, "1|2")]


def test_header_names_are_stripped_named_and_made_unique() -> None:
    cells = [" Date ", "Date", "date", "", "\u00a0kg", "Date_2"]
    assert column_names(cells) == ("Date", "Date_2", "date_3", "column_4", "kg", "Date_2_2")


def test_empty_cells_are_text_and_numbers_stay_as_written(tmp_path: Path) -> None:
    table = opened(tmp_path, 'a,b,c\n,"",NULL\n007,1e5, x \n')
    assert rows(table) == [(2, "||NULL"), (3, "007|1e5| x ")]
    assert table.sample().schema == pa.schema([(name, pa.string()) for name in "abc"])
    assert table.sample().column("a").null_count == 0


def test_an_old_macintosh_file_has_lines_too(tmp_path: Path) -> None:
    table = opened(tmp_path, 'a,b\r1,2\r\r"3\r4",5\r')
    assert rows(table) == [(2, "1|2"), (4, "3\n4|5")]


def test_trailing_delimiters_beyond_the_header_are_harmless(tmp_path: Path) -> None:
    table = opened(tmp_path, "a;b\n1;2;\n3;4;;;\n5;6\n7;8;;9\n")
    assert rows(table) == [(2, "1|2"), (3, "3|4"), (4, "5|6")]
    [reject] = [one for read in table.blocks() for one in read().rejects]
    assert (reject.line_no, reject.kind, reject.text, reject.kept) == (
        5,
        "field_count",
        "7;8;;9",
        False,
    )
    assert reject.message == "4 fields where the header has 2"


def test_a_single_column_is_a_table(tmp_path: Path) -> None:
    table = opened(tmp_path, 'name\nAltan\n\n"Borealis, Ltd"\n')
    assert rows(table) == [(2, "Altan"), (4, "Borealis, Ltd")]


def test_a_named_delimiter_is_used(tmp_path: Path) -> None:
    assert opened(tmp_path, "a,b;c\n1,2;3\n", ";").header == ("a,b", "c")


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    table = opened(tmp_path, "a,b")
    assert (table.header, rows(table), len(table.sample())) == (("a", "b"), [], 0)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1251", "gb18030"])
@pytest.mark.parametrize("size", [5, 64, 1 << 20])
def test_slices_in_any_encoding_give_the_same_rows(tmp_path: Path, codec: str, size: int) -> None:
    words = "重量，货物名称，深圳市科技有限公司" if codec == "gb18030" else "насос, центробежный"
    text = "a;b\n" + "".join(f'{n};"{words}\n{n}"\n' for n in range(200))
    table = replace(opened(tmp_path, text.encode(codec)), slice_bytes=size)
    assert rows(table) == [(2 + 2 * n, f"{n}|{words}\n{n}") for n in range(200)]


def test_blocks_may_be_read_on_threads(tmp_path: Path) -> None:
    text = "a,b\n" + "".join(f"{n},x\n" for n in range(5000))
    table = replace(opened(tmp_path, text), slice_bytes=1000)
    with ThreadPoolExecutor(4) as pool:
        blocks = list(pool.map(lambda read: read(), table.blocks()))
    assert len(blocks) > 10
    assert [int(n) for block in blocks for n in block.line_nos] == list(range(2, 5002))


def test_the_sample_is_the_first_thousand_rows(tmp_path: Path) -> None:
    table = opened(tmp_path, "a,b\n" + "".join(f"{n},x\n" for n in range(5000)))
    assert table.sample().column("a").to_pylist() == [str(n) for n in range(1000)]


def test_size_encoding_and_delimiter_are_told(tmp_path: Path) -> None:
    content = "a;b\n1;насос\n".encode("cp1251")
    table = opened(tmp_path, gzip.compress(content))
    assert (table.n_bytes, table.encoding, table.delimiter) == (len(content), "cp1251", ";")
    assert (table.name, table.sheet) == ("trade.csv", "")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{\n"data": [{"a": 1}]\n}', "JSON"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"\x89PNG\r\n", "picture"),
        (b"PK\x03\x04 broken", "cannot be opened"),
        (b"", "empty"),
        (b"\n\r\n\n", "only blank lines"),
        (b"x" * (1 << 20), "no line break"),
    ],
)
def test_what_is_no_table_is_refused_by_its_name(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(FileRefused, match=what) as refusal:
        opened(tmp_path, content)
    assert refusal.value.hint


@pytest.mark.parametrize("stray", ["", '"'])
def test_a_row_of_a_million_fields_is_set_aside_without_reading_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stray: str
) -> None:
    monkeypatch.setattr(dialect, "MOST_FIELDS", 100)
    table = opened(tmp_path, f"a,b\n1,2\n3{stray},4{',' * 200}\n5,6\n")
    rejects = [reject for read in table.blocks() for reject in read().rejects]
    assert [(one.line_no, one.message) for one in rejects] == [
        (3, "202 fields where the header has 2")
    ]


def test_a_line_break_in_every_record_does_not_hide_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "trade.csv"
    rows = "".join(f'{n};"Goods, ""A""\nsecond; line\n\nthird";8806;{n},5\n' for n in range(100))
    path.write_text("No;Goods;Code;Value, USD\n" + rows, encoding="utf-8")
    [table] = tables(Document("trade.csv", path))
    assert (table.delimiter, table.header[3]) == (";", "Value, USD")
    assert sum(len(read().table) for read in table.blocks()) == 100
