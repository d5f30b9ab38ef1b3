"""A table file uses only what was run on both engines."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.parity.allowed import GRAMMAR, refusals, used
from tests.parity.inputs import TABLE_FILES, Records
from tests.parity.test_traps import AGREES, SCHEMA, query

from tidewaiter.ground.sqlfile import table_spec

TABLES = {"trap": SCHEMA, "other": pa.schema([("n", pa.int32()), ("word", pa.string())])}

NOT_ALIKE = {
    "SELECT word, count(*) FROM trap GROUP BY ALL": "Group with all",
    "SELECT * EXCLUDE (day) FROM trap": "Star with except_",
    "SELECT * REPLACE (1 AS n) FROM trap": "Star with replace",
    "SELECT n, word FROM trap UNION ALL BY NAME SELECT * FROM other": "Union with by_name",
    "SELECT trap.n FROM trap ASOF JOIN other ON trap.n >= other.n": "Join with method",
    "SELECT trap.n FROM trap, LATERAL (SELECT other.n FROM other WHERE other.n = trap.n)": "Lateral",
    "WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a) SELECT n FROM a": "recursive",
    "SELECT n FROM trap RIGHT JOIN other USING (n)": "join",
    "SELECT quantile_cont(amount, 0.5) FROM trap": "PercentileCont",
    "SELECT avg(amount) FROM trap": "Avg",
    "SELECT hash(word) FROM trap": "HASH",
    "SELECT lower(word) FROM trap": "Lower",
    "SELECT amount / rate FROM trap": "Div",
    "SELECT CAST(word AS BIGINT) FROM trap": "cast between these types",
    "SELECT CAST(loose_day AS DATE) FROM trap": "cast between these types",
    "SELECT TRY_CAST(exponent AS DECIMAL(18, 2)) FROM trap": "cast between these types",
    "SELECT CAST(amount AS INTEGER) FROM trap": "cast between these types",
    "SELECT amount * rate FROM trap": "must stand in a CAST",
    "SELECT day + INTERVAL 1 DAY FROM trap": "Interval",
    "SELECT day + 1 FROM trap": "whole numbers and decimals only",
    "SELECT word COLLATE nocase FROM trap": "Collate",
    "SELECT n FROM range(3) AS counted(n)": "TableAlias with columns",
    "SELECT $n": "Placeholder",
    "SELECT word FROM trap LIMIT 1": "Limit",
}


@pytest.mark.parametrize("name", TABLE_FILES)
def test_a_table_file_uses_only_what_is_alike(name: str, invented: Records) -> None:
    tables = {known: pq.read_schema(path) for known, path in invented.of(name).items()}
    found = [f"{name}.sql: {sentence}" for sentence in refusals(table_spec(name).select, tables)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("select", "word"), NOT_ALIKE.items())
def test_a_query_with_anything_else_is_refused_by_name(select: str, word: str) -> None:
    assert any(word in sentence for sentence in refusals(select, TABLES))


def test_nothing_is_on_the_list_that_was_not_run() -> None:
    run = [table_spec(name).select for name in TABLE_FILES] + [query(one) for one in AGREES]
    assert GRAMMAR.keys() - set().union(*map(used, run)) == set()
