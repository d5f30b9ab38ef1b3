"""How a file writes numbers and days, and which of its numbers may be weights or values.

The notation is the one under which most numbers can be read; where two fit alike, that is said.
Gross weights are never less than net ones beside them; values run higher than weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records.notation import NOTATIONS
from tidewaiter.records.proposal.texts import as_number, is_one_group
from tidewaiter.records.proposal.values import Evidence

MOST = 0.9
"""Share of the filled rows from which on a column is of a kind."""
SOME = 0.6
"""The same in tables of statistics, which hold titles and notes between their rows."""
_SIMPLEST_FIRST = sorted(NOTATIONS, key=lambda name: (bool(NOTATIONS[name][0]), name != "1234.5"))
_DECIMALS = 9
"""A number with more decimals was computed, not declared."""
_FEWEST_PAIRS = 10
_ORDERS = ("ymd", "dmy", "mdy")


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file writes numbers and days; what a person has to look at."""

    numbers: str = "1234.5"
    dates: str = "ymd"
    numbers_doubt: str = ""
    dates_doubt: str = ""

    @property
    def doubts(self) -> tuple[str, ...]:
        """What a person has to say."""
        return tuple(one for one in (self.numbers_doubt, self.dates_doubt) if one)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a column of numbers may be, how sure, and from what."""

    kind: str
    field: str
    sure: float
    why: str


@dataclass(frozen=True, eq=False)
class _Numbers:
    name: str
    aligned: np.ndarray[Any, np.dtype[np.float64]]
    middle: float
    most: float
    has_fractions: bool
    is_quotient: bool


def notation_of(columns: Mapping[str, Evidence], is_text: bool) -> Notation:
    """The notation that reads most numbers, and the order that reads most days.

    Only in a text can a number be taken for another: workbooks hold them as they are.
    """
    numbers, numbers_doubt = _numbers(columns)
    dates, dates_doubt = _dates(columns)
    return Notation(numbers, dates, numbers_doubt if is_text else "", dates_doubt)


def _numbers(columns: Mapping[str, Evidence]) -> tuple[str, str]:
    numeric = [one for one in columns.values() if is_numeric(one)]
    reads = {
        name: sum(one.n_filled * one.notations.get(name, 0.0) for one in numeric)
        for name in _SIMPLEST_FIRST
    }
    best = max(_SIMPLEST_FIRST, key=lambda name: round(reads[name], 6))
    rivals = [
        name
        for name in _SIMPLEST_FIRST
        if reads[name] >= reads[best] - 1e-6 and NOTATIONS[name][1] != NOTATIONS[best][1]
    ]
    marked = [text for one in numeric for text in one.counts if "," in text or "." in text]
    if rivals and marked and all(map(is_one_group, marked)):
        return (
            best,
            f"numbers such as {marked[0]} can be read in two ways: is the mark a decimal one?",
        )
    return best, ""


def _dates(columns: Mapping[str, Evidence]) -> tuple[str, str]:
    days = [one for one in columns.values() if is_days(one)]
    reads = {order: sum(one.n_filled * one.share(order) for one in days) for order in _ORDERS}
    best = max(_ORDERS, key=lambda order: round(reads[order], 6))
    if days and best == "dmy" and abs(reads["dmy"] - reads["mdy"]) < 1e-6:
        return best, "no day seen is above 12: day and month may stand the other way round"
    return best, ""


def is_days(one: Evidence) -> bool:
    """Whether nearly all texts of a column are days."""
    return one.n_filled > 0 and one.share("day") >= MOST


def is_numeric(one: Evidence, least: float = MOST) -> bool:
    """Whether nearly all texts of a column are numbers in one notation, and no days."""
    best = max(one.notations.values(), default=0.0)
    return one.n_filled > 0 and best >= least and one.share("day") < MOST


def is_places_by_number(one: Evidence) -> bool:
    """Whether a column holds the UN's numbers of countries: many, and nearly none of another."""
    return one.share("place_number") > 0.95 and one.n_distinct > 20


def figures(
    sample: pa.Table, columns: Mapping[str, Evidence], notation: str, statistical: bool
) -> dict[str, Figure]:
    """Which columns of numbers may be weights or values, by the values alone."""
    found = [
        numbers
        for name, one in columns.items()
        if _is_measured(one, statistical)
        and (numbers := _aligned(name, sample.column(name), notation))
    ]
    return _of_statistics(found) if statistical else _of_declarations(found)


def _of_statistics(found: list[_Numbers]) -> dict[str, Figure]:
    """Values, unless they are shares or quotients; where several stand side by side, none is *the* value."""
    values = [one for one in found if one.most > 101 and not one.is_quotient]
    sure, why = (
        (0.55, "the numbers of the table") if len(values) == 1 else (0.4, "one column of several")
    )
    return {one.name: Figure("value", "value", sure, why) for one in values}


def _is_measured(one: Evidence, statistical: bool) -> bool:
    """Numbers that measure something: no codes, counts of a few kinds, years or running numbers."""
    if not is_numeric(one, SOME if statistical else MOST) or one.tax_number:
        return False
    if one.share("code", "period", "serial_day") >= MOST or is_places_by_number(one):
        return False
    fractions = any(not text.lstrip("+-").isdecimal() for text in one.counts)
    lengths = {len(text) for text in one.counts}
    running = one.n_distinct == one.n_filled and len(lengths) < 3 and max(lengths) > 5
    varied = one.n_distinct > min(max(20, one.n_filled // 10), one.n_filled // 2)
    return varied and (fractions or not running)


def _aligned(name: str, column: "pa.ChunkedArray[Any]", notation: str) -> _Numbers | None:
    """The numbers of a column, row by row; each distinct text is read once."""
    whole: Any = column.combine_chunks()
    coded: Any = pc.utf8_trim_whitespace(whole.fill_null("")).dictionary_encode()
    texts: list[str] = coded.dictionary.to_pylist()
    read = [as_number(text, notation) for text in texts]
    known = [number for number in read if number is not None]
    if not known or min(known) < 0:
        return None
    distinct = np.array([np.nan if number is None else number for number in read])
    aligned = distinct[coded.indices.to_numpy(zero_copy_only=False)]
    quotients = [text for text in texts if "." in text and len(text) - text.rfind(".") > _DECIMALS]
    return _Numbers(
        name,
        aligned,
        float(np.nanmedian(aligned)),
        max(known),
        any(number % 1 for number in known),
        len(quotients) > 1,
    )


def _of_declarations(found: list[_Numbers]) -> dict[str, Figure]:
    found = sorted(found, key=lambda one: one.middle)
    named: dict[str, Figure] = {}
    if len(found) > 1:
        value = found[-1]
        why = "the highest of the numbers that measure something"
        named[value.name] = Figure("value", "invoice_value", 0.55, why)
    lower = [one for one in found[:-1] if one.has_fractions]
    pair = next(((a, b) for a in lower for b in lower if a is not b and _outweighs(a, b)), None)
    if pair:
        gross, net = pair
        named[gross.name] = Figure("weight", "gross_kg", 0.6, f"never less than {net.name}")
        named[net.name] = Figure("weight", "net_kg", 0.6, f"never more than {gross.name}")
    elif lower and not any(one.has_fractions for one in lower[1:]):
        why = "the only other number with fractions"
        named[lower[0].name] = Figure("weight", "net_kg", 0.5, why)
    return named


def _outweighs(gross: _Numbers, net: _Numbers) -> bool:
    """Whether one number is nearly always a little more than another, as packing adds weight."""
    both = ~np.isnan(gross.aligned) & ~np.isnan(net.aligned) & (gross.aligned > 0)
    if both.sum() < _FEWEST_PAIRS:
        return False
    heavier, lighter = gross.aligned[both], net.aligned[both]
    ratio = float(np.median(lighter / heavier))
    return (
        (heavier >= lighter).mean() > 0.97 and (heavier > lighter).mean() > 0.3 and 0.5 < ratio < 1
    )
