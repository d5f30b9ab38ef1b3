"""Measures: one rule of one act over some goods, as data with two time axes.

A measure binds from the day it is in force, never from the day it was adopted; what was known on
a day is what had been published by then. A measure over codes is decided by the code, one whose text
is words by facts; what it can concern at all is its reach. A list that binds nobody is kept too.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tidewaiter.law.conditions import Condition
from tidewaiter.law.facts import MEETS, Asked, Implied

BAN, LICENCE, DUE_DILIGENCE = "ban", "licence", "due_diligence"
CATCH_ALL, LIST, WIND_DOWN = "catch_all", "list", "wind_down"
ACTIONS = (BAN, LICENCE, DUE_DILIGENCE, CATCH_ALL, LIST, WIND_DOWN)
DECIDING = {BAN: "prohibited", LICENCE: "licence", DUE_DILIGENCE: "due_diligence"}
"""The actions that give a status, the strictest first. A catch-all depends on what the exporter
knows, a list binds nobody, a wind-down lifts another measure: none of them decides."""
MARKS = ("✔", "≈", "?")
"""Read in the source; from a secondary report; unverified, and then not used unless asked for."""
ANY = "any"
EVERYWHERE, THIRD_COUNTRIES = "*", "third"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, or one line of a measure's table of codes."""

    id: str
    regime: str
    list_name: str  # the file it stands in, without .toml
    act: str
    article: str
    scope: str
    action: str
    to: tuple[str, ...]
    mark: str
    source: str
    edition: str = ""
    codes: tuple[str, ...] = ()
    ex: bool = False
    value_over_eur: Decimal | None = None
    reference: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()  # ("any",) where it is unbounded or not known
    reach_mark: str = ""
    when: Condition | None = None
    text: str = ""
    sent_from: tuple[str, ...] = ()  # only goods sent from here; none: from all of its jurisdiction
    to_except: tuple[str, ...] = ()
    to_unsure: tuple[str, ...] = ()
    unsure: str = ""  # the fact that says whether those destinations are excepted
    adopted: date | None = None
    published: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    end_published: date | None = None
    contract_before: date | None = None
    execute_by: date | None = None
    wind_down_value_eur: Decimal | None = None
    annex: str = ""
    newly_listed: bool = False  # its wind-down is for goods that its annex did not hold before
    exemptions: tuple[str, ...] = ()
    part: str = ""
    described: str = ""
    note: str = ""
    snapshot: bool = False  # the list was seen on in_force_from; its first day is not known
    not_before: date | None = None

    @property
    def known_from(self) -> date:
        """The first day on which it can be known: published, else adopted, else in force."""
        return self.published or self.adopted or self.in_force_from or date.max

    @property
    def own_fact(self) -> str:
        """The fact that decides it where its text is words or its codes are `ex` codes."""
        return MEETS + self.id

    @property
    def undated(self) -> bool:
        """Whether its first day was not found."""
        return self.in_force_from is None

    @property
    def any_reach(self) -> bool:
        """Whether it may concern anything, and therefore says nothing of one code."""
        return self.reach == (ANY,)

    @property
    def sure(self) -> bool:
        """Whether it is used unless a person asks for more."""
        return self.mark != "?"

    @property
    def decides(self) -> bool:
        """Whether it can give a status."""
        return self.action in DECIDING and not self.any_reach and not self.undated

    def ends_on(self, known_on: date | None) -> date | None:
        """Its last day, as far as it was known on a day; the end is known no later than it came."""
        if self.in_force_to is None or known_on is None:
            return self.in_force_to
        return self.in_force_to if (self.end_published or self.in_force_to) <= known_on else None

    def known(self, known_on: date | None) -> bool:
        """Whether it was published by that day."""
        return known_on is None or self.known_from <= known_on

    def in_force(self, day: date, known_on: date | None = None) -> bool:
        """Whether it is in force on a day, or, undated, already published then."""
        if not self.known(known_on):
            return False
        first = self.first_day or self.known_from
        return first <= day <= (self.ends_on(known_on) or date.max)

    @property
    def first_day(self) -> date | None:
        """The first day on which it may be in force: of a snapshot, the first that is possible."""
        return (self.not_before or self.in_force_from) if self.snapshot else self.in_force_from


@dataclass(frozen=True, slots=True)
class CompleteFor:
    """What a list declares it knows every rule of: only there can silence mean "not controlled"."""

    list_name: str
    regime: str
    codes: tuple[str, ...]
    to: tuple[str, ...]
    since: date
    until: date | None
    mark: str
    when: Condition | None = None
    means: str = ""

    def holds(self, code: str, day: date, known_on: date | None) -> bool:
        """Whether it speaks of a code on a day; of a day not yet come, nobody knows every rule."""
        if known_on is not None and day > known_on:
            return False
        return code.startswith(self.codes) and self.since <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Publication:
    """One version of a named list, such as the common high priority list, by one publisher."""

    name: str
    publisher: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ControlList:
    """One file of measures: an act, or one version of a list."""

    name: str
    title: str
    regime: str
    jurisdiction: tuple[str, ...]
    source: str
    licence: str
    attribution: str
    version: str
    sha256: str
    measures: tuple[Measure, ...]
    complete_for: tuple[CompleteFor, ...] = ()
    publication: Publication | None = None
    reaches_abroad: str = ""  # the fact that brings goods of others under this law
    check_only: bool = False
    facts: tuple[Asked, ...] = ()
    implied: tuple[Implied, ...] = ()
    own: bool = False  # of a case, not built in
    synthetic: bool = False  # its records are made up, and so is the law
    newest: date | None = None  # the latest day on which one of its measures was published
