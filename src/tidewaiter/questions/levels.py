"""Levels are never added: a union and its members, a year and its months, HS4 and HS6.

A candidate stands on the answering level of every axis or is not used; its step says why.
Unless a level is asked, countries answer: country, not specified and residual together.
"""

from dataclasses import dataclass

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.cells import COUNTRY_LEVEL, asks_for_group
from tidewaiter.questions.fields import AXES, RATIOS
from tidewaiter.questions.picking import STATE_STEPS, USED
from tidewaiter.questions.question import Question


@dataclass(frozen=True, slots=True)
class Levels:
    """The level that answers: of periods, with the reason, and of products."""

    period: str
    product: str | None
    why_period: str


def flag_axes(engine: Engine, question: Question, side: str) -> None:
    """Keep the candidates with, for each place axis, whether they stand on the asked level."""
    flags = [exp.alias_(_axis_flag(question, axis), f"ok_{axis}") for axis in AXES]
    engine.keep(f"{side}leveled", exp.select("*", *flags).from_(f"{side}candidate"))


def _axis_flag(question: Question, axis: str) -> exp.Expr:
    level, asked = exp.column(f"{axis}_level"), getattr(question, f"{axis}_level")
    levels = COUNTRY_LEVEL if asked == "country" else (asked,)
    on_level = _or_unread(level.isin(*[exp.Literal.string(one) for one in levels]))
    if asks_for_group(question, axis):
        own, has_own = exp.column(f"{axis}_own"), exp.column(f"{axis}_has_own")
        if asked:
            return on_level if asked in COUNTRY_LEVEL else exp.and_(on_level, own)
        return _or_unread(exp.or_(own, exp.not_(has_own)))
    if asked:
        return on_level
    if axis in question.filters:
        return exp.true()
    return _or_unread(level.isin(*[exp.Literal.string(one) for one in COUNTRY_LEVEL]))


def _or_unread(condition: exp.Expr) -> exp.Expr:
    """A place that could not be read stands on no level; its step says `problem`."""
    return exp.func("coalesce", condition, exp.true())


def step(question: Question, levels: Levels) -> exp.Expr:
    """The first reason a candidate is not used, or that it is."""
    case = exp.Case().when(exp.column("is_unread"), exp.Literal.string("problem"))
    for state, name in STATE_STEPS.items():
        case = case.when(
            exp.column("state").eq(exp.Literal.string(state)), exp.Literal.string(name)
        )
    other_currency = exp.column("currency").neq(exp.column("first_currency"))
    case = case.when(other_currency, exp.Literal.string("other currency"))
    case = case.when(exp.not_(on_level(levels)), exp.Literal.string("other level"))
    case = case.when(exp.not_(exp.column("inside")), exp.Literal.string("period straddles"))
    missing: exp.Expr = exp.column("addend").is_(exp.null())
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


def on_level(levels: Levels, but: str = "") -> exp.Expr:
    """On the answering level of every axis, or of every axis but one."""
    flags: dict[str, exp.Expr] = {axis: exp.column(f"ok_{axis}") for axis in AXES}
    flags["period"] = _or_unread(exp.column("period_level").eq(exp.Literal.string(levels.period)))
    if levels.product:
        product = exp.column("product_level").eq(exp.Literal.string(levels.product))
        flags["product"] = _or_unread(product)
    flags["breakdown"] = exp.column("ok_breakdown")
    flags["edition"] = exp.column("ok_edition")
    return exp.and_(*[flag for axis, flag in flags.items() if axis != but])
