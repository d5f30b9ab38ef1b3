"""Where goods go from, through whose hands, and to: whom a law binds on a road.

A country, or a group as it stood on the day. A group may lie partly in and partly out of a
jurisdiction; then the answer is that it is not known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from tidewaiter.law.conditions import Truth
from tidewaiter.law.measures import EVERYWHERE, THIRD_COUNTRIES, Measure
from tidewaiter.words import places


@dataclass(frozen=True, slots=True)
class Road:
    """The country goods are sent from and to, the seller's, and where they were made."""

    sent_from: str
    to: str
    seller: str | None = None  # not known: whether foreign law binds cannot be said
    origin: str | None = None


def among(place: str, countries: Iterable[str], day: date) -> Truth:
    """Whether a place is one of some countries and groups on a day; none if only a part of it is.

    >>> day = date(2023, 3, 15)
    >>> among("DE", ["EU"], day), among("CN", ["EU"], day), among("EAEU", ["RU", "BY"], day)
    (True, False, None)
    """
    held = _spread(tuple(countries), day)
    asked = _spread((place,), day)
    if asked & held:
        return True if asked <= held else None
    return False  # nor is a group that has no members yet


@cache
def _spread(countries: tuple[str, ...], day: date) -> frozenset[str]:
    """Countries, and the members of groups on the day."""
    each = [places.members(one, day) if places.is_group(one) else {one} for one in countries]
    return frozenset().union(*each)


def reaches(measure: Measure, jurisdiction: Iterable[str], to: str, day: date) -> Truth:
    """Whether a measure is about goods to a destination; none where a part of it is, or may be."""
    if among(to, measure.to_except, day):
        return False
    if EVERYWHERE in measure.to:
        found: Truth = True
    elif THIRD_COUNTRIES in measure.to:
        inside = among(to, jurisdiction, day)
        found = None if inside is None else not inside
    else:
        found = among(to, measure.to, day)
    return None if found and among(to, measure.to_unsure, day) is not False else found


def changes(place: str | None, countries: Iterable[str]) -> list[date]:
    """The days on which a place, or a member of it, may enter or leave some countries and groups.

    >>> changes("KG", ["EAEU", "CN"]), changes("CN", ["CN", "KG"])
    ([datetime.date(2015, 8, 12)], [])
    """
    groups = [one for one in countries if places.is_group(one)]
    spans = [span for group in groups for span in places.spans(group)]
    if place is not None and places.is_group(place):
        spans += places.spans(place)
    else:
        spans = [span for span in spans if span[0] == place]
    return [day for _, *ends in spans for day in ends if day not in (date.min, date.max)]
