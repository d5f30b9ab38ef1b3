"""Small sound files of every kind, invented, from which the damaged ones are made.

The same call gives the same bytes, so that a damaged file can be made again from its number.
"""

import bz2
import gzip
import io
import json
import lzma
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter  # type: ignore[import-untyped]

from tidewaiter.records.how import HowToRead, told

BOOKS = Path(__file__).parents[2] / "tests" / "records" / "books"
PASSWORD = "тайна-7"
EARLY = (1980, 1, 1, 0, 0, 0)
HEADER = ("code", "on", "name", "kg", "usd")
CYRILLIC = (
    "Насосы центробежные",
    "клапаны, малые",
    "Подшипники шариковые",
    "шлемы защитные",
    "Прочие части",
)
HANZI = ("离心泵", "小型阀门", "滚珠轴承", "安全头盔", "其他零件及附件")
TALL = ("離心泵", "小型閥門", "滾珠軸承", "安全頭盔", "其他零件及附件")
PLAIN = ("Pumps", "valves, small", "Bearings", "helmets", "Other parts")


@dataclass(frozen=True, slots=True)
class Seed:
    """A sound file, how its bytes may be damaged, how it is read; of a text the encoding."""

    content: bytes
    form: str
    how: HowToRead = field(default_factory=told)
    coding: str = ""


def seeds(reader: str) -> tuple[Seed, ...]:
    """The sound files of one reader."""
    return _seeds(reader)


@cache
def _seeds(reader: str) -> tuple[Seed, ...]:
    return tuple(MADE[reader]())


def _rows(names: Sequence[str], n: int = 24) -> list[list[str]]:
    first = date(2023, 1, 5)
    return [
        [
            f"{8406_100000 + 1237 * place:010d}",
            (first + timedelta(place)).isoformat(),
            names[place % len(names)],
            f"{place * 1.5 + 0.25:.3f}",
            str(place * 997),
        ]
        for place in range(n)
    ]


def _text(rows: Sequence[Sequence[str]], mark: str, end: str = "\n", header: bool = True) -> str:
    lines = [HEADER, *rows] if header else rows
    return "".join(mark.join(_quoted(cell, mark) for cell in line) + end for line in lines)


def _quoted(cell: str, mark: str) -> str:
    needed = mark in cell or '"' in cell or "\n" in cell
    return '"' + cell.replace('"', '""') + '"' if needed else cell


def _delimited(mark: str) -> list[Seed]:
    words = [
        'he said "no"',
        "two\nlines",
        "three\n\nodd\nlines",
        f"a{mark}b",
        'a 5" pipe',
        *CYRILLIC,
    ]
    titled = f"Imports by office\n\nfor 2023{mark * 4}\n"
    grouped = (
        mark.join(["Name", "Import", "", "Export", ""])
        + "\n"
        + mark.join(["", "kg", "usd", "kg", "usd"])
        + "\n"
    )
    foot = f"Total{mark * 3}400{mark}9\n* with parts{mark * 4}\n"
    many = _rows(CYRILLIC, 40)
    texts = (
        (_text(_rows(words), mark), "utf-8"),
        (_text(_rows(words), mark, "\r\n"), "utf-8-sig"),
        (_text(_rows(PLAIN), mark, "\r"), "ascii"),
        (titled + _text(_rows(PLAIN), mark) + foot, "utf-8"),
        (grouped + _text(_rows(PLAIN), mark, header=False), "utf-8"),
        (_text(_rows(words), mark), "utf-16"),
        ("\ufeff" + _text(_rows(PLAIN), mark), "utf-16-be"),
        (_text(_rows(PLAIN), mark), "utf-16-le"),
        (_text(many, mark), "cp1251"),
        (_text(many, mark), "cp866"),
        (_text(many, mark), "koi8-r"),
        (_text(_rows(HANZI, 40), mark), "gb18030"),
        (_text(_rows(TALL, 40), mark), "big5"),
    )
    found = [
        Seed(text.encode(coding), "text", coding=coding.removesuffix("-sig"))
        for text, coding in texts
    ]
    first = found[0].content
    said = (told(header="1"), told(header="0"), told(header="2-3"), told(delimiter=mark), told(delimiter="|"),
            told("utf-8"), told("cp1251"), told("utf-16"), told("gb18030"))  # fmt: skip
    return found + [Seed(first, "text", how, "utf-8") for how in said]


def _fixed() -> list[Seed]:
    from tidewaiter.records.signs import Fixed

    columns = {"code": (1, 10), "on": (12, 21), "name": (23, 42), "kg": (44, 53)}
    text = "Declarations\n" + "".join(
        f"{code:10} {on:10} {name:20} {kg:>10}\n" for code, on, name, kg, _ in _rows(CYRILLIC)
    )
    how = told(fixed=Fixed(columns, skip=1))
    named = told("cp1251", fixed=Fixed(columns, skip=1))
    return [
        Seed(text.encode(), "text", how, "utf-8"),
        Seed(text.replace("\n", "\r\n").encode("utf-16"), "text", how, "utf-16"),
        Seed(text.replace("\n", "\r").encode(), "text", how, "utf-8"),
        Seed(text.encode("cp1251"), "text", named, "cp1251"),
    ]


def _objects() -> list[dict[str, object]]:
    return [
        {
            "code": code,
            "on": on,
            "name": name,
            "kg": float(kg),
            "party": {"name": name, "tags": [usd, None, True]},
        }
        for code, on, name, kg, usd in _rows(("a\nb", 'said "no"', *CYRILLIC))
    ]


def _arrays() -> list[Seed]:
    rows = _objects()
    return [
        Seed(json.dumps(rows, ensure_ascii=False, indent=1).encode(), "json", coding="utf-8"),
        Seed(json.dumps(rows).encode(), "json", coding="ascii"),
        Seed(json.dumps(rows, ensure_ascii=False).encode("utf-16"), "json", coding="utf-16"),
        Seed(
            json.dumps(rows, ensure_ascii=False).encode("cp1251"), "json", told("cp1251"), "cp1251"
        ),
    ]


def _json_lines() -> list[Seed]:
    rows = _objects()
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return [
        Seed(text.encode("utf-8-sig"), "json", coding="utf-8"),
        Seed(text.replace("\n", "\r\n\r\n").encode(), "json", coding="utf-8"),
        Seed(
            "".join(json.dumps(row) + "\n" for row in rows).encode("utf-16"),
            "json",
            coding="utf-16",
        ),
    ]


def _dbf() -> list[Seed]:
    found = []
    for page, coding in (
        (0xC9, "cp1251"),
        (0x65, "cp866"),
        (0, "cp1251"),
        (0x7A, "gb18030"),
        (0x57, "ascii"),
    ):
        names = {"gb18030": HANZI, "ascii": PLAIN}.get(coding, CYRILLIC)
        found.append(
            Seed(dbf([[cell.encode(coding) for cell in row] for row in _rows(names)], page), "dbf")
        )
    return [*found, Seed(found[2].content, "dbf", told("cp1251"))]


def dbf(rows: Sequence[Sequence[bytes]], code_page: int) -> bytes:
    """A table of every kind of field; every seventh record is marked as deleted."""
    kinds = (("CODE", "C", 10), ("ON", "D", 8), ("NAME", "C", 44), ("KG", "N", 10), ("USD", "I", 4),
             ("OK", "L", 1), ("D", "B", 8), ("MONEY", "Y", 8), ("MEMO", "M", 10))  # fmt: skip
    fields = b"".join(
        name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size]) + bytes(15)
        for name, kind, size in kinds
    )
    records = b"".join(
        (b" " if place % 7 else b"*") + code[:10].ljust(10) + on.replace(b"-", b"") + name.ljust(44) + kg.rjust(10)
        + struct.pack("<i", int(usd)) + b"T" + struct.pack("<d", 1.5) + struct.pack("<q", 70001) + b" " * 10
        for place, (code, on, name, kg, usd) in enumerate(rows)
    )  # fmt: skip
    head = struct.pack(
        "<4BIHH", 3, 123, 3, 15, len(rows), 33 + len(fields), 1 + sum(size for *_, size in kinds)
    )
    return head + bytes(17) + bytes([code_page]) + bytes(2) + fields + b"\r" + records + b"\x1a"


def _xlsx() -> list[Seed]:
    return [
        Seed(_book(**options), "xlsx")
        for options in ({}, {"in_memory": True, "constant_memory": True})
    ]


def _book(**options: bool) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": datetime(2023, 1, 1)})
        day, time = (
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "hh:mm:ss"}),
        )
        sheet = book.add_worksheet("Товары")
        sheet.write(0, 1, "Imports, 2023")
        sheet.write_row(2, 1, [*HEADER, "sum", "ok", "at", "error"])
        for place, (code, on, name, kg, usd) in enumerate(
            _rows(("two\nlines", "a & <b>", *CYRILLIC)), 3
        ):
            sheet.write_string(place, 1, code)
            sheet.write_datetime(place, 2, datetime.fromisoformat(on), day)
            sheet.write(place, 3, name)
            sheet.write_number(place, 4, float(kg) / 3)
            sheet.write_number(place, 5, int(usd))
            sheet.write_formula(place, 6, f"=E{place + 1}*2", None, float(kg) * 2)
            sheet.write_boolean(place, 7, place % 2)
            sheet.write_number(place, 8, 0.354, time)
            sheet.write_formula(place, 9, "=1/0", None, "#DIV/0!")
        sheet.merge_range(28, 1, 28, 3, "Total")
        other = book.add_worksheet("firms")
        for place, row in enumerate(_rows(PLAIN, 9)):
            other.write_row(place, 0, row)
        hidden = book.add_worksheet("kept back")
        hidden.write_row(0, 0, ["a", "b"])
        hidden.hide()
    return made.getvalue()


def _ods() -> list[Seed]:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    rows = "".join(
        "<table:table-row>"
        f'<table:table-cell office:value-type="string"><text:p>{code}</text:p></table:table-cell>'
        f'<table:table-cell office:value-type="date" office:date-value="{on}"><text:p>{on}</text:p></table:table-cell>'
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p><text:p>2</text:p></table:table-cell>'
        f'<table:table-cell office:value-type="float" office:value="{kg}"/>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="time"'
        ' office:time-value="PT08H30M00S"/>'
        f'<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        f'<table:table-cell table:formula="of:=[.D2]*2" office:value-type="percentage" office:value="0.5"/>'
        "<table:covered-table-cell/></table:table-row>"
        for code, on, name, kg, _ in _rows(CYRILLIC)
    )
    empty = '<table:table-row table:number-rows-repeated="{}"><table:table-cell/></table:table-row>'
    head = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in HEADER
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}:office:1.0"'
        f' xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Товары">{empty.format(2)}<table:table-row>{head}'
        f"</table:table-row>{rows}{empty.format(1048000)}</table:table>"
        f'<table:table table:name="empty"></table:table></office:spreadsheet></office:body></office:document-content>'
    )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<manifest/>",
        "content.xml": content.encode(),
    }
    return [Seed(zipped(parts), "ods")]


def zipped(parts: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these parts, every checksum right."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, EARLY), content, packed)
    return made.getvalue()


def _books(written: str) -> list[Seed]:
    return [
        Seed((BOOKS / f"{name}.{written}").read_bytes(), written) for name in ("trade", "goods")
    ]


def _locked() -> list[Seed]:
    how = told(passwords=lambda _: [PASSWORD])
    return [
        Seed((BOOKS / f"locked.{written}").read_bytes(), "xls", how) for written in ("xlsx", "xls")
    ]


def _parquet() -> list[Seed]:
    n = 40
    wide = pa.table(
        {
            "code": [f"{8406100000 + place}" if place % 5 else None for place in range(n)],
            "kg": [place / 3 for place in range(n)],
            "usd": [Decimal(f"{place}.25") for place in range(n)],
            "on": [date(2023, 1, 1) + timedelta(place) for place in range(n)],
            "at": [datetime(2023, 1, 1, 12, 30, place) for place in range(n)],
            "day": pa.array([place * 86_400_000 for place in range(n)], pa.timestamp("ms", "UTC")),
            "time": pa.array([place * 1000 for place in range(n)], pa.time32("ms")),
            "ok": [place % 2 == 0 for place in range(n)],
            "word": pa.array([PLAIN[place % 5] for place in range(n)]).dictionary_encode(),
            "bytes": [b"\xff" * (place % 4) for place in range(n)],
            "list": [[place, None] if place % 3 else None for place in range(n)],
            "party": [{"name": CYRILLIC[place % 5], "tags": {"a": place}} for place in range(n)],
            "small": pa.array([place % 100 for place in range(n)], pa.int8()),
        }
    )
    narrow = wide.select(["code", "kg", "word"])
    return [
        Seed(_written(wide, compression="snappy", row_group_size=15), "parquet"),
        Seed(_written(wide, compression="none", data_page_version="2.0"), "parquet"),
        Seed(
            _written(narrow, compression="zstd", use_dictionary=False, row_group_size=7), "parquet"
        ),
        Seed(_written(narrow, compression="gzip", store_schema=False), "parquet"),
    ]


def _written(table: pa.Table, **options: object) -> bytes:
    made = io.BytesIO()
    pq.write_table(table, made, **options)  # type: ignore[arg-type]
    return made.getvalue()


Packing = Callable[[bytes], bytes]
PACKINGS: dict[str, Packing] = {
    "gz": lambda content: gzip.compress(content, 1, mtime=0),
    "xz": lambda content: lzma.compress(content, preset=0),
    "zst": lambda content: pa.compress(content, "zstd", asbytes=True),
    "bz2": lambda content: bz2.compress(content, 1),
    "zip": lambda content: zipped({"a/trade": content, "b": b"a,b\n1,2\n3,4\n"}),
}


def _packed() -> list[Seed]:
    """What is packed: damaged first and packed then, or the other way round."""
    return [
        *(_delimited(",")[place] for place in (0, 3, 5, 8)),
        *_arrays()[:1], *_json_lines()[:1], *_dbf()[:1], *_parquet()[:1], *_xlsx()[:1],
    ]  # fmt: skip


MADE: dict[str, Callable[[], Sequence[Seed]]] = {
    "csv": lambda: [*_delimited(","), *_delimited(";")],
    "tsv": lambda: _delimited("\t"),
    "fixed": _fixed,
    "xlsx": _xlsx,
    "xls": lambda: _books("xls"),
    "xlsb": lambda: _books("xlsb"),
    "ods": _ods,
    "locked": _locked,
    "parquet": _parquet,
    "json": _arrays,
    "jsonl": _json_lines,
    "dbf": _dbf,
    **dict.fromkeys(PACKINGS, _packed),
}
READERS = tuple(MADE)
