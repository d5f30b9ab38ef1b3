"""A text table, read slice by slice into Arrow blocks that know their lines.

Slices are found one after another and parsed on any thread. The parser must find as many
records as the splitter did; where it does not, the slice is read record by record.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Literal, cast

import numpy as np
import pyarrow as pa
from pyarrow import csv

from tidewaiter.records.dialect import Dialect, fit, sniff
from tidewaiter.records.encoding import CHUNK, Encoding, utf8_chunks
from tidewaiter.records.files import Document
from tidewaiter.records.split import NOTHING, IntArray, Reject, Shape, Slice, field_count, slices
from tidewaiter.words.errors import FileRefused

SLICE = 32 << 20
SAMPLE_BYTES = 1 << 20
SAMPLE_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a table as text, the line of each, and what was odd about some."""

    table: pa.Table
    line_nos: IntArray
    rejects: tuple[Reject, ...]


@dataclass(frozen=True, slots=True)
class DelimitedTable:
    """A table in a text file."""

    document: Document
    coding: Encoding
    dialect: Dialect
    header: tuple[str, ...]
    header_line: int
    n_bytes: int
    start: int  # bytes of UTF-8 up to the first row
    first_line: int  # of the first row
    old_mac: bool = False
    slice_bytes: int = SLICE
    sheet: str = ""

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def encoding(self) -> str:
        return self.coding.name

    @property
    def evidence(self) -> str:
        return self.coding.evidence

    @property
    def delimiter(self) -> str:
        return self.dialect.delimiter

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""
        near = replace(self, slice_bytes=min(self.slice_bytes, SAMPLE_BYTES))
        tables = [_table([], self.header)]
        for read in near.blocks():
            tables.append(read().table)
            if sum(map(len, tables)) >= SAMPLE_ROWS:
                break
        return pa.concat_tables(tables).slice(0, SAMPLE_ROWS)

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """One task a slice, to be run on any thread, in any order."""
        shape = Shape(self.name, self.dialect, len(self.header))
        for piece in slices(self._body(), shape, self.first_line, self.slice_bytes):
            yield partial(parse, piece, self.header, self.dialect)

    def _body(self) -> Iterator[bytes]:
        left = self.start
        size = min(CHUNK, self.slice_bytes)
        for chunk in _text(self.document, self.coding, size, self.old_mac):
            yield chunk[left:]
            left = max(0, left - len(chunk))


def open_delimited(
    document: Document,
    coding: Encoding,
    n_bytes: int,
    delimiter: str | None = None,
    slice_bytes: int = SLICE,
) -> DelimitedTable:
    """Find the dialect and the header: the first record that is not blank."""
    old_mac = _is_old_mac(document, coding)
    sample = _sample(document, coding, old_mac)
    dialect = sniff(sample, delimiter)
    lines = sample.decode("utf-8", "ignore").split("\n")
    n_blank = next((n for n, line in enumerate(lines) if line.strip("\r")), None)
    if n_blank is None:
        raise FileRefused(f"{document.name} holds only blank lines", "check that it is whole")
    record = dialect.first_record(lines[n_blank:])
    first = n_blank + record.count("\n") + 1
    return DelimitedTable(
        document=document,
        coding=coding,
        dialect=dialect,
        header=column_names(dialect.tolerant(record.rstrip("\r"))),
        header_line=n_blank + 1,
        n_bytes=n_bytes,
        start=sum(len(line.encode()) + 1 for line in lines[:first]),
        first_line=first + 1,
        old_mac=old_mac,
        slice_bytes=slice_bytes,
    )


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """A name for every column, each once; capitals do not tell two names apart.

    >>> column_names([" Date ", "", "date"])
    ('Date', 'column_2', 'date_2')
    """
    names: dict[str, str] = {}
    for place, cell in enumerate(cells, 1):
        name = unique = cell.strip() or f"column_{place}"
        n = 1
        while unique.casefold() in names:
            n += 1
            unique = f"{name}_{n}"
        names[unique.casefold()] = unique
    return tuple(names.values())


def parse(piece: Slice, header: Sequence[str], dialect: Dialect) -> Block:
    """The rows of a slice. Rows that do not fill the columns are set aside as they stand."""
    table, misfits = _read(piece.data, header, dialect)
    line_nos = piece.line_nos
    if len(table) + len(misfits) == len(line_nos):
        odd = {int(line_nos[place]): text for place, text in misfits.items()}
        line_nos = np.delete(line_nos, list(misfits))
    else:
        table, line_nos, odd = _table([], header), NOTHING, _one_by_one(piece)
    mended, rejects = list(piece.mended), list(piece.rejects)
    for line_no, text in odd.items():
        fields = dialect.tolerant(text)
        if fitting := fit(fields, len(header)):
            mended.append((line_no, fitting))
        else:
            rejects.append(field_count(line_no, text, len(fields), len(header)))
    rejects.sort(key=lambda reject: reject.line_no)
    return _merged(table, line_nos, mended, tuple(rejects))


def _read(data: bytes, header: Sequence[str], dialect: Dialect) -> tuple[pa.Table, dict[int, str]]:
    """The rows that fit, and by their place the texts of those that do not."""
    misfits: dict[int, str] = {}

    def refuse(row: csv.InvalidRow) -> Literal["skip"]:
        misfits[cast(int, row.number) - 1] = row.text
        return "skip"

    table = csv.read_csv(
        cast(IO[bytes], pa.py_buffer(data)),
        csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=list(header)),
        csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            newlines_in_values=True,
            invalid_row_handler=refuse,
        ),
        csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(header, pa.string()),
            strings_can_be_null=False,
        ),
    )
    return table, misfits


def _one_by_one(piece: Slice) -> dict[int, str]:
    bounds = [*piece.starts.tolist(), len(piece.data)]
    texts = (piece.data[bounds[i] : bounds[i + 1]] for i in range(len(piece.starts)))
    decoded = (text.rstrip(b"\r\n").decode() for text in texts)
    return dict(zip(piece.line_nos.tolist(), decoded, strict=True))


def _merged(
    table: pa.Table,
    line_nos: IntArray,
    mended: list[tuple[int, list[str]]],
    rejects: tuple[Reject, ...],
) -> Block:
    if not mended:
        return Block(table, line_nos, rejects)
    rows = _table([fields for _, fields in mended], table.column_names)
    both = np.concatenate((line_nos, [line_no for line_no, _ in mended])).astype(np.int64)
    order = np.argsort(both)
    return Block(pa.concat_tables([table, rows]).take(order), both[order], rejects)


def _table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [() for _ in header]
    return pa.table([pa.array(column, pa.string()) for column in columns], names=list(header))


def _sample(document: Document, coding: Encoding, old_mac: bool) -> bytes:
    sample = next(_text(document, coding, SAMPLE_BYTES, old_mac), b"")
    if len(sample) >= SAMPLE_BYTES // 2 and b"\n" not in sample:
        hint = "only text tables with one record a line can be read"
        raise FileRefused(f"{document.name} has no line break in its first MiB", hint)
    return sample


def _is_old_mac(document: Document, coding: Encoding) -> bool:
    """Whether carriage returns stand where line feeds should, as on a Macintosh before 2001."""
    returns = False
    for chunk in utf8_chunks(document, coding):
        if b"\n" in chunk:
            return False
        returns = returns or b"\r" in chunk
    return returns


def _text(document: Document, coding: Encoding, size: int, old_mac: bool) -> Iterator[bytes]:
    for chunk in utf8_chunks(document, coding, size):
        yield chunk.replace(b"\r", b"\n") if old_mac else chunk
