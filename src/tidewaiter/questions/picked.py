"""Rows being picked for a question: the query as it grows, and what it is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from sqlglot import exp


@dataclass(slots=True)
class Picked:
    """A query with one row a row of the case, its groups, its addend and its step in the bridge."""

    table: str
    day: str  # the column whose date governs: period, membership, rate
    side: str = ""  # "base_" for the question an answer is compared with
    select: exp.Select = field(default_factory=exp.select)
    values: dict[str, Any] = field(default_factory=dict)
    given: dict[str, pa.Table] = field(default_factory=dict)  # small tables the query joins
    fields: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # filter → declared fields it rests on
    troubled: frozenset[str] = frozenset()  # fields some row of the case could not be read in
    conditions: dict[str, exp.Expr] = field(default_factory=dict)
    open: dict[str, exp.Expr] = field(
        default_factory=dict
    )  # filter → the law does not say whether it holds
    only_source: int | None = None  # where all rows of the table are of one
    constants: Mapping[str, exp.Expr] = field(default_factory=dict)  # the same in every row

    def value(self, content: Any) -> exp.Placeholder:
        """A parameter that carries a value."""
        name = f"v{len(self.values)}"
        self.values[name] = content
        return exp.Placeholder(this=name)

    def column(self, name: str) -> exp.Column:
        """A column of the picked table."""
        return exp.column(name, table="row")

    def content(self, name: str) -> exp.Expr:
        """A column to be grouped by, or what stands in it throughout: which groups cost nothing."""
        return self.constants.get(name, self.column(name)).copy()

    def source_number(self) -> exp.Expr:
        """The number of the row's source; a row's id need not be unpacked where there is but one."""
        if self.only_source is not None:
            return exp.cast(exp.Literal.number(self.only_source), "BIGINT")
        return exp.condition("row.row_id // 4294967296", dialect="duckdb")

    def unread(self, name: str) -> exp.Expr:
        """Whether a field of the row was declared and could not be read."""
        if name not in self.troubled:
            return exp.false()
        return exp.func("coalesce", exp.column(name, table="unread", quoted=True), exp.false())

    def unread_any(self, names: Iterable[str]) -> exp.Expr:
        """Whether any of some fields of the row was declared and could not be read."""
        found = [self.unread(name) for name in names if name in self.troubled]
        return exp.or_(*found) if found else exp.false()
