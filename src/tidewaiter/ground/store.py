"""A case, opened: every table under its name, as one manifest says.

Tables of records are shown with their state: a row is current unless a later look at the
whole case found it repeated, superseded or cancelled.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from sqlglot import exp

from tidewaiter.ground.engine import Engine, engine
from tidewaiter.ground.folder import CaseFolder
from tidewaiter.ground.manifest import Manifest, TableFile
from tidewaiter.ground.schema import AS_READ, DERIVED, RECORDS, TABLES, WIDE


@dataclass(frozen=True, slots=True)
class Store:
    """One consistent state of a case, and the engine that reads it."""

    engine: Engine
    folder: CaseFolder
    manifest: Manifest

    def sources(self) -> list[dict[str, Any]]:
        """What is in the case, in order of arrival."""
        return self.engine.records("SELECT * FROM source ORDER BY source_no")

    def raw_rows(self, source_no: int) -> Iterator[pa.RecordBatch]:
        """The raw rows of one source in order, under its own columns and `row_id`."""
        files = [
            self.folder.path.resolve() / file.path
            for file in self.manifest.of("raw_row")
            if source_no in file.sources
        ]
        if files:
            self.engine.files("raw_of_source", files, TABLES["problem"])
            own = exp.condition("row_id // 4294967296 = $number", dialect="duckdb")
            query = exp.select("*").from_("raw_of_source").where(own).order_by("row_id")
            found = self.engine.batches(query, {"number": source_no})
            yield from (batch for batch in found if len(batch))

    def raw_layouts(self) -> dict[str, list[Path]]:
        """Raw files by layout: the files of one layout have the same columns."""
        found: dict[str, list[Path]] = {}
        for file in self.manifest.of("raw_row"):
            found.setdefault(file.layout, []).append(self.folder.path / file.path)
        return found


@contextmanager
def opened(folder: CaseFolder, manifest: Manifest | None = None) -> Iterator[Store]:
    """Open a case for reading; what does not fit in memory spills to a temporary folder."""
    state = manifest or folder.manifest()
    with (
        TemporaryDirectory(prefix="tidewaiter-") as spill,
        engine([folder.path.resolve()], Path(spill)) as running,
    ):
        show_tables(running, folder, state)
        yield Store(running, folder, state)


def show_tables(running: Engine, folder: CaseFolder, state: Manifest) -> None:
    """Name every table of a manifest in an engine."""
    for table, schema in TABLES.items():
        name, files = AS_READ[table][0] if table in AS_READ else table, state.of(table)
        same = [file.alike for file in files] if table in WIDE else []
        running.files(name, [folder.path.resolve() / file.path for file in files], schema, same)
    for table, (as_read, states) in AS_READ.items():
        judged = any(file.n_rows for file in state.of(states))
        shown = (_WITH_STATE if judged else _ALL_CURRENT).format(as_read, states)
        running.view(table, shown, over=as_read)


_WITH_STATE = """
    SELECT row.*, coalesce(found.state, 'current') AS state, found.same_as
    FROM {} AS row
    LEFT JOIN {} AS found ON found.row_id = row.row_id AND found.part_no = row.part_no
"""
_ALL_CURRENT = "SELECT *, 'current' AS state, CAST(NULL AS BIGINT) AS same_as FROM {}"


WHOLE = ("source", "line_state", "cell_state", "copy_state")  # made anew from the whole case
_BY_ROW = ("raw_row", *RECORDS.values(), "problem", "row_link")


def without_sources(
    folder: CaseFolder, state: Manifest, staging: Path, gone: Collection[int]
) -> list[TableFile]:
    """The files of a case less some sources; a file that held others too is written anew.

    Wordings stay: they are numbered once, and a mention nobody uses harms nobody. What `run` made
    of the lines goes with the first of them.
    """
    kept: list[TableFile] = []
    for file in state.files:
        if file.table in WHOLE or (gone and file.table in DERIVED):
            continue
        if file.table not in _BY_ROW or not set(file.sources) & set(gone):
            kept.append(file)
        elif remaining := tuple(number for number in file.sources if number not in gone):
            kept.append(_rewritten(folder, file, staging, remaining))
    return kept


def _rewritten(
    folder: CaseFolder, file: TableFile, staging: Path, remaining: tuple[int, ...]
) -> TableFile:
    path = staging / "rewritten.parquet"
    with engine([folder.path.resolve()]) as running:
        running.files(
            "whole_file",
            [folder.path.resolve() / file.path],
            TABLES.get(file.table, TABLES["problem"]),
            [file.alike] if file.table in WIDE else [],
        )
        stays = exp.condition("row_id // 4294967296", dialect="duckdb").isin(*remaining)
        n_rows = running.copy(exp.select("*").from_("whole_file").where(stays), path)
    return folder.adopt_table(path, file.table, n_rows, remaining, file.layout)
