"""A dBase or FoxPro table: fixed fields, one record after another.

Records are numbered as a sheet would show them, the names of the fields in row 1. Those
marked as deleted are set aside as they stand. The code page is the one the file states,
else what its bytes show.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np
import pyarrow as pa

from tidewaiter.records.block import SAMPLE_ROWS, Block
from tidewaiter.records.encoding import Sink, known, raw_chunks
from tidewaiter.records.files import Document
from tidewaiter.records.legacy import judge
from tidewaiter.records.naming import column_names
from tidewaiter.records.split import Reject
from tidewaiter.words.errors import FileRefused

BLOCK_ROWS = 50_000
VERSIONS = b"\x03\x30\x31\x32\x83\x8b\xcb\xf5\xfb"
CODE_PAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x13: "cp932", 0x26: "cp866", 0x4D: "gb18030",
    0x4E: "cp949", 0x4F: "cp950", 0x50: "cp874", 0x57: "cp1252", 0x64: "cp852", 0x65: "cp866",
    0x6B: "cp857", 0x78: "cp950", 0x79: "cp949", 0x7A: "gb18030", 0x7B: "cp932", 0x7C: "cp874",
    0x7D: "cp1255", 0x7E: "cp1256", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254",
    0xCB: "cp1253", 0xCC: "cp1257",
}  # fmt: skip
"""What the byte for the language driver means."""
_UNSURE = (0x57,)  # "ANSI": whatever the writer's Windows used
_BINARY = {"I": "<i", "B": "<d", "Y": "<q"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record."""

    name: bytes
    kind: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records stand, and what is in them."""

    fields: tuple[Field, ...]
    n_records: int
    start: int
    length: int
    code_page: int


@dataclass(frozen=True, slots=True)
class DbfTable:
    """The table of a DBF file."""

    document: Document
    layout: Layout
    header: tuple[str, ...]
    n_bytes: int
    n_counted: int
    encoding: str
    evidence: str
    header_line: int = 1
    n_header: int = 0
    sheet: str = ""
    notes: tuple[str, ...] = ()
    delimiter: str = ""

    @property
    def name(self) -> str:
        return self.document.name

    def headings(self) -> "Iterator[DbfTable]":
        """Only itself: the file names its columns."""
        yield self

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""
        first = next((read().table for read in self.blocks()), None)
        return (first or self._block([], 2).table).slice(0, SAMPLE_ROWS)

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """One task for every fifty thousand records."""
        rows: list[bytes] = []
        first = 2
        for record in _records(self.document, self.layout):
            rows.append(record)
            if len(rows) == BLOCK_ROWS:
                yield partial(self._block, rows, first)
                rows, first = [], first + BLOCK_ROWS
        if rows:
            yield partial(self._block, rows, first)

    def _block(self, records: list[bytes], first: int) -> Block:
        kept = [n for n, record in enumerate(records) if record[:1] != b"*"]
        deleted = sorted(set(range(len(records))).difference(kept))
        columns = [
            pa.array([self._value(records[n], field, first + n) for n in kept], pa.string())
            for field in self.layout.fields
        ]
        message = "this record is marked as deleted; it is kept as it stands and is no record"
        rejects = tuple(
            Reject(first + n, "deleted_record", records[n].decode(self.encoding, "backslashreplace"),
                   message, kept=False)
            for n in deleted
        )  # fmt: skip
        line_nos = np.array(kept, np.int64) + first
        return Block(pa.table(columns, names=list(self.header)), line_nos, rejects)

    def _value(self, record: bytes, field: Field, row: int) -> str:
        content = record[field.start : field.start + field.length]
        form = _BINARY.get(field.kind, "")
        if form and struct.calcsize(form) == field.length:
            number = struct.unpack(form, content)[0]
            return str(number / 10_000 if field.kind == "Y" else number)
        try:
            text = content.rstrip(b"\0").decode(self.encoding).rstrip(" ")
            text = text if field.kind == "C" else text.lstrip(" ")
        except UnicodeDecodeError as problem:
            where = f"record {row - 1:,} (hex {content[problem.start : problem.end].hex(' ')})"
            hint = "name its encoding with --encoding"
            raise FileRefused(f"{self.name} is not {self.encoding} at {where}", hint) from None
        whole = field.kind == "D" and len(text) == 8 and text.isdigit()
        return f"{text[:4]}-{text[4:6]}-{text[6:]}" if whole else text


def dbf_fields(head: bytes) -> Layout | None:
    """The layout a file states, if it begins as a DBF file must."""
    if len(head) < 65 or head[0] not in VERSIONS or not (head[2] <= 12 and head[3] <= 31):
        return None
    n_records, start, length = struct.unpack("<IHH", head[4:12])
    fields, place, at = [], 32, 1
    while place + 32 <= len(head) and head[place] != 0x0D:
        name, kind = head[place : place + 11].split(b"\0")[0], chr(head[place + 11])
        size = head[place + 16] + (head[place + 17] << 8 if kind == "C" else 0)
        if not name or not kind.isalpha():
            return None
        fields.append(Field(name, kind, at, size))
        place, at = place + 32, at + size
    if not fields or at != length or head[place : place + 1] != b"\r" or start <= place:
        return None
    return Layout(tuple(fields), n_records, start, length, head[29])


def open_dbf(
    document: Document, layout: Layout, encoding: str | None, sink: Sink | None
) -> DbfTable:
    """The table; its records are read through once to know their code page and number."""
    n_bytes = sum(len(chunk) for chunk in raw_chunks(document, sink=sink))
    whole = (n_bytes - layout.start) // layout.length
    if whole < layout.n_records:
        hint = "it is incomplete: fetch it again"
        said = f"it states {layout.n_records:,} records and holds {whole:,}"
        raise FileRefused(f"{document.name} is cut off: {said}", hint)
    coding, why = (known(encoding), "named by you") if encoding else _coding(document, layout)
    names = [field.name.decode(coding, "replace") for field in layout.fields]
    return DbfTable(document, layout, column_names(names), n_bytes, whole, coding, why)


def _coding(document: Document, layout: Layout) -> tuple[str, str]:
    stated = CODE_PAGES.get(layout.code_page)
    if stated and layout.code_page not in _UNSURE:
        return stated, f"the file states {stated}"
    if all(piece.isascii() for piece in _pieces(document, layout)):
        return "ascii", "every byte of its records is ASCII"
    verdict = judge(partial(_pieces, document, layout))
    if not verdict.name:
        hint = "name its encoding with --encoding"
        raise FileRefused(f"{document.name} states no code page; {verdict.reason}", hint)
    return verdict.name, f"it states no code page; {verdict.reason}"


def _pieces(document: Document, layout: Layout) -> Iterator[bytes]:
    """The texts of the records as lines, many at once; numbers kept as bytes are left out."""
    places = [slice(one.start, one.start + one.length) for one in layout.fields if one.kind == "C"]
    texts = (
        b" ".join([record[place] for place in places]) for record in _records(document, layout)
    )
    while some := list(islice(texts, BLOCK_ROWS)):
        yield b"\n".join([*some, b""])


def _records(document: Document, layout: Layout) -> Iterator[bytes]:
    with document.open() as stream:
        stream.read(layout.start)
        for _ in range(layout.n_records):
            yield stream.read(layout.length)
