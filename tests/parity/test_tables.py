"""Every table file makes the same rows, of the same types, in DuckDB and in Spark."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.parity.inputs import TABLE_FILES, Records, on_duckdb, read_records
from tests.parity.invented import LAYOUTS, Layout
from tests.parity.spark import Spark, on_spark

from tidewaiter.ground.engine import Engine, engine
from tidewaiter.ground.schema import GOODS_TEXT, MENTION, SOURCE, TABLES, WIDE
from tidewaiter.ground.sqlfile import table_spec
from tidewaiter.records import normalise
from tidewaiter.records.declared import filled
from tidewaiter.records.fields import WORDS
from tidewaiter.records.prune import pruned, without_empty
from tidewaiter.records.reading import SCHEMA as READING

every_table_file = pytest.mark.parametrize("name", TABLE_FILES)
LEVELS = {
    *("country", "not_specified", "residual", "region", "rest_of_world", "world"),
    *("union", "union_changing", "euro_area"),
}
NARROW = {
    "declarations": ("declaration id", "declared on", "importer name", "origin", "net kg"),
    "statistics": ("reporter", "period", "value", "currency"),
    "companies": ("name", "identifier", "founded on"),
    "components": ("weapon", "part", "maker country"),
    "statements": ("speaker", "text"),
    "listed": ("list name", "name", "listed on"),
    "controls": ("regime", "tariff line", "in force from"),
}


def by_key(name: str, table: pa.Table) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows of a table file under its key."""
    key = table_spec(name).key
    return {tuple(row[column] for column in key): row for row in table.to_pylist()}


@every_table_file
def test_both_engines_make_the_same_rows_and_types(
    name: str, invented: Records, duckdb: Engine, spark: Spark
) -> None:
    ours = on_duckdb(duckdb, invented.of(name), table_spec(name).select)
    theirs = on_spark(spark, invented.of(name), table_spec(name).select)
    assert theirs.schema == ours.schema
    assert len(theirs) == len(ours)
    assert by_key(name, theirs) == by_key(name, ours)


@every_table_file
def test_its_columns_are_those_of_the_schema(name: str, invented: Records, duckdb: Engine) -> None:
    spec = table_spec(name)
    assert on_duckdb(duckdb, invented.of(name), spec.select).schema == TABLES[spec.table]


@every_table_file
def test_its_key_names_each_row_once(name: str, invented: Records, duckdb: Engine) -> None:
    made = on_duckdb(duckdb, invented.of(name), table_spec(name).select)
    assert len(by_key(name, made)) == len(made)


@every_table_file
def test_the_invented_records_fill_every_column(
    name: str, invented: Records, duckdb: Engine
) -> None:
    made = on_duckdb(duckdb, invented.of(name), table_spec(name).select)
    empty = [column for column in made.column_names if made[column].null_count == len(made)]
    assert empty == []


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("source", SOURCE),
        ("known_mention", MENTION),
        ("known_goods_text", GOODS_TEXT),
        ("reading", READING),
        ("rate", normalise.RATE),
        ("code_of_another_day", normalise.CODE_OF_ANOTHER_DAY),
    ],
)
def test_what_a_table_reads_is_typed_as_in_a_case(
    name: str, schema: pa.Schema, invented: Records
) -> None:
    kept = pq.read_schema(invented.files[name])
    assert [(one.name, one.type) for one in kept] == [(one.name, one.type) for one in schema]


def test_the_invented_records_fill_every_column_of_declared(invented: Records) -> None:
    declared = pq.read_table(invented.files["declared"])
    assert [one for one in declared.column_names if declared[one].null_count == len(declared)] == []


def test_the_invented_records_hold_halves_of_both_signs(invented: Records) -> None:
    lines = pq.read_table(invented.files["declaration_line"]).to_pylist()
    by_invoice = [line for line in lines if line["valuation"] == "invoice" and line["fx_rate"]]
    exact = {line["invoice_value"] * line["fx_rate"]: line["value_usd"] for line in by_invoice}
    halves = {
        value: usd
        for value, usd in exact.items()
        if abs(value) % Decimal("0.01") == Decimal("0.005")
    }
    assert halves == {
        Decimal("10.895"): Decimal("10.90"),
        Decimal("-10.895"): Decimal("-10.90"),
        Decimal("10.425"): Decimal("10.43"),
    }


@pytest.mark.parametrize(
    ("name", "column", "values"),
    [
        ("line_state", "state", {"repeated", "superseded", "cancelled", "conflicting"}),
        ("cell_state", "state", {"repeated", "superseded"}),
        ("copy_state", "state", {"repeated"}),
        ("not_stated", "field", {"name", "part", "text", "regime", "tariff_line", "in_force_from"}),
        ("control_item", "action", {*WORDS["action"], None}),
        (
            "control_item",
            "unread_limits",
            {None, "to_country", "from_country to_country in_force_to contract_before execute_by"},
        ),
        ("declaration_line", "valuation", {"statistical", "customs", "invoice", None}),
        ("declaration_line", "event", {*WORDS["event"], None}),
        ("trade_statistic", "valuation", {*WORDS["valuation"]}),
        ("trade_statistic", "product_level", {"total", "hs2", "hs4", "hs6", "national"}),
        ("trade_statistic", "period_months", {1, 3, 12, None}),
        ("trade_statistic", "partner_level", LEVELS),
    ],
)
def test_the_invented_records_hold_every_case_of(
    name: str, column: str, values: set[object], invented: Records
) -> None:
    assert set(pq.read_table(invented.files[name])[column].to_pylist()) == values


def test_a_file_that_reads_something_unknown_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"cell_state\.sql reads cell_as_read, source, for"):
        Records(tmp_path).of("cell_state")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_leaving_out_empty_joins_changes_no_row_and_no_type(layout: Layout, tmp_path: Path) -> None:
    with engine([tmp_path.resolve()]) as running:
        rows = read_records(running, layout, NARROW[layout.kind], tmp_path.resolve())
        for name in normalise.IN_ORDER[layout.kind]:
            select = table_spec(name).select
            whole, less = running.arrow(select), running.arrow(pruned(select, filled(rows)))
            assert less.schema == whole.schema
            assert len(less) == len(whole)
            assert by_key(name, less) == by_key(name, whole)
            filled_ones = running.arrow(without_empty(pruned(select, filled(rows)), filled(rows)))
            left_out = set(whole.schema.names) - set(filled_ones.schema.names)
            assert all(whole[column].null_count == len(whole) for column in left_out)
            if name in WIDE:
                assert left_out
