"""What is the same in every row of a file is told by its foot, and need not be read."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.conftest import EXAMPLES

from tidewaiter.case import init
from tidewaiter.ground import store
from tidewaiter.ground.engine import engine
from tidewaiter.ground.footer import alike
from tidewaiter.ground.schema import DECLARATION_LINE, schema_of

SAMPLES = Path(__file__).parents[1] / "records" / "samples"
SCHEMA = schema_of(
    {name: pa.string() for name in ("same", "gappy", "none", "long", "absent")} | {"n": pa.int64()}
)


def _file(path: Path, **columns: list[object]) -> Path:
    types = [pa.field(name, SCHEMA.field(name).type) for name in columns]
    pq.write_table(pa.table(columns, schema=pa.schema(types)), path, row_group_size=2)
    return path


def test_only_texts_without_gaps_and_empty_columns_are_alike(tmp_path: Path) -> None:
    long = "x" * 5000
    path = _file(
        tmp_path / "a.parquet",
        same=["lodged"] * 5,
        gappy=["lodged", None, "lodged", "lodged", "lodged"],
        none=[None] * 5,
        long=[long, long + "y", long, long, long],
        n=[7] * 5,
    )
    assert alike(path, SCHEMA) == {"same": "lodged", "none": None, "absent": None}


def test_a_value_that_changes_in_a_later_group_is_not_alike(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.parquet", same=["a", "a", "a", "a", "b"], none=[None] * 4 + ["c"])
    assert not alike(path, SCHEMA).keys() & {"same", "none"}


def test_a_long_text_written_by_the_engine_is_not_cut_to_one_that_is_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with engine([tmp_path.resolve()]) as running:
        running.copy("SELECT repeat('x', 3000) || i AS long FROM range(3) AS t(i)", path)
    assert "long" not in alike(path, SCHEMA)


@pytest.mark.parametrize("second", ["lodged", "released", None])
def test_files_that_differ_are_shown_with_every_column(tmp_path: Path, second: str | None) -> None:
    one = _file(tmp_path / "1.parquet", same=["lodged"] * 2, n=[1, 2])
    other = _file(tmp_path / "2.parquet", same=[second], gappy=["x"], n=[3])
    with engine([tmp_path.resolve()]) as running:
        running.files("shown", [one, other], SCHEMA, [alike(one, SCHEMA), alike(other, SCHEMA)])
        rows = running.rows("SELECT same, gappy, absent, n FROM shown ORDER BY n")
        assert running.schema("shown") == SCHEMA
    assert rows == [("lodged", None, None, 1), ("lodged", None, None, 2), (second, "x", None, 3)]


def test_a_case_of_unlike_layouts_shows_each_as_its_file_states(tmp_path: Path) -> None:
    files = [SAMPLES / "russia-declarations-synthetic.csv", SAMPLES / "us-ams-joined-synthetic.csv"]
    files.append(EXAMPLES / "korea" / "df_syn_valid_eng.csv.gz")
    together, seen = init(tmp_path / "together"), []
    together.ingest(files)
    for number, file in enumerate(files):
        alone = init(tmp_path / f"alone-{number}")
        alone.ingest([file])
        seen.append(_shown(alone.folder))
    shown = _shown(together.folder)
    assert sorted(shown, key=str) == sorted((row for one in seen for row in one), key=str)
    assert len({tuple(sorted(row)) for row in shown}) == 1 == len({len(row) for row in shown})


def _shown(folder: object) -> list[dict[str, object]]:
    """Every line, its numbers within the case left out."""
    numbered = {"row_id", "text_no", "same_as"} | {
        field.name for field in DECLARATION_LINE if field.type == pa.int32()
    }
    with store.opened(folder) as case:  # type: ignore[arg-type]
        rows = case.engine.records("SELECT * FROM declaration_line")
    return [{k: v for k, v in row.items() if k not in numbered} for row in rows]
