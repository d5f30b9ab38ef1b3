"""A DBF file is a table; its code page is stated by it or found in its bytes."""

import struct
from pathlib import Path

import pytest
from tests.records.test_workbook import rows

from tidewaiter.records.files import Document
from tidewaiter.records.how import told
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.words.errors import FileRefused

FIELDS = (("CODE", "C", 10), ("KG", "N", 8), ("ON", "D", 8), ("NAME", "C", 40), ("N", "I", 4))
GOODS = "Насосы центробежные для жидкостей"


def record(code: str, kg: str, on: str, name: bytes, n: int, mark: bytes = b" ") -> bytes:
    return (
        mark + code.encode().ljust(10) + kg.encode().rjust(8) + on.encode().ljust(8)
        + name.ljust(40) + struct.pack("<i", n)
    )  # fmt: skip


def dbf(*records: bytes, code_page: int = 0) -> bytes:
    fields = b"".join(
        name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size]) + bytes(15)
        for name, kind, size in FIELDS
    )
    start, length = 32 + len(fields) + 1, 1 + sum(size for _, _, size in FIELDS)
    head = b"\x03\x7b\x03\x0f" + struct.pack("<IHH", len(records), start, length)
    return (
        head
        + bytes(17)
        + bytes([code_page])
        + bytes(2)
        + fields
        + b"\r"
        + b"".join(records)
        + b"\x1a"
    )


def opened(tmp_path: Path, content: bytes, encoding: str | None = None) -> SourceTable:
    (tmp_path / "x.dbf").write_bytes(content)
    [found] = tables(Document("x.dbf", tmp_path / "x.dbf"), told(encoding or ()))
    return found


@pytest.mark.parametrize(
    ("coding", "code_page", "why"),
    [("cp866", 0x65, "states cp866"), ("cp1251", 0xC9, "states cp1251"), ("cp866", 0, "no code")],
)
def test_records_are_rows(tmp_path: Path, coding: str, code_page: int, why: str) -> None:
    one = record("007", "1.50", "20230315", GOODS.encode(coding), -5)
    two = record("8806", "", "", b"", 7)
    found = opened(tmp_path, dbf(one, two, code_page=code_page))
    assert (found.header, found.encoding) == (("CODE", "KG", "ON", "NAME", "N"), coding)
    assert why in found.evidence
    assert rows(found) == [
        (2, ["007", "1.50", "2023-03-15", GOODS, "-5"]),
        (3, ["8806", "", "", "", "7"]),
    ]


def test_a_chinese_table_is_read_by_the_code_page_it_states_or_by_its_bytes(tmp_path: Path) -> None:
    bearings = "深沟球轴承，用于电动机"
    lines = [record(str(n), "", "", bearings.encode("gbk"), n) for n in range(200)]
    for code_page in (0x4D, 0x7A, 0):
        found = opened(tmp_path, dbf(*lines, code_page=code_page))
        assert found.encoding == "gb18030"
        assert {row[3] for _, row in rows(found)} == {bearings}


def test_blanks_before_a_text_are_part_of_it(tmp_path: Path) -> None:
    found = opened(tmp_path, dbf(record("  07", "5", "", b"  - indented", 1)))
    assert rows(found) == [(2, ["  07", "5", "", "  - indented", "1"])]


def test_a_deleted_record_is_set_aside_and_keeps_its_place(tmp_path: Path) -> None:
    lines = [record(str(n), "", "", b"", n, mark=b"*" if n == 1 else b" ") for n in range(3)]
    [block] = [read() for read in opened(tmp_path, dbf(*lines)).blocks()]
    assert block.line_nos.tolist() == [2, 4]
    assert [(one.line_no, one.text[:2]) for one in block.rejects] == [(3, "*1")]


def test_an_empty_table_keeps_its_header(tmp_path: Path) -> None:
    found = opened(tmp_path, dbf())
    assert (found.header[0], rows(found), len(found.sample())) == ("CODE", [], 0)


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="states 1 records and holds 0"):
        opened(tmp_path, dbf(record("1", "", "", b"", 1))[:-9])


def test_a_wrong_code_page_is_refused_with_the_record(tmp_path: Path) -> None:
    found = opened(tmp_path, dbf(record("1", "", "", GOODS.encode("cp1251"), 1)), "utf-8")
    with pytest.raises(FileRefused, match=r"not utf-8 at record 1 \(hex cd\)"):
        rows(found)
