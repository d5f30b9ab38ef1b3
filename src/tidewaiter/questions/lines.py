"""A question about declarations: each line picked, with its groups, its addend and its step.

The day of declaration governs period, membership and rate. A line without a value still
counts for lines and weights; the bridge names it.
"""

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.fields import OF_VALUE, RATIOS
from tidewaiter.questions.money import add_rates, converted
from tidewaiter.questions.picked import Picked
from tidewaiter.questions.picking import (
    LINE_STEPS,
    USED,
    bucket,
    finished,
    open_step,
    started,
    unread_step,
)
from tidewaiter.questions.question import Question

_VALUE_FIELDS = {
    "statistical": ("statistical_value_usd",),
    "customs": ("customs_value", "customs_currency"),
    "invoice": ("invoice_value", "invoice_currency"),
}


def pick_lines(
    engine: Engine, question: Question, source_numbers: list[int] | None, side: str = ""
) -> Picked:
    """One row a declaration line that the question may be about."""
    picked = started(engine, "declaration_line", "declared_on", question, source_numbers, side)
    _add_period(picked, question)
    measures = _measures(engine, picked, question)
    day = picked.column("declared_on")
    month = bucket("month", day)
    own = [
        exp.alias_(month, "month"),
        exp.alias_(exp.cast(exp.Literal.number(1), "SMALLINT"), "months"),
        *(exp.alias_(picked.content(name), name) for name in ("event", "direction")),
        picked.column("declaration_id"),
        exp.alias_(_step(picked, question, measures), "step"),
    ]
    return finished(picked, question, measures, own, _fields_of_measure(question))


def _add_period(picked: Picked, question: Question) -> None:
    day = picked.column("declared_on")
    bounds: list[exp.Expr] = []
    if question.since:
        bounds.append(day.copy() >= picked.value(question.since))
    if question.until:
        bounds.append(day.copy() < picked.value(question.until))
    if bounds:
        picked.conditions["period"] = exp.and_(*bounds)
        picked.fields["period"] = ("declared_on",)


def _measures(engine: Engine, picked: Picked, question: Question) -> dict[str, exp.Expr]:
    """addend, numerator, denominator, and which declared value was used."""
    found: dict[str, exp.Expr] = {
        **dict.fromkeys(("addend", "numerator", "denominator", "valuation"), exp.null()),
        "unit": picked.content("unit"),
    }
    if question.measure in ("n_lines", "n_declarations"):
        found["addend"] = exp.Literal.number(1)
    elif question.measure not in OF_VALUE:
        found["addend"] = picked.column(question.measure)
    else:
        amount, valuation = _amount(engine, picked, question)
        found["valuation"] = valuation
        if question.measure in RATIOS:
            found["numerator"], found["denominator"] = (
                amount,
                picked.column(RATIOS[question.measure]),
            )
        else:
            found["addend"] = amount
    return found


def _amount(engine: Engine, picked: Picked, question: Question) -> tuple[exp.Expr, exp.Expr]:
    if (
        question.currency == "USD"
        and question.rate_rule in (None, "daily")
        and question.valuation is None
        and question.rates is None
    ):
        return picked.column("value_usd"), picked.content("valuation")
    valuation = (
        exp.Literal.string(question.valuation) if question.valuation else picked.column("valuation")
    )
    declared, currency = _declared_value(picked, valuation)
    no_months = exp.cast(exp.Literal.number(0), "SMALLINT")
    amount = converted(
        question,
        declared,
        currency,
        lambda: add_rates(engine, picked, question, currency, no_months),
    )
    used = (
        exp.Case()
        .when(exp.not_(declared.copy().is_(exp.null())), valuation.copy())
        .else_(exp.null())
    )
    return amount, used


def _declared_value(picked: Picked, valuation: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    value, currency = exp.Case(this=valuation.copy()), exp.Case(this=valuation.copy())
    for name, amount, code in (
        ("statistical", picked.column("statistical_value_usd"), exp.Literal.string("USD")),
        ("customs", picked.column("customs_value"), picked.column("customs_currency")),
        ("invoice", picked.column("invoice_value"), picked.column("invoice_currency")),
    ):
        value = value.when(exp.Literal.string(name), amount)
        currency = currency.when(exp.Literal.string(name), code)
    return value, currency


def _fields_of_measure(question: Question) -> list[str]:
    if question.measure in ("n_lines", "n_declarations"):
        return []
    money = (
        [name for fields in _VALUE_FIELDS.values() for name in fields]
        if question.measure in OF_VALUE
        else []
    )
    if question.valuation in _VALUE_FIELDS and question.measure in OF_VALUE:
        money = list(_VALUE_FIELDS[question.valuation])
    other = [] if question.measure == "value" else [RATIOS.get(question.measure, question.measure)]
    other += ["weight_unit"] if set(other) & {"net_kg", "gross_kg"} else []
    return [*money, *other, *(["declared_on"] if money else [])]


def _step(picked: Picked, question: Question, measures: dict[str, exp.Expr]) -> exp.Expr:
    """The first reason a line is not used, or that it is; most are used, and are told first."""
    if question.measure in RATIOS:
        missing = exp.or_(
            measures["numerator"].copy().is_(exp.null()),
            exp.func(
                "coalesce", measures["denominator"].copy() <= exp.Literal.number(0), exp.true()
            ),
        )
    else:
        missing = measures["addend"].copy().is_(exp.null())
    unread_filter = unread_step(picked)
    used = exp.and_(
        exp.not_(unread_filter.copy()),
        picked.column("state").eq(exp.Literal.string("current")),
        exp.not_(missing.copy()),
    )
    is_open = open_step(picked)
    unread = exp.and_(unread_filter, exp.not_(is_open)) if is_open else unread_filter
    case = exp.Case().when(used, exp.Literal.string(USED))
    case = case.when(unread, exp.Literal.string("problem"))
    for state, step in LINE_STEPS.items():
        case = case.when(
            picked.column("state").eq(exp.Literal.string(state)), exp.Literal.string(step)
        )
    if is_open:
        case = case.when(is_open.copy(), exp.Literal.string("law unknown"))
    unreadable = [picked.unread(name) for name in _fields_of_measure(question)]
    if unreadable:
        lost = exp.and_(missing.copy(), exp.or_(*unreadable))
        case = case.when(lost, exp.Literal.string("problem"))
    if question.measure in OF_VALUE:
        rateless = exp.and_(missing.copy(), exp.not_(_nothing_declared(picked, question)))
        case = case.when(rateless, exp.Literal.string("no rate"))
    return case.when(missing, exp.Literal.string("no value")).else_(exp.Literal.string(USED))


def _nothing_declared(picked: Picked, question: Question) -> exp.Expr:
    """No value, or one without its currency or day: nothing a rate could be looked up for."""
    fields = _VALUE_FIELDS[question.valuation] if question.valuation else ("valuation",)
    missing = [picked.column(name).is_(exp.null()) for name in fields]
    no_day = picked.column("declared_on").is_(exp.null())
    ratio = (
        [picked.column(RATIOS[question.measure]).is_(exp.null())]
        if question.measure in RATIOS
        else []
    )
    return exp.or_(*missing, no_day, *ratio)
