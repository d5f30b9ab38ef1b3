"""The rows of a file of entities: records with their parties, links and problems.

Names of columns enter as expressions alone. What they hold is first brought under names of our
own, in narrow tables; the queries over those are plain SQL.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import sqlglot
from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.records.entities import STATED, Entities, hops, made_name
from tidewaiter.records.headed import AS_FILED
from tidewaiter.records.padding import trimmed
from tidewaiter.words.bundled import LIBRARY

_TEXT = exp.DataType.build("VARCHAR", dialect="duckdb")
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
RECORD = "record"
"""The records' own cells, each without blanks around it."""
SEVERAL = "several values stand here; none of them is used"


def join_entities(
    engine: Engine,
    rules: Entities,
    own: Mapping[str, str],
    mapped: Mapping[str, Sequence[str]],
    padded: Collection[str],
    folder: Path,
) -> Iterator[tuple[str, Path, int]]:
    """Make `raw_row` of the records alone, with their parties; the files of links and problems.

    `own` is the file's spelling of each column the rules name; `mapped` the fields that each
    column of a record fills.
    """
    filed = _Filed(rules, own, frozenset(padded))
    engine.keep("row_seen", filed.rows())
    _keep_aside(engine, "cells", filed.cells(mapped), folder)
    engine.keep("again", filed.again(mapped))
    engine.keep("filed", _plain("filed", filed))
    engine.view(RECORD, "SELECT * FROM cells ANTI JOIN again ON again.row_id = cells.row_id")
    engine.keep("reference", filed.references())
    engine.keep("further", filed.further())
    engine.keep("party_filed", filed.parties())
    engine.keep("party_read", _plain("party_read", filed))
    engine.keep("party", _plain("party", filed))
    _keep_aside(engine, "raw_row", filed.records(mapped), folder)
    told = exp.select("*").from_(_plain("problem", filed).subquery("told"))
    problems = [*filed.several(mapped), told]
    for table, query in (("row_link", _plain("row_link", filed)), ("problem", _all(problems))):
        path = folder / f"entities-{table}.parquet"
        if n_rows := engine.copy(query, path):
            yield table, path, n_rows


def show_records(engine: Engine) -> None:
    """The view `raw_row`: the rows that are records, by what ingest kept of the others."""
    engine.view("raw_row", _RECORDS)


def _keep_aside(engine: Engine, name: str, query: exp.Query, folder: Path) -> None:
    """Run a query once and keep its rows on disk, as they can be as many as the file's."""
    path = folder / f"entities-{name}.parquet"
    engine.copy(query, path)
    engine.files(name, [path], engine.schema("row_seen"))


def filled_in_records(
    engine: Engine,
    rules: Entities,
    own: Mapping[str, str],
    columns: Sequence[str],
    padded: Collection[str],
) -> set[str]:
    """Those of some columns of the file in which a record states something."""
    if not columns:
        return set()
    filed = _Filed(rules, own, frozenset(padded))
    counts = [exp.func("count", filed.cell("row", name)) for name in columns]
    query = exp.select(*counts).from_(_file("row")).where(filed.is_record())
    return {name for name, n in zip(columns, engine.rows(query)[0], strict=True) if n}


def _file(alias: str) -> exp.Table:
    return exp.to_table(AS_FILED, alias=alias)


def _source(table: str) -> exp.Expr:
    return exp.condition(f"{table}.row_id // 4294967296", dialect="duckdb")


def _of_record(column: str) -> exp.Expr:
    return exp.column(column, table="row", quoted=True)


def _one(cell: exp.Expr) -> exp.Expr:
    """What a cell states; of a column that the file lacks, nothing."""
    if cell.find(exp.Column) is None:
        return cell.copy()
    found = exp.replace_placeholders(_ONE_VALUE.copy(), cell=cell)
    return exp.Paren(this=found)


def _said(text: str) -> exp.Expr:
    return exp.Literal.string(text)


def _first(texts: Sequence[exp.Expr]) -> exp.Expr:
    """The first that states something."""
    return exp.func("coalesce", *texts) if texts else exp.cast(exp.null(), _TEXT)


def _all(queries: Sequence[exp.Query]) -> exp.Query:
    return reduce(lambda one, other: exp.union(one, other, distinct=False, copy=False), queries)


def _is_several(cell: exp.Expr) -> exp.Expr:
    begins = exp.func("starts_with", cell.copy(), _said('["'), dialect="duckdb")
    return exp.and_(begins, _one(cell).is_(exp.null()))


@dataclass(frozen=True, slots=True)
class _Filed:
    """The rows as they stand in the file, seen through the rules."""

    rules: Entities
    own: Mapping[str, str]
    padded: frozenset[str]  # the columns that need trimming

    def cell(self, table: str, column: str | None) -> exp.Expr:
        """A cell without blanks around it; null where nothing stands, or there is no such column."""
        if column is None:
            return exp.cast(exp.null(), _TEXT)
        text: exp.Expr = exp.column(column, table=table, quoted=True)
        if column in self.padded:
            text = trimmed(text)
        return exp.func("nullif", text, _said(""))

    def rows(self) -> exp.Select:
        """Every row with its id, and whether it is a record."""
        kind = self.cell("row", self.own.get(self.rules.column))
        return exp.select(
            exp.column("row_id", table="row"),
            exp.alias_(_source("row"), "source_no"),
            exp.alias_(self._id("row"), "id"),
            exp.alias_(self.is_record(), "is_record"),
            exp.alias_(kind.is_(exp.null()), "is_blank"),
        ).from_(_file("row"))

    def is_record(self) -> exp.Expr:
        kind = self.cell("row", self.own.get(self.rules.column))
        words = [_said(word) for word in self.rules.words]
        return exp.func("coalesce", kind.isin(*words), exp.false())

    def literals(self) -> dict[str, exp.Expr]:
        """What the plain queries say of this file."""
        kind = self.rules.kinds.get(self.rules.id)
        return {
            "id_column": _said(self.own.get(self.rules.id, "")),
            "kind_column": _said(self.own.get(self.rules.column, "")),
            "id_kind": exp.cast(_said(kind) if kind else exp.null(), _TEXT),
        }

    def cells(self, mapped: Mapping[str, Sequence[str]]) -> exp.Select:
        """The cells of records that are used."""
        cells = [
            exp.alias_(self.cell("row", name), name, quoted=True) for name in self._used(mapped)
        ]
        query = exp.select(exp.column("row_id", table="row"), *cells).from_(_file("row"))
        return query.where(self.is_record())

    def _used(self, mapped: Mapping[str, Sequence[str]]) -> list[str]:
        parties = [self.own[column] for column, _ in self._parties()]
        named = [own for one in mapped for own in self._columns_of(one)]
        return list(dict.fromkeys([*named, *parties]))

    def again(self, mapped: Mapping[str, Sequence[str]]) -> exp.Select:
        """Records that equal an earlier one with their id in every cell that is used."""
        seen = [exp.column(name, table="seen") for name in ("source_no", "id")]
        alike = [*seen, *(_of_record(name) for name in self._used(mapped))]
        row_id = exp.column("row_id", table="row")
        first = exp.Window(this=exp.func("min", row_id.copy()), partition_by=alike)
        several = (
            exp.select("source_no", "id").from_("row_seen").where("is_record AND id IS NOT NULL")
        )
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

    def references(self) -> exp.Query:
        """Each id of another row that a record states, and for which role."""
        found = [
            exp.select(
                exp.column("row_id", table="row"),
                exp.alias_(_source("row"), "source_no"),
                exp.alias_(_said(self.own[column]), "column_name"),
                exp.alias_(_said(f"{role}_name"), "field"),
                exp.alias_(_one(_of_record(self.own[column])), "id"),
            ).from_(exp.to_table(RECORD, alias="row"))
            for column, role in self._parties()
        ]
        return exp.select("*").from_(_all(found).subquery("named")).where("id IS NOT NULL")

    def further(self) -> exp.Query:
        """What the rows that a party's row points to state; without a row where there is none."""
        found = [self._hop(column) for column in self._hops()]
        if not found:
            return exp.select("*").from_(self._hop("").subquery("none")).where(exp.false())
        return _all(found)

    def _hop(self, column: str) -> exp.Select:
        pointing, _, stating = column.partition(" > ")
        named = _one(self.cell("row", self.own.get(pointing)))
        same = exp.and_(_source("target").eq(_source("row")), self._id("target").eq(named.copy()))
        return (
            exp.select(
                exp.alias_(_said(column), "hop"),
                exp.alias_(_said(self.rules.hops.get(column, "")), "field"),
                exp.alias_(_said(self.own.get(pointing, "")), "column_name"),
                exp.alias_(exp.column("row_id", table="row"), "of_row_id"),
                exp.alias_(named, "id"),
                exp.alias_(exp.column("row_id", table="target"), "row_id"),
                exp.alias_(self.cell("target", self.own.get(stating)), "text"),
            )
            .from_(_file("row"))
            .join(_WANTED.copy(), on=self._is_wanted())
            .join(_file("target"), on=same, join_type="left")
            .where(exp.not_(named.copy().is_(exp.null())))
        )

    def parties(self) -> exp.Select:
        """Each row that a record names as a party, and what it states of itself."""
        columns: list[exp.Expr] = []
        for part in STATED:
            texts = {one: self._stated(one) for one in self.rules.party[part]}
            columns.append(exp.alias_(_first(list(texts.values())), part))
            columns.append(exp.alias_(_which(texts, self._name), f"{part}_column"))
            if part == "identifier":
                columns.append(exp.alias_(_which(texts, self.rules.kinds.get), "identifier_kind"))
        query = (
            exp.select(
                exp.column("row_id", table="row"),
                exp.alias_(_source("row"), "source_no"),
                exp.alias_(self._id("row"), "id"),
                exp.alias_(self.cell("row", self.own.get(self.rules.label)), "label"),
                *columns,
            )
            .from_(_file("row"))
            .join(_WANTED.copy(), on=self._is_wanted())
        )
        for place, column in enumerate(self._hops()):
            on = f"further_{place}.of_row_id = row.row_id"
            query = query.join(_text_of_hop(column, place), on=on, join_type="left")
        return query

    def records(self, mapped: Mapping[str, Sequence[str]]) -> exp.Select:
        """The records: what each states itself, and of each party what its row states."""
        query = exp.select(exp.column("row_id", table="row"))
        query = query.from_(exp.to_table(RECORD, alias="row"))
        for name in mapped:
            text = _first([_of_record(one) for one in self._columns_of(name)])
            query = query.select(exp.alias_(_one(text), name, quoted=True))
        for place, (column, _) in enumerate(self._parties()):
            alias, named = f"party_{place}", _one(_of_record(self.own[column]))
            query = query.select(*_made(column, alias, named, self.literals()["id_kind"]))
            same = exp.and_(
                exp.column("source_no", table=alias).eq(_source("row")),
                exp.column("id", table=alias).eq(named.copy()),
            )
            query = query.join(exp.to_table("party", alias=alias), on=same, join_type="left")
        return query

    def several(self, mapped: Mapping[str, Sequence[str]]) -> Iterator[exp.Select]:
        """The cells of records that state several values."""
        roles = {self.own[column]: [f"{role}_name"] for column, role in self._parties()}
        for name, fields in {**mapped, **roles}.items():
            before: list[exp.Expr] = []
            for column in self._columns_of(name):
                cell = _of_record(column)
                unstated = [one.copy().is_(exp.null()) for one in before]
                yield (
                    exp.select(
                        exp.column("row_id", table="row"),
                        exp.alias_(exp.cast(exp.Literal.number(0), "smallint"), "part_no"),
                        exp.alias_(_said(column), "column_name"),
                        exp.alias_(_said(fields[0]), "field"),
                        exp.alias_(_said("several_values"), "kind"),
                        exp.alias_(cell, "value_as_declared"),
                        exp.alias_(_said(SEVERAL), "message"),
                    )
                    .from_(exp.to_table(RECORD, alias="row"))
                    .where(_is_several(cell), *unstated)
                )
                before.append(cell)

    def _columns_of(self, name: str) -> list[str]:
        """The columns of the file of which a mapped one is the first that states something."""
        columns = self.rules.first.get(name)
        return [self.own[one] for one in columns if one in self.own] if columns else [name]

    def _parties(self) -> list[tuple[str, str]]:
        return [(one, role) for one, role in self.rules.parties.items() if one in self.own]

    def _hops(self) -> list[str]:
        return list(self.rules.hops)

    def _stated(self, column: str) -> exp.Expr:
        """A party's cell, or that of the row it points to; the ids where it points to several."""
        if column not in self._hops():
            return self.cell("row", self.own.get(column))
        pointing = self.cell("row", self.own.get(hops(column)[0]))
        several = exp.Case().when(_is_several(pointing), pointing.copy())
        text = exp.column("text", table=f"further_{self._hops().index(column)}")
        return exp.func("coalesce", text, several)

    def _name(self, column: str) -> str:
        return self.own.get(hops(column)[0], "")

    def _id(self, table: str) -> exp.Expr:
        return _one(self.cell(table, self.own.get(self.rules.id)))

    def _is_wanted(self) -> exp.Expr:
        id_, source = exp.column("id", table="wanted"), exp.column("source_no", table="wanted")
        return exp.and_(source.eq(_source("row")), id_.eq(self._id("row")))


def _plain(name: str, filed: _Filed) -> exp.Query:
    """A query over the narrow tables, with what it says of this file, and `one_value` written out."""
    sql = (LIBRARY / "entities" / f"{name}.sql").read_text(encoding="utf-8")
    tree = exp.replace_placeholders(sqlglot.parse_one(sql, read="duckdb"), **filed.literals())
    found = tree.transform(
        lambda node: (
            _one(node.expressions[0])
            if isinstance(node, exp.Anonymous) and node.name == "one_value"
            else node
        )
    )
    assert isinstance(found, exp.Query)
    return found


_RECORDS = """
SELECT filed.*
FROM row_of_file AS filed
ANTI JOIN row_link AS linked ON linked.row_id = filed.row_id
ANTI JOIN (SELECT row_id FROM problem WHERE kind = 'nothing_stated') AS unstated ON unstated.row_id = filed.row_id
"""
_WANTED = exp.select("source_no", "id").distinct().from_("reference").subquery("wanted")
"""The ids that records refer to."""


def _text_of_hop(column: str, place: int) -> exp.Subquery:
    """What the rows behind one step state, where they agree."""
    agreed = exp.condition(
        "CASE WHEN count(DISTINCT text) = 1 THEN min(text) END", dialect="duckdb"
    )
    of_hop = exp.column("hop").eq(_said(column))
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
        case = case.when(exp.not_(text.copy().is_(exp.null())), _said(told) if told else exp.null())
    return exp.cast(case if texts else exp.null(), _TEXT)


def _made(column: str, party: str, named: exp.Expr, id_kind: exp.Expr) -> Iterator[exp.Expr]:
    """The columns made of a party's row; without such a row the party is known by its id alone."""
    made: dict[str, exp.Expr] = {part: exp.column(part, table=party) for part in STATED}
    unknown = exp.column("id", table=party).is_(exp.null())
    kind = exp.Case().when(exp.not_(unknown), exp.column("identifier_kind", table=party))
    kind = kind.when(exp.not_(named.copy().is_(exp.null())), id_kind)
    made["identifier"] = exp.func("coalesce", made["identifier"], named.copy())
    for part, text in {**made, "identifier_kind": kind}.items():
        yield exp.alias_(text, made_name(column, part), quoted=True)
