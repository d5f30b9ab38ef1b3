"""A Parquet file as a table of text: its columns by name, its rows under their ordinals.

Rows are numbered as a sheet would show them, the header in row 1. Values are written as in
a workbook: days in ISO order, numbers without an exponent, truth as true and false.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidewaiter.records.block import SAMPLE_ROWS, Block
from tidewaiter.records.encoding import Sink, in_memory, raw_chunks
from tidewaiter.records.files import Document
from tidewaiter.records.naming import column_names
from tidewaiter.records.unpack import refuse_excess
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import MEMORY_BYTES

BLOCK_ROWS = 100_000
ROW_BYTES = 8
"""What a row takes at least once it is read: its address."""


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """The one table of a Parquet file; `content` is set where the file came packed."""

    document: Document
    content: bytes | None
    header: tuple[str, ...]
    n_bytes: int
    n_counted: int
    header_line: int = 1
    n_header: int = 0
    sheet: str = ""
    notes: tuple[str, ...] = ()
    encoding: str = "parquet"
    evidence: str = "a Parquet file states its own encoding"
    delimiter: str = ""

    @property
    def name(self) -> str:
        return self.document.name

    def headings(self) -> "Iterator[ParquetTable]":
        """Only itself: the file names its columns."""
        yield self

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""
        first = next((read().table for read in self.blocks()), None)
        if first is None:
            return pa.table({name: pa.array([], pa.string()) for name in self.header})
        return first.slice(0, SAMPLE_ROWS)

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """One task for each batch of rows; the file is read on while they run."""
        first = 2
        with _refusing(self.document), _opened(self.document, self.content) as file:
            for batch in file.iter_batches(BLOCK_ROWS):
                yield partial(self._block, batch, first)
                first += len(batch)

    def _block(self, batch: pa.RecordBatch, first: int) -> Block:
        with _refusing(self.document):
            batch.validate(full=True)
            for column in batch.columns:
                if _n_decoded(column) > MEMORY_BYTES.now():
                    raise MEMORY_BYTES.refuse(self.name, "repeats values that are too long")
            columns = [_texts(column) for column in batch.columns]
        line_nos = np.arange(first, first + len(batch), dtype=np.int64)
        return Block(pa.table(columns, names=list(self.header)), line_nos, rejects=())


def open_parquet(document: Document, sink: Sink | None) -> ParquetTable:
    """The table of a Parquet file; it is held in memory only if it came packed."""
    content = in_memory(document, sink) if document.is_packed() else None
    n_bytes = sum(map(len, raw_chunks(document, sink=sink))) if content is None else len(content)
    with _opened(document, content) as file:
        header = column_names(file.schema_arrow.names)
        n_rows = file.metadata.num_rows
    refuse_excess(document.name, n_bytes, n_rows * ROW_BYTES)
    if not header:
        raise FileRefused(f"{document.name} has no columns", "check that it was delivered whole")
    return ParquetTable(document, content, header, n_bytes, n_rows)


def _opened(document: Document, content: bytes | None) -> pq.ParquetFile:
    source = document.original if content is None else pa.BufferReader(content)
    with _refusing(document):
        return pq.ParquetFile(source)


@contextmanager
def _refusing(document: Document) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
        hint = "it is damaged or incomplete: fetch it again"
        reason = str(problem).partition("\n")[0]
        raise FileRefused(f"{document.name} cannot be read: {reason}", hint) from None


def _n_decoded(column: "pa.Array[Any]") -> int:
    """The bytes of texts that a column holds once each and refers to."""
    if not pa.types.is_dictionary(column.type):
        return 0
    coded = cast("pa.DictionaryArray[Any, Any]", column)
    if not pa.types.is_string(coded.dictionary.type):
        return 0
    values = cast(pa.StringArray, coded.dictionary)
    lengths = pc.binary_length(values).cast(pa.int64()).take(coded.indices)
    return int(pc.sum(lengths).as_py() or 0)


def _texts(column: "pa.Array[Any]") -> pa.StringArray:
    """The values of a column as texts, nothing for those that are missing.

    >>> _texts(pa.array([1e22, 0.1, None])).to_pylist()
    ['10000000000000000000000', '0.1', '']
    """
    if pa.types.is_dictionary(column.type):
        column = cast("pa.DictionaryArray[Any, Any]", column).dictionary_decode()
    kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([_written(value) for value in column.to_pylist()], pa.string())
    written = cast(pa.StringArray, column.cast(pa.string()))
    texts = cast(pa.StringArray, pc.fill_null(written, pa.scalar("")))
    if (pa.types.is_timestamp(kind) or pa.types.is_time(kind)) and kind.unit != "s":
        return pc.replace_substring_regex(texts, r"\.?0+([+-]\d+|Z|)$", r"\1")
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _without_exponent(texts)
    return texts


def _written(value: object) -> str:
    """Nested values as JSON, bytes as the text they hold."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _without_exponent(texts: pa.StringArray) -> pa.StringArray:
    with_exponent = pc.match_substring_regex(texts, r"[eE]")
    if not pc.any(with_exponent).as_py():
        return texts
    plain = [format(Decimal(str(text)), "f") for text in texts.filter(with_exponent).to_pylist()]
    return cast(pa.StringArray, pc.replace_with_mask(texts, with_exponent, pa.array(plain)))
