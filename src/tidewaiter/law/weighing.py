"""One measure against one question: does it apply, does it not, or what would have to be known.

A code that is named without `ex` decides by itself. An `ex` code, a limit of value and a text in
words ask for facts. A wind-down lifts the measure it belongs to, and no other, for a contract that
is stated and old enough.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tidewaiter.law.conditions import Compared, Facts, Finding, Named, Truth, joined
from tidewaiter.law.facts import TARIFF_LINE
from tidewaiter.law.measures import WIND_DOWN, Measure
from tidewaiter.law.roads import Road

VALUE = "value_per_item_eur"
FIRST_DAY = "first_day"
"""Missing where a list was only seen later: the day it first held the code."""


@dataclass(frozen=True, slots=True)
class Question:
    """Goods under a code, on a road, on a day; what is known of them, and as known on which day."""

    code: str
    on: date
    road: Road
    facts: Facts
    contract: date | None = None
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A measure in force, whether it applies, and what is missing to say so."""

    measure: Measure
    applies: Truth
    missing: tuple[str, ...] = ()
    why: str = ""


def weigh(
    one: Measure, asked: Question, facts: Facts, about: Truth, near: Sequence[Measure]
) -> Weighed:
    """Weigh a measure that is in force; `about` says whether it is about the destination."""
    findings = [*_of_code(one, asked.code), *_of_goods(one, facts)]
    if about is None:
        findings.append(Named(one.unsure).met(facts) if one.unsure else Finding(None, ("to",)))
        if one.unsure and findings[-1].truth is not None:
            findings[-1] = Finding(not findings[-1].truth)
    if one.any_reach:
        findings.append(Finding(None))
    if one.snapshot and one.in_force_from and asked.on < one.in_force_from:
        findings.append(Finding(None, (FIRST_DAY,)))
    found = joined(findings)
    if found.truth is not False:
        lifted = _lifted(one, asked, facts, near)
        if lifted.truth:
            return Weighed(one, False, (), "lifted by its wind-down for the contract stated")
        if lifted.truth is None:
            found = joined([found, lifted])
    return Weighed(one, found.truth, found.missing)


def _of_code(one: Measure, code: str) -> Iterable[Finding]:
    """A code that the measure names whole, or one that holds more than the measure names."""
    if one.codes and not code.startswith(one.codes):
        yield Finding(None, (TARIFF_LINE,))


def _of_goods(one: Measure, facts: Facts) -> Iterable[Finding]:
    """What the goods must be besides their code; the measure's own fact can say no to all of it."""
    if one.own_fact in facts and facts[one.own_fact] is False:
        yield Finding(False)
    if one.value_over_eur:
        yield Compared(VALUE, ">", one.value_over_eur).met(facts)
    if one.ex or (not one.codes and one.when is None and not one.any_reach):
        yield Named(one.own_fact).met(facts)
    if one.when is not None:
        own = facts.get(one.own_fact)
        yield Finding(own) if isinstance(own, bool) else one.when.met(facts)


def _lifted(one: Measure, asked: Question, facts: Facts, near: Sequence[Measure]) -> Finding:
    """Whether a wind-down lifts the measure for the contract that was stated."""
    if asked.contract is None:
        return Finding(False)
    ends = [
        joined([Finding(True), _worth(by, facts)])
        for by in wind_downs(one, asked.code, near)
        if by.contract_before
        and by.execute_by
        and asked.contract < by.contract_before
        and asked.on <= by.execute_by
    ]
    return joined(ends, all=False) if ends else Finding(False)


def _worth(by: Measure, facts: Facts) -> Finding:
    """Some wind-downs are for goods up to a value only."""
    limit: Decimal | None = by.wind_down_value_eur
    return Compared(VALUE, "<=", limit).met(facts) if limit is not None else Finding(True)


def wind_downs(one: Measure, code: str, near: Sequence[Measure]) -> list[Measure]:
    """Its own wind-down, and those of narrower lines its annex got on the same day for the code.

    Where the wind-down is for newly listed goods, a code that the annex held before has none.
    """
    if one.newly_listed and _held_before(one, code, near):
        return []
    beside = [
        other
        for other in near
        if other is not one and _same_annex_and_day(one, other) and _lends(other, one, code)
    ]
    return [by for by in (one, *beside) if by.contract_before and by.execute_by]


def _same_annex_and_day(one: Measure, other: Measure) -> bool:
    keys = [(each.regime, each.annex, each.in_force_from) for each in (one, other)]
    return bool(one.annex and one.in_force_from) and keys[0] == keys[1]


def _lends(other: Measure, one: Measure, code: str) -> bool:
    """A wind-down list that names the code, or a narrower line over it than the one in question."""
    if not code.startswith(other.codes):
        return False
    narrower = bool(one.codes) and len(other.codes[0]) > len(one.codes[0])
    return other.action == WIND_DOWN or narrower


def _held_before(one: Measure, code: str, near: Sequence[Measure]) -> bool:
    if one.in_force_from is None:
        return False
    before = one.in_force_from - timedelta(days=1)
    return any(
        other.annex == one.annex
        and other.regime == one.regime
        and other.action == one.action
        and bool(other.codes)
        and code.startswith(other.codes)
        and other.in_force(before)
        for other in near
    )
