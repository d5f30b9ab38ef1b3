"""The records of a file of entities: their own cells, and beside them what the rows of their parties state."""

from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from tidewaiter.records.entities import STATED, made_name
from tidewaiter.records.entitycells import first_of, is_several, one_value, said
from tidewaiter.records.entityfile import Filed, rows_as, source_of

RECORD = "record"
"""The records' own cells, each without blanks around it."""
SEVERAL = "several values stand here; none of them is used"


def kept(column: str) -> exp.Expr:
    """A cell of a record, as the table of them has it."""
    return exp.column(column, table="row", quoted=True)


def cells(filed: Filed, mapped: Mapping[str, Sequence[str]]) -> exp.Select:
    """The cells of records that are used."""
    texts = [
        exp.alias_(filed.cell("row", name), name, quoted=True) for name in _used(filed, mapped)
    ]
    query = exp.select(exp.column("row_id", table="row"), *texts).from_(rows_as("row"))
    return query.where(filed.is_record())


def again(filed: Filed, mapped: Mapping[str, Sequence[str]]) -> exp.Select:
    """Records that equal an earlier one with their id in every cell that is used."""
    seen = [exp.column(name, table="seen") for name in ("source_no", "id")]
    alike = [*seen, *(kept(name) for name in _used(filed, mapped))]
    row_id = exp.column("row_id", table="row")
    first = exp.Window(this=exp.func("min", row_id.copy()), partition_by=alike)
    several = exp.select("source_no", "id").from_("row_seen").where("is_record AND id IS NOT NULL")
    several = several.group_by("source_no", "id").having("count(*) > 1")
    query = (
        exp.select(row_id, exp.alias_(first, "of_row_id"))
        .from_(exp.to_table("cells", alias="row"))
        .join(exp.to_table("row_seen", alias="seen"), on="seen.row_id = row.row_id")
        .join(
            several.subquery("several"),
            on="several.source_no = seen.source_no AND several.id = seen.id",
        )
    )
    return exp.select("*").from_(query.subquery("found")).where("row_id <> of_row_id")


def with_parties(filed: Filed, mapped: Mapping[str, Sequence[str]]) -> exp.Select:
    """The records: what each states itself, and of each party what its row states."""
    query = exp.select(exp.column("row_id", table="row"))
    query = query.from_(exp.to_table(RECORD, alias="row"))
    for name in mapped:
        text = first_of([kept(one) for one in filed.columns_of(name)])
        query = query.select(exp.alias_(one_value(text), name, quoted=True))
    for place, (column, _) in enumerate(filed.parties):
        alias, named = f"party_{place}", one_value(kept(filed.own[column]))
        query = query.select(*_made(column, alias, named, filed.literals()["id_kind"]))
        same = exp.and_(
            exp.column("source_no", table=alias).eq(source_of("row")),
            exp.column("id", table=alias).eq(named.copy()),
        )
        query = query.join(exp.to_table("party", alias=alias), on=same, join_type="left")
    return query


def several(filed: Filed, mapped: Mapping[str, Sequence[str]]) -> Iterator[exp.Select]:
    """The cells of records that state several values."""
    roles = {filed.own[column]: [f"{role}_name"] for column, role in filed.parties}
    for name, fields in {**mapped, **roles}.items():
        before: list[exp.Expr] = []
        for column in filed.columns_of(name):
            cell = kept(column)
            unstated = [one.copy().is_(exp.null()) for one in before]
            yield (
                exp.select(
                    exp.column("row_id", table="row"),
                    exp.alias_(exp.cast(exp.Literal.number(0), "smallint"), "part_no"),
                    exp.alias_(said(column), "column_name"),
                    exp.alias_(said(fields[0]), "field"),
                    exp.alias_(said("several_values"), "kind"),
                    exp.alias_(cell, "value_as_declared"),
                    exp.alias_(said(SEVERAL), "message"),
                )
                .from_(exp.to_table(RECORD, alias="row"))
                .where(is_several(cell), *unstated)
            )
            before.append(cell)


def _used(filed: Filed, mapped: Mapping[str, Sequence[str]]) -> list[str]:
    parties = [filed.own[column] for column, _ in filed.parties]
    named = [own for one in mapped for own in filed.columns_of(one)]
    return list(dict.fromkeys([*named, *parties]))


def _made(column: str, party: str, named: exp.Expr, id_kind: exp.Expr) -> Iterator[exp.Expr]:
    """The columns made of a party's row; without such a row the party is known by its id alone."""
    made: dict[str, exp.Expr] = {part: exp.column(part, table=party) for part in STATED}
    unknown = exp.column("id", table=party).is_(exp.null())
    kind = exp.Case().when(exp.not_(unknown), exp.column("identifier_kind", table=party))
    kind = kind.when(exp.not_(named.copy().is_(exp.null())), id_kind)
    made["identifier"] = exp.func("coalesce", made["identifier"], named.copy())
    for part, text in {**made, "identifier_kind": kind}.items():
        yield exp.alias_(text, made_name(column, part), quoted=True)
