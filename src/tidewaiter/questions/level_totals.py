"""The levels of an answer, each with its total, and where a whole and its parts disagree."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.breakdowns import TOTAL
from tidewaiter.questions.cells import COUNTRY_LEVEL, asks_for_group
from tidewaiter.questions.fields import AXES
from tidewaiter.questions.levels import Levels, on_level
from tidewaiter.questions.question import Question

_COLUMNS = {"breakdown": "breakdown_level", "edition": "hs_edition"}


def totals(engine: Engine, question: Question, levels: Levels) -> list[dict[str, Any]]:
    """Every level of every axis with its total, the others held at the answering level."""
    found: list[dict[str, Any]] = []
    for axis in (*AXES, "product", "period", *_further(engine)):
        level, place = _labels(question, axis)
        used = on_level(levels)
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
                exp.not_(exp.column("is_unread")), exp.column("inside"), on_level(levels, but=axis)
            )
            .where(exp.column("currency").eq(exp.column("first_currency")))
            .group_by("1", "2", "3")
            .order_by("used DESC", "1", "2")
        )
        found += [_entry(axis, one) for one in engine.records(query)]
    return found


def _further(engine: Engine) -> list[str]:
    """Breakdowns and editions, where some cell stands on another than the one that answers."""
    other = [f"bool_or(NOT ok_{axis})" for axis in _COLUMNS]
    found = engine.rows(exp.select(*other).from_("leveled").where("NOT is_unread"))[0]
    return [axis for axis, is_there in zip(_COLUMNS, found, strict=True) if is_there]


def _entry(axis: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """`place` stands only where the level is that of one group."""
    return {
        "axis": axis,
        **{name: value for name, value in row.items() if name != "place" or value},
    }


def _labels(question: Question, axis: str) -> tuple[exp.Expr, exp.Expr]:
    if axis not in AXES:
        return exp.column(_COLUMNS.get(axis, f"{axis}_level")), exp.null()
    level = exp.column(f"{axis}_level")
    is_country = level.copy().isin(*[exp.Literal.string(one) for one in COUNTRY_LEVEL])
    shown = exp.Case().when(is_country, exp.Literal.string("country")).else_(level)
    place: exp.Expr = exp.Case().when(is_country.copy(), exp.null()).else_(exp.column(axis))
    if asks_for_group(question, axis):
        members = exp.func("concat", exp.Literal.string("members of "), exp.column(f"{axis}_group"))
        place = exp.Case().when(exp.column(f"{axis}_own"), exp.column(axis)).else_(members)
    return shown, place


def disagreements(entries: Sequence[Mapping[str, Any]], same_months: bool) -> list[str]:
    """Sentences for a whole and its parts that do not agree."""
    found = []
    for axis in ("period", "product", "breakdown", *AXES):
        on_axis = [one for one in entries if one["axis"] == axis and one["total"] is not None]
        used = [one for one in on_axis if one["used"]]
        if on_axis and not used:
            found.append(_nothing_on_level(axis, on_axis))
        if len(used) != 1 or (axis == "period" and not same_months):
            continue
        for other in on_axis:
            whole_and_parts = (
                axis == "period"
                or (axis == "breakdown" and other["level"] == TOTAL)
                or "members of" in f"{other.get('place')}{used[0].get('place')}"
            )
            if not other["used"] and whole_and_parts and other["total"] != used[0]["total"]:
                found.append(_sentence(axis, used[0], other))
    return found


def _nothing_on_level(axis: str, on_axis: Sequence[Mapping[str, Any]]) -> str:
    """Why an answer is empty although there are cells."""
    others = ", ".join(str(one.get("place") or one["level"]) for one in on_axis)
    return (
        f"no cell on the answering level of {axis}; there are others, ask for one of them: {others}"
    )


def _sentence(axis: str, used: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    difference: Decimal = abs(used["total"] - other["total"])
    mine, theirs = (f"{one.get('place') or one['level']} {one['total']:,}" for one in (used, other))
    return f"levels that disagree ({axis}): {mine} against {theirs}; difference {difference:,}"
