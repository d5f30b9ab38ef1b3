"""Coverage: which sources and months an answer rests on, and which are missing, not zero.

Declarations cover a month when the files that could answer hold any line of it: a buyer who
bought nothing in a covered month bought nothing. One country's imports say nothing of
another's, so files without the asked destination cannot answer for it. A statistic is there cell by cell, so a
month without a used cell is missing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlglot import exp

from tidewaiter.questions.choosing import months_of
from tidewaiter.questions.cube import Cube
from tidewaiter.questions.fields import DECLARATIONS, FILTERS
from tidewaiter.questions.level_totals import disagreements
from tidewaiter.questions.levels import Levels
from tidewaiter.questions.picking import USED
from tidewaiter.questions.question import Question
from tidewaiter.questions.standing import source_numbers
from tidewaiter.words.periods import months_between, shift
from tidewaiter.words.places import is_group, spans

Source = Mapping[str, Any]


def coverage(
    cube: Cube,
    sources: Sequence[Source],
    entries: Sequence[Mapping[str, Any]],
    levels: Levels | None,
) -> dict[str, Any]:
    """The answer's `coverage`: sources used, months present and missing, cells that span too much."""
    present, missing = months(cube, sources)
    not_split = _lines_not_split(cube, sources)
    return {
        "sources": _used_sources(cube, sources),
        "months_present": present,
        "months_missing": missing,
        "periods_combined": _combined(cube),
        "n_lines_not_split": not_split,
        "notes": [
            *_about_lines(not_split),
            *_about_conflicts(cube),
            *_disagreements(cube, entries, levels),
        ],
    }


def months(cube: Cube, sources: Sequence[Source]) -> tuple[list[str], list[str]]:
    """Names of the months that are there, and of the asked ones that are not."""
    question = cube.question
    declared = question.of == DECLARATIONS
    present = _covered(question, sources) if declared else _used_months(cube)
    expected = _expected(question, present)
    combined = months_of((one["period_start"], one["period_months"]) for one in _combined(cube))
    missing = [month for month in expected if month not in present | combined]
    shown = [month for month in sorted(present) if month in expected or not expected]
    return [_name(month) for month in shown], [_name(month) for month in missing]


def _covered(question: Question, sources: Sequence[Source]) -> frozenset[date]:
    """Months of which a source that declares all the asked fields holds any line."""
    named = source_numbers(question.filters.get("source", ()), sources)
    return frozenset(
        date.fromisoformat(f"{month}-01")
        for one in sources
        if one["kind"] == DECLARATIONS
        and _can_answer(one, question)
        and (not named or one["source_no"] in named)
        for month in one["months"].split()
    )


def _can_answer(source: Source, question: Question) -> bool:
    declared = set(source["fields"].split())
    needs = [FILTERS[name].needs for name in question.filters]
    stated = all(not one or declared & set(one) for one in needs)
    return stated and any(_is_asked(home, question) for home in source["homes"].split())


_HOMES = {"import": "destination", "export": "dispatch"}


def _is_asked(home: str, question: Question) -> bool:
    """Whether the trade that lines of a source are about, such as `import:RU`, is asked for."""
    direction, _, country = home.partition(":")
    if direction != "?" and direction not in question.filters.get("direction", (direction,)):
        return False
    named = question.filters.get(_HOMES.get(direction, ""))
    return named is None or country == "?" or country in _countries(named)


def _countries(named: Sequence[str]) -> set[str]:
    """Countries as they are named, and all that were ever in a group."""
    return {*named, *(one for code in named if is_group(code) for one, *_ in spans(code))}


def _used_months(cube: Cube) -> frozenset[date]:
    query = exp.select("month", "months").distinct().from_(cube.table).where(_step(USED))
    return months_of(cube.engine.rows(query.where("month IS NOT NULL")))


def _expected(question: Question, present: frozenset[date]) -> list[date]:
    """Months of the asked period; without one, from the first present to the last."""
    if not present and not (question.since and question.until):
        return []
    since = question.since or min(present)
    until = question.until or shift(max(present), 1)
    return months_between(since.replace(day=1), until)


def _combined(cube: Cube) -> list[dict[str, Any]]:
    sums = [exp.func("sum", exp.column(name)) for name in ("n", "addend")]
    query = exp.select("month", "months", *sums).from_(cube.table).where(_step("period straddles"))
    return [
        {"period_start": start, "period_months": months, "n": int(n), "value": value}
        for start, months, n, value in cube.engine.rows(
            query.group_by("month", "months").order_by("1", "2")
        )
    ]


def _used_sources(cube: Cube, sources: Sequence[Source]) -> list[dict[str, Any]]:
    query = (
        exp.select("source_no", exp.func("sum", exp.column("n")))
        .from_(cube.table)
        .where(_step(USED))
    )
    used = {int(number): int(n) for number, n in cube.engine.rows(query.group_by("source_no"))}
    told = ("source_no", "file_name", "sheet")
    return [
        {**{name: one[name] for name in told}, "n_rows_used": used[one["source_no"]]}
        for one in sources
        if one["source_no"] in used
    ]


def _lines_not_split(cube: Cube, sources: Sequence[Source]) -> int:
    """Lines of the files asked that are no record at all: nobody knows what they would say."""
    question = cube.question
    named = source_numbers(question.filters.get("source", ()), sources)
    asked = [
        one["source_no"]
        for one in sources
        if one["kind"] == question.of and _can_answer(one, question)
    ]
    numbers = [number for number in asked if not named or number in named]
    if not numbers:
        return 0
    within = exp.condition("row_id // 4294967296", dialect="duckdb").isin(*numbers)
    query = (
        exp.select(exp.func("count", exp.Star()))
        .from_("problem")
        .where("kind = 'field_count'", within)
    )
    return int(cube.engine.rows(query)[0][0])


def _about_lines(n: int) -> list[str]:
    return (
        [f"{n:,} lines of these files could not be split into columns and are not in this answer"]
        if n
        else []
    )


def _about_conflicts(cube: Cube) -> list[str]:
    counted = {one["step"]: one["n"] for one in cube.bridge()}
    return [
        f"{n:,} {sentence}" for step, sentence in _CONFLICTS.items() if (n := counted.get(step, 0))
    ]


_CONFLICTS = {
    "conflicting cells": "cells agree in every mapped column but not in value and are not used: "
    "is a column that tells them apart ignored by the profile?",
    "conflicting lines": "lines give one item in one version different contents and are not used: "
    "the profile names nothing that tells which is newer",
}


def _disagreements(
    cube: Cube, entries: Sequence[Mapping[str, Any]], levels: Levels | None
) -> list[str]:
    if levels is None or not entries:
        return []
    return disagreements(entries, _levels_cover_alike(cube))


def _levels_cover_alike(cube: Cube) -> bool:
    """Whether every period level holds the same months inside the period."""
    query = """
        SELECT DISTINCT period_level, month, months FROM leveled
        WHERE inside AND state = 'current' AND NOT is_unread AND ok_reporter AND ok_partner
    """
    rows = cube.engine.rows(query)
    held = [
        months_of(row[1:] for row in rows if row[0] == level) for level in {row[0] for row in rows}
    ]
    return len(held) > 1 and len(set(held)) == 1


def _step(name: str) -> exp.Expr:
    return exp.column("step").eq(exp.Literal.string(name))


def _name(month: date) -> str:
    return f"{month.year}-{month.month:02}"
