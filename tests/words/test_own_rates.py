"""A person's own rates stand in for the built-in series, and are named."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tidewaiter.case import Case
from tidewaiter.words.errors import CommandError
from tidewaiter.words.own_rates import load_rates

Written = Callable[[str, str], Path]
RATES = """
    from,to,period,rate
    EUR,USD,2021,1.18
    EUR,USD,2021-03,1.25
    EUR,USD,2021-03-31,1.5
    RUB,USD,2023,0.0118
"""
CELLS = """
    Code,Klassifikator,Klassifikator_ru,Klassifikator_en,2021,2022
    056,Belgiya,Бельгия,Belgium,118.0,10.0
"""


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2021, 1, 1), 12, "1.18"),
        (date(2021, 3, 1), 1, "1.25"),
        (date(2021, 4, 1), 1, "1.18"),
        (date(2021, 3, 31), 0, "1.5"),
        (date(2021, 3, 30), 0, "1.25"),
    ],
)
def test_the_shortest_span_that_holds_the_whole_period(
    written: Written, start: date, months: int, expected: str
) -> None:
    found = load_rates(written("rates.csv", RATES)).rate("EUR", "USD", start, months)
    assert found is not None
    assert found.value == Decimal(expected)


def test_a_rate_is_never_carried_beyond_its_period(written: Written) -> None:
    rates = load_rates(written("rates.csv", RATES))
    assert rates.rate("EUR", "USD", date(2022, 1, 1)) is None
    assert rates.rate("EUR", "USD", date(2021, 7, 1), 12) is None
    assert rates.rate("EUR", "GBP", date(2021, 1, 1), 12) is None


def test_an_answer_at_own_rates_names_them_and_fills_up_no_year(
    case: Case, written: Written
) -> None:
    case.ingest([written("sdmx.csv", CELLS)], "uzbekistan-imports")
    own = written("rates.csv", RATES)
    asked = {"flow": "import", "currency": "EUR", "by": ["year"]}
    answer, built_in = case.ask(asked, rates=own), case.ask(asked)
    by_year = {str(one.by["year"])[:4]: one.value for one in answer.values}
    assert by_year["2021"] == Decimal("100000.00")
    assert by_year.get("2022") is None
    assert "no rate" in {one["step"] for one in answer.bridge}
    assert "rates.csv" in {one["what"]: one["why"] for one in answer.method}["currency"]
    assert answer.versions["rates"] != built_in.versions["rates"]
    assert answer.answer_hash != built_in.answer_hash


def test_the_collectors_own_conversion_comes_out_to_the_euro(case: Case, written: Written) -> None:
    """Armenia's imports from Belgium, 2019, in mary-lev/eu-export-sanctions: EUR 77,425,982.14."""
    case.ingest([written("armenia.csv", """
        country,export,import_consigment,import_origin,timeperiod,year
        Belgium,44470.9,86717.1,45805.3,Year,2019
    """)])  # fmt: skip
    own = written("rates.csv", "from,to,period,rate\nEUR,USD,2019,1.12")
    asked = {"flow": "import", "currency": "EUR", "by": ["partner_role"]}
    values = {one.by["partner_role"]: one.value for one in case.ask(asked, rates=own).values}
    assert values["consignment"] == Decimal("77425982.14")


def test_a_comparison_takes_its_base_at_the_same_rates(case: Case, written: Written) -> None:
    case.ingest([written("sdmx.csv", CELLS)], "uzbekistan-imports")
    own = written("rates.csv", RATES.replace("EUR,USD,2021-03,1.25", "EUR,USD,2022,2.5"))
    asked = {"flow": "import", "currency": "EUR", "since": "2022", "until": "2023"}
    (value,) = case.ask(asked, rates=own, compare="same_months_last_year").values
    assert (value.value, value.base) == (Decimal("4000.00"), Decimal("100000.00"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from,to,rate\nEUR,USD,1.1", "no column period"),
        ("from,to,period,rate\nEUR,USD,2021,0", "line 2: rate '0'"),
        ("from,to,period,rate\nEUR,dollars,2021,1", "to 'dollars'"),
        ("from,to,period,rate\nEUR,USD,soon,1", "period 'soon'"),
        ("from,to,period,rate\nEUR,USD,2021,1\nEUR,USD,2021,2", "given twice"),
    ],
)
def test_a_file_that_says_no_rate_is_refused(written: Written, text: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        load_rates(written("rates.csv", text))
