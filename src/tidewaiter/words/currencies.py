"""Dated exchange rates of the European Central Bank; crosses go through the euro.

The rate of a day is the last one published on or before it, at most seven days old.
The rate of months is the mean of all daily rates published in them. Where a series
has ended or not begun there is no rate: an old one is never used in its place.
"""

import csv
import hashlib
import io
import zipfile
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.periods import shift

MAX_AGE = timedelta(days=7)
_HISTORY = LIBRARY / "rates" / "ecb-eurofxref-hist.zip"
_EXACT = Context(prec=40)
_TWELVE_PLACES = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of the asked currency for one unit of the declared one, and the last day it rests on."""

    value: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class _Series:
    """Units of one currency per euro, oldest first."""

    days: tuple[date, ...]
    values: tuple[Decimal, ...]


@cache
def _columns() -> dict[str, tuple[str, ...]]:
    """The file as it stands, a column a currency, oldest day first."""
    with zipfile.ZipFile(_HISTORY) as archive:
        text = archive.read("eurofxref-hist.csv").decode("ascii")
    header, *rows = csv.reader(io.StringIO(text))
    rows.reverse()
    return dict(zip(header, zip(*rows, strict=True), strict=True))


@cache
def _series(currency: str) -> _Series:
    """The days on which a currency was published; of the euro itself, all of them."""
    days = [date.fromisoformat(day) for day in _columns()["Date"]]
    if currency == "EUR":
        return _Series(tuple(days), (Decimal(1),) * len(days))
    rates = zip(days, _columns()[currency], strict=True)
    filled = [(day, Decimal(text)) for day, text in rates if text not in ("", "N/A")]
    return _Series(tuple(day for day, _ in filled), tuple(value for _, value in filled))


@cache
def version() -> str:
    """SHA-256 of the rates file: an answer that used a rate names it."""
    return hashlib.sha256(_HISTORY.read_bytes()).hexdigest()


def has_rates(currency: str) -> bool:
    """Whether any day of this currency can be converted.

    >>> has_rates("EUR"), has_rates("KGS")
    (True, False)
    """
    return currency == "EUR" or (len(currency) == 3 and currency in _columns())


@cache
def rate(currency: str, target: str, start: date, months: int = 0) -> Rate | None:
    """The rate of one day (`months` 0), or the mean over whole months from `start`.

    >>> rate("EUR", "USD", date(2022, 1, 1)).on      # a holiday: the rate of 31 December
    datetime.date(2021, 12, 31)
    >>> rate("RUB", "USD", date(2022, 3, 9)) is None  # published until 1 March 2022
    True
    """
    if currency == target:
        return Rate(Decimal(1), start)
    if not (has_rates(currency) and has_rates(target)):
        return None
    found = _mean(currency, target, start, months) if months else _daily(currency, target, start)
    return found and Rate(found.value.quantize(_TWELVE_PLACES, ROUND_HALF_UP), found.on)


def _daily(currency: str, target: str, day: date) -> Rate | None:
    given, asked = _last(currency, day), _last(target, day)
    if given is None or asked is None:
        return None
    return Rate(_EXACT.divide(asked.value, given.value), min(given.on, asked.on))


def _last(currency: str, day: date) -> Rate | None:
    series = _series(currency)
    at = bisect_right(series.days, day) - 1
    if at < 0 or day - series.days[at] > MAX_AGE:
        return None
    return Rate(series.values[at], series.days[at])


def _mean(currency: str, target: str, start: date, months: int) -> Rate | None:
    crosses = _crosses(currency, target)
    for month in (shift(start, number) for number in range(months)):
        if not _covers(crosses.days, month):
            return None
    first, last = bisect_left(crosses.days, start), bisect_left(crosses.days, shift(start, months))
    total = sum(crosses.values[first:last], Decimal(0))
    return Rate(_EXACT.divide(total, Decimal(last - first)), crosses.days[last - 1])


def _covers(days: tuple[date, ...], month: date) -> bool:
    """Published from the first week of the month to its last."""
    end = shift(month, 1)
    first, last = bisect_left(days, month), bisect_left(days, end)
    return first < last and days[first] - month < MAX_AGE and end - days[last - 1] <= MAX_AGE


@cache
def _crosses(currency: str, target: str) -> _Series:
    given, target_series = _series(currency), _series(target)
    asked = dict(zip(target_series.days, target_series.values, strict=True))
    pairs = [
        (day, _EXACT.divide(asked[day], value))
        for day, value in zip(given.days, given.values, strict=True)
        if day in asked
    ]
    return _Series(tuple(day for day, _ in pairs), tuple(value for _, value in pairs))


@cache
def _codes() -> frozenset[str]:
    with (LIBRARY / "rates" / "currencies.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(row["code"] for row in csv.DictReader(lines))


def read_currency(text: str) -> str | None:
    """The ISO 4217 code a text is, or none.

    >>> read_currency("usd"), read_currency("rubles")
    ('USD', None)
    """
    code = text.strip().upper()
    return code if code in _codes() else None
