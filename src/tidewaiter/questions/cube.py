"""The cube: one row a group, month, source, valuation, unit and step, with counts and sums."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.answer import Value
from tidewaiter.questions.fields import DECLARATIONS, DISTINCT, PERIODS, RATIOS
from tidewaiter.questions.picking import STEPS, USED
from tidewaiter.questions.question import Question

_SPLITS = {
    DECLARATIONS: ("event", "direction"),
    "statistics": (
        "flow",
        "partner_role",
        "procedure",
        "partner2",
        "trade_mode",
        "region",
        "transport",
    ),
}
NEVER_ADDED = ("event", "direction", "flow", "partner_role", "valuation")
"""Of these no two values make one number, also where a question groups by them or names both."""
UNREAD = (
    "problem",
    "conflicting cells",
    "conflicting lines",
    "no value",
    "no rate",
    "period straddles",
    "law unknown",
)  # steps that leave a sum a lower bound
_RATIO_DIGITS = Decimal("1e-6")


@dataclass(frozen=True, slots=True)
class Cube:
    """Sums ready to be read; `split` are the columns the answer has to be split by."""

    engine: Engine
    question: Question
    table: str
    split: tuple[str, ...]
    rows: exp.Query
    values_of_rows: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        engine: Engine,
        question: Question,
        rows: exp.Query,
        values: Mapping[str, Any],
        side: str = "",
    ) -> "Cube":
        """Add up once."""
        groups = _groups(question).values()
        possible = [name for name in _SPLITS[str(question.of)] if name not in question.by]
        told = ("month", "source_no", "valuation", "unit", "step")
        keys = list(dict.fromkeys((*groups, *possible, *told)))
        if question.of == DECLARATIONS:
            months: exp.Expr = exp.alias_(exp.cast(exp.Literal.number(1), "SMALLINT"), "months")
        else:
            months = exp.column("months")
            keys.append("months")
        counted = exp.alias_(exp.func("count", exp.Star()), "n")
        same = _constants(rows)
        shown = [same.get(key, exp.column(key)) for key in keys if key != "months"]
        query = exp.select(*shown, months, counted, *_added(question))
        query = query.from_(rows.subquery("picked"))
        query = query.group_by(*[key for key in keys if key not in same])
        cube = cls(engine, question, f"{side}cube", (), rows, values)
        engine.keep(cube.table, query, values)
        wanted = [name for name in possible if len(question.filters.get(name, ())) != 1]
        wanted = [name for name in wanted if name in NEVER_ADDED or name not in question.filters]
        if question.of != DECLARATIONS and "valuation" not in question.by:
            wanted.append("valuation")
        if question.measure in ("quantity", "value_per_unit") and "unit" not in question.by:
            wanted.append("unit")
        return replace(cube, split=tuple(name for name in wanted if cube.n_distinct(name) > 1))

    def split_like(self, other: "Cube") -> "Cube":
        """Split by what either needs, so that the groups of two sides meet."""
        return replace(self, split=tuple(dict.fromkeys((*self.split, *other.split))))

    def n_distinct(self, column: str) -> int:
        """How many values of a column the used rows have; nothing declared is one of them."""
        return len(self.engine.rows(exp.select(column).distinct().from_(self.table).where(_used())))

    def groups(self) -> dict[str, str]:
        """Column of the cube by name of the group: what was asked, then what it was split by."""
        return _groups(self.question) | {name: name for name in self.split}

    def values(self) -> list[Value]:
        """One value a group, in order; without groups exactly one."""
        groups = self.groups()
        columns = [exp.column(column) for column in groups.values()]
        spans = exp.func("count", exp.Distinct(expressions=[exp.column("month")]))
        query = exp.select(*columns, *_sums(), spans).from_(self.table).where(_used())
        if columns:
            query = query.group_by(*columns).order_by(
                *[exp.Ordered(this=one.copy(), nulls_first=False) for one in columns]
            )
        distinct = (
            self._distinct(list(groups.values())) if self.question.measure in DISTINCT else {}
        )
        found = []
        for row in self.engine.rows(query):
            key, (addend, numerator, denominator, n, n_months) = (
                row[: len(columns)],
                row[len(columns) :],
            )
            by = {name: _label(name, value) for name, value in zip(groups, key, strict=True)}
            counted = distinct.get(key, 0) if self.question.measure in DISTINCT else addend
            value = self._value(by, counted, numerator, denominator, int(n or 0))
            found.append(
                value if self.question.of == DECLARATIONS else replace(value, n_months=n_months)
            )
        return found

    def _value(
        self, by: dict[str, Any], addend: Any, numerator: Any, denominator: Any, n: int
    ) -> Value:
        if self.question.measure in RATIOS:
            ratio = (
                (numerator / denominator).quantize(_RATIO_DIGITS, ROUND_HALF_UP)
                if denominator
                else None
            )
            return Value(by, ratio, numerator, denominator, n)
        if self.question.measure in ("n_lines", *DISTINCT):
            return Value(by, int(addend or 0), n_lines=n)
        return Value(by, addend, n_lines=n)

    def _distinct(self, columns: list[str]) -> dict[tuple[Any, ...], int]:
        """Documents are counted once a group, under the profile that gives their numbers."""
        counted = exp.condition(
            "count(DISTINCT (source.profile, picked.declaration_id))", dialect="duckdb"
        )
        query = exp.select(*[exp.column(name, table="picked") for name in columns], counted)
        query = (
            query.from_(self.rows.subquery("picked"))
            .join("source", on="source.source_no = picked.source_no")
            .where(_used())
        )
        query = query.where("picked.declaration_id IS NOT NULL")
        if columns:
            query = query.group_by(*[exp.column(name, table="picked") for name in columns])
        return {tuple(row[:-1]): row[-1] for row in self.engine.rows(query, self.values_of_rows)}

    def total(self) -> Decimal | int | None:
        """The sum over distinct lines; none for ratios, mixed units, events or directions."""
        if self.question.measure in RATIOS or not self.adds():
            return None
        if self.question.measure in DISTINCT:
            return self._distinct([]).get((), 0)
        found = self.engine.rows(exp.select(*_sums()).from_(self.table).where(_used()))[0][0]
        return int(found or 0) if self.question.measure == "n_lines" else found

    def adds(self) -> bool:
        """Whether its rows are of one kind, so that they may be added."""
        return not self.split and not self._mixes()

    def _mixes(self) -> bool:
        """Whether the groups asked for are of kinds that are never added: exports beside re-exports."""
        mixing = {*NEVER_ADDED, *(("unit",) if self.question.measure == "quantity" else ())}
        if self.question.of == DECLARATIONS:
            mixing.discard("valuation")
        named = [at for at, name in enumerate(self.question.by) if name in mixing]
        return any(self.n_distinct(f"by_{at}") > 1 for at in named)

    def bridge(self) -> list[dict[str, Any]]:
        """From rows read to rows used; what is taken away adds up to the difference."""
        query = (
            exp.select(
                "step", exp.func("sum", exp.column("n")), exp.func("sum", exp.column("addend"))
            )
            .from_(self.table)
            .group_by("step")
        )
        by_step = {step: (int(n), value) for step, n, value in self.engine.rows(query)}
        additive = self.question.measure not in (*RATIOS, *DISTINCT) and self.adds()
        shown = ("problem", "superseded", "cancelled", "delivered twice", "no value", USED)
        steps = [
            _walked(step, *by_step.get(step, (0, None)), additive)
            for step in STEPS
            if step in by_step or step in shown
        ]
        read: dict[str, Any] = {
            "step": "rows read",
            "n": sum(one["n"] for one in steps),
            "value": None,
        }
        if additive:
            read["value"] = sum((one["value"] for one in steps), Decimal(0))
        return [read, *steps]

    def unread(self) -> int:
        """Rows the question may be about that could not be used."""
        return sum(one["n"] for one in self.bridge() if one["step"] in UNREAD)

    def sources_used(self) -> list[int]:
        """Numbers of the sources that hold used rows."""
        return [
            number
            for (number,) in self.engine.rows(
                exp.select("source_no").distinct().from_(self.table).where(_used()).order_by("1")
            )
        ]

    def units(self) -> list[str]:
        """Units of the quantities used."""
        return [
            unit
            for (unit,) in self.engine.rows(
                exp.select("unit").distinct().from_(self.table).where(_used()).order_by("1")
            )
        ]

    def valuations(self) -> dict[str, int]:
        """How many rows used which declared value."""
        query = (
            exp.select("valuation", exp.func("sum", exp.column("n")))
            .from_(self.table)
            .where(_used())
        )
        query = query.where("valuation IS NOT NULL").group_by("valuation").order_by("valuation")
        return {name: int(n) for name, n in self.engine.rows(query)}


def _groups(question: Question) -> dict[str, str]:
    """Column by group; the month of a line is told anyway."""
    told = ("month",) if question.of == DECLARATIONS else ()
    return {name: name if name in told else f"by_{at}" for at, name in enumerate(question.by)}


def _added(question: Question) -> list[exp.Expr]:
    """What is added up; the rest stays empty, which costs nothing."""
    added = ("numerator", "denominator") if question.measure in RATIOS else ("addend",)
    nothing = exp.cast(exp.null(), "DECIMAL(38, 3)")
    return [
        exp.alias_(exp.func("sum", exp.column(name)) if name in added else nothing.copy(), name)
        for name in ("addend", "numerator", "denominator")
    ]


def _constants(rows: exp.Query) -> dict[str, exp.Expr]:
    """Columns that hold one value, whatever the row: grouping by them would tell nothing apart."""
    return {
        one.alias_or_name: one.copy()
        for one in rows.selects
        if not any(one.find(kind) for kind in (exp.Column, exp.Star, exp.Query, exp.Placeholder))
    }


def _used() -> exp.Expr:
    return exp.column("step").eq(exp.Literal.string(USED))


def _sums() -> list[exp.Expr]:
    return [
        exp.func("sum", exp.column(name)) for name in ("addend", "numerator", "denominator", "n")
    ]


def _walked(step: str, n: int, value: Any, additive: bool) -> dict[str, Any]:
    return {"step": step, "n": n, "value": _money(value, additive)}


def _money(value: Any, additive: bool) -> Decimal | None:
    return (Decimal(0) if value is None else Decimal(value)) if additive else None


def _label(name: str, value: Any) -> Any:
    """A period as it is written: 2022, 2022-Q1, 2022-01."""
    if name not in PERIODS or not isinstance(value, date):
        return value
    if name == "year":
        return f"{value.year}"
    return (
        f"{value.year}-Q{(value.month + 2) // 3}"
        if name == "quarter"
        else f"{value.year}-{value.month:02}"
    )
