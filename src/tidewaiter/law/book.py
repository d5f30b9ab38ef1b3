"""The law book: every loaded list, found by code and by regime.

A question touches few of some thousand measures; they are found by the chapter of its code.
Lists that are only there to be compared with others stand in the book and decide nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from tidewaiter.law.facts import Catalogue, built_in
from tidewaiter.law.lists import check_together, load_all
from tidewaiter.law.measures import ANY, LIST, CompleteFor, ControlList, Measure, Publication
from tidewaiter.law.scope import chapters, touches
from tidewaiter.words.nomenclature import SIX


@dataclass(frozen=True, slots=True)
class Regime:
    """One body of law: the countries whose it is, and how it can reach others."""

    name: str
    jurisdiction: tuple[str, ...]
    reaches_abroad: str = ""  # the fact that brings goods of others under it
    synthetic: bool = False  # some of it is made up


@dataclass(frozen=True)
class Book:
    """All lists, and ways to find what concerns a code."""

    lists: tuple[ControlList, ...]
    facts: Catalogue
    unverified: bool = False  # whether measures marked ? are used
    _near: dict[str, tuple[Measure, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure in use."""
        return tuple(
            measure
            for one in self.lists
            if not one.check_only
            for measure in one.measures
            if measure.sure or self.unverified
        )

    @cached_property
    def regimes(self) -> Mapping[str, Regime]:
        """Every regime, by name."""
        used = [one for one in self.lists if not one.check_only]
        made_up = {one.regime for one in used if one.synthetic}
        found = {
            one.regime: Regime(
                one.regime, one.jurisdiction, one.reaches_abroad, one.regime in made_up
            )
            for one in used
        }
        return dict(sorted(found.items()))

    @cached_property
    def deciding(self) -> frozenset[str]:
        """The regimes that hold a measure which can give a status; others only list."""
        return frozenset(one.regime for one in self.measures if one.decides)

    @cached_property
    def complete_for(self) -> tuple[CompleteFor, ...]:
        """What the lists declare to know whole."""
        return tuple(
            declared
            for one in self.lists
            for declared in one.complete_for
            if declared.mark != "?" or self.unverified
        )

    @cached_property
    def _by_chapter(self) -> Mapping[str, tuple[Measure, ...]]:
        found: dict[str, list[Measure]] = defaultdict(list)
        for one in self.measures:
            for chapter in {code[:2] for code in one.reach} | chapters(one):
                found[chapter].append(one)
        return {chapter: tuple(each) for chapter, each in found.items()}

    def concerning(self, code: str) -> tuple[Measure, ...]:
        """Measures near the first six digits of a code in any edition, by codes or reach, or of any reach."""
        own = code[:SIX]
        if own not in self._near:
            found = [one for one in self._by_chapter.get(own[:2], ()) if touches(own, one)]
            self._near[own] = (*found, *self._by_chapter.get(ANY[:2], ()))
        return self._near[own]

    @cached_property
    def of_working_reach(self) -> tuple[Measure, ...]:
        """Measures whose text names no codes, and whose reach is a working set and no reading of it."""
        return tuple(one for one in self.measures if one.reach_mark == "?" and not one.any_reach)

    def asks(self, code: str) -> frozenset[str]:
        """The facts that any measure over a code, or a list complete for it, asks for: no other matters."""
        near = self.concerning(code)
        conditions = [one.when for one in near if one.when]
        conditions += [one.when for one in self.complete_for if one.when]
        named = {name for one in conditions for name in one.names()}
        named |= {regime.reaches_abroad for regime in self.regimes.values()} - {""}
        named |= {one.unsure for one in near if one.unsure}
        worth = any(one.value_over_eur or one.wind_down_value_eur for one in near)
        bounds = {self.facts.asked[name].at_most for name in named if name in self.facts.asked}
        return frozenset(named | bounds - {""} | ({"value_per_item_eur"} if worth else set()))

    def beginning(self, regime: str, day: date) -> list[Measure]:
        """Measures of a regime that come into force on a day."""
        return [one for one in self.measures if one.regime == regime and one.in_force_from == day]

    def newest(self, regime: str) -> date | None:
        """The day of the newest act loaded of a regime: what came after it is not known."""
        days = [one.newest for one in self.lists if one.regime == regime and not one.check_only]
        return max((day for day in days if day), default=None)

    def by_id(self, name: str) -> Measure | None:
        """The measure of that id, in use or not."""
        every = (measure for one in self.lists for measure in one.measures)
        return next((one for one in every if one.id == name), None)

    def published(self, name: str, day: date) -> list[tuple[Publication, ControlList]]:
        """The versions of a named list that applied on a day, one for each publisher."""
        return [
            (version, one)
            for one in self.lists
            if (version := one.publication) is not None
            and version.name == name
            and version.since <= day <= (version.until or date.max)
        ]

    def published_lists(self) -> list[str]:
        """The names of lists that have publishers."""
        return sorted({one.publication.name for one in self.lists if one.publication})


def as_published(one: ControlList) -> tuple[Measure, ...]:
    """The measures that are a version of a published list: those that only list, if there are any."""
    listing = tuple(measure for measure in one.measures if measure.action == LIST)
    return listing or one.measures


def open_book(
    folder: Path | None = None,
    unverified: bool = False,
    chapters: frozenset[str] = frozenset(),
    more: Sequence[ControlList] = (),
) -> Book:
    """The built-in lists, those in the `controls` folder of a case, and more; whole, or for some chapters."""
    lists = (*load_all(folder, chapters), *more)
    if more:
        check_together(lists)
    facts = built_in()
    own = {fact.name: fact for one in lists for fact in one.facts}
    return Book(lists, Catalogue({**facts.asked, **own}, facts.implied), unverified)
