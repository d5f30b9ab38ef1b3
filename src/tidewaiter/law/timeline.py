"""The law over time: the days on which a status can change, and the spans between them.

Between two neighbouring days of `breakpoints` nothing moves: one status a span is enough, for a
chart as for millions of lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tidewaiter.law.book import Book, Regime
from tidewaiter.law.measures import DECIDING, Measure
from tidewaiter.law.roads import changes, reaches
from tidewaiter.law.scope import concerns
from tidewaiter.law.status import Standing, nearby, standing
from tidewaiter.law.weighing import Question
from tidewaiter.words.hs import EDITIONS, edition_on

DAY = timedelta(days=1)
BEGINNING = date(1988, 1, 1)
"""Before the Harmonised System no code means anything."""


@dataclass(frozen=True, slots=True)
class Span:
    """One status under one regime from a first day to a last one, both in it."""

    first: date
    last: date
    standing: Standing


@dataclass(frozen=True, slots=True)
class Change:
    """The next day on which something about the question begins or ends, and what follows."""

    on: date
    begins: tuple[Measure, ...]
    ends: tuple[Measure, ...]
    same_day: tuple[str, ...]  # acts of the regime that begin with it, about other goods
    then: Standing


def breakpoints(book: Book, asked: Question, regime: Regime | None = None) -> list[date]:
    """The days on which the answer to a question can differ from that of the day before.

    What was never published and never began is known from the end of time, which is no day.
    """
    found = {start for start, _ in EDITIONS}
    groups: set[str] = set()
    for one in nearby(book, asked):
        if regime is None or one.regime == regime.name:
            found |= set(_of_measure(one, asked.known_on))
            groups |= {*one.to, *one.to_except, *one.to_unsure, *one.sent_from}
    for declared in book.complete_for:
        found |= {declared.since, *([declared.until + DAY] if declared.until else [])}
        groups |= {*declared.to}
    for law in [regime] if regime else book.regimes.values():
        groups |= {*law.jurisdiction}
    road = asked.road
    for place in {road.sent_from, road.seller, road.origin, road.to}:
        found |= set(changes(place, groups))
    found |= {asked.known_on + DAY} if asked.known_on else set()
    return sorted(day for day in found if BEGINNING < day < date.max)


def _of_measure(one: Measure, known_on: date | None) -> Iterator[date]:
    if not one.known(known_on):
        return
    yield one.known_from
    for first in (one.in_force_from, one.not_before):
        if first:
            yield first
    for last in (one.ends_on(known_on), one.execute_by):
        if last and last < date.max:
            yield last + DAY


def spans(book: Book, asked: Question, regime: Regime, since: date, until: date) -> list[Span]:
    """The history under one regime, from a day to a last day; like neighbours are one span."""
    days = [since, *(day for day in breakpoints(book, asked, regime) if since < day <= until)]
    found: list[Span] = []
    for first, following in zip(days, [*days[1:], until + DAY], strict=True):
        now = standing(book, regime, replace(asked, on=first))
        if found and _alike(found[-1].standing, now):
            found[-1] = replace(found[-1], last=following - DAY)
        else:
            found.append(Span(first, following - DAY, now))
    return found


def _alike(one: Standing, other: Standing) -> bool:
    """The same status for the same reasons."""
    told = [
        (each.status, each.possible, {weighed.measure.id for weighed in each.deciding})
        for each in (one, other)
    ]
    return told[0] == told[1]


def held_since(book: Book, asked: Question, regime: Regime, now: Standing) -> date | None:
    """The first day of the unbroken time with this status; of one that is open, of what may apply."""
    if now.status not in DECIDING.values():
        days = [one.measure.in_force_from for one in now.deciding]
        return min((day for day in days if day), default=None)
    earlier = [day for day in breakpoints(book, asked, regime) if day <= asked.on]
    since = asked.on
    for day in reversed(earlier):
        if standing(book, regime, replace(asked, on=day)).status != now.status:
            break
        since = day
    return since


def next_change(book: Book, asked: Question, regime: Regime, now: Standing) -> Change | None:
    """The next day on which a measure begins or ends, or the status moves."""
    held = _held(book, asked, regime)
    for day in breakpoints(book, asked, regime):
        if day <= asked.on:
            continue
        later = replace(asked, on=day)
        then, holding = standing(book, regime, later), _held(book, later, regime)
        if holding != held or (then.status, then.possible) != (now.status, now.possible):
            begins = tuple(one for key, one in holding.items() if key not in held)
            ends = tuple(one for key, one in held.items() if key not in holding)
            return Change(day, begins, ends, _same_day(book, regime, later, begins), then)
    return None


def _held(book: Book, asked: Question, regime: Regime) -> dict[str, Measure]:
    """What is in force about the goods and the destination, by id."""
    return {
        one.id: one
        for one in book.concerning(asked.code)
        if one.regime == regime.name
        and one.in_force(asked.on, asked.known_on)
        and concerns(one, asked.code, edition_on(asked.on))
        and reaches(one, regime.jurisdiction, asked.road.to, asked.on) is not False
    }


def _same_day(
    book: Book, regime: Regime, asked: Question, begins: Sequence[Measure]
) -> tuple[str, ...]:
    beginning = book.beginning(regime.name, asked.on)
    others = (one.act for one in beginning if one.known(asked.known_on))
    told = {one.act for one in begins}
    return tuple(dict.fromkeys(act for act in others if act not in told))


def first_covered(book: Book, code: str, regime: str, to: str) -> Measure | None:
    """The measure by which a regime first named a whole code, with its day in force."""
    law = book.regimes[regime]
    named = [
        one
        for one in book.concerning(code)
        if one.regime == regime
        and one.decides
        and code.startswith(one.codes or ("-",))
        and not one.ex
        and not one.value_over_eur
        and one.in_force_from
        and reaches(one, law.jurisdiction, to, one.in_force_from)
    ]
    return min(named, key=lambda one: one.in_force_from or date.max, default=None)
