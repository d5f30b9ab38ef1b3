"""Raw rows: the file's own columns as text, each row under its address.

`row_id` is source_no · 2³² + the physical line or sheet row, so every number of a case
leads back to a line a person can open.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tidewaiter.ground.schema import PROBLEM
from tidewaiter.records.block import Block, n_line_breaks
from tidewaiter.records.padding import filled, padded
from tidewaiter.records.readers import SourceTable
from tidewaiter.words.progress import Progress

SOURCE_SHIFT = 32
_FILE_BYTES = 64 << 20
_ROW_GROUP = 122_880


def row_id(source_no: int, line_no: int) -> int:
    """The address of a line.

    >>> row_id(2, 5) - row_id(2, 1)
    4
    """
    return (source_no << SOURCE_SHIFT) + line_no


@dataclass(slots=True)
class Account:
    """Where the lines or rows of one source ended up, the header apart."""

    n_rows: int = 0
    n_aside: int = 0
    n_blank: int = 0
    n_breaks: int = 0  # line breaks inside fields, each of which takes a line of a text

    @property
    def total(self) -> int:
        """All of them."""
        return self.n_rows + self.n_aside + self.n_blank + self.n_breaks

    def add(self, block: Block, in_lines: bool) -> None:
        """One more block; only the lines of texts are broken by a field."""
        self.n_rows += len(block.table)
        self.n_aside += sum(not reject.kept for reject in block.rejects)
        self.n_blank += block.n_blank
        self.n_breaks += n_line_breaks(block) if in_lines else 0


@dataclass(slots=True)
class RawRows:
    """What reading a set of like sources left behind."""

    files: list[tuple[Path, int, tuple[int, ...]]] = field(
        default_factory=list
    )  # path, rows, sources
    accounts: dict[int, Account] = field(default_factory=dict)  # by source
    problems: list[pa.Table] = field(default_factory=list)
    padded: set[str] = field(default_factory=set)  # columns whose values need trimming
    filled: set[str] = field(default_factory=set)  # columns with a value

    @property
    def n_rows(self) -> int:
        """Rows kept, of all sources."""
        return sum(account.n_rows for account in self.accounts.values())


@dataclass(frozen=True, slots=True)
class _Slice:
    source_no: int
    table: pa.Table
    problems: pa.Table
    padded: set[str]
    filled: set[str]
    account: Account


def write_raw(
    sources: Iterable[tuple[int, SourceTable]],
    folder: Path,
    pool: ThreadPoolExecutor,
    workers: int,
    progress: Progress,
) -> RawRows:
    """Read sources of one layout into Parquet files of about 64 MiB, in order."""
    rows = RawRows()
    waiting: list[_Slice] = []
    writes: deque[Future[None]] = deque()
    for piece in _parsed(sources, pool, workers):
        _note(rows, piece)
        if not len(piece.table):
            continue
        waiting.append(piece)
        progress.advance(piece.table.nbytes)
        if sum(one.table.nbytes for one in waiting) >= _FILE_BYTES:
            writes.append(_write(waiting, folder, rows, pool))
            waiting = []
        while len(writes) > workers:
            writes.popleft().result()
    if waiting:
        writes.append(_write(waiting, folder, rows, pool))
    for write in writes:
        write.result()
    return rows


def _note(rows: RawRows, piece: _Slice) -> None:
    account = rows.accounts.setdefault(piece.source_no, Account())
    for name in Account.__dataclass_fields__:
        setattr(account, name, getattr(account, name) + getattr(piece.account, name))
    rows.problems.append(piece.problems)
    rows.padded |= piece.padded
    rows.filled |= piece.filled


def _parsed(
    sources: Iterable[tuple[int, SourceTable]], pool: ThreadPoolExecutor, workers: int
) -> Iterator[_Slice]:
    """Slices in order, a few of them being parsed ahead."""
    ahead: deque[Future[_Slice]] = deque()
    for source_no, source in sources:
        in_lines = bool(source.delimiter)
        for parse in source.blocks():
            ahead.append(pool.submit(_read, source_no, parse, in_lines))
            if len(ahead) > workers:
                yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


def _read(source_no: int, parse: Callable[[], Block], in_lines: bool) -> _Slice:
    block = parse()
    ids = block.line_nos.astype(np.int64) + (source_no << SOURCE_SHIFT)
    table = block.table.add_column(0, pa.field("row_id", pa.int64(), nullable=False), pa.array(ids))
    problems = pa.Table.from_pylist(
        [
            {
                "row_id": row_id(source_no, reject.line_no),
                "part_no": 0,
                "column_name": "",
                "field": "",
                "kind": reject.kind,
                "value_as_declared": reject.text,
                "message": reject.message,
            }
            for reject in block.rejects
        ],
        schema=PROBLEM,
    )
    account = Account()
    account.add(block, in_lines)
    return _Slice(source_no, table, problems, padded(block.table), filled(block.table), account)


def _write(
    slices: list[_Slice], folder: Path, rows: RawRows, pool: ThreadPoolExecutor
) -> Future[None]:
    path = folder / f"raw-{len(rows.files):05d}.parquet"
    table = pa.concat_tables([one.table for one in slices])
    numbers = tuple(dict.fromkeys(one.source_no for one in slices))
    rows.files.append((path, len(table), numbers))
    return pool.submit(pq.write_table, table, path, compression="zstd", row_group_size=_ROW_GROUP)
