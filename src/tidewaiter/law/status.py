"""The status of goods under each regime on a day: what bound them, what may have, what is not known.

The strictest measure certain to apply gives the status; what a missing fact could add is always
told beside it. Silence is "no rule loaded"; "not controlled" is a claim, made only inside what a
list declares to know whole and when every condition in reach is known not to be met. Regimes are
never merged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tidewaiter.law.book import Book, Regime
from tidewaiter.law.conditions import Facts, Finding, Truth
from tidewaiter.law.family import code_exists
from tidewaiter.law.measures import DECIDING, LIST, MARKS, Measure
from tidewaiter.law.roads import among, reaches
from tidewaiter.law.scope import concerns
from tidewaiter.law.weighing import EACH_ITS_OWN, LIFTED, NOBODY, Question, Weighed, weigh
from tidewaiter.words.hs import edition_on
from tidewaiter.words.nomenclature import SIX
from tidewaiter.words.statuses import (
    INVALID_CODE,
    NO_RULE,
    NOT_APPLICABLE,
    NOT_CONTROLLED,
    UNKNOWN,
)

SELLER = "seller"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where goods stand under one regime on one day."""

    regime: str
    status: str
    binds: Truth
    possible: str | None = None
    deciding: tuple[Weighed, ...] = ()
    also: tuple[Weighed, ...] = ()
    missing: tuple[str, ...] = ()
    mark: str | None = None


def standings(book: Book, asked: Question) -> tuple[Standing, ...]:
    """The status under every regime, each by itself."""
    return tuple(standing(book, regime, asked) for regime in book.regimes.values())


def standing(book: Book, regime: Regime, asked: Question) -> Standing:
    """The status under one regime."""
    own = as_read(regime, asked)
    facts = book.facts.known(own.code, edition_on(own.on), own.facts)
    binds = binding(regime, own, facts)
    near = [one for one in nearby(book, own) if one.regime == regime.name]
    if binds.truth is False:
        listing = [one for one in near if one.action == LIST]
        lists = tuple(in_force(listing, regime, own, facts)) if listing else ()
        return Standing(regime.name, NOT_APPLICABLE, False, also=lists)
    if not code_exists(own.code, own.on):
        return Standing(regime.name, INVALID_CODE, binds.truth)
    weighed = list(in_force(near, regime, own, facts))
    return _decided(book, regime, own, facts, weighed, binds)


def as_read(regime: Regime, asked: Question) -> Question:
    """A question as a law reads it: digits beyond the sixth mean nothing to it but in its own tariff."""
    if len(asked.code) <= SIX or asked.tariff == EACH_ITS_OWN:
        return asked
    if asked.tariff not in (None, NOBODY) and among(asked.tariff, regime.jurisdiction, asked.on):
        return asked
    return replace(asked, code=asked.code[:SIX], cut=not asked.tariff)


def in_force(
    near: Iterable[Measure], regime: Regime, asked: Question, facts: Facts
) -> Iterable[Weighed]:
    """Every measure in force over the goods and about the destination, weighed."""
    held, edition = list(near), edition_on(asked.on)
    for one in held:
        if one.in_force(asked.on, asked.known_on):
            about = reaches(one, regime.jurisdiction, asked.road.to, asked.on)
            sent = among(asked.road.sent_from, one.sent_from, asked.on) if one.sent_from else True
            if about is not False and sent is not False:
                weighed = weigh(one, asked, facts, about, sent, held)
                if weighed.applies or concerns(one, asked.code, edition):
                    yield weighed


def nearby(book: Book, asked: Question) -> tuple[Measure, ...]:
    """Measures that may speak of the goods: those near their code; and, where yes was stated of a fact,
    those that are met by it though the code is outside the headings they are taken to reach.
    """
    near = book.concerning(asked.code)
    if not any(fact is True for fact in asked.facts.values()):
        return near
    return (*near, *(one for one in book.of_working_reach if one not in near))


def outside_reach(book: Book, regime: Regime, asked: Question) -> tuple[Measure, ...]:
    """Texts without codes that are in force, and are taken not to reach the code: nobody read that they do not."""
    return tuple(
        one
        for one in book.of_working_reach
        if one.regime == regime.name
        and one.in_force(asked.on, asked.known_on)
        and reaches(one, regime.jurisdiction, asked.road.to, asked.on)
        and not concerns(one, asked.code, edition_on(asked.on))
    )


def binding(regime: Regime, asked: Question, facts: Facts) -> Finding:
    """Whether the law binds anybody on the road; law that reaches abroad asks for a fact."""
    road = asked.road
    own = [road.sent_from, *([road.seller] if road.seller else [])]
    own += [road.origin] if regime.reaches_abroad and road.origin else []
    found = [among(place, regime.jurisdiction, asked.on) for place in own]
    if True in found:
        return Finding(True)
    known = facts.get(regime.reaches_abroad) if regime.reaches_abroad else False
    if known is True:
        return Finding(True)
    missing = [SELLER] if road.seller is None or None in found else []
    missing += [regime.reaches_abroad] if known is None else []
    return Finding(None, tuple(missing)) if missing else Finding(False)


def _decided(
    book: Book,
    regime: Regime,
    asked: Question,
    facts: Facts,
    weighed: Sequence[Weighed],
    binds: Finding,
) -> Standing:
    deciding = [_under(one, binds) for one in weighed if one.measure.decides]
    apart = [one for one in weighed if not one.measure.decides]
    certain = strictest(one for one in deciding if one.applies)
    status = DECIDING[certain[0].measure.action] if certain else None
    open_ones = [one for one in deciding if one.applies is None]
    adding = [one for one in open_ones if _stricter(one.measure, certain)]
    possible = DECIDING[strictest(adding)[0].measure.action] if adding else None
    missing = tuple(dict.fromkeys(name for one in adding for name in one.missing))
    if status:
        rest = [one for one in (*deciding, *apart) if one not in certain]
        return Standing(
            regime.name, status, binds.truth, possible, certain, _ordered(rest), missing,
            best(one.mark for one in certain),
        )  # fmt: skip
    if open_ones:
        rest = [one for one in (*deciding, *apart) if one not in open_ones]
        could = _ordered(open_ones)
        return Standing(
            regime.name, UNKNOWN, binds.truth, possible, could, _ordered(rest), missing,
            best(_weaker(one) for one in could),
        )  # fmt: skip
    return _silent(book, regime, asked, facts, [*deciding, *apart], binds)


def _silent(
    book: Book,
    regime: Regime,
    asked: Question,
    facts: Facts,
    weighed: Sequence[Weighed],
    binds: Finding,
) -> Standing:
    """No measure applies: a claim where a list is complete, and otherwise only silence.

    What a wind-down lifts is controlled all the same, so that nothing is claimed of it.
    """
    also = _ordered(weighed)
    missing: list[str] = []
    lifted = any(one.why == LIFTED for one in weighed)
    for declared in book.complete_for if not lifted else ():
        holds = declared.holds(asked.code, asked.on, asked.known_on)
        about = among(asked.road.to, declared.to, asked.on) or "*" in declared.to
        if declared.regime != regime.name or not holds or not about:
            continue
        within = declared.when.met(facts) if declared.when else Finding(True)
        if within.truth is None:
            missing += within.missing
        undated = [one for one in weighed if _undated_in_reach(one)]
        if within.truth and binds.truth and undated:
            lacking = tuple(dict.fromkeys(name for one in undated for name in one.missing))
            rest = [one for one in weighed if one not in undated]
            could = strictest(undated)
            return Standing(
                regime.name, UNKNOWN, binds.truth, DECIDING[could[0].measure.action],
                _ordered(undated), _ordered(rest), lacking, best(_weaker(one) for one in could),
            )  # fmt: skip
        if within.truth and binds.truth:
            return Standing(regime.name, NOT_CONTROLLED, True, also=also, mark=declared.mark)
    return Standing(regime.name, NO_RULE, binds.truth, also=also, missing=tuple(missing))


def _undated_in_reach(one: Weighed) -> bool:
    """A measure whose first day was not found: it proves nothing, and silence proves nothing against it."""
    measure = one.measure
    within = measure.undated and not measure.any_reach and measure.action in DECIDING
    return within and one.applies is not False


def _under(one: Weighed, binds: Finding) -> Weighed:
    """What would apply if the law bound: whether it binds may itself be missing."""
    if binds.truth is not None or one.applies is False:
        return one
    missing = tuple(dict.fromkeys((*binds.missing, *one.missing)))
    return replace(one, applies=None, missing=missing)


def strictest(found: Iterable[Weighed]) -> tuple[Weighed, ...]:
    """Those with the strictest action there is among them."""
    each = _ordered(found)
    return tuple(one for one in each if one.measure.action == each[0].measure.action)


def _stricter(measure: Measure, certain: Sequence[Weighed]) -> bool:
    return not certain or _rank(measure) < _rank(certain[0].measure)


def _rank(measure: Measure) -> int:
    """0 for the strictest action."""
    actions = list(DECIDING)
    return actions.index(measure.action) if measure.action in actions else len(actions)


def _ordered(found: Iterable[Weighed]) -> tuple[Weighed, ...]:
    """The strictest first, then the surest, then the oldest."""
    return tuple(
        sorted(
            found,
            key=lambda one: (
                not one.measure.decides,
                _rank(one.measure),
                one.applies is False,
                one.applies is None,
                MARKS.index(one.measure.mark),
                one.measure.in_force_from or date.max,
                one.measure.id,
            ),
        )
    )


def _weaker(one: Weighed) -> str:
    """The mark of a measure that may apply: no surer than that of its reach."""
    marks = [one.mark, one.measure.reach_mark or one.mark]
    return max(marks, key=MARKS.index)


def best(marks: Iterable[str]) -> str | None:
    """The surest of some marks: one measure read in its source is enough."""
    return min(marks, key=MARKS.index, default=None)
