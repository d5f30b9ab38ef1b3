"""Writing files as the wild has them: delimited texts in any encoding, and workbooks.

A block of lines is put together column by column and written as one text. Bytes hang on the
rows alone: no clock and no name of a machine goes into a file.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol, cast

import numpy as np
import pyarrow as pa
import xlsxwriter  # type: ignore[import-untyped]

from tidewaiter.twin.columns import Amount, Column, Pool, Strings, Text, compute, printed
from tidewaiter.twin.spec import FileSpec
from tidewaiter.words.errors import CommandError
from tidewaiter.words.synthetic import COLUMN, MARK

MOST_IN_A_WORKBOOK = 50_000
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_LONG_AGO = datetime(2000, 1, 1)  # a workbook's own clock has no zone
_BLOCK = 65_536


class Sheet(Protocol):
    """One file under way."""

    n_rows: int

    def write(self, columns: Mapping[str, Column], n: int) -> None:
        """Rows at the end; headings stand for their columns."""


def first_line(file: FileSpec) -> int:
    """The line of the first row, as an editor or a spreadsheet counts it."""
    return len(file.titles) + 2


@contextmanager
def sheet_of(path: Path, file: FileSpec, n_rows: int) -> Iterator[Sheet]:
    """A workbook where the spec wants one and it holds the rows, else a text; closed at the end."""
    if file.format == "xlsx" and n_rows <= MOST_IN_A_WORKBOOK:
        with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
            yield Workbook(book, file)
    else:
        with path.open("wb") as plain, _packed(plain, file) as stream:
            yield Delimited(stream, file)


def _packed(stream: IO[bytes], file: FileSpec) -> AbstractContextManager[IO[bytes]]:
    if not file.gzip:
        return nullcontext(stream)
    packed = gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0, compresslevel=6)
    return cast(AbstractContextManager[IO[bytes]], packed)


class Delimited:
    """A delimited text."""

    def __init__(self, stream: IO[bytes], file: FileSpec) -> None:
        self._stream, self._file, self.n_rows = stream, file, 0
        self._special = re.escape(file.delimiter)
        headings = [*(heading for heading, _ in file.columns), COLUMN]
        head = [str(one) for one in self._quoted(pa.array(headings, pa.string())).to_pylist()]
        titles = self._quoted(pa.array(file.titles, pa.string())).to_pylist()
        lines = [*titles, file.delimiter.join(head)]
        self._put("".join(f"{line}\r\n" for line in lines).encode())

    def write(self, columns: Mapping[str, Column], n: int) -> None:
        """Rows at the end, some tens of thousands at a time."""
        for start in range(0, n, _BLOCK):
            length = min(_BLOCK, n - start)
            texts = [self._texts(one, start, length) for one in columns.values()]
            end = pa.array([f"{MARK}\r\n"] * length, pa.string())
            lines = compute.binary_join_element_wise(*texts, end, self._file.delimiter)
            self._put(_bytes_of(lines))
        self.n_rows += n

    def _texts(self, column: Column, start: int, length: int) -> Strings:
        stop = start + length
        if isinstance(column, Pool):
            words = self._quoted(pa.array(column.words, pa.string()))
            return words.take(pa.array(column.places[start:stop], pa.int64()))
        if isinstance(column, Text):
            return self._quoted(column.values.slice(start, length))
        blank = None if column.blank is None else column.blank[start:stop]
        amount = Amount(column.values[start:stop], column.digits, blank)
        texts = printed(amount, self._file.decimal, self._file.grouping)
        return (
            self._quoted(texts)
            if self._file.delimiter in (self._file.decimal, self._file.grouping)
            else texts
        )

    def _quoted(self, texts: Strings) -> Strings:
        """In quotation marks where a text holds one, the delimiter or a break."""
        special = compute.match_substring_regex(texts, f'[{self._special}"\\r\\n]')
        if not compute.any(special).as_py():
            return texts
        doubled = compute.replace_substring(texts, '"', '""')
        found: Strings = compute.if_else(
            special, compute.binary_join_element_wise('"', doubled, '"', ""), texts
        )
        return found

    def _put(self, text: bytes | memoryview) -> None:
        if self._file.encoding == "utf-8":
            self._stream.write(text)
        else:
            self._stream.write(self._encoded(bytes(text).decode()))

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode(self._file.encoding)
        except UnicodeEncodeError as error:
            sign = text[error.start]
            raise CommandError(
                f"file {self._file.id}: {sign!r} cannot be written in {self._file.encoding}",
                "give the spec words that the file's encoding has, or the file another encoding",
            ) from None


def _bytes_of(texts: Strings) -> memoryview:
    """All texts of a fresh array, one behind the other, without a copy."""
    _, ends, text = (memoryview(one or b"") for one in texts.buffers())
    return text[: ends.cast("i")[len(texts)]]


class Workbook:
    """A workbook of one sheet, with its amounts as numbers."""

    def __init__(self, book: xlsxwriter.Workbook, file: FileSpec) -> None:
        book.set_properties({"created": _LONG_AGO})
        self._file, self.n_rows = file, 0
        self._sheet = book.add_worksheet(file.sheet)
        for row, title in enumerate(file.titles):
            self._sheet.write_string(row, 0, title)
        for place, (heading, _) in enumerate([*file.columns, (COLUMN, "")]):
            self._sheet.write_string(len(file.titles), place, heading)

    def write(self, columns: Mapping[str, Column], n: int) -> None:
        """Rows at the end, cell by cell: a workbook holds fifty thousand at most."""
        cells = [_cells(one) for one in columns.values()] + [[MARK] * n]
        top = len(self._file.titles) + 1 + self.n_rows
        for row, values in enumerate(zip(*cells, strict=True), start=top):
            self._sheet.write_row(row, 0, values)
        self.n_rows += n


def _cells(column: Column) -> list[object]:
    """Values of a workbook's cells; a blank one is nothing."""
    if isinstance(column, Pool):
        return [column.words[place] or None for place in column.places.tolist()]
    if isinstance(column, Text):
        return cast(list[object], column.values.to_pylist())
    values = column.values / 10**column.digits
    blank = column.blank if column.blank is not None else np.zeros(len(values), bool)
    return [
        None if empty else value
        for value, empty in zip(values.tolist(), blank.tolist(), strict=True)
    ]
