"""Questions about the law: which lines had an answer of a regime, and which lay in a gap between laws.

The answers stand in `control_case` and `control_status`, which `run` makes. A line is of exactly one
case, so nothing is counted twice. Regimes are never merged: several named in one question must each
fit, several statuses of one regime are alternatives.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlglot import exp

from tidewaiter.ground.derived import control_key, control_key_held
from tidewaiter.ground.store import Store
from tidewaiter.questions.fields import BY_LAW
from tidewaiter.questions.line_case import known, with_case
from tidewaiter.questions.picked import Picked
from tidewaiter.questions.question import Question
from tidewaiter.words.errors import CommandError
from tidewaiter.words.statuses import (
    CONTROLLED,
    INVALID_CODE,
    NO_RULE,
    NOT_APPLICABLE,
    NOT_CONTROLLED,
    PROHIBITED,
    UNKNOWN,
)

CONTROL, LOOPHOLE = "control", "loophole"
_NEEDS = ("tariff_line", "declared_on", "dispatch", "destination")
"""Without these a line is of a case, but which one it would be is not known."""


def asks_law(question: Question) -> bool:
    """Whether a question can be answered only after `run`."""
    return bool({CONTROL, LOOPHOLE} & question.filters.keys() or regimes_grouped_by(question))


def regimes_grouped_by(question: Question) -> list[str]:
    """The regimes whose statuses are groups."""
    return [one.removeprefix(BY_LAW) for one in question.by if one.startswith(BY_LAW)]


def regimes_named(question: Question) -> list[str]:
    """The regimes a question names, whose answers are shown beside each row."""
    filtered = [*regimes_of(question.filters.get(CONTROL, ())), *_barring(question)]
    return list(dict.fromkeys([*filtered, *regimes_grouped_by(question)]))


def check_ready(store: Store, question: Question) -> None:
    """Refuse what the tables of answers do not hold, or do not hold any more; an earlier state is as it was."""
    if not asks_law(question):
        return
    name = LOOPHOLE if LOOPHOLE in question.filters else CONTROL
    held, case = control_key_held(store.manifest), store.folder.path
    if held is None:
        what = f"{name} cannot be answered: which law bound the lines has not been looked up"
        raise CommandError(what, f"look it up first: tidewaiter run {case}")
    is_now = store.manifest.id == store.folder.manifest().id
    if is_now and held != control_key(store.folder, store.manifest):
        what = f"{name} cannot be answered: lines or control lists have changed since the last run"
        raise CommandError(what, f"run again: tidewaiter run {case}")
    _check_day(store, question)
    _check_regimes(store, question)


def _check_day(store: Store, question: Question) -> None:
    day = question.known_on
    query = "SELECT 1 FROM control_case WHERE known_on = $day LIMIT 1"
    if day and not store.engine.rows(query, {"day": day}):
        raise CommandError(
            f"nothing has been looked up as the law was known on {day}",
            f"look it up first: tidewaiter run {store.folder.path} --known-on {day}",
        )


def _check_regimes(store: Store, question: Question) -> None:
    known = [one for (one,) in store.engine.rows("SELECT DISTINCT regime FROM control_status")]
    for regime in regimes_named(question):
        if regime not in {one.upper() for one in known}:
            raise CommandError(
                f"no list of a regime {regime} is loaded", f"loaded: {', '.join(sorted(known))}"
            )


def regimes_of(values: Iterable[str]) -> dict[str, list[str]]:
    """By regime the statuses that are asked of it.

    >>> regimes_of(["CN:unknown", "CN:licence", "EU:prohibited"])
    {'CN': ['unknown', 'licence'], 'EU': ['prohibited']}
    """
    found: dict[str, list[str]] = {}
    for one in values:
        regime, _, status = one.rpartition(":")
        found.setdefault(regime, []).append(status)
    return found


def _barring(question: Question) -> list[str]:
    return [one for one in regimes_of(question.filters.get(LOOPHOLE, ())) if one]


def law_condition(
    picked: Picked, name: str, values: tuple[str, ...], known_on: date | None
) -> exp.Expr:
    """Whether a line is of a case that fits; not known where it may fit, or what its case rests on is not.

    Lines that may fit are marked open: they are no part of the number and are counted beside it.
    """
    cases = f"{name}_case"
    day = picked.value(known_on) if known_on else None
    fits, may = (_of_regimes if name == CONTROL else _in_the_gap)(picked, regimes_of(values))
    wanted = (
        exp.select("held.*", exp.alias_(fits, "fits"))
        .from_(exp.to_table("control_case", alias="held"))
        .where(known(day), exp.or_(fits.copy(), may))
    )
    picked.select = with_case(picked.select, wanted, cases, picked.column)
    fitting = exp.Is(this=exp.column("fits", table=cases), expression=exp.true())
    near = exp.not_(exp.column("case_no", table=cases).is_(exp.null()))
    lacking = exp.or_(*[picked.column(one).is_(exp.null()) for one in _NEEDS])
    picked.open[name] = exp.and_(exp.not_(fitting.copy()), exp.or_(near, lacking.copy()))
    return (
        exp.Case()
        .when(_unread_contract(picked), exp.null())
        .when(fitting, exp.true())
        .when(picked.open[name].copy(), exp.null())
        .else_(exp.false())
    )


def _unread_contract(picked: Picked) -> exp.Expr:
    """Whether the day of the contract could not be read and a wind-down over the code asks for it."""
    asks = exp.column("contract_first_on") > exp.cast(
        exp.Literal.string(date.min.isoformat()), "DATE"
    )
    codes = exp.select("tariff_line").from_("control_case").where(asks)
    return exp.and_(picked.unread("contract_on"), picked.column("tariff_line").isin(query=codes))


def _of_regimes(picked: Picked, asked: Mapping[str, list[str]]) -> tuple[exp.Expr, exp.Expr]:
    """Each regime named gave one of the statuses asked of it; or may have, were what is missing known."""
    certain = [_case_in(_regime(picked, one), _status(picked, each)) for one, each in asked.items()]
    possible = [
        _case_in(_regime(picked, one), exp.or_(_status(picked, each), _may(picked, each)))
        for one, each in asked.items()
    ]
    return exp.and_(*certain), exp.and_(*possible)


def _status(picked: Picked, statuses: list[str], column: str = "status") -> exp.Expr:
    return exp.column(column).isin(*map(picked.value, statuses))


def _may(picked: Picked, statuses: list[str]) -> exp.Expr:
    """A status that a missing fact could make one of these; of a code of another edition nothing is known."""
    unknown, possible = _is(UNKNOWN), exp.column("possible")
    ways: list[exp.Expr] = []
    if {*statuses} & {*CONTROLLED}:
        open_ended = exp.and_(exp.or_(unknown.copy(), _is(INVALID_CODE)), possible.is_(exp.null()))
        ways += [_status(picked, statuses, "possible"), open_ended]
    if {*statuses} & {NOT_CONTROLLED, NO_RULE}:
        ways += [unknown.copy(), _is(INVALID_CODE)]
    if NOT_CONTROLLED in statuses:  # inside a complete list, but for a fact
        ways.append(_silent_for_a_fact())
    if NOT_APPLICABLE in statuses:
        ways.append(exp.column("binds").is_(exp.null()))
    return exp.or_(*ways) if ways else exp.false()


def _is(status: str, column: str = "status") -> exp.Expr:
    return exp.column(column).eq(exp.Literal.string(status))


def _silent_for_a_fact() -> exp.Expr:
    lacking = exp.not_(exp.column("missing_facts").is_(exp.null()))
    return exp.and_(_is(NO_RULE), lacking)


def _in_the_gap(picked: Picked, asked: Mapping[str, list[str]]) -> tuple[exp.Expr, exp.Expr]:
    """A law barred the goods to its own exporters, and those of this road were told another thing, or may have been."""
    named = [_regime(picked, one) for one in asked if one]
    of_regimes = [] if "" in asked or not named else [exp.or_(*named)]
    barred = _is(PROHIBITED, "own_status")
    maybe = exp.or_(barred.copy(), _is(PROHIBITED, "own_possible"), _is(INVALID_CODE, "own_status"))
    status = next(iter(asked.values()))[0]
    told = exp.column("exporter_status").eq(picked.value(status))
    perhaps = exp.or_(told.copy(), _is(UNKNOWN, "exporter_status"))
    if status == NOT_CONTROLLED:
        lacking = exp.and_(exp.column("is_exporter"), _silent_for_a_fact())
        perhaps = exp.or_(perhaps, exp.and_(_is(NO_RULE, "exporter_status"), _case_in(lacking)))
    fits = exp.and_(told, _case_in(barred, *[one.copy() for one in of_regimes]))
    return fits, exp.and_(perhaps, _case_in(maybe, *of_regimes))


def _regime(picked: Picked, name: str) -> exp.Expr:
    return exp.func("upper", exp.column("regime")).eq(picked.value(name))


def _case_in(*conditions: exp.Expr) -> exp.Expr:
    answers = exp.select("case_no").from_("control_status").where(*conditions)
    return exp.column("case_no", table="held").isin(query=answers)
