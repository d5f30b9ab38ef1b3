"""Cells of a file of entities as expressions: what each states, and whether that is one value.

Names of columns enter as expressions alone, so that no name can become code.
"""

from collections.abc import Sequence
from functools import reduce

import sqlglot
from sqlglot import exp

TEXT = exp.DataType.build("VARCHAR", dialect="duckdb")
_ONE_VALUE = sqlglot.parse_one(
    r"""
    CASE
        WHEN NOT starts_with(:cell, '["') THEN :cell
        WHEN NOT json_valid(:cell) THEN :cell
        WHEN len(list_distinct(json_extract_string(lower(regexp_replace(:cell, '\s+', ' ', 'g')), '$[*]'))) = 1
            THEN json_extract_string(:cell, '$[0]')
    END
    """,
    read="duckdb",
)
"""What a cell states: of several values one, where they differ in case and spacing at most, else none."""


def one_value(cell: exp.Expr) -> exp.Expr:
    """What a cell states; of a column that the file lacks, nothing."""
    if cell.find(exp.Column) is None:
        return cell.copy()
    found = exp.replace_placeholders(_ONE_VALUE.copy(), cell=cell)
    return exp.Paren(this=found)


def said(text: str) -> exp.Expr:
    """A text of ours."""
    return exp.Literal.string(text)


def first_of(texts: Sequence[exp.Expr]) -> exp.Expr:
    """The first that states something."""
    return exp.func("coalesce", *texts) if texts else exp.cast(exp.null(), TEXT)


def union_of(queries: Sequence[exp.Query]) -> exp.Query:
    """The rows of all, none merged."""
    return reduce(lambda one, other: exp.union(one, other, distinct=False, copy=False), queries)


def is_several(cell: exp.Expr) -> exp.Expr:
    """Whether a cell is a list of values that differ."""
    begins = exp.func("starts_with", cell.copy(), said('["'), dialect="duckdb")
    return exp.and_(begins, one_value(cell).is_(exp.null()))
