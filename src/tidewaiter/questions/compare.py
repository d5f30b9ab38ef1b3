"""Against what: the same months a year before, the full year before, the period before, or another field.

A change over an incomplete base would be a guess: where the base lacks months that the
asked period has, `change` stays null and a note says which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from tidewaiter.questions.answer import Value
from tidewaiter.questions.coverage import months as months_of_base
from tidewaiter.questions.cube import Cube
from tidewaiter.questions.fields import PERIODS
from tidewaiter.questions.question import Question
from tidewaiter.words.periods import shift

_TWELVE = Decimal("1e-12")


def base_question(question: Question, months_present: Sequence[str]) -> Question | None:
    """The question whose answer is the base, or none when nothing is compared."""
    if question.versus is not None:
        return question.differing(question.versus)
    if question.compare is None or question.since is None or question.until is None:
        return None
    if question.compare == "full_last_year":
        return question.during(date(question.since.year - 1, 1, 1), date(question.since.year, 1, 1))
    if question.compare == "previous_period":
        return question.during(_back(question.since, question), question.since)
    return question.during(
        _year_back(question.since), _year_back(_end_present(question, months_present))
    )


def _end_present(question: Question, months_present: Sequence[str]) -> date:
    """The same months: not beyond the last one the asked period has."""
    assert question.until is not None
    if not months_present or question.until.day != 1:
        return question.until
    last = date.fromisoformat(f"{months_present[-1]}-01")
    return min(question.until, shift(last, 1))


def _back(since: date, question: Question) -> date:
    """As many months back as the period is long; as many days where it is not whole months."""
    assert question.until is not None
    if since.day == 1 and question.until.day == 1:
        return shift(
            since, (since.year - question.until.year) * 12 + since.month - question.until.month
        )
    return since - (question.until - since)


def _year_back(day: date) -> date:
    last = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if last else day.day)


def compared(
    cube: Cube, base: Cube, covered: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]
) -> tuple[list[Value], dict[str, Any]]:
    """Each value beside its base, groups only the base has too; and the coverage, base included."""
    months = _months_apart(cube.question, base.question)
    present, base_missing = months_of_base(base, sources)
    missing = _missing(cube.question, covered, present, base_missing, months)
    by_group = {_key(one.by, 0): one for one in base.split_like(cube).values()}
    values = cube.values()
    found = [
        _with_base(one, by_group.pop(_key(one.by, -months), None), not missing) for one in values
    ]
    found += [_with_base(_empty(one, months), one, not missing) for one in by_group.values()]
    told = {
        "since": base.question.since,
        "until": base.question.until,
        "months_missing": missing,
        "n_rows_not_used": base.unread(),
    }
    notes = [*covered["notes"], *_notes(cube.question, base.question, missing)]
    return found, {**covered, "base": told, "notes": notes}


def _months_apart(question: Question, base: Question) -> int:
    if question.since is None or base.since is None:
        return 0
    years = question.since.year - base.since.year
    return years * 12 + (
        0 if question.compare == "full_last_year" else question.since.month - base.since.month
    )


def _key(by: Mapping[str, Any], months: int) -> tuple[Any, ...]:
    """A group's key, its periods moved by some months so that both sides meet."""
    return tuple(_moved(name, value, months) for name, value in by.items())


def _moved(name: str, value: Any, months: int) -> Any:
    if name not in PERIODS or value is None:
        return value
    year, _, rest = str(value).partition("-")
    month = (
        1
        if not rest
        else int(rest.removeprefix("Q")) * 3 - 2
        if rest.startswith("Q")
        else int(rest)
    )
    day = shift(date(int(year), month, 1), months)
    if name == "year":
        return f"{day.year}"
    return (
        f"{day.year}-Q{(day.month + 2) // 3}" if name == "quarter" else f"{day.year}-{day.month:02}"
    )


def _empty(base: Value, months: int) -> Value:
    """A group the asked period does not have."""
    return Value({name: _moved(name, value, months) for name, value in base.by.items()}, None)


def _with_base(value: Value, base: Value | None, complete: bool) -> Value:
    """A ratio and a change only over a base that is all there and not zero."""
    known = None if base is None else base.value
    if (
        value.value is None
        or base is None
        or not known
        or not complete
        or base.n_months < value.n_months
    ):
        return replace(value, base=known)
    ratio = fraction(value.value, known)
    return replace(value, base=known, ratio=ratio, change=ratio - 1)


def fraction(value: Decimal | int, base: Decimal | int) -> Decimal:
    """A quotient to twelve decimals.

    >>> fraction(1, 3)
    Decimal('0.333333333333')
    """
    with localcontext(prec=60):
        return (Decimal(value) / Decimal(base)).quantize(_TWELVE)


def _missing(
    question: Question,
    covered: Mapping[str, Any],
    present: Sequence[str],
    base_missing: Sequence[str],
    months: int,
) -> list[str]:
    """Months that either side lacks, without which a change would be a guess."""
    own = list(covered["months_missing"])
    if question.compare == "same_months_last_year" and covered["months_present"]:
        own = [
            month for month in own if month < covered["months_present"][-1]
        ]  # a year to date is whole
    if question.compare == "full_last_year" or {"since", "until"} & set(question.versus or {}):
        return [*own, *base_missing]
    if question.versus is not None:  # both sides of one period: what both lack, both lack
        return sorted(set(present) ^ set(covered["months_present"]))
    moved = [_moved("month", month, -months) for month in covered["months_present"]]
    return [*own, *(month for month in moved if month not in present)]


def _notes(question: Question, base: Question, missing: Sequence[str]) -> list[str]:
    if question.versus is not None:
        shown = (
            f"{name} {', '.join(value) if isinstance(value, list) else value}"
            for name, value in question.versus.items()
        )
        notes = [f"base: the same question with {', '.join(shown)}"]
    else:
        notes = [f"base: {base.since} to {base.until} (exclusive), {question.compare}"]
    if missing:
        months = f"{len(missing)} month{'s' if len(missing) > 1 else ''} ({', '.join(missing[:6])})"
        notes.append(f"no change is given: {months} missing")
    return notes
