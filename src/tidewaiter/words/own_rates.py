"""A person's own exchange rates: a file of pairs, each with its day, month, quarter or year.

They stand in for the built-in series altogether. A pair or a time that the file lacks has no
rate; it is never filled up from elsewhere, and a rate is never carried beyond its own period.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from pathlib import Path

from tidewaiter.words.currencies import Rate, read_currency
from tidewaiter.words.errors import CommandError
from tidewaiter.words.periods import read_period, shift

COLUMNS = ("from", "to", "period", "rate")
_EXACT = Context(prec=40)
_TWELVE_PLACES = Decimal("1e-12")
_HINT = "its columns are from,to,period,rate, with a line such as EUR,USD,2021,1.18"

Span = tuple[date, date]  # first day, first day after


@dataclass(frozen=True, slots=True)
class OwnRates:
    """The rates of one file, by pair and span."""

    name: str
    sha256: str
    rates: Mapping[tuple[str, str], Mapping[Span, Decimal]]

    def rate(self, currency: str, target: str, start: date, months: int = 0) -> Rate | None:
        """That of the shortest span of the file that holds the whole day or period."""
        if currency == target:
            return Rate(Decimal(1), start)
        end = shift(start, months) if months else start + timedelta(days=1)
        spans = self.rates.get((currency, target), {})
        holding = [span for span in spans if span[0] <= start and end <= span[1]]
        if not holding:
            return None
        found = min(holding, key=lambda span: (span[1] - span[0], span))
        return Rate(spans[found].quantize(_TWELVE_PLACES, ROUND_HALF_UP), found[1])


def load_rates(path: Path) -> OwnRates:
    """Read a file of rates; what is wrong with it is said with its line."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"the rates {path} cannot be read: {error}", _HINT) from None
    lines = csv.DictReader(io.StringIO(text))
    if lacking := [name for name in COLUMNS if name not in (lines.fieldnames or ())]:
        raise CommandError(f"{path.name} has no column {', '.join(lacking)}", _HINT)
    rates: dict[tuple[str, str], dict[Span, Decimal]] = {}
    for line in lines:
        for pair, span, value in _both_ways(path.name, lines.line_num, line):
            if rates.setdefault(pair, {}).setdefault(span, value) != value:
                said = f"{path.name}, line {lines.line_num}: {'/'.join(pair)} is given twice"
                raise CommandError(f"{said} for {line['period']}", "keep one of the two rates")
    return OwnRates(path.name, hashlib.sha256(content).hexdigest(), rates)


def _both_ways(
    name: str, line_no: int, line: Mapping[str, str | None]
) -> Iterator[tuple[tuple[str, str], Span, Decimal]]:
    said = {column: (line[column] or "").strip() for column in COLUMNS}
    source, target = read_currency(said["from"]), read_currency(said["to"])
    span, value = _span(said["period"]), _number(said["rate"])
    wrong = {
        "from": source is None,
        "to": target is None or target == source,
        "period": span is None,
        "rate": value is None,
    }
    if source is None or target is None or span is None or value is None or wrong["to"]:
        shown = ", ".join(f"{column} {said[column]!r}" for column in COLUMNS if wrong[column])
        raise CommandError(f"{name}, line {line_no}: {shown} cannot be read", _HINT)
    yield (source, target), span, value
    yield (target, source), span, _EXACT.divide(Decimal(1), value)


def _span(text: str) -> Span | None:
    """A day as 2021-03-31, or what a statistic calls its months.

    >>> _span("2021")
    (datetime.date(2021, 1, 1), datetime.date(2022, 1, 1))
    """
    if period := read_period(text):
        return period.start, period.end
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day, day + timedelta(days=1)


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 < value < 1_000_000 else None
