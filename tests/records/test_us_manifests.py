"""United States manifests: bills without values, filed anew and deleted; ports for places.

The samples are written by hand from the published columns and synthetic: bills, firms and ships are invented.
"""

from pathlib import Path

import pytest

from tidewaiter.case import Case, init
from tidewaiter.ground import store
from tidewaiter.records.shelf import built_in
from tidewaiter.words.errors import CommandError

SAMPLES = Path(__file__).parent / "samples"
SHOWN = "declaration_id, declared_on, place_loaded, packages, gross_kg, tariff_line, origin, dispatch, value_usd, state"

HEADER = """
9000000001|2023-01-05|Yantian,China (Mainland)|12.000|999.990|||||current
9000000002|2023-01-05|Georgia Port, Invented|5.000|1500.000|||||superseded
9000000002|2023-01-05|Georgia Port, Invented|6.000|1600.000|||||current
9000000003|2023-01-05|Yantian,China (Mainland)|7.000|70.000|||||cancelled
9000000003|2023-01-05|Yantian,China (Mainland)|7.000|70.000|||||cancelled
9000000004|2023-01-06|Yantian,China (Mainland)|1.000||||||current
"""
JOINED = """
9000000005|2023-02-05|Yantian,China (Mainland)|10.000|49.999|880622||||current
9000000005|2023-02-05|Yantian,China (Mainland)|20.000||850760||||current
9000000005|2023-02-05|Yantian,China (Mainland)|20.000||850760||||current
9000000006|2023-02-05|Yantian,China (Mainland)|4.000||690721||||cancelled
"""


def _ingested(tmp_path: Path, name: str) -> Case:
    """A sample under the profile it fits, which in a copy says that the rows are made up."""
    plain = init(tmp_path / "plain")
    plain.ingest([SAMPLES / name])
    fitting = plain.sources()[0]["profile"]
    path = next(one.path for one in built_in() if one.name == fitting)
    mine = tmp_path / f"{fitting}-sample.toml"
    mine.write_text(path.read_text(encoding="utf-8").replace("needed ", "synthetic = true\nneeded ", 1))  # fmt: skip
    case = init(tmp_path / "case")
    case.ingest([SAMPLES / name], mine)
    return case


@pytest.mark.parametrize(
    ("name", "profile", "lines"),
    [
        ("us-ams-header-synthetic.csv", "us-ams-manifests-sample", HEADER),
        ("us-ams-joined-synthetic.csv", "us-ams-manifests-joined-sample", JOINED),
    ],
)
def test_a_sample_comes_to_exactly_these_lines(
    name: str, profile: str, lines: str, tmp_path: Path
) -> None:
    case = _ingested(tmp_path, name)
    with store.opened(case.folder) as opened:
        rows = opened.engine.rows(f"SELECT {SHOWN} FROM declaration_line ORDER BY row_id")
    found = ["|".join("" if one is None else str(one) for one in row) for row in rows]
    assert [one["profile"] for one in case.sources()] == [profile]
    assert found == lines.strip().splitlines()


def test_a_weight_in_pieces_is_told_of_and_nothing_else(tmp_path: Path) -> None:
    case = _ingested(tmp_path, "us-ams-header-synthetic.csv")
    assert [(one["kind"], one["line_no"]) for one in case.problems()] == [("not_a_weight", 7)]


def test_manifests_have_weights_and_no_values(tmp_path: Path) -> None:
    case = _ingested(tmp_path, "us-ams-header-synthetic.csv")
    answer = case.ask(measure="gross_kg")
    steps = {one["step"]: one["n"] for one in answer.bridge}
    assert (str(answer.total), answer.synthetic) == ("2599.990", True)
    assert [steps[one] for one in ("problem", "superseded", "cancelled", "rows used")] == [
        1,
        1,
        2,
        2,
    ]
    with pytest.raises(CommandError, match="no loaded source declares a value"):
        case.ask(measure="value")


def test_the_weight_of_a_bill_is_not_that_of_each_of_its_rows(tmp_path: Path) -> None:
    case = _ingested(tmp_path, "us-ams-joined-synthetic.csv")
    assert str(case.ask(measure="gross_kg").total) == "49.999"  # 110.23 pounds
