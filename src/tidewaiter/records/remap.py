"""A source the case holds, mapped by a profile: from its raw rows, without its file.

What a case keeps as it is can be understood later. The rows keep their addresses; what was
set aside when the file was read stays set aside.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from json import loads
from typing import Any

import numpy as np
import pyarrow as pa

from tidewaiter.ground.folder import CaseFolder
from tidewaiter.ground.manifest import Manifest
from tidewaiter.ground.store import Store, opened
from tidewaiter.records.arrive import Arrival, vintage_in
from tidewaiter.records.block import SAMPLE_ROWS, Block, nothing, text_table
from tidewaiter.records.choose import choose, demand
from tidewaiter.records.ingest import Ingested, renormalise
from tidewaiter.records.profile import Profile
from tidewaiter.records.split import Reject
from tidewaiter.words.progress import Progress

KEPT = ("stray_quote", "other_delimiter", "line_length")
"""Kinds of notes on rows that are records all the same."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One source of a case as a table that can be read again."""

    case: Store
    source: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.source["file_name"])

    @property
    def sheet(self) -> str:
        return str(self.source["sheet"])

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(loads(self.source["header"]))

    @property
    def header_line(self) -> int:
        return int(self.source["header_line"])

    @property
    def n_header(self) -> int:
        return int(self.source["n_header"])

    @property
    def n_counted(self) -> int:
        return int(self.source["n_counted"])

    @property
    def encoding(self) -> str:
        return str(self.source["encoding"])

    @property
    def evidence(self) -> str:
        return str(self.source["encoding_evidence"])

    @property
    def delimiter(self) -> str:
        return str(self.source["delimiter"])

    @property
    def n_bytes(self) -> int:
        return int(self.source["n_bytes"])

    @property
    def notes(self) -> tuple[str, ...]:
        return ()

    def headings(self) -> "Iterator[StoredTable]":
        """Only itself: another header needs the file."""
        yield self

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""
        for rows in self.case.raw_rows(self.source["source_no"]):
            return pa.table(rows.slice(0, SAMPLE_ROWS)).drop(["row_id"])
        return text_table([], self.header)

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """What was set aside, then the raw rows, in order."""
        aside = Block(*_empty(self.header), self._rejects(), int(self.source["n_blank"]))
        yield lambda: aside
        for rows in self.case.raw_rows(self.source["source_no"]):
            yield partial(_block, rows)

    def _rejects(self) -> tuple[Reject, ...]:
        found = self.case.engine.rows(
            """
            SELECT row_id % 4294967296, kind, value_as_declared, message FROM problem
            WHERE row_id // 4294967296 = $number AND row_id % 4294967296 > 0 AND field = ''
                AND kind <> 'no_header_row'  -- found anew, from the rows
            ORDER BY row_id
            """,
            {"number": self.source["source_no"]},
        )
        return tuple(
            Reject(line_no, kind, text, message, kept=kind in KEPT)
            for line_no, kind, text, message in found
        )


def _empty(header: Sequence[str]) -> tuple[pa.Table, Any]:
    empty = nothing(header)
    return empty.table, empty.line_nos


def _block(rows: pa.RecordBatch) -> Block:
    line_nos = rows.column("row_id").to_numpy().astype(np.int64) & 0xFFFFFFFF
    return Block(pa.table(rows).drop(["row_id"]), line_nos, rejects=())


def remap(
    folder: CaseFolder,
    numbers: Sequence[int],
    profile: Profile | None,
    profiles: Sequence[Profile],
    progress: Progress,
) -> tuple[Manifest, Ingested]:
    """Map sources by a profile, or by the one that fits; the caller holds the case's lock."""
    with opened(folder) as case:
        coming = [
            _arrival(StoredTable(case, source), profile, profiles)
            for source in case.sources()
            if source["source_no"] in numbers
        ]
        return renormalise(folder, coming, progress)


def _arrival(stored: StoredTable, profile: Profile | None, profiles: Sequence[Profile]) -> Arrival:
    chosen = profile or choose(stored, profiles)[1]
    table = demand(stored, chosen)
    source = stored.source
    vintage: date | None = vintage_in(chosen, stored.name)
    return Arrival(
        table,
        source["member"],
        chosen,
        source["sha256"],
        source["original"],
        vintage,
        replaces=source["source_no"],
    )
