"""The two statements that join lines to the law say the same in DuckDB and in Spark."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.parity.inputs import on_duckdb
from tests.parity.spark import Spark, on_spark

from tidewaiter.case import init
from tidewaiter.ground import store
from tidewaiter.ground.engine import engine
from tidewaiter.words.bundled import LIBRARY

PROFILE = """
title = "Lines with their roads, made up for tests"
kind = "declarations"
source = "tests"
licence = "none needed: invented"
synthetic = true
[columns]
id = "declaration_id"
day = "declared_on"
contract = "contract_on"
code = "tariff_line"
text = "description"
origin = "origin"
from = "dispatch"
sender = "sender"
trading = "trading"
to = "destination"
usd = "statistical_value_usd"
"""
LINES = """
id,day,contract,code,text,origin,from,sender,trading,to,usd
a,2023-02-28,,8806220001,"QUADCOPTER, FLIGHT TIME 34 MIN",CN,CN,CN,,RU,10.50
b,2023-09-15,,8806220001,"QUADCOPTER, FLIGHT TIME 34 MIN",CN,CN,,DE,RU,20.25
c,2023-09-15,,8806220001,"QUADCOPTER, FLIGHT TIME 21 MIN",CN,CN,,DE,RU,0
d,2022-03-20,2022-02-01,8806220001,DRONE,DE,DE,DE,,RU,-5
e,2022-03-20,2022-03-01,8806220001,DRONE,DE,DE,DE,,RU,5
f,,,8806220001,no day,CN,CN,CN,,RU,6
g,2023-03-02,,,no code,CN,CN,CN,,RU,7
h,2023-03-02,,6909120000,no road,,,,,RU,8
i,2023-03-02,,6909120000,nowhere,CN,CN,CN,,,9
j,2025-10-24,,6909120000,,DE,DE,DE,,RU,11
k,2023-02-27,,8806220001,"FLIES 34 MIN, A QUADCOPTER",CN,CN,CN,,RU,12
"""
READ = {
    "combination": ("line_as_read", "text_kind", "contract_span"),
    "line_case": ("declaration_line", "goods_fact", "control_case"),
}
SPANS = """
    SELECT DISTINCT tariff_line, contract_first_on AS first_on, contract_last_on AS last_on
    FROM control_case WHERE tariff_line IS NOT NULL
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The tables of a case whose lines were given their law, as files that both engines open."""
    folder = tmp_path_factory.mktemp("law").resolve()
    (folder / "lines.csv").write_text(LINES.lstrip(), encoding="utf-8")
    (folder / "roads.toml").write_text(PROFILE, encoding="utf-8")
    case = init(folder / "case")
    case.ingest([folder / "lines.csv"], folder / "roads.toml")
    case.run()
    views = {
        name: f"SELECT * FROM {name}"
        for name in ("declaration_line", "line_as_read", "goods_fact", "control_case")
    }
    views |= {"text_kind": "SELECT * FROM goods_fact", "contract_span": SPANS}
    with store.opened(case.folder) as opened:
        made = {name: opened.engine.arrow(query) for name, query in views.items()}
    with engine([folder]) as running:
        for name, table in made.items():
            running.table(name, table)
            running.copy(f"SELECT * FROM {name}", folder / f"{name}.parquet")
    return {name: folder / f"{name}.parquet" for name in views}


def rows(table: pa.Table) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row.values()) for row in table.to_pylist())


@pytest.mark.parametrize(("name", "n_rows"), [("combination", 10), ("line_case", 11)])
def test_both_engines_join_lines_to_the_law_alike(
    name: str, n_rows: int, kept: Mapping[str, Path], spark: Spark
) -> None:
    select = (LIBRARY / "law" / f"{name}.sql").read_text(encoding="utf-8")
    files = {one: kept[one] for one in READ[name]}
    with engine([kept["declaration_line"].parent]) as running:
        ours = on_duckdb(running, files, select)
    theirs = on_spark(spark, files, select)
    assert theirs.schema == ours.schema
    assert rows(theirs) == rows(ours)
    assert len(ours) == n_rows
