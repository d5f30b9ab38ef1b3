"""Facts about goods: what a person states, what the tariff code itself says, and what follows.

Every fact has a name, a question it answers and, if it is a number, a unit. A measure whose
text is only words is decided by a fact of its own, `meets:` and the measure's id. Nothing is a
fact that was not stated: a code gives limits only where its text does (8806.22: over 250 g, up to 7 kg).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cache, cached_property
from types import MappingProxyType

from tidewaiter.law.conditions import Compared, Condition, Fact, Limits, Named, leaves
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import CommandError

MEETS = "meets:"
"""Begins the name of the fact that decides a measure whose text is words: meets:eu-2022-328/art-2a."""
TARIFF_LINE = "tariff_line"
"""Missing where a measure names a longer code than was asked for."""
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_BOUND = re.compile(r"(?P<sign>[<>]=?|=)?\s*(?P<number>\d+(?:\.\d+)?)")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)")
_IN_TWO_WAYS = re.compile(r"\d,\d{3}(?!\d)|\d[,.]\d+[,.]\d")
_THOUSANDS = re.compile(r"\d\.\d{3}(?!\d)")
MONEY = "EUR"
_STATED = re.compile(r"(?P<name>[\w:./#-]+?)\s*(?P<value>(?:=|[<>]).*)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact: its name, the question it answers, its unit if it is a number."""

    name: str
    asks: str
    unit: str = ""
    at_most: str = ""  # the fact that it never exceeds

    @property
    def is_number(self) -> bool:
        """Whether it is a number, not yes or no."""
        return bool(self.unit)


@dataclass(frozen=True, slots=True)
class Implied:
    """What the text of some codes says by itself, under one edition."""

    edition: str
    codes: tuple[str, ...]
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Catalogue:
    """The facts that conditions may speak of, and what codes imply."""

    asked: Mapping[str, Asked]
    implied: tuple[Implied, ...]

    @cached_property
    def bounded(self) -> tuple[Asked, ...]:
        """Facts that never exceed another."""
        return tuple(one for one in self.asked.values() if one.at_most)

    def of_code(self, code: str, edition: str | None) -> dict[str, Fact]:
        """What the text of a code says."""
        found: dict[str, Fact] = {}
        for one in self.implied:
            if one.edition == edition and code.startswith(one.codes):
                found |= one.facts
        return found

    def known(self, code: str, edition: str | None, stated: Mapping[str, Fact]) -> dict[str, Fact]:
        """The facts stated, those of the code, and what follows from both; what is stated wins."""
        found = self.of_code(code, edition)
        for name, fact in stated.items():
            by_code = found.get(name)
            if isinstance(fact, Limits) and isinstance(by_code, Limits):
                found[name] = fact.within(by_code) or fact
            else:
                found[name] = fact
        for one in self.bounded:
            bound, own = found.get(one.at_most), found.get(one.name, Limits())
            if isinstance(bound, Limits) and isinstance(own, Limits):
                below = Limits(high=bound.high, below_high=bound.below_high)
                found[one.name] = own.within(below) or own
        return found

    def contradicted(
        self, code: str, edition: str | None, stated: Mapping[str, Fact]
    ) -> list[Asked]:
        """The stated facts that the code's own text, or another stated fact, excludes."""
        said = [
            (name, fact, stated[name])
            for name, fact in self.of_code(code, edition).items()
            if name in stated
        ]
        wrong = [name for name, fact, own in said if not _agree(fact, own)]
        known = self.of_code(code, edition) | dict(stated)
        wrong += [
            one.name
            for one in self.bounded
            if {one.name, one.at_most} & stated.keys() and _exceeds(known, one)
        ]
        return [self.asked[name] for name in dict.fromkeys(wrong)]

    def sound(
        self,
        code: str,
        edition: str | None,
        read: Mapping[str, Fact],
        stated: Mapping[str, Fact] = MappingProxyType({}),
    ) -> dict[str, Fact]:
        """The facts read from a text less those that the code, a stated fact or each other excludes."""
        kept = {
            name: fact
            for name, fact in read.items()
            if not self.contradicted(code, edition, {**stated, name: fact})
        }
        wrong = self.contradicted(code, edition, {**stated, **kept})
        apart = {name for one in wrong for name in (one.name, one.at_most)}
        return {name: fact for name, fact in kept.items() if name not in apart}


def _exceeds(known: Mapping[str, Fact], one: Asked) -> bool:
    """Whether a number is above the one that it never exceeds."""
    own, bound = known.get(one.name), known.get(one.at_most)
    if not isinstance(own, Limits) or not isinstance(bound, Limits):
        return False
    return own.within(Limits(high=bound.high, below_high=bound.below_high)) is None


def _agree(one: Fact, other: Fact) -> bool:
    if isinstance(one, Limits) and isinstance(other, Limits):
        return one.within(other) is not None
    return one == other


@cache
def built_in() -> Catalogue:
    """The facts that ship with Tidewaiter."""
    said = tomllib.loads((LIBRARY / "law" / "facts.toml").read_text(encoding="utf-8"))
    asked = {one["name"]: Asked(**one) for one in said["fact"]}
    implied = tuple(
        Implied(
            one["edition"],
            tuple(one["codes"]),
            {name: read_fact(asked[name], text) for name, text in one["facts"].items()},
        )
        for one in said["implied"]
    )
    return Catalogue(asked, implied)


def read_fact(asked: Asked, text: str) -> Fact:
    """A value as a person writes it: yes, no, 0.9, <46.3, >=30, 20..25, or two bounds.

    >>> read_fact(Asked("gust_kmh", "", "km/h"), "<46.3").high
    Decimal('46.3')
    """
    if asked.is_number and _IN_TWO_WAYS.search(text):
        raise ValueError(f"{asked.name}: {text} can be read in two ways; write 1200, or 1.2")
    if asked.unit == MONEY and _THOUSANDS.search(text):
        raise ValueError(f"{asked.name}: {text} can be read in two ways; write 1200, or 1.20")
    written = text.strip().replace(",", ".")
    if not asked.is_number:
        if written.lower() not in _YES_NO:
            raise ValueError(f"{asked.name} is yes or no, not {text!r}")
        return _YES_NO[written.lower()]
    if between := _RANGE.fullmatch(written):
        found: Limits | None = Limits(Decimal(between[1]), Decimal(between[2]))
        return _whole(found, asked, text)
    bounds = list(_BOUND.finditer(written))
    if not bounds or _BOUND.sub("", written).strip():
        raise ValueError(f"{asked.name} is a number in {asked.unit}, not {text!r}")
    found = Limits()
    for one in bounds:
        found = found.within(_bound(one["sign"] or "=", Decimal(one["number"]))) if found else None
    return _whole(found, asked, text)


def _whole(found: Limits | None, asked: Asked, text: str) -> Limits:
    if found is None or found.low > found.high:
        raise ValueError(f"{asked.name}: no number is {text}")
    return found


def _bound(sign: str, number: Decimal) -> Limits:
    if sign == "=":
        return Limits(number, number)
    if sign.startswith("<"):
        return Limits(high=number, below_high=sign == "<")
    return Limits(low=number, above_low=sign == ">")


def misused(condition: Condition, asked: Mapping[str, Asked]) -> Iterator[str]:
    """What a condition does with facts that they cannot answer, in words: it would stay open for ever.

    >>> from tidewaiter.law.conditions import read_condition
    >>> list(misused(read_condition("civil > 2 or mtow_kg"), built_in().asked))
    ['civil is yes or no, and not compared', 'mtow_kg is a number: compare it, as in mtow_kg > 2']
    """
    for one in leaves(condition):
        if isinstance(one, Compared) and not asked[one.name].is_number:
            yield f"{one.name} is yes or no, and not compared"
        if isinstance(one, Named) and asked[one.name].is_number:
            yield f"{one.name} is a number: compare it, as in {one.name} > 2"


def read_stated(statements: Iterable[str], catalogue: Catalogue) -> dict[str, Fact]:
    """The facts of several `name=value`; two of one name must agree: `mtow_kg>1` and `mtow_kg<7`."""
    found: dict[str, Fact] = {}
    for statement in statements:
        said = _STATED.fullmatch(statement.strip())
        if said is None:
            raise CommandError(
                f"{statement!r} states no fact",
                "write it as mtow_kg=0.9, gust_kmh<46.3 or civil=yes",
            )
        name, value = said["name"], said["value"]
        try:
            fact = read_fact(_asked(name, catalogue), value.removeprefix("="))
            found[name] = _both(name, found[name], fact) if name in found else fact
        except ValueError as error:
            raise CommandError(
                str(error), "see what is asked: tidewaiter controls --facts"
            ) from None
    return found


def _both(name: str, one: Fact, other: Fact) -> Fact:
    """What two statements of one fact say together."""
    if isinstance(one, Limits) and isinstance(other, Limits):
        if both := one.within(other):
            return both
    elif one == other:
        return one
    raise ValueError(f"{name} is stated twice, and the two do not agree")


def _asked(name: str, catalogue: Catalogue) -> Asked:
    if name in catalogue.asked:
        return catalogue.asked[name]
    if name.startswith(MEETS):
        return Asked(name, "as the measure describes it?")
    near = get_close_matches(name, [*catalogue.asked], 1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise CommandError(
        f"no measure asks for a fact {name!r}", f"{meant}all of them: tidewaiter controls --facts"
    )
