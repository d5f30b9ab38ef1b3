"""The rows as they stand in a file of entities, seen through the rules of its profile."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from tidewaiter.records.entities import Entities
from tidewaiter.records.entitycells import TEXT, one_value, said
from tidewaiter.records.headed import AS_FILED
from tidewaiter.records.padding import trimmed


def rows_as(alias: str) -> exp.Table:
    """Every row of the file, records or not."""
    return exp.to_table(AS_FILED, alias=alias)


def source_of(table: str) -> exp.Expr:
    """The source of a row: ids are compared within a file only."""
    return exp.condition(f"{table}.row_id // 4294967296", dialect="duckdb")


@dataclass(frozen=True, slots=True)
class Filed:
    """What is asked of the rows: a cell, an id, whether a row is a record."""

    rules: Entities
    own: Mapping[str, str]
    padded: frozenset[str]  # the columns that need trimming

    def cell(self, table: str, column: str | None) -> exp.Expr:
        """A cell without blanks around it; null where nothing stands, or there is no such column."""
        if column is None:
            return exp.cast(exp.null(), TEXT)
        text: exp.Expr = exp.column(column, table=table, quoted=True)
        if column in self.padded:
            text = trimmed(text)
        return exp.func("nullif", text, said(""))

    def rows(self) -> exp.Select:
        """Every row with its id, and whether it is a record."""
        kind = self.cell("row", self.own.get(self.rules.column))
        return exp.select(
            exp.column("row_id", table="row"),
            exp.alias_(source_of("row"), "source_no"),
            exp.alias_(self.id_of("row"), "id"),
            exp.alias_(self.is_record(), "is_record"),
            exp.alias_(kind.is_(exp.null()), "is_blank"),
        ).from_(rows_as("row"))

    def is_record(self) -> exp.Expr:
        """Whether a row is of a kind whose rows are records."""
        kind = self.cell("row", self.own.get(self.rules.column))
        words = [said(word) for word in self.rules.words]
        return exp.func("coalesce", kind.isin(*words), exp.false())

    def literals(self) -> dict[str, exp.Expr]:
        """What the plain queries say of this file."""
        kind = self.rules.kinds.get(self.rules.id)
        return {
            "id_column": said(self.own.get(self.rules.id, "")),
            "kind_column": said(self.own.get(self.rules.column, "")),
            "id_kind": exp.cast(said(kind) if kind else exp.null(), TEXT),
        }

    @property
    def parties(self) -> list[tuple[str, str]]:
        """The columns that name parties, and in which role."""
        return [(one, role) for one, role in self.rules.parties.items() if one in self.own]

    @property
    def hops(self) -> list[str]:
        """The columns of parties that take a step to another row."""
        return list(self.rules.hops)

    def columns_of(self, name: str) -> list[str]:
        """The columns of the file of which a mapped one is the first that states something."""
        columns = self.rules.first.get(name)
        return [self.own[one] for one in columns if one in self.own] if columns else [name]

    def id_of(self, table: str) -> exp.Expr:
        """The id of a row."""
        return one_value(self.cell(table, self.own.get(self.rules.id)))
