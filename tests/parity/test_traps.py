"""Expressions that two engines may read differently: each agrees, or no table file may use it.

`agrees`: both engines give the same rows and types, and the list allows it. `refused`: the
list forbids it, and the engines named behind it were seen to part from DuckDB or to fail.
"""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.parity.allowed import refusals
from tests.parity.inputs import on_duckdb
from tests.parity.spark import Spark, on_spark

from tidewaiter.ground.engine import engine

SCHEMA = pa.schema(
    [
        ("n", pa.int32()),
        ("exponent", pa.string()),
        ("half", pa.string()),
        ("loose_day", pa.string()),
        ("word", pa.string()),
        ("day", pa.date32()),
        ("amount", pa.decimal128(18, 2)),
        ("rate", pa.decimal128(19, 12)),
        ("number", pa.int64()),
    ]
)
TRAP_ROWS = """
    n | exponent | half | loose_day  | word           | day        | amount | rate           | number
    0 | 1e2      | 2.5  | 2020-1-5   | İstanbul       | 0001-01-01 | 10.00  | 1.0895         | 12884901893
    1 | 7        | -2.5 | 2020       | i̇stanbul       | 1582-10-10 | -10.00 | 1.0895         | 4294967296
    2 | 1E-1     | 3.5  | 2020/1/5   | Микросхемы 𝔹🚢 | 1899-12-31 | 0.01   | 0.5            | -7
    3 | +5       | 0.5  | 2020-01-05 | 集成电路       | 2020-01-31 | -0.01  | 0.5            | 7
    4 | .5       | -0.5 | 2020-01    |                | 9999-12-31 | 2.50   | 0.000837287292 | -1
    5 |          |      |            | ٣              |            | -2.50  | 0.005          | 0
    6 | 12       | 1    | 2020-02-30 | istanbul       | 2020-02-29 |        |                |
"""

AGREES = (
    # halves, up, of both signs
    "CAST(amount * rate AS DECIMAL(18, 2))",
    "CAST(rate AS DECIMAL(18, 2))",
    "TRY_CAST(amount * rate AS DECIMAL(3, 2))",  # null where it does not fit
    "CAST(amount + amount AS DECIMAL(18, 2))",
    "CAST(sum(amount) OVER (PARTITION BY number % 2) AS DECIMAL(18, 2))",
    "coalesce(amount, 0)",
    "CASE WHEN n > 3 THEN amount END",
    # row ids
    "number // 4294967296",
    "number % 4294967296",
    "number // 2",
    "number % 2",
    "n * 4294967296 + number % 4294967296",
    "CAST(number % 4294967296 % 32768 AS SMALLINT)",
    "CAST(number AS VARCHAR)",
    "CAST(amount AS VARCHAR)",
    # days of early years
    "CAST(day AS VARCHAR)",
    "strftime(day, '%Y-%m')",
    "(SELECT max(day) FROM trap)",
    # text: compared by its bytes, never folded
    "word = 'İstanbul'",
    "word <> 'istanbul'",
    "word IN ('i̇stanbul', '')",
    "word IS NOT DISTINCT FROM nullif(word, '٣')",
    "(SELECT max(word) FROM trap)",
    "(SELECT count(DISTINCT word) FROM trap)",
    "CAST(row_number() OVER (ORDER BY word, n) AS INTEGER)",
    "first_value(word) OVER (PARTITION BY number % 2 ORDER BY day DESC NULLS LAST, n)",
    "substr(word, 1, 2)",
    "substr(sha256(coalesce('=' || word, '-') || chr(31)), 1, 32)",
    "word || nullif(exponent, '7')",
    "word LIKE '%İ%'",
    "word NOT LIKE '%stan%'",
    "lpad(word, 20, '0')",
    "lpad(exponent, 2, '0')",
    "trim('  ' || word || ' ')",
    "replace(word, 'İ', 'I')",
)

SAIL, APACHE, BOTH = {"Sail"}, {"Apache Spark"}, {"Sail", "Apache Spark"}
REFUSED = (
    # text to numbers and days: a reading does that, once, behind its own patterns
    ("TRY_CAST(exponent AS DECIMAL(18, 2))", SAIL),  # 1e2 is null there
    ("CAST(exponent AS DECIMAL(18, 2))", SAIL),
    ("TRY_CAST(word AS DECIMAL(18, 2))", APACHE),  # ٣ is 3 there
    ("TRY_CAST(exponent AS BIGINT)", BOTH),
    ("TRY_CAST(half AS BIGINT)", BOTH),  # 2.5 is 3 in DuckDB, null elsewhere
    ("CAST(half AS BIGINT)", BOTH),
    ("TRY_CAST(loose_day AS DATE)", BOTH),  # 2020 is a day elsewhere, 2020/1/5 only in DuckDB
    # numbers
    ("CAST(amount AS INTEGER)", BOTH),  # 2.50 is 3 in DuckDB, 2 elsewhere
    ("amount / rate", BOTH),
    ("amount / 3", BOTH),
    ("(SELECT avg(amount) FROM trap)", BOTH),
    ("amount * rate", BOTH),  # the type only: DECIMAL(37, 14) here, (38, 14) there
    ("(SELECT sum(amount) FROM trap)", BOTH),  # the type only
    ("(SELECT sum(n) FROM trap)", BOTH),  # the type only
    ("round(amount * rate, 2)", BOTH),  # the type only
    ("amount % rate", BOTH),
    ("row_number() OVER (ORDER BY n)", BOTH),  # the type only
    ("CASE WHEN n > 3 THEN amount ELSE rate END", SAIL),
    ("CASE WHEN n > 3 THEN n ELSE number END", SAIL),
    ("(SELECT median(amount) FROM trap)", BOTH),
    ("(SELECT quantile_cont(amount, 0.5) FROM trap)", BOTH),
    ("(SELECT quantile_disc(amount, 0.5) FROM trap)", BOTH),
    # text
    ("lower(word)", BOTH),  # İ becomes i in DuckDB, i and a dot elsewhere
    ("length(word)", BOTH),  # the type only
    ("substr(word, 0, 2)", BOTH),
    ("chr(304)", APACHE),
    ("regexp_matches(word, '^\\d$')", SAIL),  # ٣ is a digit there
    ("regexp_replace(loose_day, '[0-9]', '#')", BOTH),  # the first, or all
    ("regexp_full_match(word, '[0-9]')", BOTH),
    ("strip_accents(word)", BOTH),
    ("hash(word)", BOTH),
    ("typeof(word)", BOTH),
    ("(SELECT first(word ORDER BY n) FROM trap)", BOTH),
    # days
    ("day + INTERVAL 1 MONTH", BOTH),  # the type only
    ("day + 1", BOTH),
    ("date_trunc('month', day)", BOTH),
    ("date_diff('month', DATE '2020-01-01', day)", BOTH),  # bounds crossed, or whole months
    ("year(day)", BOTH),  # the type only
    ("dayofweek(day)", BOTH),
    ("try_strptime(loose_day, '%Y-%m-%d')", BOTH),
)


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The table of traps as one Parquet file for both engines; a blank is null."""
    names, *rows = (
        [cell.strip() or None for cell in line.split("|")]
        for line in TRAP_ROWS.strip().splitlines()
    )
    texts = pa.table(dict(zip(names, zip(*rows, strict=True), strict=True)))
    path = tmp_path_factory.mktemp("traps").resolve() / "trap.parquet"
    pq.write_table(texts.cast(SCHEMA), path)
    return {"trap": path}


def query(expression: str) -> str:
    return f"SELECT n, {expression} AS answer FROM trap"


def in_duckdb(trap: dict[str, Path], expression: str) -> pa.Table:
    with engine([path.parent for path in trap.values()]) as running:
        return on_duckdb(running, trap, query(expression))


def told(table: pa.Table) -> tuple[pa.Schema, list[dict[str, object]]]:
    """Types and rows, in the order of n."""
    return table.schema, table.sort_by("n").to_pylist()


@pytest.mark.parametrize("expression", AGREES)
def test_what_agrees_is_allowed_and_gives_the_same(
    expression: str, trap: dict[str, Path], spark: Spark
) -> None:
    assert refusals(query(expression), {"trap": SCHEMA}) == []
    theirs = on_spark(spark, trap, query(expression))
    assert told(theirs) == told(in_duckdb(trap, expression))


@pytest.mark.parametrize("expression", [expression for expression, _ in REFUSED])
def test_what_differs_is_refused(expression: str) -> None:
    assert refusals(query(expression), {"trap": SCHEMA})


@pytest.mark.parametrize(("expression", "parting"), REFUSED)
def test_what_is_refused_differs(
    expression: str, parting: set[str], trap: dict[str, Path], spark: Spark
) -> None:
    here = "Apache Spark" if os.environ.get("TIDEWAITER_SPARK_REMOTE") else "Sail"
    ours = in_duckdb(trap, expression)
    try:
        differs = told(on_spark(spark, trap, query(expression))) != told(ours)
    except Exception:  # whatever it says, it does not do what DuckDB does
        differs = True
    assert differs == (here in parting)
