"""Chinese customs statistics as the site exports them: GB 18030, columns that vary, no flow in them.

The samples are written by hand and synthetic: no cell was ever published.
"""

import shutil
from pathlib import Path

import pytest

from tidewaiter.case import Case, init
from tidewaiter.ground import store
from tidewaiter.records.shelf import built_in
from tidewaiter.words.errors import FileRefused

SAMPLES = Path(__file__).parent / "samples"
BROKEN_DOWN = SAMPLES / "china-gacc-exports-synthetic.csv"
TOTALS = SAMPLES / "china-gacc-exports-total-synthetic.csv"
IMPORTS = SAMPLES / "china-gacc-imports-synthetic.csv"
SHOWN = (
    "partner, partner_level, flow, trade_mode, region, period_start, period_months, product_level, tariff_line, "
    "quantity, unit, quantity_2, unit_2, value, currency, value_usd, valuation, source_column, state"
)
CELLS = """
RU|country|export|一般贸易|广东省|2022-03-01|1|national|88062210|1200.000|piece|3600.500|kg|1000000.00|USD|1000000.00|fob|美元|current
RU|country|export|进料加工贸易|广东省|2022-03-01|1|national|88062210|300.000|piece|900.000|kg|250000.00|USD|250000.00|fob|美元|current
RU|country|export|一般贸易|江苏省|2022-03-01|1|national|88062210|100.000|piece|300.000|kg|50000.00|USD|50000.00|fob|美元|current
HK|country|export|一般贸易|广东省|2022-03-01|1|national|88062210|10.000|piece|30.000|kg|9000.00|USD|9000.00|fob|美元|current
KG|country|export|一般贸易|新疆维吾尔自治区|2022-03-01|1|national|64039100|2000.000|pair|1500.000|kg|40000.00|USD|40000.00|fob|美元|current
KZ|country|export|一般贸易|广东省|2022-03-01|1|national|85423190|5000.000|piece|0.000||12345.00|USD|12345.00|fob|美元|current
CN|country|export|一般贸易|广东省|2022-03-01|1|national|85423190|1000.000|piece|0.000||1000.00|USD|1000.00|fob|美元|current
TW|country|export|一般贸易|广东省|2022-03-01|1|national|85423190|1000.000|piece|0.000||2000.00|USD|2000.00|fob|美元|current
QU|not_specified|export|一般贸易|广东省|2022-03-01|1|national|85423190|1000.000|piece|0.000||3000.00|USD|3000.00|fob|美元|current
KZ|country|export|一般贸易|广东省|||national|85423190|1000.000|piece|0.000||4000.00|USD|4000.00|fob|美元|current
KZ|country|export|一般贸易|广东省|2022-03-01|1|national|90049090|6.000||1.000|kg|5000.00|USD|5000.00|fob|美元|current
||export|一般贸易|广东省|2022-03-01|1|national|85423190|1000.000|piece|0.000||6000.00|USD|6000.00|fob|美元|current
RU|country|export|||2022-03-01|1|national|88062210|1600.000|piece|4800.500|kg|1300000.00|USD|1300000.00|fob|美元|current
RU|country|export|||2022-01-01|2|national|88062210|2000.000|piece|6000.000|kg|1700000.00|USD|1700000.00|fob|美元|current
RU|country|export|||2022-04-01|1|national|88062210|500.000|piece|1500.000|kg|400000.00|USD|400000.00|fob|美元|current
WORLD|world|import|||2022-03-01|1|national|88062210|7.000|piece|||63000.00|CNY|9929.06|cif|人民币|current
WORLD|world|import|||2022-01-01|12|national|88062210|70.000|piece|||700000.00|CNY|104151.07|cif|人民币|current
"""
PROBLEMS = [
    (11, "not_a_period", "202213"),
    (12, "unknown_unit", "副"),
    (13, "not_a_place", "社会群岛"),
]


def _profile(tmp_path: Path, name: str) -> Path:
    """The built-in profile, saying that the rows are made up."""
    path = next(one.path for one in built_in() if one.name == name)
    mine = tmp_path / f"{name}-sample.toml"
    text = path.read_text(encoding="utf-8")
    mine.write_text(text.replace("named ", "synthetic = true\nnamed ", 1), encoding="utf-8")
    return mine


@pytest.fixture
def sample(tmp_path: Path) -> Case:
    case = init(tmp_path / "sample")
    case.ingest([BROKEN_DOWN, TOTALS], _profile(tmp_path, "china-gacc-exports"))
    case.ingest([IMPORTS], _profile(tmp_path, "china-gacc-imports"))
    return case


def test_the_samples_come_to_exactly_these_cells(sample: Case) -> None:
    with store.opened(sample.folder) as opened:
        rows = opened.engine.rows(
            f"SELECT {SHOWN} FROM trade_statistic ORDER BY flow, row_id % 4294967296, row_id // 4294967296"
        )
    found = ["|".join("" if one is None else str(one) for one in row) for row in rows]
    assert sorted(found) == sorted(CELLS.strip().splitlines())
    problems = [
        (one["line_no"], one["kind"], one["value_as_declared"]) for one in sample.problems()
    ]
    assert problems == PROBLEMS
    assert {one["encoding"] for one in sample.sources()} == {"gb18030"}
    assert all(one.ok for one in sample.doctor())


RUSSIA = {"flow": "export", "partner": "RU", "since": "2022-03", "until": "2022-04"}


@pytest.mark.parametrize(
    ("asked", "total", "values"),
    [
        (RUSSIA, "1300000.00", ["1300000.00"]),
        (RUSSIA | {"by": ["trade_mode", "region"]}, "1300000.00", ["1000000.00", "50000.00", "250000.00"]),
        (RUSSIA | {"measure": "quantity"}, "1600.000", ["1600.000"]),
        # January and February together are another level than the months
        (RUSSIA | {"since": "2022", "until": "2023"}, "1700000.00", ["1700000.00"]),
        # no total of Hong Kong was published: its part is listed, not added
        ({**RUSSIA, "partner": ["RU", "HK"]}, "None", ["9000.00", "1300000.00"]),
        ({"flow": "import", "partner": "WORLD", "currency": "CNY"}, "700000.00", ["700000.00"]),
    ],
)  # fmt: skip
def test_a_query_with_and_one_without_a_breakdown_are_not_added(
    sample: Case, asked: dict[str, object], total: str, values: list[str]
) -> None:
    answer = sample.ask(asked)
    assert (str(answer.total), [str(one.value) for one in answer.values]) == (total, values)
    assert answer.synthetic is True


def test_a_broken_down_answer_opens_to_its_lines(sample: Case) -> None:
    asked = RUSSIA | {"by": ["trade_mode", "region"]}
    rows = [row for batch in sample.rows(asked) for row in batch.to_pylist()]
    assert [(row["file_name"], row["line_no"]) for row in rows] == [
        (BROKEN_DOWN.name, line) for line in (2, 3, 4)
    ]
    assert sum(row["counted"] for row in rows) == sample.ask(asked).total


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("出口 2022.csv", "china-gacc-exports"),
        ("进口 2022.csv", "china-gacc-imports"),
    ],
)
def test_the_files_name_tells_exports_from_imports(
    case: Case, tmp_path: Path, name: str, profile: str
) -> None:
    shutil.copy(TOTALS, tmp_path / name)
    case.ingest([tmp_path / name])
    assert [one["profile"] for one in case.sources()] == [profile]


@pytest.mark.parametrize("name", ["进出口 2022.csv", "出口 进口.csv", "export.csv"])
def test_a_name_that_does_not_tell_is_no_reason_to_guess(
    case: Case, tmp_path: Path, name: str
) -> None:
    shutil.copy(TOTALS, tmp_path / name)
    with pytest.raises(FileRefused, match="china-gacc-exports, china-gacc-imports"):
        case.ingest([tmp_path / name])


def test_a_query_of_all_goods_holds_the_total(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "出口.csv"
    path.write_bytes(
        '数据年月,贸易伙伴编码,贸易伙伴名称,人民币,\n"2022","344","俄罗斯联邦","500,000",\n'.encode(
            "gb18030"
        )
    )
    case.ingest([path])
    answer = case.ask(partner="RU", currency="CNY")
    assert (str(answer.total), answer.levels[2]["level"]) == ("500000.00", "total")
    assert case.problems() == []


COMTRADE = """
    reporterCode,flowCode,partnerCode,classificationCode,cmdCode,period,fobvalue,primaryValue
    156,X,643,H6,TOTAL,2022,500000,500000
"""


def test_the_same_cell_from_two_offices_counts_once(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "出口.csv"
    path.write_text('数据年月,贸易伙伴名称,美元\n2022,俄罗斯联邦,"500,000"\n', encoding="utf-8")
    other = tmp_path / "comtrade.csv"
    other.write_text("\n".join(map(str.strip, COMTRADE.strip().splitlines())), encoding="utf-8")
    case.ingest([path, other])
    answer = case.ask(partner="RU")
    steps = {one["step"]: one["n"] for one in answer.bridge}
    assert (str(answer.total), steps["delivered twice"]) == ("500000.00", 1)
