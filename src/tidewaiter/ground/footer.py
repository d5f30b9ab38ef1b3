"""What the foot of a Parquet file tells of its columns: which hold one text, or nothing, throughout.

A column of which that is known need not be unpacked to be read, grouped by or compared.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

Alike: TypeAlias = Mapping[str, str | None]
"""By column the text that stands in every row, or None where no row has a value."""


def alike(path: Path, schema: pa.Schema) -> dict[str, str | None]:
    """The columns of `schema` that are the same in every row of a file; one it lacks is empty."""
    footer = pq.read_metadata(path)
    place = {footer.schema.column(at).name: at for at in range(footer.num_columns)}
    found: dict[str, str | None] = {}
    for field in schema:
        if field.name not in place or not footer.num_rows:
            found[field.name] = None
            continue
        groups = range(footer.num_row_groups)
        told = {_throughout(footer.row_group(at).column(place[field.name])) for at in groups}
        if len(told) == 1:
            for text in told.pop():
                if text is None or isinstance(text, str):
                    found[field.name] = text
    return found


def _throughout(column: pq.ColumnChunkMetaData) -> tuple[object, ...]:
    """The one value of a piece of a column, None where it has none; nothing where it varies."""
    told = column.statistics
    if told is None or told.null_count is None:
        return ()
    if told.null_count == column.num_values:
        return (None,)
    one = told.has_min_max and not told.null_count and told.min == told.max
    return (told.min,) if one else ()
