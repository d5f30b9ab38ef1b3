"""A join to a column that nobody declares can find nothing, so it need not be run.

The table files name every field there is; a profile fills some. Leaving out what must
stay empty changes no row and no type, and makes a narrow layout several times faster.
"""

from collections.abc import Collection, Iterator

import pyarrow as pa
import sqlglot
from sqlglot import exp

from tidewaiter.ground.schema import MENTION
from tidewaiter.records.reading import SCHEMA as READING

_DECLARED = "declared"
_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.decimal128(18, 2): "DECIMAL(18, 2)",
    pa.decimal128(18, 3): "DECIMAL(18, 3)",
    pa.decimal128(19, 12): "DECIMAL(19, 12)",
}
_TYPES = {field.name: _SQL_TYPES[field.type] for schema in (READING, MENTION) for field in schema}


def pruned(select: str, filled: Collection[str]) -> exp.Expr:
    """The query without LEFT JOINs on unfilled fields of `declared`; their columns are null."""
    tree = sqlglot.parse_one(select, read="duckdb")
    for scope in tree.find_all(exp.Select):
        dropped = {
            join.this.alias_or_name
            for join in scope.args.get("joins") or []
            if join.side == "LEFT" and _finds_nothing(join, filled)
        }
        if dropped:
            _drop(scope, dropped)
    return tree


def _finds_nothing(join: exp.Join, filled: Collection[str]) -> bool:
    """One equality with an unfilled field, or null-safe ones with nothing but unfilled fields."""
    condition = join.args["on"]
    if any(_unfilled(equality, filled) for equality in condition.find_all(exp.EQ)):
        return True
    null_safe = list(condition.find_all(exp.NullSafeEQ))
    return bool(null_safe) and all(_unfilled(equality, filled) for equality in null_safe)


def _unfilled(equality: exp.Expr, filled: Collection[str]) -> bool:
    return any(column.name not in filled for column in _declared_columns(equality))


def _declared_columns(expression: exp.Expr) -> Iterator[exp.Column]:
    return (column for column in expression.find_all(exp.Column) if column.table == _DECLARED)


def _drop(scope: exp.Select, dropped: Collection[str]) -> None:
    joins = [join for join in scope.args["joins"] if join.this.alias_or_name not in dropped]
    scope.set("joins", joins)
    for column in list(scope.find_all(exp.Column)):
        if column.table in dropped:
            empty = exp.cast(exp.null(), _TYPES[column.name], dialect="duckdb")
            named = isinstance(column.parent, exp.Select)
            column.replace(exp.alias_(empty, column.name) if named else empty)
