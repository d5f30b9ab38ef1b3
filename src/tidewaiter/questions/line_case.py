"""How a line finds its case of the law: the one combination of goods, road, contract and days it is of.

A null fits a null, so that every line has exactly one case, also the one that lacks its code or its
day. The same is said in SQL by `library/law/line_case.sql`.
"""

from collections.abc import Callable
from datetime import date

from sqlglot import exp

from tidewaiter.questions.picked import Picked
from tidewaiter.words.nomenclature import SIX

RESTS_ON = (
    "tariff_line", "declared_on", "dispatch", "destination", "sender", "trading", "direction", "contract_on",
)  # fmt: skip
"""The declared fields without which a line's answer may be another one."""
LINE = (*RESTS_ON, "origin", "text_no")
"""All that decides which case a line is of."""
TOLD = ("status", "possible", "legal_basis", "missing_facts", "mark")
"""What is told of a regime's answer beside a line."""
_ALIKE = ("tariff_line", "origin", "dispatch", "destination")
_OPEN_END = exp.cast(exp.Literal.string(date.max.isoformat()), "DATE")
Column = Callable[[str], exp.Expr]


def with_case(select: exp.Select, cases: exp.Select, alias: str, line: Column) -> exp.Select:
    """A query over lines, each beside its case among some, under an alias; null where it is none of them."""
    fact = f"{alias}_fact"
    on_text = exp.column("text_no", table=fact).eq(line("text_no"))
    of_case = exp.and_(*_is_of(line, alias, exp.column("facts", table=fact)))
    return select.join(exp.to_table("goods_fact", alias=fact), on=on_text, join_type="left").join(
        cases.subquery(alias), on=of_case, join_type="left"
    )


def known(value: exp.Expr | None) -> exp.Expr:
    """The cases as the law was known on a day, or as it is known today."""
    column = exp.column("known_on", table="held")
    return column.eq(value) if value else column.is_(exp.null())


def told_by(regime: exp.Expr, known_on: exp.Expr | None) -> exp.Select:
    """Every case with what one regime told it."""
    of_regime = exp.func("upper", exp.column("regime", table="told")).eq(regime)
    of_case = exp.column("case_no", table="told").eq(exp.column("case_no", table="held"))
    answers = [exp.column(name, table="told") for name in TOLD]
    return (
        exp.select("held.*", *answers)
        .from_(exp.to_table("control_case", alias="held"))
        .join(exp.to_table("control_status", alias="told"), on=of_case)
        .where(known(known_on), of_regime)
    )


def status_of(picked: Picked, regime: str, known_on: date | None, alias: str) -> exp.Expr:
    """The status a regime gave the line; one whose code or day could not be read has one, too: unknown."""
    day = picked.value(known_on) if known_on else None
    cases = told_by(picked.value(regime), day)
    picked.select = with_case(picked.select, cases, alias, picked.column)
    return exp.column("status", table=alias)


def _is_of(line: Column, cases: str, facts: exp.Expr) -> list[exp.Expr]:
    def own(name: str) -> exp.Column:
        return exp.column(name, table=cases)

    day = line("declared_on")
    within = exp.Between(this=day, low=own("first_on"), high=own("last_on"))
    dayless = exp.and_(day.copy().is_(exp.null()), own("first_on").is_(exp.null()))
    agreed = exp.Between(
        this=exp.func("coalesce", line("contract_on"), _OPEN_END.copy()),
        low=own("contract_first_on"),
        high=own("contract_last_on"),
    )
    return [
        *(_same(own(name), line(name)) for name in _ALIKE),
        _same(own("tariff_of"), _tariff_of(line)),
        _same(own("seller"), exp.func("coalesce", line("sender"), line("trading"))),
        _same(own("facts"), facts),
        exp.or_(within, dayless),
        agreed,
    ]


def _tariff_of(line: Column) -> exp.Expr:
    """Whose tariff the digits beyond the sixth are of: that of the country where the goods are declared."""
    declared_in = (
        exp.Case(this=line("direction"))
        .when(exp.Literal.string("import"), line("destination"))
        .when(exp.Literal.string("export"), line("dispatch"))
    )
    national = exp.func("length", line("tariff_line")) > exp.Literal.number(SIX)
    return exp.Case().when(national, declared_in)


def _same(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    return exp.NullSafeEQ(this=one, expression=other)
