"""The rows of a file of entities: records with their parties, links and problems.

What the columns hold is first brought under names of our own, in narrow tables; the queries over
those are plain SQL.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import sqlglot
from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.records import entityparties, entityrecords
from tidewaiter.records.entities import Entities
from tidewaiter.records.entitycells import one_value, union_of
from tidewaiter.records.entityfile import Filed, rows_as
from tidewaiter.words.bundled import LIBRARY

_RECORDS = """
SELECT filed.*
FROM row_of_file AS filed
ANTI JOIN row_link AS linked ON linked.row_id = filed.row_id
ANTI JOIN (SELECT row_id FROM problem WHERE kind = 'nothing_stated') AS unstated ON unstated.row_id = filed.row_id
"""


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
    filed = Filed(rules, own, frozenset(padded))
    engine.keep("row_seen", filed.rows())
    _keep_aside(engine, "cells", entityrecords.cells(filed, mapped), folder)
    engine.keep("again", entityrecords.again(filed, mapped))
    engine.keep("filed", _plain("filed", filed))
    engine.view(
        entityrecords.RECORD, "SELECT * FROM cells ANTI JOIN again ON again.row_id = cells.row_id"
    )
    engine.keep("reference", entityparties.references(filed))
    engine.keep("further", entityparties.further(filed))
    engine.keep("party_filed", entityparties.parties(filed))
    engine.keep("party_read", _plain("party_read", filed))
    engine.keep("party", _plain("party", filed))
    _keep_aside(engine, "raw_row", entityrecords.with_parties(filed, mapped), folder)
    told = exp.select("*").from_(_plain("problem", filed).subquery("told"))
    problems = [*entityrecords.several(filed, mapped), told]
    for table, query in (("row_link", _plain("row_link", filed)), ("problem", union_of(problems))):
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
    filed = Filed(rules, own, frozenset(padded))
    counts = [exp.func("count", filed.cell("row", name)) for name in columns]
    query = exp.select(*counts).from_(rows_as("row")).where(filed.is_record())
    return {name for name, n in zip(columns, engine.rows(query)[0], strict=True) if n}


def _plain(name: str, filed: Filed) -> exp.Query:
    """A query over the narrow tables, with what it says of this file, and `one_value` written out."""
    sql = (LIBRARY / "entities" / f"{name}.sql").read_text(encoding="utf-8")
    tree = exp.replace_placeholders(sqlglot.parse_one(sql, read="duckdb"), **filed.literals())
    found = tree.transform(
        lambda node: (
            one_value(node.expressions[0])
            if isinstance(node, exp.Anonymous) and node.name == "one_value"
            else node
        )
    )
    assert isinstance(found, exp.Query)
    return found
