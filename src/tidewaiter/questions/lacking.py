"""What a case cannot answer, and why: fields nobody declares, that only some sources do, or that are mostly empty.

A field that is declared and empty in most rows still answers; the answer then speaks of the rows that have it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from tidewaiter.ground.store import Store
from tidewaiter.questions.fields import (
    DECLARATIONS,
    FILTERS,
    MEASURE_NEEDS,
    STATISTICS,
    VALUE_NEEDS,
)

Source = Mapping[str, Any]
SELDOM = 0.5
"""A field with a value in a smaller share of the rows is told of."""
_OF_DECLARATIONS = ("gross_kg", "n_declarations")
_COLUMNS = {"hs": "tariff_line", "text": "description", "value": "value_usd", "n_declarations": "declaration_id",
            "value_per_kg": "net_kg", "value_per_unit": "quantity"}  # fmt: skip


def asked_of(kind: str) -> dict[str, tuple[str, ...]]:
    """What can be asked of a kind of record: each filter and measure, with the fields one of which it needs."""
    filters = {name: one.needs for name, one in FILTERS.items() if kind in one.of and one.needs}
    measures = {
        name: needs
        for name, needs in MEASURE_NEEDS.items()
        if kind == DECLARATIONS or name not in _OF_DECLARATIONS
    }
    return {**filters, "value": VALUE_NEEDS[kind][None], **measures}


def lacking(store: Store, kind: str, sources: Sequence[Source]) -> dict[str, Any]:
    """Of sources of one kind: what none declares, what only some declare, what is mostly empty."""
    declared = {one["source_no"]: set(one["fields"].split()) for one in sources}
    asked = asked_of(kind)
    by = {
        name: [number for number, fields in declared.items() if fields & set(needs)]
        for name, needs in asked.items()
    }
    return {
        "cannot_answer": sorted(
            name for name, found in by.items() if not found and name in FILTERS
        ),
        "cannot_measure": sorted(
            name for name, found in by.items() if not found and name not in FILTERS
        ),
        "why": {name: _nobody(asked[name]) for name, found in sorted(by.items()) if not found},
        "only_some": [
            {
                "field": name,
                "declared_by": found,
                "not_by": [no for no in declared if no not in found],
            }
            for name, found in sorted(by.items())
            if found and len(found) < len(declared)
        ],
        "seldom": _seldom(store, kind, {name: found for name, found in by.items() if found}),
    }


def _nobody(needs: Sequence[str]) -> str:
    return f"no source declares {' or '.join(needs)}"


def _seldom(store: Store, kind: str, by: Mapping[str, Sequence[int]]) -> list[dict[str, Any]]:
    """Fields with a value in less than half of the records of the sources that declare them."""
    counted = _counted(store, kind, list(by))
    found = []
    for name, numbers in sorted(by.items()):
        n_records = sum(counted[no]["n_records"] for no in numbers if no in counted)
        n_filled = sum(counted[no][name] for no in numbers if no in counted)
        if n_filled < SELDOM * n_records:
            found.append({"field": name, "n_filled": n_filled, "n_records": n_records})
    return found


def _counted(store: Store, kind: str, names: Sequence[str]) -> dict[int, dict[str, int]]:
    """Records of each source, and in how many of them each field has a value that was read."""
    table = "line_as_read" if kind == DECLARATIONS else "cell_as_read"
    number = exp.condition("row_id // 4294967296", dialect="duckdb")
    counts = [
        exp.alias_(exp.func("count", exp.column(_column(kind, name))), name) for name in names
    ]
    query = exp.select(
        exp.alias_(number, "source_no"),
        exp.alias_(exp.func("count", exp.Star()), "n_records"),
        *counts,
    )
    rows = store.engine.records(query.from_(table).group_by("1"))
    return {one["source_no"]: one for one in rows}


def _column(kind: str, name: str) -> str:
    if kind == STATISTICS and name in ("hs", "tariff_line"):
        return "product_level"  # a total over all goods has a level and no code
    return _COLUMNS.get(name, name)
