"""UN Comtrade in 47 columns: a total beside its parts, years beside months, two editions, re-exports.

The sample is written by hand in the published columns and synthetic: no cell was ever published.
"""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from tidewaiter.case import Case, init
from tidewaiter.ground import store
from tidewaiter.records.shelf import built_in

SAMPLE = Path(__file__).parent / "samples" / "un-comtrade-synthetic.csv"
SHOWN = (
    "reporter, partner, partner2, flow, partner_role, procedure, trade_mode, transport, period_start, period_months, "
    "product_level, tariff_line, hs_edition, quantity, unit, net_kg, estimated, value, valuation"
)
CELLS = """
KG|WORLD||import|origin||||2022-01-01|12|total||HS2022|0.000||||9000000.50|cif
KG|CN||import|origin||||2022-01-01|12|total||HS2022|0.000||||5000000.00|cif
KG|UN_ASIA_NES||import|origin||||2022-01-01|12|total||HS2022|0.000||||1000000.00|cif
KG|QU||import|origin||||2022-01-01|12|total||HS2022|0.000||||500000.00|cif
KG|CN||import|origin||||2022-01-01|12|hs2|88|HS2022|0.000||||300000.00|cif
KG|CN||import|origin||||2022-01-01|12|hs4|8806|HS2022|0.000||||250000.00|cif
KG|CN||import|origin||||2022-01-01|12|hs6|880622|HS2022|40.000|piece|120.250|net weight|200000.00|cif
KG|CN||import|origin|C01|||2022-01-01|12|hs6|880622|HS2022|30.000|piece|90.250||150000.00|cif
KG|CN||import|origin|C04|||2022-01-01|12|hs6|880622|HS2022|10.000|piece|30.000||50000.00|cif
KG|CN||import|origin|||1000|2022-01-01|12|hs6|880622|HS2022|40.000|piece|120.250||200000.00|cif
KG|CN|HK|import|origin||||2022-01-01|12|hs6|880622|HS2022|12.000|piece|36.000||60000.00|cif
KG|CN||import|origin||||2022-01-01|12|hs6|880211|HS2017|40.000|piece|120.250|quantity and net weight|200000.00|cif
KG|CN||import|origin||||2022-01-01|1|hs6|880622|HS2022|4.000|piece|12.000||20000.00|cif
KG|CN||import|origin||||2022-02-01|1|hs6|880622|HS2022|36.000|piece|108.250|quantity|180000.00|cif
KG|RU||export|destination||||2022-01-01|12|hs6|880622|HS2022|14.000|piece|42.000||70000.00|fob
KG|RU||export|destination||DX||2022-01-01|12|hs6|880622|HS2022|8.000|piece|24.000||40000.00|fob
KG|RU||re_export|destination||||2022-01-01|12|hs6|880622|HS2022|6.000|piece|18.000||30000.00|fob
KG|FR||import|origin||||2022-01-01|12|hs6|300490|HS2022|10.000|kg|10.000||2500.13|fob
KG|JP||import|origin|C01|||2022-01-01|12|hs6|900580|HS2022|2.000|piece|4.000||10000.00|cif
KG|JP||import|origin|C04|||2022-01-01|12|hs6|900580|HS2022|1.000|piece|2.000||5000.00|cif
KG|CN||import|origin||||2022-01-01|12|hs6|999999|HS2022|0.000||||1234.50|cif
KG|||import|origin||||2022-01-01|12|hs6|852580|HS2022|0.000||||77.00|cif
"""
PROBLEMS = [
    (23, "not_a_place", "partnerCode", "9990"),
    (
        23,
        "invalid_code_for_date",
        "tariff_line",
        "852580",
    ),  # no code of HS2022, which the row states
]


def profile_of_sample(tmp_path: Path) -> Path:
    """The built-in profile, saying that the rows are made up."""
    path = next(one.path for one in built_in() if one.name == "un-comtrade")
    mine = tmp_path / "un-comtrade-sample.toml"
    text = path.read_text(encoding="utf-8")
    mine.write_text(text.replace("needed ", "synthetic = true\nneeded ", 1), encoding="utf-8")
    return mine


@pytest.fixture
def sample(tmp_path: Path) -> Case:
    case = init(tmp_path / "sample")
    case.ingest([SAMPLE], profile_of_sample(tmp_path))
    return case


def _cells(case: Case) -> list[str]:
    with store.opened(case.folder) as opened:
        rows = opened.engine.rows(f"SELECT {SHOWN} FROM trade_statistic ORDER BY row_id")
    return ["|".join("" if one is None else str(one) for one in row) for row in rows]


def _states(case: Case) -> set[str]:
    with store.opened(case.folder) as opened:
        return {state for (state,) in opened.engine.rows("SELECT state FROM trade_statistic")}


def _problems(case: Case) -> list[tuple[object, ...]]:
    return [
        (one["line_no"], one["kind"], one["column_name"], one["value_as_declared"])
        for one in case.problems()
    ]


def _rows() -> list[list[str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_sample_comes_to_exactly_these_cells(case: Case) -> None:
    case.ingest([SAMPLE])
    assert [one["profile"] for one in case.sources()] == ["un-comtrade"]
    assert _cells(case) == CELLS.strip().splitlines()
    assert _problems(case) == PROBLEMS
    assert _states(case) == {"current"}
    assert all(one.ok for one in case.doctor())


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_the_47_columns_does_not_matter(case: Case, tmp_path: Path, seed: int) -> None:
    rows = _rows()
    order = list(range(len(rows[0])))
    random.Random(seed).shuffle(order)
    assert len(order) == 47
    path = tmp_path / "shuffled.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row[at] for at in order] for row in rows)
    case.ingest([path])
    assert _cells(case) == CELLS.strip().splitlines()


def test_a_workbook_of_the_same_cells_reads_alike(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "comtrade.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate(_rows()):
            sheet.write_row(number, 0, row)
    case.ingest([path])
    assert _cells(case) == CELLS.strip().splitlines()


def test_without_the_columns_of_names_and_details_it_is_still_known(
    case: Case, tmp_path: Path
) -> None:
    rows = _rows()
    kept = [
        at for at, name in enumerate(rows[0]) if not name.endswith(("ISO", "Desc", "Estimated"))
    ]
    path = tmp_path / "short.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row[at] for at in kept] for row in rows)
    case.ingest([path])
    assert _cells(case) == CELLS.strip().splitlines()


DRONES = {"flow": "import", "partner": "CN", "hs": "880622"}


@pytest.mark.parametrize(
    ("asked", "total", "values"),
    [
        (DRONES, "200000.00", {"": "200000.00"}),
        (DRONES | {"period_level": "month"}, "200000.00", {"": "200000.00"}),
        (DRONES | {"by": ["transport"]}, "200000.00", {"1000": "200000.00"}),
        (DRONES | {"by": ["procedure"]}, "200000.00", {"C01": "150000.00", "C04": "50000.00"}),
        (DRONES | {"by": ["partner2"]}, "60000.00", {"HK": "60000.00"}),
        (DRONES | {"measure": "net_kg"}, "120.250", {"": "120.250"}),
        (DRONES | {"hs": "88"}, "300000.00", {"": "300000.00"}),
        (DRONES | {"hs": "8806"}, "250000.00", {"": "250000.00"}),
        # 8802.11 of HS 2017 is the same trade again
        (DRONES | {"hs": "88", "product_level": "hs6", "period_level": "year"}, "200000.00", {"": "200000.00"}),
        ({"flow": "import"}, "6500000.00", {"": "6500000.00"}),
        ({"flow": "import", "partner": "WORLD"}, "9000000.50", {"": "9000000.50"}),
        # of what has no total, the parts are listed and not added
        ({"flow": "import", "partner": "JP"}, "None", {"C01": "10000.00", "C04": "5000.00"}),
        # re-exports are in the exports
        ({"partner": "RU", "by": ["flow"]}, "None", {"export": "70000.00", "re_export": "30000.00"}),
        ({"partner": "RU", "flow": ["export", "re_export"]}, "None", {"export": "70000.00", "re_export": "30000.00"}),
        ({"partner": "RU", "flow": "export"}, "70000.00", {"": "70000.00"}),
    ],
)  # fmt: skip
def test_no_trade_is_counted_twice(
    sample: Case, asked: dict[str, object], total: str, values: dict[str, str]
) -> None:
    answer = sample.ask(asked)
    found = {"".join(map(str, one.by.values())): str(one.value) for one in answer.values}
    assert (str(answer.total), found, answer.synthetic) == (total, values, True)


def test_parts_that_do_not_make_the_whole_are_told_of(sample: Case) -> None:
    notes = sample.ask(DRONES | {"by": ["partner2"]}).coverage["notes"]
    assert notes == [
        "levels that disagree (breakdown): partner2 60,000.00 against total 200,000.00; difference 140,000.00"
    ]


def test_every_level_is_listed(sample: Case) -> None:
    levels = [
        (one["level"], str(one["total"]), one["used"])
        for one in sample.ask(DRONES).levels
        if one["axis"] == "breakdown"
    ]
    assert levels == [
        ("total", "200000.00", True),
        ("partner2", "60000.00", False),
        ("procedure", "200000.00", False),
        ("transport", "200000.00", False),
    ]


@pytest.mark.parametrize(
    ("asked", "lines"),
    [(DRONES, [8]), (DRONES | {"by": ["procedure"]}, [9, 10]), ({"flow": "import"}, [3, 4, 5])],
)
def test_a_total_opens_to_its_lines(
    sample: Case, asked: dict[str, object], lines: Sequence[int]
) -> None:
    rows = [row for batch in sample.rows(asked) for row in batch.to_pylist()]
    assert [row["line_no"] for row in rows] == lines
    assert sum(row["counted"] for row in rows) == sample.ask(asked).total


def test_a_code_of_another_classification_is_a_problem_and_not_added(
    case: Case, tmp_path: Path
) -> None:
    rows = _rows()
    mixed = [*rows[:9], *[[one.replace("H6", "S4") for one in row] for row in rows[8:9]]]
    path = tmp_path / "mixed.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(mixed)
    case.ingest([path], "un-comtrade")
    assert _problems(case) == [(10, "unknown_word", "classificationCode", "S4")]
    answer = case.ask(DRONES)
    assert {one["step"]: one["n"] for one in answer.bridge}["problem"] == 1
    assert str(answer.total) == "200000.00"


def test_codes_alone_name_the_places(case: Case, tmp_path: Path) -> None:
    read = {
        "842": "US", "757": "CH", "699": "IN", "251": "FR", "579": "NO", "490": "UN_ASIA_NES", "899": "QU",
        "0": "WORLD",
        "568": "EUROPE_NES", "577": "AFRICA_NES", "837": "BUNKERS", "838": "FREE_ZONES", "839": "SPECIAL_CATEGORIES",
        "492": "EU_NS", "156": "CN", "4": "AF", "158": "TW",
    }  # fmt: skip
    header, *rows = _rows()
    at = header.index("partnerCode")
    path = tmp_path / "codes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [header, *([*rows[0][:at], code, *rows[0][at + 1 :]] for code in read)]
        )
    case.ingest([path])
    with store.opened(case.folder) as opened:
        found = opened.engine.rows(
            "SELECT partner, partner_level FROM trade_statistic ORDER BY row_id"
        )
    assert [code for code, _ in found] == list(read.values())
    levels = dict(found)
    assert {levels[one] for one in ("UN_ASIA_NES", "EUROPE_NES", "AFRICA_NES")} == {"residual"}
    assert {levels[one] for one in ("QU", "BUNKERS", "FREE_ZONES")} == {"not_specified"}
