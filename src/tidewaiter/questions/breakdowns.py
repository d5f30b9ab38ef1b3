"""Cells broken down further than others: beside the total stand its parts, and they are never added.

An office publishes a cell once as a total and again by transport, procedure or kind of trade. For
each cell the least broken down one that holds what the question groups by answers; the others are
another level. The same goods under two HS editions are two tables: the newer one, as reported, answers.
"""

from sqlglot import exp

from tidewaiter.questions.fields import BREAKDOWNS
from tidewaiter.questions.picked import Picked
from tidewaiter.questions.question import Question

TOTAL = "total"
_CELL = (
    "reporter", "partner", "partner_role", "flow", "product_level", "tariff_line", "hs_edition",
    "period_start", "period_months",
)  # fmt: skip
_TABLE = ("reporter", "partner", "partner_role", "flow", "product_level", "period_start", "period_months")  # fmt: skip


def breakdown(picked: Picked, question: Question) -> list[exp.Expr]:
    """By what a cell is broken down, "total" by nothing, and whether that answers for its cell."""
    label = _label(picked)
    cell = [picked.column(name) for name in _CELL]
    rank = exp.func("concat", _missing(picked, question), _depth(picked), label.copy())
    first = exp.Window(this=exp.func("min", rank.copy()), partition_by=cell)
    return [
        exp.alias_(label, "breakdown_level"),
        exp.alias_(rank.eq(first), "ok_breakdown"),
    ]


def edition(picked: Picked) -> exp.Expr:
    """Whether a code stands in the newest edition of its table; a total of all goods has none."""
    own = picked.column("hs_edition")
    newest = exp.Window(
        this=exp.func("max", own.copy()), partition_by=[picked.column(name) for name in _TABLE]
    )
    is_total = picked.column("product_level").eq(exp.Literal.string("total"))
    return exp.func("coalesce", exp.or_(is_total, own.eq(newest)), exp.true())


def _label(picked: Picked) -> exp.Expr:
    """What it is broken down by: "procedure, transport"."""
    parts = [
        exp.Case()
        .when(_stated(picked, name), exp.Literal.string(f", {name}"))
        .else_(exp.Literal.string(""))
        for name in BREAKDOWNS
    ]
    joined = exp.func("substr", exp.func("concat", *parts), exp.Literal.number(3))
    named = exp.func("nullif", joined, exp.Literal.string(""))
    return exp.func("coalesce", named, exp.Literal.string(TOTAL))


def _missing(picked: Picked, question: Question) -> exp.Expr:
    """How many of the groups asked for a cell does not state."""
    asked = [name for name in question.by if name in BREAKDOWNS]
    return _count([exp.not_(_stated(picked, name)) for name in asked])


def _depth(picked: Picked) -> exp.Expr:
    return _count([_stated(picked, name) for name in BREAKDOWNS])


def _count(conditions: list[exp.Expr]) -> exp.Expr:
    number: exp.Expr = exp.Literal.number(0)
    for condition in conditions:
        one = exp.Case().when(condition, exp.Literal.number(1)).else_(exp.Literal.number(0))
        number = exp.Add(this=number, expression=one)
    return exp.cast(exp.paren(number), "VARCHAR")


def _stated(picked: Picked, name: str) -> exp.Expr:
    return exp.not_(picked.column(name).is_(exp.null()))
