"""Coverage: which sources and months an answer rests on, and which are missing, not zero."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.level_totals import disagreements
from tidewaiter.questions.levels import Levels
from tidewaiter.questions.picking import USED
from tidewaiter.questions.question import Question
from tidewaiter.words.periods import months_between, shift


def coverage(
    engine: Engine,
    question: Question,
    sources: Sequence[Mapping[str, Any]],
    entries: list[dict[str, Any]],
    levels: Levels | None,
) -> dict[str, Any]:
    """The answer's `coverage`: sources used, months present and missing, cells that span too much."""
    present = _months(engine, USED)
    combined = _combined(engine)
    covered_otherwise = {
        month for one in combined for month in _span(one["period_start"], one["period_months"])
    }
    expected = _expected(question, present)
    return {
        "sources": _sources(engine, sources),
        "months_present": [_name(month) for month in sorted(present)],
        "months_missing": [
            _name(month) for month in expected if month not in present | covered_otherwise
        ],
        "periods_combined": combined,
        "notes": [*_notes(engine, question), *_disagreements(engine, entries, levels)],
    }


def _months(engine: Engine, step: str) -> set[date]:
    query = (
        exp.select("month", "months")
        .distinct()
        .from_("cube")
        .where(exp.column("step").eq(exp.Literal.string(step)))
    )
    return {
        month
        for start, months in engine.rows(query.where("month IS NOT NULL"))
        for month in _span(start, months)
    }


def _span(start: date, months: int) -> list[date]:
    return [shift(start, number) for number in range(months)]


def _expected(question: Question, present: set[date]) -> list[date]:
    """Months of the asked period; without one, from the first present to the last."""
    if not present and not (question.since and question.until):
        return []
    since = question.since or min(present)
    until = question.until or shift(max(present), 1)
    return months_between(since.replace(day=1), until)


def _combined(engine: Engine) -> list[dict[str, Any]]:
    query = (
        exp.select(
            "month",
            "months",
            exp.func("sum", exp.column("n")),
            exp.func("sum", exp.column("addend")),
        )
        .from_("cube")
        .where(exp.column("step").eq(exp.Literal.string("period straddles")))
        .group_by("month", "months")
        .order_by("month", "months")
    )
    return [
        {"period_start": start, "period_months": months, "n": int(n), "value": value}
        for start, months, n, value in engine.rows(query)
    ]


def _sources(engine: Engine, sources: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    query = (
        exp.select("source_no", exp.func("sum", exp.column("n")))
        .from_("cube")
        .where(exp.column("step").eq(exp.Literal.string(USED)))
        .group_by("source_no")
    )
    used = {int(number): int(n) for number, n in engine.rows(query)}
    return [
        {
            "source_no": one["source_no"],
            "file_name": one["file_name"],
            "sheet": one["sheet"],
            "n_rows_used": used[one["source_no"]],
        }
        for one in sources
        if one["source_no"] in used
    ]


def _notes(engine: Engine, question: Question) -> list[str]:
    """Lines of the files asked that are no record at all: nobody knows what they would say."""
    query = """
        SELECT count(*) FROM problem JOIN source ON source.source_no = problem.row_id // 4294967296
        WHERE problem.kind = 'field_count' AND source.kind = $kind
    """
    n = engine.rows(query, {"kind": question.of})[0][0]
    return (
        [
            f"{n:,} lines of the loaded files could not be split into columns and are not in this answer"
        ]
        if n
        else []
    )


def _disagreements(
    engine: Engine, entries: list[dict[str, Any]], levels: Levels | None
) -> list[str]:
    if levels is None or not entries:
        return []
    return disagreements(entries, _levels_cover_alike(engine))


def _levels_cover_alike(engine: Engine) -> bool:
    """Whether every period level holds the same months of the same series inside the period."""
    query = """
        SELECT DISTINCT period_level, month, months FROM leveled
        WHERE inside AND state = 'current' AND NOT is_unread AND ok_reporter AND ok_partner
    """
    covered: dict[str, set[date]] = {}
    for level, start, months in engine.rows(query):
        covered.setdefault(level, set()).update(_span(start, months))
    return len(covered) > 1 and len({frozenset(months) for months in covered.values()}) == 1


def _name(month: date) -> str:
    return f"{month.year}-{month.month:02}"
