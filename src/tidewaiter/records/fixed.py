"""A text whose columns stand at fixed places, as a profile says; it has no header of its own.

A line that is shorter or longer than the columns is kept as far as it goes, with a note that
holds it whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records.block import SAMPLE_ROWS, Block, nothing, text_table
from tidewaiter.records.encoding import Encoding
from tidewaiter.records.files import Document
from tidewaiter.records.lines import in_lines, is_old_mac
from tidewaiter.records.naming import column_names
from tidewaiter.records.signs import Fixed
from tidewaiter.records.split import Reject


@dataclass(frozen=True, slots=True)
class FixedTable:
    """The table of a text with fixed columns; `n_counted` are its physical lines."""

    document: Document
    coding: Encoding
    fixed: Fixed
    n_bytes: int
    n_counted: int
    old_mac: bool = False
    header_line: int = 0
    n_header: int = 0
    sheet: str = ""
    notes: tuple[str, ...] = ()
    delimiter: str = "fixed columns"

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def header(self) -> tuple[str, ...]:
        return column_names(list(self.fixed.columns))

    @property
    def encoding(self) -> str:
        return self.coding.name

    @property
    def evidence(self) -> str:
        return self.coding.evidence

    def headings(self) -> "Iterator[FixedTable]":
        """Only itself: the profile names its columns."""
        yield self

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""
        for read in self.blocks():
            if len(table := read().table):
                return table.slice(0, SAMPLE_ROWS)
        return text_table([], self.header)

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """One task a piece of the file, cut at line ends."""
        line_no, left = 1, b""
        for chunk in in_lines(self.document, self.coding, self.old_mac):
            text, feed, left = (left + chunk).rpartition(b"\n")
            if feed:
                yield partial(self._block, text, line_no)
                line_no += text.count(b"\n") + 1
        if left:
            yield partial(self._block, left, line_no)

    def _block(self, text: bytes, first: int) -> Block:
        lines = [line.rstrip("\r") for line in text.decode().split("\n")]
        above = [
            n
            for n, line in zip(count(first), lines, strict=False)
            if n <= self.fixed.skip and line.strip()
        ]
        kept = [n for n, line in enumerate(lines) if line.strip() and first + n > self.fixed.skip]
        message = "this stands above the rows; it is kept as it is and is no record"
        aside = [Reject(n, "above_header", lines[n - first], message, kept=False) for n in above]
        n_blank = len(lines) - len(above) - len(kept)
        if not kept:
            return replace(nothing(self.header, aside), n_blank=n_blank)
        texts = pa.array([lines[n] for n in kept], pa.string())
        columns = [self._column(texts, *place) for place in self.fixed.columns.values()]
        line_nos = np.array(kept, np.int64) + first
        noted = [self._noted(first + n, lines[n]) for n in kept if not self._fits(lines[n])]
        table = pa.table(columns, names=list(self.header))
        return Block(table, line_nos, (*aside, *noted), n_blank)

    def _column(self, texts: pa.StringArray, first: int, last: int) -> pa.StringArray:
        column: pa.StringArray = pc.utf8_trim(pc.utf8_slice_codeunits(texts, first - 1, last), " ")
        return column

    def _fits(self, line: str) -> bool:
        """Whether it reaches the last column, be that blank, and holds nothing behind it."""
        places = self.fixed.columns.values()
        reaches = len(line) >= max(first for first, _ in places)
        return reaches and len(line.rstrip()) <= max(last for _, last in places)

    def _noted(self, line_no: int, line: str) -> Reject:
        message = f"{len(line)} signs, which the columns of the profile do not fit; read as far as they go"
        return Reject(line_no, "line_length", line, message, kept=True)


def open_fixed(
    document: Document, coding: Encoding, n_bytes: int, n_lines: int, fixed: Fixed
) -> FixedTable:
    """The table under the columns of a profile."""
    old_mac = is_old_mac(document, coding)
    return FixedTable(document, coding, fixed, n_bytes, n_lines, old_mac)
