"""Files in which a header row stands over the rows of its items: one record an item.

The item keeps its address and takes from its header row only what the profile says that row
gives; the header row itself becomes a link, not a record. No row is lost: a header row without
items stays a record, and an item without a header row is a problem.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.records.padding import trimmed

AS_FILED = "row_of_file"
"""The raw rows as they stand, where `raw_row` is made of them."""


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """`words` stand in `column` on a header row; it gives `gives` to items that agree in `joins`."""

    column: str
    words: tuple[str, ...]
    joins: tuple[str, ...]
    gives: tuple[str, ...]


def read_header_rows(said: Mapping[str, Any] | None, columns: Sequence[str]) -> HeaderRows | None:
    """The section [header_rows] of a profile; a ValueError says what is wrong with it."""
    if said is None:
        return None
    if (
        said.keys() - {"column", "words", "joins", "gives"}
        or not {"column", "words"} <= said.keys()
    ):
        raise ValueError("[header_rows] has column, words, joins and gives")
    lists = {name: said.get(name, []) for name in ("words", "joins", "gives")}
    if not all(isinstance(one, list) for one in lists.values()) or not lists["words"]:
        raise ValueError("[header_rows] words, joins and gives are lists")
    if lacking := [name for name in lists["gives"] if name not in columns]:
        raise ValueError(f"[header_rows] gives {', '.join(lacking)}, not under [columns]")
    return HeaderRows(said["column"], *(tuple(map(str, one)) for one in lists.values()))


def join_headers(
    engine: Engine, rules: HeaderRows, own: Mapping[str, str], header: Sequence[str], folder: Path
) -> Iterator[tuple[str, Path, int]]:
    """Make the view `raw_row` of item rows; the files of links and of items without a header row.

    `own` is the file's spelling of each column the rules name.
    """
    show_items(engine, rules, own, header)
    for table, query in (("row_link", _LINKS), ("problem", _ALONE)):
        path = folder / f"header-rows-{table}.parquet"
        if n_rows := engine.copy(query, path):
            yield table, path, n_rows


def show_items(
    engine: Engine, rules: HeaderRows, own: Mapping[str, str], header: Sequence[str]
) -> None:
    """The view `raw_row`: each item with what its header row gives it."""
    engine.keep("under_header", _found(rules, own))
    given = {own[name] for name in rules.gives if name in own}
    engine.view("raw_row", _items(header, given))


def _text(table: str, column: str) -> exp.Expr:
    """A cell without blanks around it; null where nothing stands."""
    cell = exp.column(column, table=table, quoted=True)
    return exp.func("nullif", trimmed(cell), exp.Literal.string(""))


def _found(rules: HeaderRows, own: Mapping[str, str]) -> exp.Select:
    """Each row, whether it is a header row, and the header row it stands under.

    That is the last one above that agrees in `joins`; where they join, else the first one below.
    """
    marked = own.get(rules.column)
    words = [exp.Literal.string(word) for word in rules.words]
    is_header = (
        exp.func("coalesce", _text("row", marked).isin(*words), exp.false())
        if marked
        else exp.false()
    )
    row_id = exp.column("row_id", table="row")
    header_id = exp.Case().when(is_header.copy(), row_id.copy())
    source = exp.condition("row.row_id // 4294967296", dialect="duckdb")
    alike = [source, *(_text("row", own[name]) for name in rules.joins if name in own)]
    order = exp.Order(expressions=[exp.Ordered(this=row_id.copy())])
    above = exp.Window(this=exp.func("max", header_id.copy()), partition_by=alike, order=order)
    below = exp.Window(this=exp.func("min", header_id.copy()), partition_by=alike)
    nearest = exp.func("coalesce", above, below) if rules.joins else above
    return exp.select(
        row_id,
        exp.alias_(is_header, "is_header"),
        exp.alias_(nearest, "header_row_id"),
    ).from_(exp.to_table(AS_FILED, alias="row"))


def _items(header: Sequence[str], given: set[str]) -> exp.Select:
    columns = [
        exp.alias_(
            exp.func("coalesce", _text("item", name), exp.column(name, table="above", quoted=True))
            if name in given
            else exp.column(name, table="item", quoted=True),
            name,
            quoted=True,
        )
        for name in header
    ]
    under = exp.condition("found.row_id = item.row_id AND NOT found.is_header")
    used = "used.header_row_id = item.row_id AND NOT used.is_header"
    return (
        exp.select(exp.column("row_id", table="item"), *columns)
        .from_(exp.to_table(AS_FILED, alias="item"))
        .join(exp.to_table("under_header", alias="found"), on=under, join_type="left")
        .join(
            exp.to_table(AS_FILED, alias="above"),
            on="above.row_id = found.header_row_id",
            join_type="left",
        )
        .join(exp.to_table("under_header", alias="used"), on=used, join_type="anti")
    )


_LINKS = """
SELECT header_row_id AS row_id, CAST(0 AS SMALLINT) AS part_no, row_id AS of_row_id
FROM under_header
WHERE NOT is_header AND header_row_id IS NOT NULL
ORDER BY row_id, of_row_id
"""
_ALONE = """
SELECT
    row_id, CAST(0 AS SMALLINT) AS part_no, '' AS column_name, '' AS field, 'no_header_row' AS kind,
    '' AS value_as_declared, 'no header row stands over this item; what it would give is missing' AS message
FROM under_header
WHERE NOT is_header AND header_row_id IS NULL
"""
