"""Published figures, recomputed from the bundled original files."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.conftest import EXAMPLES

from tidewaiter.case import Case, init
from tidewaiter.questions.answer import Answer

GROWTH = {
    "reporter": "EU27", "flow": "export", "since": 2022, "until": 2023, "currency": "EUR",
    "compare": "full_last_year", "period_level": "year",
}  # fmt: skip


@pytest.mark.parametrize(
    ("partner", "percent", "base", "value"),
    [
        ("KG", "344.8", 263_239_032, 1_170_905_952),
        ("AM", "148.9", 757_423_253, 1_885_578_926),
        ("KZ", "88.6", 5_487_086_743, 10_347_711_062),
        ("UZ", "63.8", 2_298_603_426, 3_765_947_900),
        ("TT", "122.6", 476_225_616, 1_059_899_804),
    ],
)
def test_exports_2022_against_2021(
    bundled: Case, partner: str, percent: str, base: int, value: int
) -> None:
    (found,) = bundled.ask({**GROWTH, "partner": partner}).values
    assert (found.base, found.value) == (base, value)
    assert found.change is not None
    assert f"{found.change * 100:.1f}" == percent


def _period_totals(answer: Answer) -> dict[str, Decimal]:
    return {one["level"]: one["total"] for one in answer.levels if one["axis"] == "period"}


@pytest.mark.parametrize(("level", "value"), [(None, 1_170_905_948), ("year", 1_170_905_952)])
def test_a_year_and_its_months_are_told_apart(bundled: Case, level: str | None, value: int) -> None:
    asked = {"reporter": "EU27", "partner": "KG", "flow": "export", "since": 2022, "until": 2023}
    answer = bundled.ask({**asked, "currency": "EUR", "period_level": level})
    assert answer.total == value
    assert _period_totals(answer) == {"month": 1_170_905_948, "year": 1_170_905_952}


def test_levels_that_disagree_are_printed(bundled: Case) -> None:
    asked = {"reporter": "EU27", "partner": "UZ", "flow": "export", "since": 2023, "until": 2024}
    answer = bundled.ask({**asked, "currency": "EUR"})
    assert any("difference 1,807,446" in note for note in answer.coverage["notes"])


KAZAKHSTAN = {"partner": "KZ", "since": "2019-01", "until": "2024-09", "currency": "EUR"}


def test_the_groups_own_row_equals_its_members(bundled: Case) -> None:
    answer = bundled.ask({**KAZAKHSTAN, "reporter": "EU27"})
    totals = {one.get("place"): one["total"] for one in answer.levels if one["axis"] == "reporter"}
    assert answer.total == 47_312_673_054
    assert totals == {"EU27": 47_312_673_054, "members of EU27": 47_312_673_054}


def test_without_a_reporter_countries_answer_and_groups_are_listed(bundled: Case) -> None:
    answer = bundled.ask({**KAZAKHSTAN, "flow": "export"})
    listed = {
        one.get("place") for one in answer.levels if one["axis"] == "reporter" and not one["used"]
    }
    assert answer.total == 47_753_608_682
    assert listed == {"EU27", "EU", "EA", "EA20"}


def test_the_uk_stands_in_the_country_level_for_thirteen_months(bundled: Case) -> None:
    answer = bundled.ask({**KAZAKHSTAN, "reporter": "GB"})
    assert len(answer.coverage["months_present"]) == 13


YEARLY = {"of": "statistics", "flow": "export", "reporter": "EU27", "period_level": "year"}


def test_the_yearly_file_has_3407_rows_and_every_partner_is_read(bundled: Case) -> None:
    rows = bundled.to_arrow(**YEARLY, measure="n_lines")
    named = [one for one in bundled.sources() if one["profile"].startswith("eurostat-export-year")]
    assert sum(one["n_rows"] for one in named) == 3_407
    assert not [
        one
        for one in bundled.problems()
        if one["kind"] == "not_a_place" and one["field"] == "partner"
    ]
    assert None not in rows["partner"].to_pylist()


def test_no_country_has_a_hole_in_2016(bundled: Case) -> None:
    rows = bundled.to_arrow(**YEARLY).to_pylist()
    years: dict[str, set[int]] = {}
    for row in rows:
        years.setdefault(row["partner"], set()).add(row["period_start"].year)
    holes = [one for one, seen in years.items() if {2015, 2017} <= seen and 2016 not in seen]
    assert holes == []
    assert len(years) > 230


def test_guinea_in_the_french_file_of_2016_is_guinea_bissau(bundled: Case) -> None:
    asked = {**YEARLY, "currency": "EUR", "since": 2015, "until": 2018, "by": "year"}
    bissau = [one.value for one in bundled.ask(asked, partner="GW").values]
    guinea = [one.value for one in bundled.ask(asked, partner="GN").values]
    assert bissau == [116_546_539, 125_725_547, 147_975_108]
    assert guinea == [840_089_815, 901_357_072, 1_155_183_213]


def test_february_2024_was_delivered_twice_and_counts_once(bundled: Case) -> None:
    answer = bundled.ask(source="eurostat-import-month", measure="n_lines")
    steps = {one["step"]: one["n"] for one in answer.bridge}
    assert (steps["rows read"], steps["delivered twice"]) == (1_734, 29)


def test_kazakhstan_is_the_same_from_either_folder(tmp_path: Path) -> None:
    totals = []
    for folder in ("kazahstan_export_eurostat", "kazakhstan_export_eurostat"):
        single = init(tmp_path / folder)
        single.ingest([EXAMPLES / "eurostat" / folder])
        totals.append(single.ask({**KAZAKHSTAN, "reporter": "EU27"}).total)
    assert totals == [47_312_673_054, 47_312_673_054]
