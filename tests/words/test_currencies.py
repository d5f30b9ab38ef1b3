"""Rates: dated, at most a week old, never an old one in silence."""

from datetime import date
from decimal import Decimal

import pytest

from tidewaiter.words.currencies import rate


def test_a_published_day() -> None:
    found = rate("EUR", "USD", date(2022, 2, 10))
    assert found is not None
    assert (found.value, found.on) == (Decimal("1.143900000000"), date(2022, 2, 10))


def test_a_cross_goes_through_the_euro_unrounded() -> None:
    usd, krw = rate("EUR", "USD", date(2020, 1, 2)), rate("EUR", "KRW", date(2020, 1, 2))
    cross = rate("KRW", "USD", date(2020, 1, 2))
    assert usd is not None
    assert krw is not None
    assert cross is not None
    assert cross.value == (usd.value / krw.value).quantize(Decimal("1e-12"))


def test_a_day_without_one_takes_the_last_one_published() -> None:
    found = rate("KRW", "USD", date(2020, 1, 26))
    assert found is not None
    assert found.on == date(2020, 1, 24)


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2022, 3, 1), True),
        (date(2022, 3, 8), True),
        (date(2022, 3, 9), False),
        (date(1998, 12, 31), False),
    ],
)
def test_the_rouble_ends_a_week_after_its_last_rate(day: date, known: bool) -> None:
    assert (rate("RUB", "USD", day) is not None) is known


def test_a_mean_needs_all_of_its_months() -> None:
    assert rate("RUB", "USD", date(2022, 1, 1), 2) is not None
    assert rate("RUB", "USD", date(2022, 1, 1), 12) is None


@pytest.mark.parametrize(
    ("year", "mean"),
    [(2019, "1.11947"), (2020, "1.14220"), (2021, "1.18274"), (2022, "1.05305"), (2023, "1.08127")],
)
def test_annual_means_as_in_the_methods(year: int, mean: str) -> None:
    found = rate("EUR", "USD", date(year, 1, 1), 12)
    assert found is not None
    assert str(round(found.value, 5)) == mean


def test_a_currency_without_a_series() -> None:
    assert rate("KGS", "USD", date(2022, 1, 3)) is None
