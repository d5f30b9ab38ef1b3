"""Cells of statistics: levels, groups by date, periods that straddle, currencies."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tidewaiter.case import Case

Written = Callable[[str, str], Path]

PROFILE = """
title = "A small table of statistics, made up for tests"
kind = "statistics"
source = "tests"
licence = "none needed: invented"
synthetic = true
[read]
vintage = '(\\d{4}-\\d{2}-\\d{2})'
[columns]
who = "reporter"
whom = "partner"
way = "flow"
when = "period"
code = "tariff_line"
kg = "net_kg"
value = "value"
money = "currency"
[constants]
partner_role = "destination"
[words.flow]
X = "export"
M = "import"
"""
HEADER = "who,whom,way,when,code,kg,value,money"


@pytest.fixture
def ingest(case: Case, written: Written, tmp_path: Path) -> Callable[..., Case]:
    """Ingest small tables by the profile above."""
    profile = tmp_path / "small-statistics.toml"
    profile.write_text(PROFILE, encoding="utf-8")

    def ingest(**tables: str) -> Case:
        for name, rows in tables.items():
            case.ingest([written(f"{name.replace('_', '-')}.csv", f"{HEADER}\n{rows}")], profile)
        return case

    return ingest


def test_a_group_takes_its_own_row_or_its_members_as_of_the_day(
    ingest: Callable[..., Case],
) -> None:
    case = ingest(t="""
        GB,KZ,X,2020-01,TOTAL,,10,USD
        DE,KZ,X,2020-01,TOTAL,,1,USD
        GB,KZ,X,2020-03,TOTAL,,20,USD
        DE,KZ,X,2020-03,TOTAL,,2,USD
    """)  # fmt: skip
    by_month = {one.by["month"]: one.value for one in case.ask(reporter="EU", by="month").values}
    assert by_month == {"2020-01": 11, "2020-03": 2}


def test_own_row_and_members_are_never_added(ingest: Callable[..., Case]) -> None:
    case = ingest(t="""
        EU27,KZ,X,2022-01,TOTAL,,5,USD
        DE,KZ,X,2022-01,TOTAL,,3,USD
        FR,KZ,X,2022-01,TOTAL,,1,USD
    """)  # fmt: skip
    answer = case.ask(reporter="EU27")
    assert answer.total == 5
    assert any("difference 1" in note for note in answer.coverage["notes"])
    assert case.ask(reporter="EU27", reporter_level="country").total == 4
    assert case.ask().total == 4


def test_a_cell_longer_than_its_bucket_is_listed_not_prorated(ingest: Callable[..., Case]) -> None:
    case = ingest(t="""
        DE,KZ,X,2022,TOTAL,,120,USD
    """)  # fmt: skip
    answer = case.ask(by="month", since="2022-01", until="2022-07")
    assert answer.values == []
    assert answer.coverage["periods_combined"] == [
        {
            "period_start": __import__("datetime").date(2022, 1, 1),
            "period_months": 12,
            "n": 1,
            "value": Decimal("120.00"),
        }
    ]
    assert answer.coverage["months_missing"] == []


def test_a_level_that_lacks_a_partner_does_not_answer_for_all(ingest: Callable[..., Case]) -> None:
    case = ingest(t="""
        DE,KZ,X,2022-01,TOTAL,,1,USD
        DE,KZ,X,2022,TOTAL,,12,USD
        DE,KG,X,2022,TOTAL,,24,USD
    """)  # fmt: skip
    assert case.ask(since=2022, until=2023).total == 36


def test_headings_and_subheadings_are_never_added(ingest: Callable[..., Case]) -> None:
    case = ingest(t="""
        CN,RU,X,2022-01,TOTAL,,100,USD
        CN,RU,X,2022-01,88,,40,USD
        CN,RU,X,2022-01,8806,,30,USD
        CN,RU,X,2022-01,880622,,20,USD
        CN,RU,X,2022-01,880623,,9,USD
    """)  # fmt: skip
    assert case.ask().total == 100
    assert case.ask(hs="8806").total == 30
    assert case.ask(hs="88").total == 40
    assert case.ask(hs="8806", product_level="hs6").total == 29
    assert {one.by["hs6"]: one.value for one in case.ask(by="hs6").values} == {
        "880622": 20,
        "880623": 9,
    }


def test_the_newest_vintage_counts(ingest: Callable[..., Case]) -> None:
    case = ingest(
        t_2024_01_05="DE,KZ,X,2022-01,TOTAL,,10,USD\nFR,KZ,X,2022-01,TOTAL,,1,USD",
        t_2024_06_01="DE,KZ,X,2022-01,TOTAL,,12,USD\nFR,KZ,X,2022-01,TOTAL,,1,USD",
    )
    answer = case.ask()
    steps = {one["step"]: one["n"] for one in answer.bridge}
    assert answer.total == 13
    assert (steps["superseded"], steps["delivered twice"]) == (1, 1)


def test_a_cell_published_in_two_currencies_counts_once_in_the_asked_one(
    ingest: Callable[..., Case],
) -> None:
    case = ingest(t="""
        DE,KZ,X,2022-01,TOTAL,,10,USD
        DE,KZ,X,2022-01,TOTAL,,9,EUR
    """)  # fmt: skip
    assert case.ask(currency="USD").total == 10
    assert case.ask(currency="EUR").total == 9


def test_a_months_rate_is_the_mean_of_its_days(ingest: Callable[..., Case]) -> None:
    case = ingest(t="DE,KZ,X,2022,TOTAL,,1000000,EUR")
    assert case.ask(currency="USD").total == Decimal(
        "1053048.64"
    )  # the mean of 257 daily rates is 1.05304863…


def test_imports_and_exports_are_never_added(ingest: Callable[..., Case]) -> None:
    case = ingest(t="""
        DE,KZ,X,2022-01,TOTAL,,10,USD
        DE,KZ,M,2022-01,TOTAL,,7,USD
    """)  # fmt: skip
    answer = case.ask()
    assert answer.total is None
    assert {one.by["flow"]: one.value for one in answer.values} == {"export": 10, "import": 7}


def test_a_cell_whose_partner_cannot_be_read_is_a_problem(ingest: Callable[..., Case]) -> None:
    case = ingest(t="""
        DE,KZ,X,2022-01,TOTAL,,10,USD
        DE,Atlantis,X,2022-01,TOTAL,,7,USD
    """)  # fmt: skip
    steps = {one["step"]: one["n"] for one in case.ask(partner="KZ").bridge}
    assert (steps["rows read"], steps["problem"], steps["rows used"]) == (2, 1, 1)
    assert case.ask(by="partner").total == case.ask().total == 10


def test_an_unreadable_period_is_a_problem_of_every_question(ingest: Callable[..., Case]) -> None:
    case = ingest(t="DE,KZ,X,2022-01,TOTAL,,10,USD\nDE,KZ,X,янв.2023,TOTAL,,7,USD")
    steps = {one["step"]: one["n"] for one in case.ask().bridge}
    assert (case.ask().total, steps["problem"]) == (10, 1)


def test_cells_that_differ_only_in_value_are_in_conflict_and_not_used(
    ingest: Callable[..., Case],
) -> None:
    case = ingest(
        t="DE,KZ,X,2022-01,TOTAL,,10,USD\nDE,KZ,X,2022-01,TOTAL,,7,USD\nDE,KG,X,2022-01,TOTAL,,1,USD"
    )
    answer = case.ask()
    steps = {one["step"]: one["n"] for one in answer.bridge}
    assert (answer.total, steps["conflicting cells"]) == (1, 2)
    assert any(
        "agree in every mapped column but not in value" in note for note in answer.coverage["notes"]
    )


def test_spans_that_overlap_are_never_added(ingest: Callable[..., Case]) -> None:
    case = ingest(t="""
        DE,KZ,X,Jan.-Feb. 2022,TOTAL,,20,USD
        DE,KZ,X,2022-Q1,TOTAL,,30,USD
        DE,KZ,X,2022-01,TOTAL,,10,USD
        DE,KZ,X,2022-02,TOTAL,,10,USD
        DE,KZ,X,2022-03,TOTAL,,10,USD
    """)  # fmt: skip
    assert case.ask().total == 30


def test_lines_of_eight_and_of_ten_digits_are_never_added(ingest: Callable[..., Case]) -> None:
    case = ingest(t="DE,KZ,X,2022-01,88062200,,10,USD\nDE,KZ,X,2022-01,8806220000,,10,USD")
    assert case.ask(hs="8806").total == 10
    assert case.ask(hs="8806", product_level="national").total == 10


def test_flows_are_not_added_where_the_question_groups_by_them_or_names_both(
    ingest: Callable[..., Case],
) -> None:
    case = ingest(
        t="""
        DE,KZ,X,2022,TOTAL,,10,USD
        DE,KZ,M,2022,TOTAL,,1,USD
    """
    )
    for asked in ({"by": ["flow"]}, {"flow": ["export", "import"]}):
        answer = case.ask(asked)
        assert (answer.total, [one.value for one in answer.values]) == (None, [10, 1])
        assert answer.bridge[0]["value"] is None
        assert {one["total"] for one in answer.levels} == {None}


def test_quarters_that_overlap_are_not_added(ingest: Callable[..., Case]) -> None:
    case = ingest(
        t="""
        DE,KZ,X,202201-202203,TOTAL,,10,USD
        DE,KZ,X,202202-202204,TOTAL,,20,USD
    """
    )
    answer = case.ask()
    levels = {one["level"]: one["used"] for one in answer.levels if one["axis"] == "period"}
    assert (answer.total, levels) == (10, {"quarter": True, "3 months from month 2": False})


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        (
            "DE,KZ,X,2020-01,01,,1,USD\nDE,AM,X,2020-01,01,,2,USD\nDE,,X,2020-01,01,,3,USD",
            "partner",
        ),
        (
            "DE,KZ,X,2020-01,01,,1,USD\nFR,KZ,X,2020-01,01,,2,USD\n,KZ,X,2020-01,01,,3,USD",
            "reporter",
        ),
        (
            "DE,KZ,X,2020-01,01,,1,USD\nDE,KZ,X,2020-01,02,,2,USD\nDE,KZ,X,2020-01,,,3,USD",
            "tariff_line",
        ),
        ("DE,KZ,X,2020-01,01,,1,USD\nDE,KZ,X,2020-02,01,,2,USD\nDE,KZ,X,,01,,3,USD", "period"),
    ],
)
def test_a_cell_that_leaves_blank_what_others_state_may_be_their_total_and_is_not_added(
    ingest: Callable[..., Case], rows: str, field: str
) -> None:
    case = ingest(t=rows)
    (problem,) = case.problems()
    assert (problem["kind"], problem["field"], problem["line_no"]) == ("not_placed", field, 4)
    answer = case.ask()
    assert answer.total == Decimal(3)
    assert next(step["n"] for step in answer.bridge if step["step"] == "problem") == 1


def test_a_column_that_is_blank_throughout_says_nothing_of_totals(
    ingest: Callable[..., Case],
) -> None:
    case = ingest(t="DE,,X,2020-01,01,,1,USD\nFR,,X,2020-01,01,,2,USD")
    assert (case.problems(), case.ask().total) == ([], Decimal(3))


def test_the_meaning_beside_an_example_is_that_of_the_example(
    ingest: Callable[..., Case],
) -> None:
    case = ingest(
        t="DE,Bostwana,X,2022-01,TOTAL,,10,USD\nDE,Channel Islands,X,2022-01,TOTAL,,7,USD"
    )
    told = {one["value_as_declared"]: one["message"] for one in case.problems()}
    (counted,) = [one for one in case.problem_counts() if one["kind"] == "not_a_place"]
    assert (counted["example"], counted["message"]) == ("Bostwana", told["Bostwana"])
