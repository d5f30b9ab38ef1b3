"""The tables under test and what they read, as Parquet files that both engines open.

What a table reads is made once, in DuckDB: the records read by the product itself, and
each table file over those before it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from tests.parity.invented import DELIVERIES, LAYOUTS, MONTH_FIRST_LAYOUT, Layout

from tidewaiter.ground import schema
from tidewaiter.ground.engine import Engine, engine
from tidewaiter.ground.schema import GOODS_TEXT, MENTION, SOURCE
from tidewaiter.ground.sqlfile import inputs, table_spec
from tidewaiter.records import profilefile
from tidewaiter.records.declared import Rows
from tidewaiter.records.document import UNSTATED, Document, read_document
from tidewaiter.records.normalise import ONE_WORDING_EACH, normalise
from tidewaiter.records.padding import padded
from tidewaiter.words.bundled import LIBRARY

TABLE_FILES = tuple(sorted(path.stem for path in (LIBRARY / "tables").glob("*.sql")))
AS_READ = {as_read: table for table, (as_read, _) in schema.AS_READ.items()}
_FROM_RECORDS = ("declared", "declared_value", "reading", "rate", "code_of_another_day")


@dataclass(frozen=True, slots=True)
class Records:
    """One Parquet file for everything a table file may read."""

    folder: Path
    files: dict[str, Path] = field(default_factory=dict)

    def of(self, table: str) -> Mapping[str, Path]:
        """What one table file reads."""
        unknown = inputs(table) - self.files.keys()
        assert not unknown, (
            f"{table}.sql reads {', '.join(sorted(unknown))}, for which tests/parity has no rows: "
            "add it to tests/parity/inputs.py"
        )
        return {name: self.files[name] for name in sorted(inputs(table))}

    def write(self, running: Engine, name: str, query: str) -> None:
        """Keep a query's rows under a name, for both engines."""
        self.files[name] = self.folder / f"{name}.parquet"
        running.copy(query, self.files[name])


def records(folder: Path) -> Records:
    """Every input, made from the invented records."""
    made = Records(folder)
    by_layout = [_read(layout) for layout in LAYOUTS]
    known = by_layout[LAYOUTS.index(MONTH_FIRST_LAYOUT)]  # these came first and are numbered
    with engine([folder]) as running:
        running.table("source", _sources())
        made.write(running, "source", "SELECT * FROM source")
        for name in _FROM_RECORDS:
            parts = [part[name] for part in by_layout]  # `declared` has the fields of its kind
            running.table("parts", pa.concat_tables(parts, promote_options="default"))
            made.write(running, name, "SELECT DISTINCT * FROM parts")
        for name in ONE_WORDING_EACH:
            running.table("parts", known[name])
            made.write(running, f"known_{name}", "SELECT * FROM parts")
        for table in _in_order():
            if inputs(table) <= made.files.keys():  # else its own test says what is not known
                _make(running, made, table)
    return made


def on_duckdb(running: Engine, files: Mapping[str, Path], select: str) -> pa.Table:
    """One query over Parquet files, in DuckDB."""
    for name, path in files.items():
        running.files(name, [path], pa.schema([]))
    return running.arrow(select)


def _in_order() -> list[str]:
    """The table files, each after those it reads."""
    needs = {table: {AS_READ.get(name, name) for name in inputs(table)} for table in TABLE_FILES}
    order = TopologicalSorter(needs).static_order()
    return [table for table in order if table in TABLE_FILES]


def _make(running: Engine, made: Records, table: str) -> None:
    running.table(table, on_duckdb(running, made.of(table), table_spec(table).select))
    known = f"SELECT * FROM known_{table} UNION ALL " if table in ONE_WORDING_EACH else ""
    made.write(running, table, f"{known}SELECT * FROM {table}")
    for name, source in AS_READ.items():
        if source == table:
            made.files[name] = made.files[table]


def _read(layout: Layout) -> dict[str, pa.Table]:
    """The records of one layout as the product reads them."""
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        with engine([folder]) as running:
            read_records(running, layout, tuple(layout.columns), folder)
            worded = ONE_WORDING_EACH if layout.kind == "declarations" else ()
            kept = (*_FROM_RECORDS, *worded)
            return {table: running.arrow(f"SELECT * FROM {table}") for table in kept}


def read_records(running: Engine, layout: Layout, header: tuple[str, ...], folder: Path) -> Rows:
    """Let the product read the files of one layout, as far as these columns go."""
    raw = pa.Table.from_pylist(
        [row for one in DELIVERIES if one.layout == layout for row in one.raw_rows()]
    ).select(["row_id", *header])
    path = folder / f"{layout.name}.toml"
    path.write_text(layout.toml(), encoding="utf-8")
    rows = Rows(profilefile.load(path), header, frozenset(padded(raw)))
    running.table("raw_row", raw)
    running.table("source", _sources())
    running.table("known_mention", MENTION.empty_table())
    running.table("known_goods_text", GOODS_TEXT.empty_table())
    normalise(running, rows, folder)
    return rows


def _rules(layout: Layout) -> Document:
    said = tomllib.loads(layout.toml()).get("document")
    return read_document(said, layout.columns.values(), has_vintage=False) or UNSTATED


def _sources() -> pa.Table:
    rows = [
        {
            "source_no": one.source_no,
            "sha256": one.sha256,
            "file_name": one.file_name,
            "sheet": "",
            "kind": one.layout.kind,
            "profile": one.layout.name,
            "n_rows": len(one.rows),
            "vintage_on": one.vintage_on,
            **_rules(one.layout).as_columns(),
        }
        for one in DELIVERIES
    ]
    return pa.Table.from_pylist(rows, schema=SOURCE)
