"""What a question means: fields, groups, comparisons, and what is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import HEADER

from tidewaiter.case import Case
from tidewaiter.questions.question import parse
from tidewaiter.words.errors import CommandError

Written = Callable[[str, str], Path]


@pytest.fixture
def trade(case: Case, profile: Path, written: Written) -> Case:
    """Six lines over two years, to two buyers, one without a value, one without a day."""
    path = written("trade.csv", f"""
        {HEADER}
        a,2021-02-10,8806220000,drone,CN,RU,Altan,10,5,pcs,,,100,IM
        b,2022-02-10,8806220000,drone,CN,RU,Altan,20,6,pcs,,,400,IM
        c,2022-03-10,8806230000,big drone,CN,RU,Borealis,30,7,kg,,,500.55,IM
        d,2022-03-11,650610,helmet,CN,UA,Civitas,40,8,pcs,,,50,IM
        e,2022-04-01,650610,helmet,KP,RU,Altan,50,9,pcs,,,,IM
        f,2022-13-01,650610,helmet,CN,RU,Altan,60,1,pcs,,,7,IM
    """)  # fmt: skip
    case.ingest([path], profile)
    return case


def _by(case: Case, **question: Any) -> dict[Any, Any]:
    answer = case.ask(question)
    return {tuple(one.by.values()): one.value for one in answer.values}


def test_a_question_without_groups_has_exactly_one_value(trade: Case) -> None:
    (value,) = trade.ask(origin="CN", destination="RU", since=2022, until=2023).values
    assert (value.by, value.value, value.n_lines) == ({}, Decimal("900.55"), 2)


def test_nothing_found_is_no_zero(trade: Case) -> None:
    answer = trade.ask(origin="CN", since=2023, until=2024)
    assert answer.values[0].value is None
    assert len(answer.coverage["months_missing"]) == 12


def test_groups(trade: Case) -> None:
    assert _by(trade, by="month", destination="RU", since=2022, until=2023) == {
        ("2022-02",): 400,
        ("2022-03",): Decimal("500.55"),
    }
    assert _by(trade, by=["year", "hs2"], measure="n_lines", since=2021, until=2023) == {
        ("2021", "88"): 1, ("2022", "65"): 2, ("2022", "88"): 2,
    }  # fmt: skip
    assert _by(trade, by="importer", measure="net_kg", since=2022, until=2023) == {
        ("Altan",): 70, ("Borealis",): 30, ("Civitas",): 40,
    }  # fmt: skip


def test_filters_on_codes_words_and_parties(trade: Case) -> None:
    assert trade.ask(hs="880622", measure="n_lines").total == 2
    assert trade.ask(hs=["8806", "65"], measure="n_lines").total == 6
    assert trade.ask(tariff_line="8806230000", measure="n_lines").total == 1
    assert trade.ask(text="big", measure="n_lines").total == 1
    assert trade.ask(importer="altan", measure="n_lines").total == 4


def test_countries_by_name_code_and_group(trade: Case) -> None:
    by_name = trade.ask(origin="China", destination="Россия", measure="n_lines")
    by_code = trade.ask(origin="CN", destination="RU", measure="n_lines")
    assert by_name.query_id == by_code.query_id
    assert by_name.total == by_code.total == 4
    assert trade.ask(destination="EAEU", measure="n_lines", since=2021, until=2023).total == 4


def test_the_bridge_walks_from_rows_read_to_rows_used_and_adds_up(trade: Case) -> None:
    answer = trade.ask(destination="RU", since=2022, until=2023)
    steps = {one["step"]: one["n"] for one in answer.bridge}
    assert (steps["rows read"], steps["problem"], steps["no value"], steps["rows used"]) == (
        4,
        1,
        1,
        2,
    )
    assert steps["rows read"] == sum(n for step, n in steps.items() if step != "rows read")
    read = next(one["value"] for one in answer.bridge if one["step"] == "rows read")
    assert read == sum(one["value"] for one in answer.bridge if one["step"] != "rows read")


def test_a_month_without_rows_is_missing_not_zero(trade: Case) -> None:
    covered = trade.ask(since="2022-02", until="2022-06").coverage
    assert covered["months_present"] == ["2022-02", "2022-03", "2022-04"]
    assert covered["months_missing"] == ["2022-05"]


def test_a_buyer_who_bought_nothing_in_a_covered_month_bought_nothing(trade: Case) -> None:
    answer = trade.ask(destination="UA", measure="n_lines", since="2022-02", until="2022-03")
    assert (answer.values[0].value, answer.coverage["months_missing"]) == (0, [])


def test_versus_another_field_is_split_as_the_question_is(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest([written("both.csv", f"""
        {HEADER}
        a,2022-02-10,8806220000,drone,CN,RU,Altan,10,5,pcs,,,100,IM
        b,2022-02-10,8806220000,drone,CN,RU,Altan,20,6,pcs,,,400,EX
        c,2022-02-10,8806220000,drone,CN,UA,Altan,20,6,pcs,,,50,IM
    """)], profile)  # fmt: skip
    asked = {"destination": "UA", "versus": {"destination": "RU"}}
    found = {one.by["direction"]: (one.value, one.base) for one in case.ask(asked).values}
    assert found == {"import": (50, 100), "export": (None, 400)}


def test_versus_a_period_the_records_lack_gives_no_ratio(trade: Case) -> None:
    asked = {
        "destination": "RU",
        "since": 2022,
        "until": "2022-05",
        "versus": {"since": 2018, "until": 2019},
    }
    (value,) = trade.ask(asked).values
    assert (value.base, value.ratio) == (None, None)


def test_same_months_of_last_year(trade: Case) -> None:
    asked = {
        "destination": "RU",
        "since": "2022-02",
        "until": "2022-03",
        "compare": "same_months_last_year",
    }
    (value,) = trade.ask(asked).values
    assert (value.base, value.change, value.ratio) == (100, 3, 4)


def test_no_change_is_given_over_an_incomplete_base(trade: Case) -> None:
    asked = {
        "destination": "RU",
        "since": "2022-02",
        "until": "2022-04",
        "compare": "same_months_last_year",
    }
    answer = trade.ask(asked)
    assert (answer.values[0].base, answer.values[0].change) == (100, None)
    assert any("1 month (2021-03) missing" in note for note in answer.coverage["notes"])


def test_the_period_before(trade: Case) -> None:
    asked = {
        "destination": "RU",
        "since": "2022-03",
        "until": "2022-04",
        "compare": "previous_period",
    }
    (value,) = trade.ask(asked).values
    assert (value.value, value.base) == (Decimal("500.55"), 400)


def test_versus_holds_only_the_field_that_differs(trade: Case) -> None:
    asked = {
        "origin": "CN",
        "destination": "RU",
        "since": 2022,
        "until": 2023,
        "versus": {"destination": "UA"},
    }
    (value,) = trade.ask(asked).values
    assert (value.value, value.base, value.ratio) == (Decimal("900.55"), 50, Decimal("18.011"))
    assert trade.ask({**asked, "versus": ["destination=UA"]}).query_id == trade.ask(asked).query_id


def test_comparing_by_month_lays_each_month_beside_its_own(trade: Case) -> None:
    asked = {
        "destination": "RU",
        "since": "2022-02",
        "until": "2022-04",
        "by": "month",
        "compare": "same_months_last_year",
    }
    found = {one.by["month"]: (one.value, one.base) for one in trade.ask(asked).values}
    assert found == {"2022-02": (400, 100), "2022-03": (Decimal("500.55"), None)}


def test_quantities_add_only_within_one_unit(trade: Case) -> None:
    answer = trade.ask(measure="quantity", destination="RU", since=2022, until=2023)
    assert {one.by["unit"]: one.value for one in answer.values} == {"piece": 15, "kg": 7}
    assert answer.total is None


def test_a_ratio_has_its_parts_and_no_total(trade: Case) -> None:
    answer = trade.ask(measure="value_per_kg", destination="RU", since=2022, until=2023)
    (value,) = answer.values
    assert (value.numerator, value.denominator, value.value) == (
        Decimal("900.55"),
        50,
        Decimal("18.011"),
    )
    assert answer.total is None


def test_documents_are_counted_once(trade: Case) -> None:
    assert trade.ask(measure="n_declarations", destination="RU").total == 5


def test_two_directions_are_never_added(case: Case, profile: Path, written: Written) -> None:
    case.ingest([written("both.csv", f"""
        {HEADER}
        a,2022-02-10,8806220000,drone,CN,RU,Altan,10,5,pcs,,,100,IM
        b,2022-02-10,8806220000,drone,RU,CN,Altan,20,6,pcs,,,400,EX
    """)], profile)  # fmt: skip
    answer = case.ask()
    assert {one.by["direction"]: one.value for one in answer.values} == {
        "import": 100,
        "export": 400,
    }
    assert answer.total is None
    assert any(one["what"] == "split" for one in answer.method)
    assert case.ask(direction="export").total == 400


def test_a_value_in_another_currency_is_converted_at_the_days_rate(trade: Case) -> None:
    answer = trade.ask(currency="EUR", destination="RU", since="2022-02", until="2022-03")
    assert answer.total == Decimal("349.68")  # 400 USD at 1.1439 USD per EUR on 10 February 2022
    assert "rates" in answer.versions


def test_monthly_and_annual_means(trade: Case) -> None:
    daily = trade.ask(currency="EUR", destination="RU", since="2022-02", until="2022-03").total
    monthly = trade.ask(
        currency="EUR", rate_rule="monthly_mean", destination="RU", since="2022-02", until="2022-03"
    ).total
    annual = trade.ask(
        currency="EUR", rate_rule="annual_mean", destination="RU", since="2022-02", until="2022-03"
    ).total
    assert len({daily, monthly, annual}) == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"dispatch": "CN"}, "no loaded source declares it"),
        ({"by": "exporter"}, "no loaded source declares it"),
        ({"measure": "gross_kg"}, "no loaded source declares gross_kg"),
        ({"valuation": "customs"}, "no loaded source declares a customs value"),
        ({"goods": "drones"}, "no product set is registered"),
        ({"control": "CN:licence"}, "which law bound the lines has not been looked up"),
        ({"loophole": "not_controlled"}, "which law bound the lines has not been looked up"),
        ({"control": "licence"}, "control is 'licence'"),
        ({"control": "CN:free"}, "control is 'CN:free'"),
        ({"loophole": "EU:prohibited"}, "loophole is 'EU:prohibited'"),
        (
            {"loophole": ["unknown", "EU:not_controlled"]},
            "not_controlled and unknown are never added",
        ),
        ({"known_on": "2023-03-01"}, "known_on freezes the law, and nothing in the question asks"),
        ({"measure": "n_companies"}, "has been resolved to a company"),
        ({"concordance": "family"}, "no codes to bring together"),
        ({"reporter_level": "union"}, "holds no statistics"),
        ({"reporter": "EU27"}, "holds no statistics"),
        ({"flow": "export", "origin": "CN"}, "mixes fields"),
        ({"origin": "Korea"}, "ambiguous"),
        ({"origin": "Chna"}, "no place of that name"),
        ({"orgin": "CN"}, "no field orgin"),
        ({"by": "moth"}, "by has no moth"),
        ({"since": "2022-13"}, "which is no day"),
        ({"since": 2023, "until": 2022}, "the period is empty"),
        ({"compare": "previous_period"}, "needs a period"),
        ({"origin": ["EU27", "DE"]}, "would count twice"),
        ({"source": "nowhere.csv"}, "no source 'nowhere.csv'"),
        ({"measure": "price"}, "measure is 'price'"),
        ({"versus": {"measure": "net_kg"}}, "versus cannot change measure"),
        ({"currency": "euro"}, "no ISO 4217 currency"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(
    trade: Case, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        trade.ask(asked)
    assert refused.value.hint


def test_what_is_declared_in_dollars_needs_no_rate(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest(
        [written("u.csv", f"{HEADER}\na,,8806220000,drone,CN,RU,Altan,1,1,pcs,,,70,IM")], profile
    )
    assert case.ask().total == 70


def test_quantities_without_a_unit_are_not_added_to_others(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest([written("q.csv", f"""
        {HEADER}
        a,2022-01-01,8806220000,drone,CN,RU,Altan,1,10,pcs,,,1,IM
        b,2022-01-01,8806220000,drone,CN,RU,Altan,1,5,barrel,,,1,IM
        c,2022-01-01,8806220000,drone,CN,RU,Altan,1,7,,,,1,IM
    """)], profile)  # fmt: skip
    answer = case.ask(measure="quantity")
    assert answer.total is None
    assert {one.by["unit"]: one.value for one in answer.values} == {"piece": 10, None: 12}


@pytest.mark.parametrize(
    "wrong", [{"direction": "imports"}, {"hs": "drones"}, {"flow": "exports"}, {"event": "sent"}]
)
def test_a_misspelt_filter_is_refused_not_answered_with_nothing(
    trade: Case, wrong: dict[str, str]
) -> None:
    with pytest.raises(CommandError):
        trade.ask(wrong)


def test_dots_in_a_code_do_not_matter(trade: Case) -> None:
    assert trade.ask(hs="8806.22", measure="n_lines").total == 2


def test_an_empty_case_is_refused(case: Case) -> None:
    with pytest.raises(CommandError, match="the case is empty"):
        case.ask()


def test_the_same_question_has_the_same_id_however_it_is_typed() -> None:
    typed = parse({"since": "2022", "by": "month,hs2", "origin": "china", "currency": "usd"})
    given = parse(
        {"since": date(2022, 1, 1), "by": ["month", "hs2"], "origin": ["CN"], "measure": "value"}
    )
    assert typed.query_id == given.query_id
    assert typed.canonical() == {
        "by": ["month", "hs2"],
        "measure": "value",
        "origin": ["CN"],
        "since": "2022-01-01",
    }


def test_a_canonical_question_parses_to_itself() -> None:
    asked = parse(
        {
            "of": "declarations",
            "hs": ["88", "65"],
            "since": 2022,
            "until": 2023,
            "compare": "full_last_year",
        }
    )
    assert parse(asked.canonical()) == asked
