"""The asked currency: what was declared, at a dated rate of the declared day or months.

A value already in the asked currency is taken as it stands. The rule is the daily rate for
declarations and the mean of the cell's own months for statistics, unless another is asked. A
person's own rates file stands in for the built-in series.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.fields import RATE_RULES
from tidewaiter.questions.picked import Picked
from tidewaiter.questions.question import Question
from tidewaiter.words.currencies import Rate, rate

_MONEY = exp.DataType.build("DECIMAL(18, 2)")
_SPAN = {1: "month", 12: "year"}


def add_rates(
    engine: Engine,
    picked: Picked,
    question: Question,
    currency: exp.Expr,
    months: exp.Expr,
) -> exp.Expr:
    """Join the rates a question needs; the expression of units asked for one unit declared."""
    start, span = _rate_days(picked, question, months)
    demanded = exp.select(
        exp.alias_(currency.copy(), "currency"),
        exp.alias_(start, "start_on"),
        exp.alias_(span, "months"),
    )
    demanded = demanded.distinct().from_(exp.to_table(picked.table, alias="row"))
    rows = engine.rows(demanded)
    name = f"{picked.side}asked_rate"
    known = question.rates.rate if question.rates else rate
    picked.given[name] = _rate_table(rows, question.currency, known)
    on: list[int | str | exp.Expr] = [
        exp.column("currency", table=name).eq(currency.copy()),
        exp.column("start_on", table=name).eq(start.copy()),
        exp.column("months", table=name).eq(span.copy()),
    ]
    picked.select = picked.select.join(name, on=on, join_type="left")
    return exp.column("rate", table=name)


def _rate_days(picked: Picked, question: Question, months: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    """First day and number of months that the rate of a row is taken over."""
    day = picked.column(picked.day)
    if question.rate_rule is None or RATE_RULES[question.rate_rule] == 0:
        return day, months.copy()
    length = RATE_RULES[question.rate_rule]
    start = exp.cast(exp.func("date_trunc", exp.Literal.string(_SPAN[length]), day), "DATE")
    return start, exp.cast(exp.Literal.number(length), "SMALLINT")


def _rate_table(
    rows: list[tuple[Any, ...]], target: str, rate_of: Callable[..., Rate | None]
) -> pa.Table:
    known: list[tuple[str, date, int, Any]] = []
    for currency, start, months in rows:
        found = (
            rate_of(currency, target, start, months)
            if None not in (currency, start, months)
            else None
        )
        if found is not None:
            known.append((currency, start, months, found.value))
    types = (pa.string(), pa.date32(), pa.int16(), pa.decimal128(19, 12))
    columns = list(zip(*known, strict=True)) or [()] * len(types)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(arrays, names=["currency", "start_on", "months", "rate"])


def converted(
    question: Question,
    declared: exp.Expr,
    currency: exp.Expr,
    rate_of: Callable[[], exp.Expr],
) -> exp.Expr:
    """The declared amount in the asked currency, half a cent rounded up; null without a rate."""
    asked = exp.Literal.string(question.currency)
    product = exp.cast(exp.Mul(this=declared.copy(), expression=rate_of()), _MONEY)
    return exp.Case().when(currency.copy().eq(asked), declared.copy()).else_(product)
