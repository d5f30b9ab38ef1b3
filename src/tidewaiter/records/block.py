"""What every reader hands on: rows as text under their lines, and what was set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pyarrow as pa

from tidewaiter.records.split import NOTHING, IntArray, Reject

SAMPLE_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a table as text, the line of each, and what was odd about some.

    `n_blank` counts the lines or rows that hold nothing; they are in no other part.
    """

    table: pa.Table
    line_nos: IntArray
    rejects: tuple[Reject, ...]
    n_blank: int = 0


def text_table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> pa.Table:
    """Rows of text as an Arrow table."""
    columns = zip(*rows, strict=True) if rows else [() for _ in header]
    return pa.table([pa.array(column, pa.string()) for column in columns], names=list(header))


def nothing(header: Sequence[str], rejects: Sequence[Reject] = ()) -> Block:
    """No row, only what was set aside."""
    return Block(text_table([], header), NOTHING, tuple(rejects))


def n_line_breaks(block: Block) -> int:
    """The line breaks inside the fields of a block, counted in what was read.

    >>> n_line_breaks(Block(text_table([["a\\nb", "c"]], ["x", "y"]), NOTHING, ()))
    1
    """
    aside = [reject.text.count("\n") for reject in block.rejects if not reject.kept]
    chunks = (chunk for column in block.table.columns for chunk in column.chunks)
    return sum(aside) + sum(_breaks(cast(pa.StringArray, chunk)) for chunk in chunks if len(chunk))


def _breaks(values: pa.StringArray) -> int:
    _, offsets, content = values.buffers()
    bounds = np.frombuffer(memoryview(offsets or b""), np.int32)
    start, stop = bounds[values.offset], bounds[values.offset + len(values)]
    data = np.frombuffer(memoryview(content or b""), np.uint8)[start:stop]
    return int(np.count_nonzero(data == 10))
