"""A text table, read slice by slice into Arrow blocks that know their lines.

Slices are found one after another and parsed on any thread. The parser must find as many
records as the splitter did; where it does not, the slice is read record by record.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, chain, islice, pairwise
from typing import IO, Literal, cast

import numpy as np
import pyarrow as pa
from pyarrow import csv

from tidewaiter.records import heading
from tidewaiter.records.aside import tidy
from tidewaiter.records.block import SAMPLE_ROWS, Block, nothing, text_table
from tidewaiter.records.dialect import LONGEST_HEADER, Dialect, fit, fit_otherwise, sniff
from tidewaiter.records.encoding import CHUNK, Encoding
from tidewaiter.records.files import Document
from tidewaiter.records.heading import Heading
from tidewaiter.records.how import HowToRead
from tidewaiter.records.lines import in_lines, is_old_mac
from tidewaiter.records.row import Row
from tidewaiter.records.split import (
    NOTHING,
    IntArray,
    Reject,
    Shape,
    Slice,
    field_count,
    other_delimiter,
    slices,
)
from tidewaiter.words.errors import FileRefused

SLICE = 32 << 20
SAMPLE_BYTES = 1 << 20
SAMPLE_SLICES = 4


@dataclass(frozen=True, slots=True)
class DelimitedTable:
    """A table in a text file; `n_counted` are its physical lines."""

    document: Document
    coding: Encoding
    dialect: Dialect
    top: tuple[Row, ...]
    heading: Heading
    line_starts: tuple[int, ...]  # in bytes of UTF-8, of the lines of the top and the next
    n_bytes: int
    n_counted: int
    old_mac: bool = False
    slice_bytes: int = SLICE
    sheet: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def header(self) -> tuple[str, ...]:
        return self.heading.names

    @property
    def header_line(self) -> int:
        return self.heading.first_line

    @property
    def n_header(self) -> int:
        return self.heading.n_lines

    @property
    def encoding(self) -> str:
        return self.coding.name

    @property
    def evidence(self) -> str:
        return self.coding.evidence

    @property
    def delimiter(self) -> str:
        return self.dialect.delimiter

    def headings(self) -> Iterator["DelimitedTable"]:
        """Itself, then the same under every other row that could be its header."""
        yield self
        for other in heading.others(self.top, self.heading):
            yield replace(self, heading=other)

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand; fewer where the first megabytes do not hold them."""
        near = replace(self, slice_bytes=min(self.slice_bytes, SAMPLE_BYTES))
        tables = [text_table([], self.header)]
        for read in islice(near.blocks(), SAMPLE_SLICES):
            tables.append(read().table)
            if sum(map(len, tables)) >= SAMPLE_ROWS:
                break
        return pa.concat_tables(tables).slice(0, SAMPLE_ROWS)

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """One task a slice, to be run on any thread, in any order."""
        shape = Shape(self.name, self.dialect, len(self.header))
        body, line_no = self._body()
        found = slices(body, shape, line_no, self.slice_bytes)
        for piece, after in pairwise(chain([None], found, [None])):
            if piece is None:
                yield self._above
            else:
                yield partial(parse, piece, self.heading, self.dialect, is_last=after is None)

    def _body(self) -> tuple[Iterator[bytes], int]:
        """The text below the header, and the line it begins on."""
        line_no = self.heading.body_line
        return self._from(self.line_starts[line_no - 1]), line_no

    def _from(self, start: int) -> Iterator[bytes]:
        size = min(CHUNK, self.slice_bytes)
        for chunk in in_lines(self.document, self.coding, self.old_mac, size):
            yield chunk[start:]
            start = max(0, start - len(chunk))

    def _above(self) -> Block:
        """What stands above the rows and is no header."""
        rows = (*self.heading.above, *self.heading.rows)
        n_blank = self.heading.body_line - 1 - sum(row.n_lines for row in rows)
        return replace(nothing(self.header, self.heading.set_aside()), n_blank=n_blank)


def open_delimited(
    document: Document,
    coding: Encoding,
    n_bytes: int,
    n_lines: int,
    how: HowToRead,
    slice_bytes: int = SLICE,
) -> DelimitedTable:
    """Find the dialect and the header."""
    old_mac = is_old_mac(document, coding)
    sample = _sample(document, coding, old_mac)
    dialect = sniff(sample, how.delimiter)
    top, line_starts = _top(sample, dialect)
    if not top:
        raise FileRefused(f"{document.name} holds only blank lines", "check that it is whole")
    return DelimitedTable(
        document=document,
        coding=coding,
        dialect=dialect,
        top=top,
        heading=heading.chosen(document.name, top, how.header),
        line_starts=line_starts,
        n_bytes=n_bytes,
        n_counted=n_lines,
        old_mac=old_mac,
        slice_bytes=slice_bytes,
    )


def _top(sample: bytes, dialect: Dialect) -> tuple[tuple[Row, ...], tuple[int, ...]]:
    """The first records that are not blank, and where the lines begin up to the last of them."""
    lines = sample.decode("utf-8", "ignore").split("\n")
    rows: list[Row] = []
    at = 0
    while at < len(lines) and len(rows) < heading.TOP:
        record = (
            dialect.first_record(lines[at : at + LONGEST_HEADER]) if lines[at].strip("\r") else ""
        )
        n_lines = record.count("\n") + 1
        if record:
            text = record.rstrip("\r")
            rows.append(Row(at + 1, tuple(dialect.tolerant(text)), text, n_lines))
        at += n_lines
    sizes = (len(line.encode()) + 1 for line in lines[:at])
    return tuple(rows), (0, *accumulate(sizes))


def parse(piece: Slice, top: Heading, dialect: Dialect, is_last: bool) -> Block:
    """The rows of a slice. Rows that do not fill the columns are set aside as they stand."""
    header = top.names
    table, misfits = _read(piece.data, header, dialect)
    line_nos = piece.line_nos
    if len(table) + len(misfits) == len(line_nos):
        odd = {int(line_nos[place]): text for place, text in misfits.items()}
        line_nos = np.delete(line_nos, list(misfits))
    else:
        table, line_nos, odd = text_table([], header), NOTHING, _one_by_one(piece)
    mended, rejects = list(piece.mended), list(piece.rejects)
    for line_no, text in odd.items():
        fields, reject = _reread(line_no, text, dialect, len(header))
        mended += [(line_no, fields)] if fields else []
        rejects += [reject] if reject else []
    rejects.sort(key=lambda reject: reject.line_no)
    block = Block(*_merged(table, line_nos, mended), tuple(rejects), piece.n_blank)
    return tidy(block, top, partial(_text_of, piece, block, dialect), is_last)


def _reread(
    line_no: int, text: str, dialect: Dialect, n_columns: int
) -> tuple[list[str] | None, Reject | None]:
    """The fields of a row that Arrow could not place, and what is to be said of it."""
    if dialect.is_beyond(text):
        return None, field_count(line_no, text, text.count(dialect.delimiter) + 1, n_columns)
    fields = dialect.tolerant(text)
    if fitting := fit(fields, n_columns):
        return fitting, None
    other, fitting = fit_otherwise(text, dialect, n_columns)
    if fitting:
        return fitting, other_delimiter(line_no, text, other)
    return None, field_count(line_no, text, len(fields), n_columns)


def _text_of(piece: Slice, block: Block, dialect: Dialect, place: int) -> str:
    """The text of a row as the file has it."""
    line_no = block.line_nos[place]
    at = int(np.searchsorted(piece.line_nos, line_no))
    if at == len(piece.line_nos) or piece.line_nos[at] != line_no:
        return dialect.delimiter.join(block.table.slice(place, 1).to_pylist()[0].values())
    bounds = [*piece.starts[at : at + 2].tolist(), len(piece.data)]
    return piece.data[bounds[0] : bounds[1]].decode().strip("\r\n")


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
    table: pa.Table, line_nos: IntArray, mended: list[tuple[int, list[str]]]
) -> tuple[pa.Table, IntArray]:
    if not mended:
        return table, line_nos
    rows = text_table([fields for _, fields in mended], table.column_names)
    both = np.concatenate((line_nos, [line_no for line_no, _ in mended])).astype(np.int64)
    order = np.argsort(both)
    return pa.concat_tables([table, rows]).take(order), both[order]


def _sample(document: Document, coding: Encoding, old_mac: bool) -> bytes:
    sample = next(in_lines(document, coding, old_mac, SAMPLE_BYTES), b"")
    if len(sample) >= SAMPLE_BYTES // 2 and b"\n" not in sample:
        hint = "only text tables with one record a line can be read"
        raise FileRefused(f"{document.name} has no line break in its first MiB", hint)
    return sample
