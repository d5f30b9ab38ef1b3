"""The tables that look at the whole case: which sources there are, which rows are not current."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidewaiter.ground import store
from tidewaiter.ground.folder import CaseFolder
from tidewaiter.ground.manifest import Manifest
from tidewaiter.ground.schema import SOURCE
from tidewaiter.records.normalise import make_states

Source = dict[str, Any]


def with_whole_tables(
    folder: CaseFolder, staging: Path, state: Manifest, sources: Sequence[Source]
) -> Manifest:
    """A state's by-source files, completed by `source` and the two state tables.

    Numbers of sources are never given twice, also when one has been taken out.
    """
    ordered = sorted(sources, key=lambda one: int(one["source_no"]))
    everyone = tuple(int(one["source_no"]) for one in ordered)
    path = staging / "source.parquet"
    pq.write_table(pa.Table.from_pylist(ordered, schema=SOURCE), path, compression="zstd")
    listed = folder.adopt_table(path, "source", len(ordered), everyone)
    last = max((state.last_source_no, *everyone), default=0)
    state = replace(state, files=(*state.files, listed), last_source_no=last)
    with store.opened(folder, state) as case:
        made = make_states(case.engine, staging.resolve())
    states = [folder.adopt_table(one.path, one.table, one.n_rows, everyone) for one in made]
    return replace(state, files=(*state.files, *states))
