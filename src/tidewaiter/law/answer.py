"""What the law said that day, regime by regime: status, legal basis, what is missing, what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tidewaiter.law.book import Book, Regime
from tidewaiter.law.facts import Catalogue
from tidewaiter.law.family import family_on
from tidewaiter.law.measures import DECIDING, MARKS, Measure
from tidewaiter.law.status import Standing, as_read, outside_reach, standing
from tidewaiter.law.timeline import Change, held_since, next_change
from tidewaiter.law.weighing import Question, Weighed
from tidewaiter.law.winding import wind_downs
from tidewaiter.words.statuses import INVALID_CODE, NO_RULE, NOT_CONTROLLED, UNKNOWN

SEVERITY = (*DECIDING.values(), UNKNOWN, NO_RULE, NOT_CONTROLLED)


@dataclass(frozen=True, slots=True)
class FamilyStanding:
    """What became of a code that the edition of the day does not know: its family, and their status."""

    edition: str
    codes: tuple[str, ...]
    status: str | None  # the strictest of them; none where no code of it is known
    statuses: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "edition": self.edition,
            "codes": list(self.codes),
            "status": self.status,
            "statuses": dict(self.statuses),
        }


@dataclass(frozen=True, slots=True)
class RegimeAnswer:
    """The answer under one regime."""

    standing: Standing
    in_force_from: date | None
    exemptions: tuple[str, ...]
    next_change: Change | None
    mark: str | None
    family: FamilyStanding | None = None
    newest: date | None = None  # the newest act loaded of the regime
    synthetic: bool = False  # the law itself is made up
    outside: tuple[Measure, ...] = ()  # texts without codes that are taken not to reach the goods

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `family` only where the code did not exist on the day."""
        now = self.standing
        return {
            "regime": now.regime,
            "status": now.status,
            "possible": now.possible,
            "binds": now.binds,
            "legal_basis": [weighed_as_dict(one) for one in now.deciding],
            "in_force_from": self.in_force_from,
            "missing_facts": list(now.missing),
            "also_in_force": [weighed_as_dict(one) for one in now.also],
            "exemptions": list(self.exemptions),
            "next_change": _change_as_dict(self.next_change),
            "mark": self.mark,
        } | self._besides()

    def _besides(self) -> dict[str, Any]:
        found: dict[str, Any] = {"family": self.family.as_dict()} if self.family else {}
        if self.outside:
            found["outside_reach"] = [one.id for one in self.outside]
        return found | ({"synthetic": True} if self.synthetic else {})


@dataclass(frozen=True, slots=True)
class LawAnswer:
    """The answers of every regime to one question; never merged into one."""

    question: Question
    regimes: tuple[RegimeAnswer, ...]
    list_versions: tuple[Mapping[str, Any], ...]
    assumed_seller: str | None
    facts: Catalogue  # what its missing facts ask
    jurisdictions: Mapping[str, tuple[str, ...]]  # by regime, whose law it is
    read: Mapping[str, str] = field(default_factory=dict)  # facts from a text, and their words
    left: Mapping[str, str] = field(default_factory=dict)  # numbers not used, and why

    def regime(self, name: str) -> RegimeAnswer:
        """The answer under one regime."""
        return next(one for one in self.regimes if one.standing.regime == name)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "regimes": [one.as_dict() for one in self.regimes],
            "list_versions": [dict(one) for one in self.list_versions],
            "assumed_seller": self.assumed_seller,
            "tariff": self.question.tariff,
        }


def answer(book: Book, asked: Question, read: Iterable[str] = ()) -> tuple[RegimeAnswer, ...]:
    """Ask every regime; those that bind come first. `read` names the facts that a text gave."""
    from_text = frozenset(read)
    found = []
    for regime in book.regimes.values():
        now, own = standing(book, regime, asked), as_read(regime, asked)
        found.append(
            RegimeAnswer(
                now,
                held_since(book, own, regime, now),
                tuple(_exemptions(book, own, now)) if now.binds is not False else (),
                next_change(book, own, regime, now) if now.binds is not False else None,
                softened(now, from_text),
                _family(book, asked, regime) if now.status == INVALID_CODE else None,
                book.newest(regime.name),
                regime.synthetic,
                outside_reach(book, regime, own) if now.status == NO_RULE else (),
            )
        )
    return tuple(sorted(found, key=lambda one: (_by_binding(one), one.standing.regime)))


def _by_binding(one: RegimeAnswer) -> int:
    return {True: 0, None: 1, False: 2}[one.standing.binds]


def softened(now: Standing, read: frozenset[str]) -> str | None:
    """A status that rests on a number read from a text is no surer than ≈."""
    conditions = [one.measure.when for one in (*now.deciding, *now.also) if one.applies is not None]
    rests = any(set(one.names()) & read for one in conditions if one)
    return max(now.mark, "≈", key=MARKS.index) if now.mark and rests else now.mark


def _exemptions(book: Book, asked: Question, now: Standing) -> Iterable[str]:
    """Exemptions and running wind-downs of what decides; they are told, never folded in."""
    near = [one for one in book.concerning(asked.code) if one.regime == now.regime]
    told: dict[str, None] = {}
    for weighed in now.deciding:
        one = weighed.measure
        told |= dict.fromkeys(one.exemptions)
        for by, _ in wind_downs(one, asked.code, near):
            if by.execute_by and asked.on <= by.execute_by and one.decides:
                told[_wind_down(by)] = None
    return told


def _wind_down(by: Measure) -> str:
    worth = f", up to EUR {by.wind_down_value_eur:,} a piece" if by.wind_down_value_eur else ""
    of = f"{by.act}, {by.article}"
    return f"wind-down of {of}: contracts before {by.contract_before} until {by.execute_by}{worth}"


def _family(book: Book, asked: Question, law: Regime) -> FamilyStanding | None:
    """The status of the codes that goods of this code were, or are, declared under on the day."""
    found = family_on(asked.code, asked.on)
    if found is None:
        return None
    edition, codes = found
    statuses = {code: standing(book, law, replace(asked, code=code)).status for code in codes}
    strictest = next((one for one in SEVERITY if one in statuses.values()), None)
    return FamilyStanding(edition, codes, strictest, statuses)


def weighed_as_dict(one: Weighed) -> dict[str, Any]:
    """A measure as an answer tells it."""
    return measure_as_dict(one.measure) | {
        "applies": one.applies,
        "missing": list(one.missing),
        "why": one.why,
    }


def measure_as_dict(one: Measure) -> dict[str, Any]:
    """What identifies a measure, what it says and how sure it is."""
    return {
        "id": one.id,
        "act": one.act,
        "article": one.article,
        "scope": one.scope,
        "action": one.action,
        "codes": list(one.codes),
        "part": one.part,
        "described": one.described,
        "in_force_from": one.in_force_from,
        "in_force_to": one.in_force_to,
        "mark": one.mark,
        "reach_mark": one.reach_mark,
        "source": one.source,
        "note": one.note,
    }


def _change_as_dict(change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {
        "on": change.on,
        "begins": [_shortly(one) for one in change.begins],
        "ends": [_shortly(one) for one in change.ends],
        "same_day": list(change.same_day),
        "status": change.then.status,
        "possible": change.then.possible,
    }


def _shortly(one: Measure) -> dict[str, str]:
    return {
        "id": one.id,
        "act": one.act,
        "article": one.article,
        "action": one.action,
        "mark": one.mark,
    }
