"""Periods as statistics print them, and the months they hold.

A label names its first month and its length; both must be read from the label
itself. `202408-Aug. 2024` repeats itself: the two halves have to agree.
"""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janv janvier",
            "feb february févr fév fevr février fevrier",
            "mar march mars",
            "apr april avr avril",
            "may mai",
            "jun june juin",
            "jul july juil juillet",
            "aug august août aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december déc décembre decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = re.compile(r"(?P<month>[^\W\d]+)\.?\s+(?P<year>\d{4})")
_SPAN = re.compile(r"(?P<first>[^\W\d]+)\.?\s*-\s*(?P<last>[^\W\d]+)\.?\s+(?P<year>\d{4})")
_COMPACT = re.compile(r"(?P<year>\d{4})(?:-?(?P<month>0[1-9]|1[0-2])|-(?P<one_digit>[1-9]))")
_YEAR = re.compile(r"(?P<year>\d{4})")
_QUARTER = re.compile(r"(?P<year>\d{4})-?[QqTt](?P<quarter>[1-4])")
_CHINESE = re.compile(
    r"(?P<year>\d{4})年(?:(?P<first>\d{1,2})月?(?:[-—–~至](?P<last>\d{1,2}))?月)?(?:累计)?"
)
_RANGE = re.compile(r"(?P<year>\d{4})(?P<first>\d{2})\s?[-—–~至]\s?(?P=year)(?P<last>\d{2})")
_CODED = re.compile(r"(?P<code>\d{6})-(?P<label>.*\D.*)")
_WHOLE_YEAR = 52  # Comext writes the year 2019 as "201952"


_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Period:
    """`months` whole months from the first day of `start`."""

    start: date
    months: int

    @property
    def end(self) -> date:
        """The first day after it."""
        return shift(self.start, self.months)


def shift(day: date, months: int) -> date:
    """The first of the month that many months later.

    >>> shift(date(2022, 11, 1), 3), shift(date(2022, 1, 1), -1)
    (datetime.date(2023, 2, 1), datetime.date(2021, 12, 1))
    """
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def months_between(since: date, until: date) -> list[date]:
    """First days of the months that begin in [since, until)."""
    first = since if since.day == 1 else shift(since, 1)
    count = max(0, (until.year - first.year) * 12 + until.month - first.month + (until.day > 1))
    return [shift(first, number) for number in range(count)]


def read_period(label: str) -> Period | None:
    """The period a label names, or none.

    >>> read_period("Aug. 2024")
    Period(start=datetime.date(2024, 8, 1), months=1)
    >>> read_period("201952-Jan.-Dec. 2019")
    Period(start=datetime.date(2019, 1, 1), months=12)
    >>> read_period("202201-202202"), read_period("2022年1-2月")
    (Period(start=datetime.date(2022, 1, 1), months=2), Period(start=datetime.date(2022, 1, 1), months=2))
    >>> read_period("202407-Aug. 2024") is None     # the halves disagree
    True
    """
    found = _read(label.strip())
    return found if found and found.start.year in _YEARS else None


def _read(label: str) -> Period | None:
    if spanned := _RANGE.fullmatch(label) or _CHINESE.fullmatch(label):
        return _spanned(spanned)
    if coded := _CODED.fullmatch(label):
        named = _named(coded["label"].strip())
        return named if named == _coded(coded["code"]) else None
    return _named(label) or _coded(label)


def _spanned(found: re.Match[str]) -> Period | None:
    """Months of one year, or the year: a span over two years is none that an office publishes."""
    first, last = int(found["first"] or 1), int(found["last"] or found["first"] or 12)
    if not int(found["year"]) or not 1 <= first <= last <= 12:
        return None
    return Period(date(int(found["year"]), first, 1), last - first + 1)


def _named(label: str) -> Period | None:
    if span := _SPAN.fullmatch(label):
        first, last = _month(span["first"]), _month(span["last"])
        if first and last and first <= last and int(span["year"]):
            return Period(date(int(span["year"]), first, 1), last - first + 1)
        return None
    if (single := _MONTH.fullmatch(label)) and (number := _month(single["month"])):
        return Period(date(int(single["year"]), number, 1), 1) if int(single["year"]) else None
    return None


def _coded(label: str) -> Period | None:
    if label.isdigit() and len(label) == 6 and int(label[4:]) == _WHOLE_YEAR:
        label = label[:4]
    if (match := _QUARTER.fullmatch(label)) and int(match["year"]):
        return Period(date(int(match["year"]), 3 * int(match["quarter"]) - 2, 1), 3)
    if (match := _COMPACT.fullmatch(label)) and int(match["year"]):
        return Period(date(int(match["year"]), int(match["month"] or match["one_digit"]), 1), 1)
    if (match := _YEAR.fullmatch(label)) and int(match["year"]):
        return Period(date(int(match["year"]), 1, 1), 12)
    return None


def _month(name: str) -> int | None:
    return _MONTHS.get(name.casefold())
