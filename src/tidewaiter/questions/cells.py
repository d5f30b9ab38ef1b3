"""A question about statistics: every published cell it may be about, level by level.

A cell counts only if it lies wholly inside the asked period and its `by` bucket. Which
level answers is decided on these candidates, in `levels`; nothing is added here.
"""

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.breakdowns import breakdown, edition
from tidewaiter.questions.fields import AXES, BREAKDOWNS, OF_VALUE, PERIODS, RATIOS
from tidewaiter.questions.money import add_rates, converted
from tidewaiter.questions.picked import Picked
from tidewaiter.questions.picking import (
    finished,
    started,
    unread_step,
)
from tidewaiter.questions.question import Question
from tidewaiter.words import places

SAME_CELL = (
    "reporter", "partner", "partner2", "partner_role", "flow", "procedure", "trade_mode", "region", "transport",
    "product_level", "tariff_line", "period_start", "period_months",
)  # fmt: skip
_PLACING = (
    "reporter",
    "partner",
    "flow",
    "partner_role",
    "period",
    "tariff_line",
    "hs_edition",
    *BREAKDOWNS,
)
_OWN = (
    "flow", "procedure", "partner_role", "partner2", "trade_mode", "region", "transport", "tariff_line",
    "state", "currency",
)  # fmt: skip
COUNTRY_LEVEL = ("country", "not_specified", "residual")
_MONEY_COLUMN = {"fob": "value_fob", "cif": "value_cif"}


def pick_cells(
    engine: Engine, question: Question, source_numbers: list[int] | None, side: str = ""
) -> Picked:
    """One row a cell, before any level is chosen."""
    picked = started(engine, "trade_statistic", "period_start", question, source_numbers, side)
    _add_period(picked, question)
    own = [
        exp.alias_(picked.column("period_start"), "month"),
        exp.alias_(picked.column("period_months"), "months"),
        *(exp.alias_(picked.content(name), name) for name in _OWN),
        *(column for axis in AXES for column in _axis(picked, axis)),
        exp.alias_(_product_level(picked), "product_level"),
        exp.alias_(_period_level(picked), "period_level"),
        *breakdown(picked, question),
        exp.alias_(edition(picked), "ok_edition"),
        picked.column("hs_edition"),
        exp.alias_(_inside(picked, question), "inside"),
        exp.alias_(_first_currency(picked, question), "first_currency"),
        exp.alias_(exp.or_(unread_step(picked), _unplaced(picked)), "is_unread"),
        exp.alias_(_unread_measure(picked, question), "is_unread_measure"),
    ]
    measures = _measures(engine, picked, question)
    return finished(picked, question, measures, own, [*_fields_of_measure(question), *_PLACING])


def _unplaced(picked: Picked) -> exp.Expr:
    """A cell of which a dimension could not be read may be the total of the others: it is never added."""
    unread = [picked.unread(name) for name in _PLACING]
    return exp.or_(*unread, picked.column("period_start").is_(exp.null()))


def _add_period(picked: Picked, question: Question) -> None:
    """Cells that touch the period; whether they lie inside it is told apart later."""
    bounds = []
    if question.until:
        bounds.append(picked.column("period_start") < picked.value(question.until))
    if question.since:
        bounds.append(_end() > picked.value(question.since))
    if bounds:
        picked.conditions["period"] = exp.and_(*bounds)
        picked.fields["period"] = ("period",)


def _end() -> exp.Expr:
    """The first day after a cell's period."""
    return exp.condition(
        "CAST(row.period_start + to_months(CAST(row.period_months AS INTEGER)) AS DATE)",
        dialect="duckdb",
    )


def _inside(picked: Picked, question: Question) -> exp.Expr:
    inside: list[exp.Expr] = []
    if question.since:
        inside.append(picked.column("period_start") >= picked.value(question.since))
    if question.until:
        inside.append(_end() <= picked.value(question.until))
    for name in question.by:
        if name in PERIODS:
            unit = exp.Literal.string(name)
            last_day = exp.condition(
                "CAST(row.period_start + to_months(CAST(row.period_months AS INTEGER) - 1) AS DATE)",
                dialect="duckdb",
            )
            first = exp.func("date_trunc", unit, picked.column("period_start"))
            inside.append(first.eq(exp.func("date_trunc", unit.copy(), last_day)))
    return exp.and_(*inside) if inside else exp.true()


def _product_level(picked: Picked) -> exp.Expr:
    """National lines of eight and of ten digits are levels of their own."""
    level, digits = picked.column("product_level"), exp.func("length", picked.column("tariff_line"))
    national = exp.func("concat", exp.Literal.string("national"), digits)
    return exp.Case().when(level.copy().eq(exp.Literal.string("national")), national).else_(level)


def _period_level(picked: Picked) -> exp.Expr:
    """Month, quarter, year; any other length is a level of its own, so that no two spans overlap.

    So are spans that do not begin where those of their length do: a quarter from February.
    """
    months = picked.column("period_months")
    first = exp.func("month", picked.column("period_start"))
    begins = exp.paren(first - exp.Literal.number(1)) % months.copy()
    case = exp.Case()
    for name, length in PERIODS.items():
        whole = exp.and_(
            months.copy().eq(exp.Literal.number(length)), begins.copy().eq(exp.Literal.number(0))
        )
        case = case.when(whole, exp.Literal.string(name))
    other = exp.func("concat", months.copy(), exp.Literal.string(" months"))
    case = case.when(first.copy().eq(exp.Literal.number(1)), other)
    return case.else_(
        exp.func("concat", other.copy(), exp.Literal.string(" from month "), first.copy())
    )


def _measures(engine: Engine, picked: Picked, question: Question) -> dict[str, exp.Expr]:
    found: dict[str, exp.Expr] = {
        **dict.fromkeys(("addend", "numerator", "denominator", "valuation"), exp.null()),
        "has_value": exp.true(),
        "unit": picked.content("unit"),
    }
    if question.measure == "n_lines":
        found["addend"] = exp.Literal.number(1)
    elif question.measure not in OF_VALUE:
        found["addend"] = picked.column(question.measure)
    else:
        declared = _declared(picked, question)
        found["has_value"] = exp.and_(
            exp.not_(declared.copy().is_(exp.null())),
            exp.not_(picked.column("currency").is_(exp.null())),
        )
        found["valuation"] = (
            exp.Literal.string(question.valuation)
            if question.valuation
            else picked.column("valuation")
        )
        amount = _amount(engine, picked, question, declared)
        name = "numerator" if question.measure in RATIOS else "addend"
        found[name] = amount
        if question.measure in RATIOS:
            found["denominator"] = picked.column(RATIOS[question.measure])
    return found


def _declared(picked: Picked, question: Question) -> exp.Expr:
    """The declared value; of another valuation only where the cell has it."""
    if question.valuation is None:
        return picked.column("value")
    own = exp.Case().when(
        picked.column("valuation").eq(picked.value(question.valuation)), picked.column("value")
    )
    other = _MONEY_COLUMN.get(question.valuation)
    return exp.func("coalesce", picked.column(other), own) if other else own


def _amount(engine: Engine, picked: Picked, question: Question, declared: exp.Expr) -> exp.Expr:
    as_stored = question.rate_rule is None and question.valuation is None and not question.rates
    if question.currency == "USD" and as_stored:
        return picked.column("value_usd")
    currency, months = picked.column("currency"), picked.column("period_months")
    return converted(
        question, declared, currency, lambda: add_rates(engine, picked, question, currency, months)
    )


def _axis(picked: Picked, axis: str) -> list[exp.Expr]:
    """The place on one axis, its level, and, for a group that was asked, whose row this is."""
    columns: list[exp.Expr] = [picked.column(axis), picked.column(f"{axis}_level")]
    asked = f"{picked.side}asked_{axis}"
    if asked not in picked.given:
        return [
            *columns,
            *(exp.alias_(exp.null(), f"{axis}_{name}") for name in ("group", "own", "has_own")),
        ]
    own = exp.column("own", table=asked)
    group = exp.column("asked", table=asked)
    others = [picked.column(name) for name in SAME_CELL if name not in (axis, *BREAKDOWNS)]
    has_own = exp.Window(this=exp.func("bool_or", own.copy()), partition_by=[group.copy(), *others])
    return [
        *columns,
        exp.alias_(group, f"{axis}_group"),
        exp.alias_(own, f"{axis}_own"),
        exp.alias_(has_own, f"{axis}_has_own"),
    ]


def asks_for_group(question: Question, axis: str) -> bool:
    """Whether a filter names a group of countries."""
    return any(places.is_group(code) for code in question.filters.get(axis, ()))


def _first_currency(picked: Picked, question: Question) -> exp.Expr:
    """Where one cell is published in several currencies, the asked one counts, once."""
    currency = picked.column("currency")
    order = [
        exp.Ordered(
            this=currency.copy().eq(exp.Literal.string(question.currency)),
            desc=True,
            nulls_first=False,
        ),
        exp.Ordered(this=currency.copy(), desc=False, nulls_first=False),
    ]
    return exp.Window(
        this=exp.func("first_value", currency.copy()),
        partition_by=[picked.column(name) for name in (*SAME_CELL, "valuation")],
        order=exp.Order(expressions=order),
    )


def _fields_of_measure(question: Question) -> list[str]:
    if question.measure == "n_lines":
        return []
    money = ["value", "currency"] if question.measure in OF_VALUE else []
    return [
        *money,
        *([] if question.measure == "value" else [RATIOS.get(question.measure, question.measure)]),
    ]


def _unread_measure(picked: Picked, question: Question) -> exp.Expr:
    unread = [picked.unread(name) for name in _fields_of_measure(question)]
    return exp.or_(*unread) if unread else exp.false()
