"""A Parquet file is a table whose rows are numbered as a sheet would show them."""

import gzip
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.records.test_workbook import rows

from tidewaiter.records import parquet, unpack
from tidewaiter.records.files import Document
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import EXPANSION, MEMORY_BYTES


def opened(path: Path, table: pa.Table) -> SourceTable:
    pq.write_table(table, path)
    [found] = tables(Document("trade.parquet", path))
    return found


def test_values_are_written_as_in_a_workbook(tmp_path: Path) -> None:
    table = pa.table(
        {
            "Code": ["007", None],
            "code": [8806220000, 1],
            "usd": [1e22, 0.1],
            "kg": [Decimal("1.50"), Decimal("0.0000001")],
            "on": [date(2023, 3, 15), None],
            "at": [datetime(2023, 3, 15, 12, 30), datetime(2023, 3, 15, 0, 0, 0, 500_000)],
            "new": [True, False],
            "word": pa.array(["шт", "кг"]).dictionary_encode(),
            "bytes": [b"abc", None],
            "list": [[1, 2], None],
            "none": pa.nulls(2),
        }
    )
    found = opened(tmp_path / "x", table)
    assert found.header[:3] == ("Code", "code_2", "usd")
    assert rows(found) == [
        (
            2,
            [
                *("007", "8806220000", "10000000000000000000000", "1.5000000", "2023-03-15"),
                *("2023-03-15 12:30:00", "true", "шт", "abc", "[1, 2]", ""),
            ],
        ),
        (
            3,
            ["", "1", "0.1", "0.0000001", "", "2023-03-15 00:00:00.5", "false", "кг", "", "", ""],
        ),
    ]


def test_rows_come_in_blocks_and_keep_their_ordinals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "BLOCK_ROWS", 7)
    found = opened(tmp_path / "x", pa.table({"n": range(100)}))
    assert rows(found) == [(n + 2, [str(n)]) for n in range(100)]
    assert len(list(found.blocks())) == 15
    assert len(found.sample()) == 7


def test_an_empty_table_keeps_its_header(tmp_path: Path) -> None:
    found = opened(tmp_path / "x", pa.table({"a": pa.array([], pa.int64())}))
    assert (found.header, rows(found), len(found.sample())) == (("a",), [], 0)


def test_a_packed_file_is_read_and_its_unpacked_bytes_are_seen(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "x")
    content = (tmp_path / "x").read_bytes()
    (tmp_path / "x.gz").write_bytes(gzip.compress(content))
    seen: list[bytes] = []
    [found] = tables(Document("x.gz", tmp_path / "x.gz"), sink=seen.append)
    assert (b"".join(seen), found.n_bytes, rows(found)) == (content, len(content), [(2, ["1"])])


@pytest.mark.parametrize("length", [4, 40, -1])
def test_a_broken_file_is_refused(tmp_path: Path, length: int) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "x")
    (tmp_path / "x").write_bytes((tmp_path / "x").read_bytes()[:length])
    with pytest.raises(FileRefused, match="cannot be read") as refusal:
        tables(Document("x", tmp_path / "x"))
    assert "fetch it again" in refusal.value.hint


def test_more_rows_than_its_bytes_plausibly_hold_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "SMALL", 1000)
    monkeypatch.setenv(EXPANSION.setting, "10")
    with pytest.raises(FileRefused, match="unpacks from"):
        opened(tmp_path / "x", pa.table({"a": pa.nulls(100_000, pa.int32())}))


def test_a_packed_file_too_large_for_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"PAR1" + b"\0" * 10_000))
    monkeypatch.setenv(MEMORY_BYTES.setting, "9999")
    with pytest.raises(FileRefused, match="more than 9,999 bytes in memory"):
        tables(Document("x", path))


def test_a_long_value_that_stands_in_very_many_rows_is_refused(tmp_path: Path) -> None:
    value = pa.DictionaryArray.from_arrays(
        pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 200_000])
    )
    found = opened(tmp_path / "x", pa.table({"a": value}))
    with pytest.raises(FileRefused, match="repeats values that are too long"):
        found.sample()


def test_texts_that_are_none_are_refused(tmp_path: Path) -> None:
    """The library hands them on as they are; they were written into the case so."""
    broken = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xd0"]).buffers())
    found = opened(tmp_path / "x", pa.table({"a": broken}))
    with pytest.raises(FileRefused, match="Invalid UTF8") as refusal:
        rows(found)
    assert "fetch it again" in refusal.value.hint


def test_a_value_that_is_not_among_those_it_refers_to_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    words = pa.array(["a", "b", *["c"] * 104]).dictionary_encode()
    pq.write_table(pa.table({"a": words}), path, compression="none")
    content = path.read_bytes()
    last_98 = b"\xc4\x01\x02"  # a run of 98 times the third word
    assert content.count(last_98) == 1
    path.write_bytes(content.replace(last_98, b"\xc4\x01\x03"))
    [table] = tables(Document("x", path))
    with pytest.raises(FileRefused, match="out of bounds"):
        rows(table)
