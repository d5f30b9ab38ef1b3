"""A large CSV made from the Korean set (synthetic rows), with seeded jitter.

Plain repetition would compress unfairly well: identifiers are drawn anew, masses and prices
vary by up to a quarter either way.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from tidewaiter.words.bundled import LIBRARY

KOREA = LIBRARY / "examples" / "korea"
SET_ROWS = 45_519
"""Rows of the set; a larger file goes round it, with other numbers, masses and prices."""
_CHUNK = 1_000_000


def _source() -> pa.Table:
    options = csv.ConvertOptions(strings_can_be_null=False)
    tables = []
    for path in sorted(KOREA.glob("*.csv.gz")):
        with gzip.open(path, "rt") as lines:
            names = lines.readline().strip().split(",")
        options.column_types = dict.fromkeys(names, pa.string())
        tables.append(csv.read_csv(path, convert_options=options))
    return pa.concat_tables(tables)


def _jittered(column: pa.ChunkedArray, rng: np.random.Generator, digits: int) -> pa.Array:
    values = column.cast(pa.float64()).to_numpy() * rng.uniform(0.8, 1.25, len(column))
    return pc.cast(pa.array(np.round(values, digits)), pa.string())


def chunks(n_rows: int, seed: int = 1) -> Iterator[pa.Table]:
    """`n_rows` rows in tables of a million; the same seed gives the same rows."""
    source, rng = _source(), np.random.default_rng(seed)
    for start in range(0, n_rows, _CHUNK):
        count = min(_CHUNK, n_rows - start)
        rows = source.take(pa.array((np.arange(count) + start) % len(source)))
        ids = pc.cast(pa.array(rng.permutation(count) + start + 100_000_000), pa.string())
        for name, column in (
            ("Declaration ID", ids),
            ("Net Mass", _jittered(rows["Net Mass"], rng, 3)),
            ("Item Price", _jittered(rows["Item Price"], rng, 2)),
        ):
            rows = rows.set_column(rows.schema.get_field_index(name), name, column)
        yield rows


def write(path: Path, n_rows: int, seed: int = 1) -> Path:
    """Write `n_rows` rows as one CSV; the same seed gives the same bytes."""
    rows = chunks(n_rows, seed)
    first = next(rows)
    plain = csv.WriteOptions(quoting_style="none")
    with csv.CSVWriter(path, first.schema, write_options=plain) as writer:
        writer.write_table(first)
        for more in rows:
            writer.write_table(more)
    return path
