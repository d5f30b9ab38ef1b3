"""Levels are never added: a union and its members, a year and its months, HS4 and HS6.

Unless a level is asked, countries answer, with the finest period that covers every series
of the asked period. The other levels are listed with their totals, and where a whole and
its parts disagree the difference is printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.cells import COUNTRY_LEVEL, asks_for_group
from tidewaiter.questions.fields import AXES, HS_DIGITS, PERIODS, RATIOS
from tidewaiter.questions.picking import STATE_STEPS, USED
from tidewaiter.questions.question import Question
from tidewaiter.words.periods import shift

_PRODUCT_DIGITS = {"total": 0, "hs2": 2, "hs4": 4, "hs6": 6, "national": 8}


@dataclass(frozen=True, slots=True)
class Levels:
    """The level that answers on each axis, and why."""

    period: str
    product: str | None
    why_period: str = ""
    notes: tuple[str, ...] = field(default=())


def flag_axes(engine: Engine, question: Question) -> None:
    """Keep the candidates with, for each place axis, whether they stand on the asked level."""
    flags = [exp.alias_(_axis_flag(question, axis), f"ok_{axis}") for axis in AXES]
    engine.keep("leveled", exp.select("*", *flags).from_("candidate"))


def _axis_flag(question: Question, axis: str) -> exp.Expression:
    level, asked = exp.column(f"{axis}_level"), getattr(question, f"{axis}_level")
    levels = COUNTRY_LEVEL if asked == "country" else (asked,)
    on_level = exp.func(
        "coalesce", level.isin(*[exp.Literal.string(one) for one in levels]), exp.true()
    )
    if asks_for_group(question, axis):
        if asked:
            return (
                exp.and_(on_level, exp.column(f"{axis}_own"))
                if asked not in COUNTRY_LEVEL
                else _member_or_itself(axis, on_level)
            )
        own_or_no_own = exp.or_(exp.column(f"{axis}_own"), exp.not_(exp.column(f"{axis}_has_own")))
        return exp.func("coalesce", own_or_no_own, exp.true())
    if asked:
        return on_level
    if axis in question.filters:
        return exp.true()
    return exp.func(
        "coalesce", level.isin(*[exp.Literal.string(one) for one in COUNTRY_LEVEL]), exp.true()
    )


def _member_or_itself(axis: str, on_level: exp.Expression) -> exp.Expression:
    return exp.and_(on_level)


def choose(engine: Engine, question: Question) -> Levels:
    """Product level first, then the finest period level on which no series is missing."""
    product = question.product_level or _coarsest_product(engine, question)
    if question.period_level:
        return Levels(question.period_level, product, "asked for")
    period, why = _finest_period(engine, product)
    return Levels(period, product, why)


def _coarsest_product(engine: Engine, question: Question) -> str | None:
    if "tariff_line" in question.filters:
        return None
    digits = max(
        [
            0,
            *(HS_DIGITS[name] for name in question.by if name in HS_DIGITS),
            *map(len, question.filters.get("hs", ())),
        ]
    )
    if "tariff_line" in question.by:
        digits = 8
    present = {
        level
        for (level,) in engine.rows(
            "SELECT DISTINCT product_level FROM leveled WHERE product_level IS NOT NULL"
        )
    }
    enough = [level for level, n in _PRODUCT_DIGITS.items() if level in present and n >= digits]
    return (
        enough[0]
        if enough
        else max(present, key=lambda level: _PRODUCT_DIGITS[level], default=None)
    )


def _finest_period(engine: Engine, product: str | None) -> tuple[str, str]:
    series = "reporter, partner, flow, partner_role, procedure, tariff_line"
    engine.keep(
        "usable",
        """
        SELECT * FROM leveled
        WHERE state = 'current' AND NOT is_unread AND ok_reporter AND ok_partner
            AND ($product IS NULL OR product_level = $product)
        """,
        {"product": product},
    )
    counted = dict(
        engine.rows(
            f"SELECT period_level, count(*) FROM (SELECT DISTINCT period_level, {series} FROM usable WHERE inside) GROUP BY ALL"
        )
    )
    everything = engine.rows(
        f"SELECT count(*) FROM (SELECT DISTINCT {series} FROM usable WHERE inside)"
    )[0][0]
    spans = engine.rows(
        "SELECT DISTINCT period_level, month, months FROM usable WHERE inside AND month IS NOT NULL"
    )
    covered: dict[str, set[date]] = {}
    for level, start, months in spans:
        covered.setdefault(level, set()).update(shift(start, number) for number in range(months))
    if not covered:
        present = {level for (level,) in engine.rows("SELECT DISTINCT period_level FROM usable")}
        return next(
            (level for level in PERIODS if level in present), "month"
        ), "no cell lies wholly inside the asked period"
    every_month = set().union(*covered.values())
    for level in PERIODS:
        if level in covered and counted[level] == everything and covered[level] == every_month:
            return level, "the finest level that covers the asked period"
    best = max(covered, key=lambda level: (counted[level], len(covered[level]), -PERIODS[level]))
    return (
        best,
        f"no level covers everything; this one holds {counted[best]} of {everything} series and {len(covered[best])} of {len(every_month)} months",
    )


def step(question: Question, levels: Levels) -> exp.Expression:
    """The first reason a candidate is not used, or that it is."""
    case = exp.Case().when(exp.column("is_unread"), exp.Literal.string("problem"))
    for state, name in STATE_STEPS.items():
        case = case.when(
            exp.column("state").eq(exp.Literal.string(state)), exp.Literal.string(name)
        )
    other_currency = exp.column("currency").neq(exp.column("first_currency"))
    case = case.when(other_currency, exp.Literal.string("other currency"))
    case = case.when(exp.not_(_on_level(levels)), exp.Literal.string("other level"))
    case = case.when(exp.not_(exp.column("inside")), exp.Literal.string("period straddles"))
    missing = exp.column("addend").is_(exp.null())
    if question.measure in RATIOS:
        unusable = exp.func(
            "coalesce", exp.column("denominator") <= exp.Literal.number(0), exp.true()
        )
        missing = exp.or_(exp.column("numerator").is_(exp.null()), unusable)
    case = case.when(
        exp.and_(missing.copy(), exp.column("is_unread_measure")), exp.Literal.string("problem")
    )
    case = case.when(
        exp.and_(missing.copy(), exp.not_(exp.column("has_value"))), exp.Literal.string("no value")
    )
    rateless = exp.Literal.string("no rate" if question.measure == "value" else "no value")
    return case.when(missing, rateless).else_(exp.Literal.string(USED))


def _on_level(levels: Levels, but: str = "") -> exp.Expression:
    """On the answering level of every axis, or of every axis but one."""
    flags: dict[str, exp.Expression] = {axis: exp.column(f"ok_{axis}") for axis in AXES}
    flags["period"] = exp.func(
        "coalesce", exp.column("period_level").eq(exp.Literal.string(levels.period)), exp.true()
    )
    if levels.product:
        flags["product"] = exp.func(
            "coalesce",
            exp.column("product_level").eq(exp.Literal.string(levels.product)),
            exp.true(),
        )
    return exp.and_(*[flag for axis, flag in flags.items() if axis != but])


def totals(engine: Engine, question: Question, levels: Levels) -> list[dict[str, Any]]:
    """Every level of every axis with its total, the others held at the answering level."""
    found: list[dict[str, Any]] = []
    for axis in (*AXES, "product", "period"):
        level, place = _labels(question, axis)
        used = _on_level(levels)
        query = (
            exp.select(
                exp.alias_(level, "level"),
                exp.alias_(place, "place"),
                exp.alias_(exp.func("coalesce", used, exp.false()), "used"),
                exp.alias_(exp.func("sum", exp.column("addend")), "total"),
                exp.alias_(exp.func("count", exp.Star()), "n"),
            )
            .from_("leveled")
            .where(exp.column("state").eq(exp.Literal.string("current")))
            .where(
                exp.not_(exp.column("is_unread")), exp.column("inside"), _on_level(levels, but=axis)
            )
            .where(exp.column("currency").eq(exp.column("first_currency")))
            .group_by("1", "2", "3")
            .order_by("used DESC", "1", "2")
        )
        for level_name, place_code, is_used, total, n in engine.rows(query):
            entry = {
                "axis": axis,
                "level": level_name,
                "place": place_code,
                "total": total,
                "n": n,
                "used": is_used,
            }
            found.append({name: value for name, value in entry.items() if name != "place" or value})
    return found


def _labels(question: Question, axis: str) -> tuple[exp.Expression, exp.Expression]:
    if axis not in AXES:
        return exp.column(f"{axis}_level"), exp.null()
    level = exp.column(f"{axis}_level")
    is_country = level.copy().isin(*[exp.Literal.string(one) for one in COUNTRY_LEVEL])
    shown = exp.Case().when(is_country, exp.Literal.string("country")).else_(level)
    place: exp.Expression = exp.Case().when(is_country.copy(), exp.null()).else_(exp.column(axis))
    if asks_for_group(question, axis):
        members = exp.func("concat", exp.Literal.string("members of "), exp.column(f"{axis}_group"))
        place = exp.Case().when(exp.column(f"{axis}_own"), exp.column(axis)).else_(members)
    return shown, place


def disagreements(entries: list[Mapping[str, Any]], same_months: bool) -> list[str]:
    """Sentences for a whole and its parts that do not agree."""
    found = []
    for axis in ("period", *AXES):
        on_axis = [one for one in entries if one["axis"] == axis and one["total"] is not None]
        used = [one for one in on_axis if one["used"]]
        if len(used) != 1 or (axis == "period" and not same_months):
            continue
        for other in on_axis:
            whole_and_parts = (
                axis == "period" or "members of" in f"{other.get('place')}{used[0].get('place')}"
            )
            if not other["used"] and whole_and_parts and other["total"] != used[0]["total"]:
                found.append(_sentence(axis, used[0], other))
    return found


def _sentence(axis: str, used: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    difference: Decimal = abs(used["total"] - other["total"])
    mine, theirs = (f"{one.get('place') or one['level']} {one['total']:,}" for one in (used, other))
    return f"levels that disagree ({axis}): {mine} against {theirs}; difference {difference:,}"
