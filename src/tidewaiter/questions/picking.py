"""What both kinds of question share: filters that can be true, false or unread, and groupings.

A row whose declared text could not be read is neither in nor out: it is picked, and its
step says `problem`. Values travel as parameters; nothing is glued.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa
from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.controlled import law_condition
from tidewaiter.questions.fields import (
    BY_LAW,
    FILTERS,
    HS_DIGITS,
    LAW,
    PARTIES,
    PARTY,
    PERIODS,
    PLACE,
    PREFIX,
    TEXT,
)
from tidewaiter.questions.line_case import RESTS_ON, status_of
from tidewaiter.questions.picked import Picked
from tidewaiter.questions.question import Question
from tidewaiter.words import places
from tidewaiter.words.concordance import UNDATED, Concordance
from tidewaiter.words.nomenclature import SIX

USED = "rows used"
STATE_STEPS = {
    "superseded": "superseded",
    "cancelled": "cancelled",
    "repeated": "delivered twice",
    "conflicting": "conflicting cells",
}
LINE_STEPS = STATE_STEPS | {"conflicting": "conflicting lines"}
STEPS = (
    "problem", "superseded", "cancelled", "delivered twice", "conflicting cells", "conflicting lines",
    "other currency", "other level",
    "period straddles", "law unknown", "no value", "no rate", USED,
)  # fmt: skip


def started(
    engine: Engine,
    table: str,
    day: str,
    question: Question,
    source_numbers: list[int] | None,
    side: str,
) -> Picked:
    """Every row of a table, narrowed by the filters of a question."""
    numbers = engine.rows(_SOURCES_OF.copy(), {"kind": question.of})
    only = int(numbers[0][0]) if len(numbers) == 1 else None
    same = engine.constants(table)
    picked = Picked(table, day, side, troubled=_troubled(engine), only_source=only, constants=same)
    picked.select = picked.select.from_(exp.to_table(table, alias="row"))
    if question.codes is not None:
        _add_codes(picked, question.codes)
    _add_filters(picked, question, source_numbers)
    return picked


_SOURCES_OF = exp.select("source_no").from_("source").where("kind = $kind")


def _troubled(engine: Engine) -> frozenset[str]:
    query = exp.select("field").distinct().from_("problem").where(_UNREAD.copy())
    return frozenset(name for (name,) in engine.rows(query))


_READ_ALL_THE_SAME = ("no_rate", "invalid_code_for_date")
"""A missing rate is no unread text, nor is a code under the edition of another day."""
_UNREAD = exp.not_(exp.column("kind").isin(*map(exp.Literal.string, _READ_ALL_THE_SAME)))


def finished(
    picked: Picked,
    question: Question,
    measures: Mapping[str, exp.Expr],
    own: Sequence[exp.Expr],
    fields_of_measure: Sequence[str],
) -> Picked:
    """The columns every question needs (address, groups, measures), those of its kind, and the condition."""
    groups = [
        exp.alias_(_grouping(picked, question, name), f"by_{at}")
        for at, name in enumerate(question.by)
    ]
    _add_unread(picked, fields_of_measure)
    _add_where(picked)
    picked.select = picked.select.select(
        picked.column("row_id"),
        picked.column("part_no"),
        exp.alias_(picked.source_number(), "source_no"),
        *own,
        *groups,
        *(exp.alias_(expression, name) for name, expression in measures.items()),
    )
    return picked


_RESTS_ON = {
    "hs": ("tariff_line",),
    "text": ("description",),
    "control": RESTS_ON,
    "loophole": RESTS_ON,
}


def _add_filters(picked: Picked, question: Question, source_numbers: list[int] | None) -> None:
    """Turn every filter of a question into a condition that may be unknown."""
    for name, values in question.filters.items():
        compares = FILTERS[name].compares
        if name == "source":
            picked.conditions[name] = picked.source_number().isin(
                *[picked.value(one) for one in source_numbers or [-1]]
            )
            continue
        picked.fields[name] = _RESTS_ON.get(name, (name,))
        if compares == PLACE:
            picked.conditions[name] = _place(picked, name, values)
        elif compares == PREFIX:
            column = picked.column("tariff_line")
            begins = _any(
                [exp.func("starts_with", column.copy(), picked.value(one)) for one in values]
            )
            picked.conditions[name] = _counted(picked, begins) if question.codes else begins
        elif compares == LAW:
            picked.conditions[name] = law_condition(picked, name, values, question.known_on)
        elif compares == PARTY:
            picked.conditions[name] = _party(picked, name, values)
        elif compares == TEXT:
            lowered = exp.func("lower", picked.column("description"))
            words = [
                exp.func("contains", lowered.copy(), picked.value(one.lower())) for one in values
            ]
            picked.conditions[name] = exp.and_(*words)
        else:
            picked.conditions[name] = picked.column(name).isin(
                *[picked.value(one) for one in values]
            )


def _any(conditions: list[exp.Expr]) -> exp.Expr:
    return exp.or_(*conditions)


def _place(picked: Picked, name: str, codes: tuple[str, ...]) -> exp.Expr:
    """A country is itself; a group is its own row or its members on the governing day."""
    if not any(places.is_group(code) for code in codes):
        return picked.column(name).isin(*[picked.value(code) for code in codes])
    asked = f"{picked.side}asked_{name}"
    picked.given[asked] = asked_places(codes)
    picked.select = picked.select.join(
        exp.to_table(asked),
        on=[
            exp.column("code", table=asked).eq(picked.column(name)),
            exp.column("since", table=asked) <= picked.column(picked.day),
            exp.column("until", table=asked) > picked.column(picked.day),
        ],
        join_type="left",
    )
    unread = picked.column(name).is_(exp.null()).or_(picked.column(picked.day).is_(exp.null()))
    found = exp.not_(exp.column("code", table=asked).is_(exp.null()))
    return exp.Case().when(unread, exp.null()).else_(found)


def asked_places(codes: tuple[str, ...]) -> pa.Table:
    """The places asked for and the members of the groups among them, each with its days."""
    rows = [(code, code, date.min, date.max, True) for code in codes]
    rows += [
        (code, member, since, until, False)
        for code in codes
        if places.is_group(code)
        for member, since, until in places.spans(code)
    ]
    types = (pa.string(), pa.string(), pa.date32(), pa.date32(), pa.bool_())
    columns = [
        pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)
    ]
    return pa.table(columns, names=["asked", "code", "since", "until", "own"])


def _party(picked: Picked, role: str, values: tuple[str, ...]) -> exp.Expr:
    """A party by its name, in any case, or its identifier, as declared."""
    named = exp.func("lower", exp.column("name")).isin(
        *[picked.value(one.lower()) for one in values]
    )
    numbered = exp.column("identifier").isin(*[picked.value(one) for one in values])
    numbers = exp.select("mention_no").from_("mention").where(exp.or_(named, numbered))
    return picked.column(role).isin(query=numbers)


def _add_unread(picked: Picked, declared_fields: Sequence[str]) -> None:
    """Join, for each declared field a row could not be read in, that it was a problem there."""
    rested_on = {name for fields in picked.fields.values() for name in fields}
    wanted = sorted({*rested_on, *declared_fields} & picked.troubled)
    if not wanted:
        return
    flags = [
        exp.alias_(
            exp.func("bool_or", exp.column("field").eq(exp.Literal.string(name))), name, quoted=True
        )
        for name in wanted
    ]
    unread = (
        exp.select("row_id", "part_no", *flags)
        .from_("problem")
        .where(_UNREAD.copy())
        .where(exp.column("field").isin(*[exp.Literal.string(name) for name in wanted]))
        .group_by("row_id", "part_no")
    )
    on: list[int | str | exp.Expr] = [
        exp.column(name, table="unread").eq(picked.column(name)) for name in ("row_id", "part_no")
    ]
    picked.select = picked.select.join(unread.subquery("unread"), on=on, join_type="left")


def _add_where(picked: Picked) -> None:
    """Keep a row unless a condition is false; where one cannot be read, only a problem keeps it."""
    for name, condition in picked.conditions.items():
        if name in picked.fields:
            unread = picked.unread_any(picked.fields[name])
            kept = exp.or_(picked.open[name].copy(), unread) if name in picked.open else unread
            condition = exp.func("coalesce", condition.copy(), kept)
        picked.select = picked.select.where(condition.copy())


def unread_step(picked: Picked) -> exp.Expr:
    """True where some condition holds only because its text could not be read."""
    read = [
        exp.Is(this=exp.paren(condition.copy()), expression=exp.true())
        for condition in picked.conditions.values()
    ]
    return exp.not_(exp.and_(*read)) if read else exp.false()


def open_step(picked: Picked) -> exp.Expr | None:
    """True where what is missing is only what the law said: nothing was unread, and every other filter holds."""
    if not picked.open:
        return None
    read = [
        exp.Is(this=exp.paren(condition.copy()), expression=exp.true())
        for name, condition in picked.conditions.items()
        if name not in picked.open
    ]
    either = [
        exp.or_(
            exp.Is(this=exp.paren(picked.conditions[name].copy()), expression=exp.true()),
            exp.and_(is_open.copy(), exp.not_(picked.unread_any(picked.fields[name]))),
        )
        for name, is_open in picked.open.items()
    ]
    return exp.and_(*read, *either, unread_step(picked))


def _grouping(picked: Picked, question: Question, name: str) -> exp.Expr:
    """The text of one `by` column; null where the row does not declare it."""
    day = picked.column(picked.day)
    if name in PERIODS:
        return bucket(name, day)
    if name.startswith(BY_LAW):
        alias = f"law_{question.by.index(name)}"
        return status_of(picked, name.removeprefix(BY_LAW), question.known_on, alias)
    if name in HS_DIGITS:
        code, digits = picked.column("tariff_line"), exp.Literal.number(HS_DIGITS[name])
        long_enough = exp.func("length", code.copy()) >= digits
        start = exp.func("substr", code, exp.Literal.number(1), digits.copy())
        own = exp.Case().when(long_enough, start).else_(exp.null())
        return _named(picked, own, HS_DIGITS[name]) if question.codes else own
    if name == "source":
        on = exp.column("source_no", table="by_source").eq(picked.source_number())
        picked.select = picked.select.join(exp.to_table("source", alias="by_source"), on=on)
        start = exp.func(
            "substr",
            exp.column("sha256", table="by_source"),
            exp.Literal.number(1),
            exp.Literal.number(8),
        )
        return exp.func(
            "concat", exp.column("file_name", table="by_source"), exp.Literal.string(" · "), start
        )
    if name in PARTIES:
        alias = f"by_{name}"
        on = exp.column("mention_no", table=alias).eq(picked.column(name))
        picked.select = picked.select.join(
            exp.to_table("mention", alias=alias), on=on, join_type="left"
        )
        return exp.func(
            "coalesce", exp.column("name", table=alias), exp.column("identifier", table=alias)
        )
    return picked.content(name)


def _asked_codes(picked: Picked) -> str:
    return f"{picked.side}asked_code"


def _add_codes(picked: Picked, codes: Concordance) -> None:
    """Join what each code counts as under the edition of its row; rows with fewer digits by those they have."""
    asked = _asked_codes(picked)
    rows = [(*node, name, node in codes.counted) for node, name in codes.names.items()]
    types = (pa.string(), pa.string(), pa.string(), pa.bool_())
    columns = [
        pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)
    ]
    picked.given[asked] = pa.table(columns, names=["edition", "code", "name", "counted"])
    digits = exp.func("coalesce", picked.column("hs_code"), picked.column("tariff_line"))
    edition = exp.func("coalesce", picked.column("hs_edition"), exp.Literal.string(UNDATED))
    picked.select = picked.select.join(
        exp.to_table(asked),
        on=[
            exp.column("code", table=asked).eq(digits),
            exp.column("edition", table=asked).eq(edition),
        ],
        join_type="left",
    )


def _counted(picked: Picked, begins: exp.Expr) -> exp.Expr:
    """Whether a code counts; one that no edition knows counts as it begins."""
    return exp.func("coalesce", exp.column("counted", table=_asked_codes(picked)), begins)


def _named(picked: Picked, own: exp.Expr, digits: int) -> exp.Expr:
    """The family of a code, or what it is converted to."""
    name: exp.Expr = exp.column("name", table=_asked_codes(picked))
    if digits < SIX:
        name = exp.func("substr", name, exp.Literal.number(1), exp.Literal.number(digits))
    return exp.func("coalesce", name, own)


def bucket(name: str, day: exp.Expr) -> exp.Expr:
    """The first day of the month, quarter or year; made a label when it is shown."""
    if name == "month":  # half the time that `date_trunc` takes
        return day.copy() - _day_of_month(day) + exp.Literal.number(1)
    return exp.cast(exp.func("date_trunc", exp.Literal.string(name), day), "DATE")


def _day_of_month(day: exp.Expr) -> exp.Expr:
    return exp.cast(exp.func("dayofmonth", day.copy()), "INTEGER")
