"""Numbers that stand alike on every row of a declaration: its totals, which no sum of rows may hold."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records import fields as f
from tidewaiter.records.proposal.proposal import Column

TOLD = "the same on each row of a declaration, as its total is: then header_value, or no field"
_FEWEST = 5
"""Declarations of several rows from which on one can say so."""


def without_repeated(columns: Sequence[Column], sample: pa.Table) -> list[Column]:
    """A number that does not differ between the items of a declaration is left to a person."""
    keys = sorted(
        (one for one in columns if one.field == "declaration_id" and one.mapped),
        key=lambda one: -one.confidence,
    )
    measured = [one.name for one in columns if one.mapped and _is_measured(one.field)]
    if not keys or not measured:
        return list(columns)
    repeated = _repeated(sample, keys[0].name, measured)
    return [replace(one, obstacle=TOLD) if one.name in repeated else one for one in columns]


def _is_measured(field: str) -> bool:
    kind = f.DECLARATION.get(field)
    return kind in (f.AMOUNT, f.MEASURE) and field != "header_value"


def _repeated(sample: Any, key: str, measured: Sequence[str]) -> set[str]:
    """The columns with one value in each declaration of several rows, and mostly another in the next."""
    others = [name for name in sample.column_names if name != key]
    counted: Any = sample.group_by(key).aggregate(
        [*((name, "count_distinct") for name in others), *((name, "min") for name in measured)]
    )
    n_most: Any = pc.max_element_wise(*(counted[f"{name}_count_distinct"] for name in others))
    filled: Any = pc.not_equal(
        pc.utf8_trim_whitespace(pc.fill_null(counted[key], "")), pa.scalar("")
    )
    several: Any = counted.filter(pc.and_(pc.greater(n_most, pa.scalar(1)), filled))
    if len(several) < _FEWEST:
        return set()
    return {
        name
        for name in measured
        if pc.max(several[f"{name}_count_distinct"]).as_py() == 1
        and pc.count_distinct(several[f"{name}_min"]).as_py() * 2 > len(several)
    }
