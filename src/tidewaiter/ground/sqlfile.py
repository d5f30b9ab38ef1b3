"""A table is a file: one SELECT, opened by a comment that says what a row is.

The comment is TOML: `grain` (what one row stands for), `key` (the columns that name it)
and `refresh` (`by_source`: made once per ingest; `whole`: made anew from all of them);
`table` where its rows go into another table than the one it is named for.
"""

import tomllib
from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp

from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import ProfileError


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One `.sql` file of the library."""

    name: str
    grain: str
    key: tuple[str, ...]
    refresh: str
    select: str
    table: str


@cache
def table_spec(name: str) -> TableSpec:
    """Load one table's file; what it must say is refused by name when it is missing."""
    text = (LIBRARY / "tables" / f"{name}.sql").read_text(encoding="utf-8")
    opening, _, select = text.partition("*/")
    head = tomllib.loads(opening.removeprefix("/*"))
    missing = {"grain", "key", "refresh"} - head.keys()
    if missing:
        raise ProfileError(f"{name}.sql does not say its {', '.join(sorted(missing))}")
    key, table = tuple(head["key"]), head.get("table", name)
    return TableSpec(name, head["grain"], key, head["refresh"], select.strip(), table)


@cache
def inputs(name: str) -> frozenset[str]:
    """The tables and views a file reads, its own CTEs apart."""
    tree = sqlglot.parse_one(table_spec(name).select, read="duckdb")
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    return frozenset(table.name for table in tree.find_all(exp.Table)) - ctes
