"""The parties that records name by the ids of other rows, and what those rows state of them."""

from collections.abc import Callable, Mapping

from sqlglot import exp

from tidewaiter.records.entities import STATED, hops
from tidewaiter.records.entitycells import TEXT, first_of, is_several, one_value, said, union_of
from tidewaiter.records.entityfile import Filed, rows_as, source_of
from tidewaiter.records.entityrecords import RECORD, kept

_WANTED = exp.select("source_no", "id").distinct().from_("reference").subquery("wanted")
"""The ids that records refer to."""


def references(filed: Filed) -> exp.Query:
    """Each id of another row that a record states, and for which role."""
    found = [
        exp.select(
            exp.column("row_id", table="row"),
            exp.alias_(source_of("row"), "source_no"),
            exp.alias_(said(filed.own[column]), "column_name"),
            exp.alias_(said(f"{role}_name"), "field"),
            exp.alias_(one_value(kept(filed.own[column])), "id"),
        ).from_(exp.to_table(RECORD, alias="row"))
        for column, role in filed.parties
    ]
    return exp.select("*").from_(union_of(found).subquery("named")).where("id IS NOT NULL")


def further(filed: Filed) -> exp.Query:
    """What the rows that a party's row points to state; without a row where there is none."""
    found = [_hop(filed, column) for column in filed.hops]
    if not found:
        return exp.select("*").from_(_hop(filed, "").subquery("none")).where(exp.false())
    return union_of(found)


def _hop(filed: Filed, column: str) -> exp.Select:
    pointing, _, stating = column.partition(" > ")
    named = one_value(filed.cell("row", filed.own.get(pointing)))
    same = exp.and_(
        source_of("target").eq(source_of("row")), filed.id_of("target").eq(named.copy())
    )
    return (
        exp.select(
            exp.alias_(said(column), "hop"),
            exp.alias_(said(filed.rules.hops.get(column, "")), "field"),
            exp.alias_(said(filed.own.get(pointing, "")), "column_name"),
            exp.alias_(exp.column("row_id", table="row"), "of_row_id"),
            exp.alias_(named, "id"),
            exp.alias_(exp.column("row_id", table="target"), "row_id"),
            exp.alias_(filed.cell("target", filed.own.get(stating)), "text"),
        )
        .from_(rows_as("row"))
        .join(_WANTED.copy(), on=_is_wanted(filed))
        .join(rows_as("target"), on=same, join_type="left")
        .where(exp.not_(named.copy().is_(exp.null())))
    )


def parties(filed: Filed) -> exp.Select:
    """Each row that a record names as a party, and what it states of itself."""
    columns: list[exp.Expr] = []
    for part in STATED:
        texts = {one: _stated(filed, one) for one in filed.rules.party[part]}
        columns.append(exp.alias_(first_of(list(texts.values())), part))
        columns.append(exp.alias_(_which(texts, lambda one: _name(filed, one)), f"{part}_column"))
        if part == "identifier":
            columns.append(exp.alias_(_which(texts, filed.rules.kinds.get), "identifier_kind"))
    query = (
        exp.select(
            exp.column("row_id", table="row"),
            exp.alias_(source_of("row"), "source_no"),
            exp.alias_(filed.id_of("row"), "id"),
            exp.alias_(filed.cell("row", filed.own.get(filed.rules.label)), "label"),
            *columns,
        )
        .from_(rows_as("row"))
        .join(_WANTED.copy(), on=_is_wanted(filed))
    )
    for place, column in enumerate(filed.hops):
        on = f"further_{place}.of_row_id = row.row_id"
        query = query.join(_text_of_hop(column, place), on=on, join_type="left")
    return query


def _stated(filed: Filed, column: str) -> exp.Expr:
    """A party's cell, or that of the row it points to; the ids where it points to several."""
    if column not in filed.hops:
        return filed.cell("row", filed.own.get(column))
    pointing = filed.cell("row", filed.own.get(hops(column)[0]))
    several = exp.Case().when(is_several(pointing), pointing.copy())
    text = exp.column("text", table=f"further_{filed.hops.index(column)}")
    return exp.func("coalesce", text, several)


def _name(filed: Filed, column: str) -> str:
    return filed.own.get(hops(column)[0], "")


def _is_wanted(filed: Filed) -> exp.Expr:
    id_, source = exp.column("id", table="wanted"), exp.column("source_no", table="wanted")
    return exp.and_(source.eq(source_of("row")), id_.eq(filed.id_of("row")))


def _text_of_hop(column: str, place: int) -> exp.Subquery:
    """What the rows behind one step state, where they agree."""
    agreed = exp.condition(
        "CASE WHEN count(DISTINCT text) = 1 THEN min(text) END", dialect="duckdb"
    )
    of_hop = exp.column("hop").eq(said(column))
    query = (
        exp.select("of_row_id", exp.alias_(agreed, "text"))
        .from_("further")
        .where(of_hop)
        .group_by("of_row_id")
    )
    return query.subquery(f"further_{place}")


def _which(texts: Mapping[str, exp.Expr], name: Callable[[str], str | None]) -> exp.Expr:
    """What to say of the column from which the first text comes."""
    case = exp.Case()
    for column, text in texts.items():
        told = name(column)
        case = case.when(exp.not_(text.copy().is_(exp.null())), said(told) if told else exp.null())
    return exp.cast(case if texts else exp.null(), TEXT)
