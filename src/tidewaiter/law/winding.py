"""Wind-downs: which measures they lift for a contract that is old enough, and for which of the goods.

A wind-down lifts the measure it belongs to, and no other. Lines of the same annex and day lend
theirs to a wider line over the same code. Where the code asked for holds more than the lines that
have one, or more than its annex held before, it cannot be said whether it is lifted.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from tidewaiter.law.conditions import Compared, Facts, Finding, Truth, joined
from tidewaiter.law.facts import TARIFF_LINE
from tidewaiter.law.measures import WIND_DOWN, Measure
from tidewaiter.law.scope import under

VALUE = "value_per_item_eur"


def lifted(
    one: Measure, code: str, on: date, contract: date | None, facts: Facts, near: Sequence[Measure]
) -> Finding:
    """Whether a wind-down lifts a measure on a day, for the contract that was stated."""
    if contract is None:
        return Finding(False)
    ends = [
        joined([lent, _worth(by, facts)])
        for by, lent in wind_downs(one, code, near)
        if by.contract_before
        and by.execute_by
        and contract < by.contract_before
        and on <= by.execute_by
    ]
    return joined(ends, all=False) if ends else Finding(False)


def _worth(by: Measure, facts: Facts) -> Finding:
    """Some wind-downs are for goods up to a value only."""
    limit = by.wind_down_value_eur
    return Compared(VALUE, "<=", limit).met(facts) if limit is not None else Finding(True)


def wind_downs(
    one: Measure, code: str, near: Sequence[Measure]
) -> Iterator[tuple[Measure, Finding]]:
    """Its own wind-down and those lent to it, each with whether it is for the goods under the code.

    Where a wind-down is for newly listed goods, those that the annex held before have none.
    """
    own = _narrower(one, code)
    new = _new(one, own, near) if one.newly_listed else Finding(True)
    if new.truth is False:
        return
    lent = [(one, Finding(True))]
    lent += [(by, _lent(by, one, own)) for by in near if _same_annex_and_day(one, by)]
    for by, finding in lent:
        if by.contract_before and by.execute_by and finding.truth is not False:
            yield by, joined([finding, new])


def _narrower(one: Measure, code: str) -> str:
    """The line's own code where the one asked for is wider: the wind-down is of the line."""
    alone = one.codes[0] if len(one.codes) == 1 else ""
    return alone if alone.startswith(code) else code


def _same_annex_and_day(one: Measure, other: Measure) -> bool:
    keys = [(each.regime, each.annex, each.in_force_from) for each in (one, other)]
    return other is not one and bool(one.annex and one.in_force_from) and keys[0] == keys[1]


def _lent(by: Measure, one: Measure, code: str) -> Finding:
    """A list of wind-downs that names the code, or a narrower line over it than the one in question."""
    narrower = bool(one.codes) and len(by.codes[0] if by.codes else "") > len(one.codes[0])
    if not (by.action == WIND_DOWN or narrower):
        return Finding(False)
    return _of_goods(by, code)


def _of_goods(line: Measure, code: str) -> Finding:
    """Whether a line is about all goods under a code; `ex` lines and narrower ones are about some."""
    truth: Truth = under(code, line.codes) if line.codes else False
    if truth is False:
        return Finding(False)
    missing = [] if truth else [TARIFF_LINE]
    missing += [line.own_fact] if line.ex else []
    return Finding(None, tuple(missing)) if missing else Finding(True)


def _new(one: Measure, code: str, near: Iterable[Measure]) -> Finding:
    """Whether the annex did not hold the goods on the day before the measure came into force."""
    if one.in_force_from is None:
        return Finding(True)
    before = one.in_force_from - timedelta(days=1)
    held = joined(
        [
            _of_goods(other, code)
            for other in near
            if (other.annex, other.regime, other.action) == (one.annex, one.regime, one.action)
            and other.in_force(before)
        ],
        all=False,
    )
    return Finding(None if held.truth is None else not held.truth, held.missing)
