"""From raw rows to lines: the profile's projection, one reading of every distinct text, the tables.

The tables are `.sql` files over `declared` and `reading`, run in the order below; those of
another kind of record are not run. Each source is read once; only the state tables look at
the whole case.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.ground.footer import alike
from tidewaiter.ground.schema import RECORDS, TABLES, WIDE, schema_of
from tidewaiter.ground.sqlfile import table_spec
from tidewaiter.records import declared
from tidewaiter.records.declared import Rows
from tidewaiter.records.entityrows import join_entities
from tidewaiter.records.headed import join_headers
from tidewaiter.records.prune import pruned, without_empty
from tidewaiter.records.reading import read_values, unread_kinds
from tidewaiter.words.concordance import unknown_on
from tidewaiter.words.currencies import rate

IN_ORDER: dict[str, tuple[str, ...]] = {
    kind: (table, "not_stated", "problem") for kind, table in RECORDS.items()
} | {
    "declarations": ("mention", "goods_text", "declaration_line", "problem"),
    "statistics": ("trade_statistic", "problem"),
}
"""By kind of record the table files that are run; those of another kind would find nothing."""
STATES = ("line_state", "cell_state", "copy_state")
ONE_WORDING_EACH = ("mention", "goods_text")  # numbered once in a case, then added to
VALUED = ("declaration_line", "trade_statistic")  # their values in USD may lack a rate

CODE_OF_ANOTHER_DAY = schema_of(dict.fromkeys(("code", "hs_edition", "message"), pa.string()))
RATE = schema_of(
    {
        "currency": pa.string(),
        "start_on": pa.date32(),
        "months": pa.int16(),
        "usd_per_unit": pa.decimal128(19, 12),
        "fx_on": pa.date32(),
    }
)


@dataclass(frozen=True, slots=True)
class Made:
    """One Parquet file that a table's SQL made."""

    table: str
    path: Path
    n_rows: int


def normalise(engine: Engine, rows: Rows, folder: Path) -> list[Made]:
    """Run the tables of its kind over the view `raw_row` of one layout; the files made, less empty ones.

    The engine must know `raw_row` (`row_of_file` where the profile says that it is made), `source`,
    and, as `known_mention` and `known_goods_text`, the wordings this case has numbered already.
    """
    linked = [*_under_headers(engine, rows, folder), *_of_entities(engine, rows, folder)]
    engine.view("declared", declared.wide(rows))
    read_values(engine, rows)
    engine.view("declared_value", declared.long(rows, unread_kinds(engine)))
    engine.table("rate", _rates(engine))
    filled = declared.filled(rows)
    for name in VALUED:  # what `problem` reads, empty until made
        engine.files(name, [], TABLES[name])
    *records, problem = IN_ORDER[rows.profile.kind]
    made = [_make(engine, name, folder, filled) for name in records]
    engine.table("code_of_another_day", _codes_of_another_day(engine))
    made.append(_make(engine, problem, folder, filled))
    return linked + [one for one in made if one.n_rows]


def _under_headers(engine: Engine, rows: Rows, folder: Path) -> Iterator[Made]:
    """Where the profile knows header rows: `raw_row` made of item rows, the links kept."""
    rules = rows.profile.header_rows
    if rules is None:
        return
    own = declared.spelling_of(rows, rules)
    for table, path, n_rows in join_headers(engine, rules, own, rows.header, folder):
        yield Made(table, path, n_rows)


def _of_entities(engine: Engine, rows: Rows, folder: Path) -> Iterator[Made]:
    """Where rows point to each other by ids: `raw_row` made of records, the others linked."""
    rules, profile = rows.profile.entities, rows.profile
    if rules is None:
        return
    mapped = {
        own: fields
        for column, fields in profile.columns.items()
        if column not in rules.made
        for own in profile.own(rows.header, [column]).values()
    }
    own = profile.own(rows.header, rules.named)
    for table, path, n_rows in join_entities(engine, rules, own, mapped, rows.padded, folder):
        yield Made(table, path, n_rows)


def _make(engine: Engine, name: str, folder: Path, filled: Collection[str]) -> Made:
    path, spec = folder / f"{name}.parquet", table_spec(name)
    query = pruned(spec.select, filled)
    if name in WIDE:
        n_rows = engine.copy(without_empty(query, filled), path)
        engine.files(name, [path], TABLES[name], [alike(path, TABLES[name])])
        return Made(name, path, n_rows)
    n_rows = engine.copy(query, path)
    made: exp.Query = exp.select("*").from_(exp.func("read_parquet", exp.Literal.string(str(path))))
    if name in ONE_WORDING_EACH:
        made = exp.union(exp.select("*").from_(f"known_{name}"), made, distinct=False)
    engine.view(name, made)
    return Made(spec.table, path, n_rows)


def make_states(engine: Engine, folder: Path) -> list[Made]:
    """Which rows are not simply current, looked at over the whole case."""
    made = []
    for name in STATES:
        if name in _MAY_HAVE_ROWS and not engine.rows(_MAY_HAVE_ROWS[name])[0][0]:
            continue
        path = folder / f"{name}.parquet"
        made.append(Made(name, path, engine.copy(table_spec(name).select, path)))
    return [one for one in made if one.n_rows]


_MAY_HAVE_ROWS = {
    # several files, or a profile that knows versions; else the rows of one file stay separate
    "line_state": """
        SELECT count(*) > 1 OR count(nullif(supersedes, '')) > 0 FROM source WHERE kind = 'declarations'
        """,
    "copy_state": """
        SELECT count(*) > count(DISTINCT (sha256, sheet, kind)) FROM source
        WHERE kind NOT IN ('raw', 'declarations', 'statistics')
        """,
}


def _codes_of_another_day(engine: Engine) -> pa.Table:
    """Codes that the edition of their day or period does not know, each once, with what to say of it."""
    held: list[exp.Query] = [
        exp.select(_DIGITS.copy(), "hs_edition").distinct().from_(table)
        for table in ("declaration_line", "trade_statistic")
    ]
    found = [
        (code, edition, message)
        for code, edition in engine.rows(exp.union(*held))
        if code and edition and (message := unknown_on(code, edition))
    ]
    return pa.Table.from_pylist(
        [dict(zip(CODE_OF_ANOTHER_DAY.names, one, strict=True)) for one in sorted(found)],
        CODE_OF_ANOTHER_DAY,
    )


_DIGITS = exp.alias_(exp.func("coalesce", exp.column("hs_code"), exp.column("tariff_line")), "code")


def _rates(engine: Engine) -> pa.Table:
    """A rate for every currency and day or period that the texts name."""
    codes = {
        code for (code,) in engine.rows("SELECT DISTINCT code FROM reading WHERE kind = 'currency'")
    }
    spans = engine.rows(
        "SELECT DISTINCT date_on, coalesce(months, 0) FROM reading WHERE date_on IS NOT NULL"
    )
    return rate_table(product(sorted(codes - {None} | {"USD"}), spans))


def rate_table(demands: Iterable[tuple[str, tuple[object, int]]]) -> pa.Table:
    """The rates to USD that exist among those demanded: (currency, (first day, months or 0))."""
    rows = []
    for currency, (start, months) in demands:
        found = rate(currency, "USD", start, months)
        if found is not None:
            rows.append((currency, start, months, found.value, found.on))
    columns = zip(*rows, strict=True) if rows else ([] for _ in RATE)
    return pa.table(
        {
            field.name: pa.array(list(column), field.type)
            for field, column in zip(RATE, columns, strict=True)
        }
    )
