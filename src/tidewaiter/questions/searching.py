"""Words in raw rows: every column of every source, mapped by a profile or not.

A search is no question: it counts nothing. It finds the lines on which words stand, in any
column and any letter case, so that a person can open them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from sqlglot import exp

from tidewaiter.ground.store import Store
from tidewaiter.questions.standing import source_numbers
from tidewaiter.words.errors import CommandError


def search(store: Store, words: Sequence[str], sources: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The raw rows that hold every one of the words: file, sheet, line, row id and the row as JSON."""
    if not words:
        raise CommandError("no words to search for", "say them: rows CASE --raw --text helmet")
    known = store.sources()
    wanted = source_numbers(sources, known) if sources else [one["source_no"] for one in known]
    for layout, paths in store.raw_layouts().items():
        if any(one["layout"] == layout and one["source_no"] in wanted for one in known):
            store.engine.files("raw_of_layout", paths, store.engine.schema("problem"))
            yield from _found(store, words, wanted)


def _found(store: Store, words: Sequence[str], wanted: Sequence[int]) -> Iterator[pa.RecordBatch]:
    columns = [name for name in store.engine.schema("raw_of_layout").names if name != "row_id"]
    values: Mapping[str, Any] = {f"word_{n}": word for n, word in enumerate(words)}
    own = exp.condition("raw.row_id // 4294967296", dialect="duckdb")
    query = (
        exp.select(
            "source.file_name",
            "source.sheet",
            exp.alias_(exp.condition("raw.row_id % 4294967296", dialect="duckdb"), "line_no"),
            "raw.row_id",
            exp.alias_(as_json(columns, "raw"), "row"),
            "source.synthetic",
        )
        .from_(exp.to_table("raw_of_layout", alias="raw"))
        .join("source", on=exp.EQ(this=exp.column("source_no", table="source"), expression=own))
        .where(own.copy().isin(*wanted), *(_holds(columns, name) for name in values))
        .order_by("raw.row_id")
    )
    yield from (batch for batch in store.engine.batches(query, values) if len(batch))


def _holds(columns: Sequence[str], value: str) -> exp.Expr:
    """Whether some column contains the word, whatever its letter case."""
    word = exp.Lower(this=exp.Parameter(this=exp.to_identifier(value)))
    found = [
        exp.func("contains", exp.Lower(this=_column(name, "raw")), word.copy(), dialect="duckdb")
        for name in columns
    ]
    return exp.or_(*found)


def as_json(columns: Sequence[str], table: str) -> exp.Expr:
    """A raw row as one JSON object, under the column names of its file."""
    pairs = [part for name in columns for part in (exp.Literal.string(name), _column(name, table))]
    return exp.cast(exp.func("json_object", *pairs, dialect="duckdb"), "VARCHAR")


def _column(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)
