"""The one place that speaks to DuckDB.

The engine reads a case's Parquet files and nothing else: it loads no extension,
opens no network and, once confined, no path outside the folders it was given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
from sqlglot import exp

from tidewaiter.ground.footer import Alike
from tidewaiter.ground.schema import SQL_TYPES
from tidewaiter.words.errors import CaseError
from tidewaiter.words.limits import ENGINE_BYTES

Query: TypeAlias = str | exp.Expr
Values: TypeAlias = Mapping[str, Any]


class Engine:
    """A connection in memory over Parquet files and Arrow tables, each under a name."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._constants: dict[str, dict[str, exp.Expr]] = {}

    def files(
        self, name: str, paths: Sequence[Path], empty: pa.Schema, same: Sequence[Alike] = ()
    ) -> None:
        """Name a set of Parquet files; without any, an empty table of that schema.

        `same` tells of each file which columns are alike in every row, so that they need not be
        read; columns of the schema that it tells to be empty the file may lack.
        """
        if not paths:
            return self.view(name, _without_rows(empty))
        lacking = {frozenset(key for key, text in one.items() if text is None) for one in same}
        scan = exp.func(
            "read_parquet",
            exp.array(*[exp.Literal.string(str(path)) for path in paths]),
            *([_BY_NAME.copy()] if len(lacking) > 1 else []),
        )
        constants = _constants(empty, same)
        columns = [
            exp.alias_(constants[one].copy(), one, quoted=True)
            if one in constants
            else exp.column(one, quoted=True)
            for one in empty.names
        ]
        self.view(name, exp.select(*(columns if same else [exp.Star()])).from_(scan))
        self._constants[name] = constants
        return None

    def constants(self, name: str) -> Mapping[str, exp.Expr]:
        """The columns of a table known to be the same in every row, with what stands there."""
        return self._constants.get(name, {})

    def table(self, name: str, rows: pa.Table) -> None:
        """Copy an Arrow table into the engine under a name."""
        self._connection.register("_incoming", rows)
        self.run(
            exp.Create(
                this=exp.to_identifier(name),
                kind="TABLE",
                replace=True,
                properties=_TEMPORARY.copy(),
                expression=exp.select("*").from_("_incoming"),
            )
        )
        self._connection.unregister("_incoming")

    def view(self, name: str, query: Query, over: str = "") -> None:
        """Name a query; it runs whenever it is read, with the constant columns of what it is `over`."""
        expression = exp.maybe_parse(query, dialect="duckdb")
        self.run(
            exp.Create(
                this=exp.to_identifier(name), kind="VIEW", replace=True, expression=expression
            )
        )
        self._constants[name] = dict(self.constants(over))

    def keep(self, name: str, query: Query, values: Values | None = None) -> None:
        """Run a query once and keep its rows under a name."""
        expression = exp.maybe_parse(query, dialect="duckdb")
        self.run(
            exp.Create(
                this=exp.to_identifier(name),
                kind="TABLE",
                replace=True,
                properties=_TEMPORARY.copy(),
                expression=expression,
            ),
            values,
        )

    def run(self, query: Query, values: Values | None = None) -> None:
        """Run a statement for its effect."""
        self._execute(query, values).fetchall()

    def rows(self, query: Query, values: Values | None = None) -> list[tuple[Any, ...]]:
        """All rows of a small result."""
        return self._execute(query, values).fetchall()

    def records(self, query: Query, values: Values | None = None) -> list[dict[str, Any]]:
        """All rows of a small result, by column name."""
        found = self._execute(query, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def arrow(self, query: Query, values: Values | None = None) -> pa.Table:
        """A result as one Arrow table."""
        with _in_a_sentence():
            result = self._connection.sql(_sql(query), params=dict(values or {}))
            table: pa.Table = result.to_arrow_table()
        return table

    def batches(self, query: Query, values: Values | None = None) -> Iterator[pa.RecordBatch]:
        """A result as Arrow batches, at least one, for what may not fit in memory."""
        with _in_a_sentence():
            result = self._connection.sql(_sql(query), params=dict(values or {}))
            reader = result.to_arrow_reader(1_000_000)
            yield from reader
            yield pa.RecordBatch.from_pylist([], schema=reader.schema)

    def copy(self, query: Query, path: Path, values: Values | None = None) -> int:
        """Write a result to one zstd Parquet file; the number of rows."""
        select = _sql(query)
        target = exp.Literal.string(str(path)).sql(dialect="duckdb")
        command = f"COPY ({select}) TO {target} ({_AS_PARQUET})"
        with _in_a_sentence():
            return int(self._connection.execute(command, dict(values or {})).fetchall()[0][0])

    def schema(self, name: str) -> pa.Schema:
        """The Arrow schema of a table or view."""
        return self.arrow(exp.select("*").from_(exp.to_identifier(name)).limit(0)).schema

    def _execute(self, query: Query, values: Values | None) -> duckdb.DuckDBPyConnection:
        with _in_a_sentence():
            return self._connection.execute(_sql(query), dict(values or {}))


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except (duckdb.Error, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0]
        if "No space left" in reason or "failed to offload" in reason:
            hint = "the case is as it was; make room, and run the same command again"
            raise CaseError("the disk is full", hint) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            more = f"set {ENGINE_BYTES.setting} above {ENGINE_BYTES.now():,}"
            hint = f"the case is as it was; {more}, and run the same command again"
            raise CaseError("the tables need more memory than the engine may take", hint) from error
        hint = "is the case whole? See: tidewaiter doctor CASE"
        raise CaseError(f"the engine stopped: {reason}", hint) from error


_TEMPORARY = exp.Properties(expressions=[exp.TemporaryProperty()])


_AS_PARQUET = (
    "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1,"
    " DICTIONARY_SIZE_LIMIT 10000"
)
"""Numbers as differences, texts that seldom repeat with their lengths apart: quicker to write, to
read and to pass over than plain ones."""
_BY_NAME = exp.column("union_by_name").eq(exp.true())


def _constants(schema: pa.Schema, same: Sequence[Alike]) -> dict[str, exp.Expr]:
    """The columns that are the same in every row of every file, each as a literal of its type."""
    throughout = dict(set.intersection(*[set(one.items()) for one in same])) if same else {}
    return {
        name: exp.cast(
            exp.null() if text is None else exp.Literal.string(text),
            _sql_type(schema.field(name).type).copy(),
        )
        for name, text in throughout.items()
    }


@cache
def _without_rows(schema: pa.Schema) -> exp.Select:
    """A relation of that schema; quicker to name than an empty table."""
    columns = [
        exp.alias_(exp.cast(exp.null(), _sql_type(one.type).copy()), one.name, quoted=True)
        for one in schema
    ]
    return exp.select(*columns).where(exp.false())


@cache
def _sql_type(kind: pa.DataType) -> exp.DataType:
    return exp.DataType.build(SQL_TYPES[kind], dialect="duckdb")


def _sql(query: Query) -> str:
    return query if isinstance(query, str) else query.sql(dialect="duckdb")


@contextmanager
def engine(folders: Iterable[Path], spill: Path | None = None) -> Iterator[Engine]:
    """An engine that sees these folders and spills to `spill` when memory runs short."""
    config: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    connection = duckdb.connect(config=config)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        allowed = [str(folder) for folder in folders]
        if spill is not None:
            connection.execute("SET temp_directory = ?", [str(spill)])
            connection.execute("SET memory_limit = ?", [f"{ENGINE_BYTES.now()}B"])
            allowed.append(str(spill))
        connection.execute("SET allowed_directories = ?", [allowed])
        connection.execute("SET enable_external_access = false")
        yield Engine(connection)
    finally:
        connection.close()
