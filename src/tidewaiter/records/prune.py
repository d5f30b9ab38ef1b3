"""A join to a column that nobody declares can find nothing, so it need not be run.

The table files name every field there is; a profile fills some. Leaving out what must
stay empty changes no row and no type, and makes a narrow layout several times faster to
make, to keep and to ask.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

import sqlglot
from sqlglot import exp

from tidewaiter.ground.schema import MENTION, SQL_TYPES
from tidewaiter.records.reading import SCHEMA as READING

_DECLARED = "declared"
_TYPES = {field.name: SQL_TYPES[field.type] for schema in (READING, MENTION) for field in schema}


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


def without_empty(query: exp.Expr, filled: Collection[str]) -> exp.Expr:
    """A pruned query less the columns that are null whatever its rows."""
    if not isinstance(query, exp.Select):
        return query
    empty: dict[str, set[str]] = {}
    for cte in query.ctes:
        empty[cte.alias] = _empty_columns(cte.this, filled, empty)
    nothing = _empty_columns(query, filled, empty)
    kept = [one for one in query.expressions if one.alias_or_name not in nothing]
    return query.select(*kept, append=False)


def _empty_columns(
    query: exp.Expr, filled: Collection[str], known: Mapping[str, set[str]]
) -> set[str]:
    """Names of the columns of a query that are null throughout, as far as can be told."""
    if not isinstance(query, exp.Select):
        return set()
    only = "" if query.args.get("joins") else query.args["from_"].this.name

    def is_empty(column: exp.Column) -> bool:
        table = column.table or only
        return (
            column.name not in filled if table == _DECLARED else column.name in known.get(table, ())
        )

    found: set[str] = set()
    for one in query.expressions:
        if isinstance(one, exp.Star):
            found |= known.get(only, set())
        elif _is_null(one, is_empty):
            found.add(one.alias_or_name)
    return found


def _is_null(expression: exp.Expr, is_empty: Callable[[exp.Column], bool]) -> bool:
    """Whether an expression is null in every row; false where it is not certain."""
    match expression:
        case exp.Null():
            return True
        case exp.Column():
            return is_empty(expression)
        case exp.Coalesce():
            return all(
                _is_null(one, is_empty) for one in (expression.this, *expression.expressions)
            )
        case exp.Mul():
            return _is_null(expression.left, is_empty) or _is_null(expression.right, is_empty)
        case exp.Case():
            found = [one.args["true"] for one in expression.args["ifs"]]
            found += [one for one in (expression.args.get("default"),) if one is not None]
            return all(_is_null(one, is_empty) for one in found)
        case exp.Alias() | exp.Cast() | exp.TryCast() | exp.Paren():
            return _is_null(expression.this, is_empty)
    return False
