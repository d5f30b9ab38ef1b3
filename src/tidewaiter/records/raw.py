"""Raw rows: the file's own columns as text, each row under its address.

`row_id` is source_no · 2³² + the physical line or sheet row, so every number of a case
leads back to a line a person can open.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidewaiter.ground.schema import PROBLEM
from tidewaiter.records.block import Block, n_line_breaks
from tidewaiter.records.padding import filled, padded
from tidewaiter.records.readers import SourceTable
from tidewaiter.records.split import Reject
from tidewaiter.words.progress import Progress

SOURCE_SHIFT = 32
_FILE_BYTES = 64 << 20
_ROW_GROUP = 122_880
_ADDRESS = "row_id"
_SAMPLE = 20_000  # rows, to tell a column of names from one of numbers


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


@dataclass(frozen=True, slots=True)
class Written:
    """A file of rows and the sources they are of."""

    path: Path
    n_rows: int
    sources: tuple[int, ...]


@dataclass(slots=True)
class RawRows:
    """What reading a set of like sources left behind."""

    files: list[Written] = field(default_factory=list)
    problems: list[Written] = field(default_factory=list)
    accounts: dict[int, Account] = field(default_factory=dict)  # by source
    padded: set[str] = field(default_factory=set)  # columns whose values need trimming
    filled: set[str] = field(default_factory=set)  # columns with a value

    @property
    def n_rows(self) -> int:
        """Rows kept, of all sources."""
        return sum(account.n_rows for account in self.accounts.values())


@dataclass(slots=True)
class _Spool:
    """Gathers tables into Parquet files of about 64 MiB in memory, written aside."""

    folder: Path
    name: str
    pool: ThreadPoolExecutor
    workers: int
    files: list[Written] = field(default_factory=list)
    waiting: list[tuple[int, pa.Table]] = field(default_factory=list)
    n_bytes: int = 0
    writes: deque[Future[None]] = field(default_factory=deque)

    def add(self, source_no: int, table: pa.Table) -> None:
        """The next rows of a source."""
        if len(table):
            self.waiting.append((source_no, table))
            self.n_bytes += table.nbytes
        if self.n_bytes >= _FILE_BYTES:
            self._write()

    def closed(self) -> list[Written]:
        """All files, once they are written."""
        if self.waiting:
            self._write()
        while self.writes:
            self.writes.popleft().result()
        return self.files

    def _write(self) -> None:
        path = self.folder / f"{self.name}-{len(self.files):05d}.parquet"
        table = pa.concat_tables([table for _, table in self.waiting])
        sources = tuple(dict.fromkeys(source_no for source_no, _ in self.waiting))
        self.files.append(Written(path, len(table), sources))
        self.waiting, self.n_bytes = [], 0
        self.writes.append(self.pool.submit(_to_parquet, table, path))
        while len(self.writes) > self.workers:
            self.writes.popleft().result()


def _to_parquet(table: pa.Table, path: Path) -> None:
    """Texts that repeat as a dictionary; others with their lengths apart, to be passed over quickly."""
    coded = dict.fromkeys(_seldom_repeated(table), "DELTA_LENGTH_BYTE_ARRAY")
    if _ADDRESS in table.column_names:
        coded[_ADDRESS] = "DELTA_BINARY_PACKED"
    ways: dict[str, Any] = {
        "use_dictionary": [name for name in table.column_names if name not in coded],
        "column_encoding": coded,
        "write_statistics": [_ADDRESS],
    }
    pq.write_table(table, path, compression="zstd", row_group_size=_ROW_GROUP, **ways)


def _seldom_repeated(table: pa.Table) -> list[str]:
    """The text columns that mostly hold another text in every row, by the first rows."""
    sample = table.slice(0, _SAMPLE)
    return [
        field.name
        for field, column in zip(sample.schema, sample.columns, strict=True)
        if pa.types.is_string(field.type) and pc.count_distinct(column).as_py() > len(column) / 2
    ]


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
    """Read sources of one layout into Parquet files, in order: their rows, and what was odd."""
    rows = RawRows()
    kept, problems = (_Spool(folder, name, pool, workers) for name in ("raw", "file-problems"))
    for piece in _parsed(sources, pool, workers):
        _note(rows, piece)
        problems.add(piece.source_no, piece.problems)
        kept.add(piece.source_no, piece.table)
        if len(piece.table):
            progress.advance(piece.table.nbytes)
    rows.files, rows.problems = kept.closed(), problems.closed()
    return rows


def _note(rows: RawRows, piece: _Slice) -> None:
    account = rows.accounts.setdefault(piece.source_no, Account())
    for name in Account.__dataclass_fields__:
        setattr(account, name, getattr(account, name) + getattr(piece.account, name))
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
    problems = _as_problems(source_no, block.rejects)
    account = Account()
    account.add(block, in_lines)
    return _Slice(source_no, table, problems, padded(block.table), filled(block.table), account)


def _as_problems(source_no: int, rejects: Sequence[Reject]) -> pa.Table:
    blank = [""] * len(rejects)
    columns: dict[str, Sequence[Any]] = {
        "row_id": [row_id(source_no, reject.line_no) for reject in rejects],
        "part_no": [0] * len(rejects),
        "column_name": blank,
        "field": blank,
        "kind": [reject.kind for reject in rejects],
        "value_as_declared": [reject.text for reject in rejects],
        "message": [reject.message for reject in rejects],
    }
    return pa.table(columns, PROBLEM)
