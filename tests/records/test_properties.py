"""What must hold of any delivery: neither the order of its rows nor reading it again moves a number."""

import gzip
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pytest
from tests.conftest import EXAMPLES

from tidewaiter.case import Case, init

KOREA = EXAMPLES / "korea" / "df_syn_valid_eng.csv.gz"
ASKED = {"by": ["month", "hs2", "origin"]}
READ = ("declaration_id", "declared_on", "procedure", "direction", "event", "tariff_line", "origin", "dispatch",
        "net_kg", "invoice_value", "invoice_currency", "office", "transport")  # fmt: skip
AS_READ = """
title = "What was read from another file"
kind = "declarations"
source = "tests"
licence = "MIT"
synthetic = true
[columns]
{}
[words.event]
lodged = "lodged"
[words.direction]
import = "import"
"""


def values(case: Case) -> list[dict[str, object]]:
    """The value and lines of every month, chapter and origin."""
    answer = case.ask(ASKED).as_dict()
    return [{key: one[key] for key in ("by", "value", "n_lines")} for one in answer["values"]]


@pytest.fixture(scope="module")
def korea(tmp_path_factory: pytest.TempPathFactory) -> Case:
    case = init(tmp_path_factory.mktemp("korea") / "case")
    case.ingest([KOREA])
    return case


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_does_not_matter(korea: Case, tmp_path: Path, seed: int) -> None:
    header, *rows = gzip.decompress(KOREA.read_bytes()).decode().splitlines()
    random.Random(seed).shuffle(rows)
    (tmp_path / "shuffled.csv").write_text("\n".join([header, *rows]) + "\n")
    shuffled = init(tmp_path / "case")
    shuffled.ingest([tmp_path / "shuffled.csv"])
    assert values(shuffled) == values(korea)


def test_what_was_read_is_read_again_as_it_is(korea: Case, tmp_path: Path) -> None:
    lines = korea.to_arrow().select(READ)
    texts = pa.table([column.cast(pa.string()) for column in lines.columns], list(READ))
    csv.write_csv(texts, tmp_path / "again.csv")
    columns = "\n".join(f'{name} = "{name}"' for name in READ)
    (tmp_path / "as-read.toml").write_text(AS_READ.format(columns))
    again = init(tmp_path / "case")
    again.ingest([tmp_path / "again.csv"], tmp_path / "as-read.toml")
    read = again.to_arrow().select(READ)
    key = [(name, "ascending") for name in READ]
    assert read.sort_by(key).to_pylist() == lines.sort_by(key).to_pylist()
    assert values(again) == values(korea)
