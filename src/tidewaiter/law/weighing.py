"""One measure against one question: does it apply, does it not, or what would have to be known.

A code that is named without `ex` decides by itself. An `ex` code, a limit of value and a text in
words ask for facts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tidewaiter.law.conditions import Compared, Facts, Finding, Named, Truth, joined
from tidewaiter.law.facts import TARIFF_LINE
from tidewaiter.law.measures import MARKS, Measure
from tidewaiter.law.roads import Road
from tidewaiter.law.scope import names
from tidewaiter.law.winding import VALUE, lifted
from tidewaiter.words.hs import edition_on

EACH_ITS_OWN = "*"
"""Digits beyond the sixth are taken to be of the tariff of whichever law is asked."""
NOBODY = "-"
"""Digits beyond the sixth are of a tariff that is no law's, or whose is not known: they are not used."""
TARIFF = "tariff"
"""Missing where a measure names more than six digits and nobody said whose those of the code are."""
FIRST_DAY = "first_day"
"""Missing where a list was only seen later: the day it first held the code."""
LIFTED = "lifted by its wind-down for the contract stated"


@dataclass(frozen=True, slots=True)
class Question:
    """Goods under a code, on a road, on a day; what is known of them, and as known on which day."""

    code: str
    on: date
    road: Road
    facts: Facts
    contract: date | None = None
    known_on: date | None = None
    tariff: str | None = None  # whose national digits those beyond the sixth are; not known
    cut: bool = False  # such digits were left out, as nobody said whose they are


@dataclass(frozen=True, slots=True)
class Weighed:
    """A measure in force, whether it applies, and what is missing to say so."""

    measure: Measure
    applies: Truth
    missing: tuple[str, ...] = ()
    why: str = ""
    moved: bool = False  # its codes are of another edition, and meet the code by links only

    @property
    def mark(self) -> str:
        """How sure it is: a code found by links between editions is a reading."""
        return max(self.measure.mark, "≈", key=MARKS.index) if self.moved else self.measure.mark


def weigh(
    one: Measure, asked: Question, facts: Facts, about: Truth, sent: Truth, near: Sequence[Measure]
) -> Weighed:
    """Weigh a measure in force that concerns the code: is it about the destination, and of goods sent so?"""
    code, moved = _of_code(one, asked, facts)
    findings = [code, *_of_goods(one, facts)]
    if about is None:
        findings.append(_to(one, facts))
    if sent is None:
        findings.append(Finding(None, ("from",)))
    if one.any_reach:
        findings.append(Finding(None))
    if one.snapshot and one.in_force_from and asked.on < one.in_force_from:
        findings.append(Finding(None, (FIRST_DAY,)))
    found = joined(findings)
    if found.truth is not False:
        ended = lifted(one, asked.code, asked.on, asked.contract, facts, near)
        if ended.truth:
            return Weighed(one, False, (), LIFTED, moved)
        if ended.truth is None:
            found = joined([found, ended])
    return Weighed(one, found.truth, found.missing, _by_links(one) if moved else "", moved)


def _to(one: Measure, facts: Facts) -> Finding:
    """A destination that may be left out: the fact that says so, if the measure names one."""
    if not one.unsure:
        return Finding(None, ("to",))
    left_out = Named(one.unsure).met(facts)
    return Finding(None if left_out.truth is None else not left_out.truth, left_out.missing)


def _by_links(one: Measure) -> str:
    codes = ", ".join(one.codes[:3])
    return f"by the links of {codes} of {one.edition} with the code of the day"


def _of_code(one: Measure, asked: Question, facts: Facts) -> tuple[Finding, bool]:
    """A code that the measure names whole, or one that holds more than the measure names."""
    if not one.codes or facts.get(one.own_fact) is True:
        return Finding(True), False
    truth, moved = names(one, asked.code, edition_on(asked.on))
    missing = one.own_fact if moved else TARIFF if asked.cut else TARIFF_LINE
    return Finding(truth, () if truth is not None else (missing,)), moved


def _of_goods(one: Measure, facts: Facts) -> Iterable[Finding]:
    """What the goods must be besides their code; the measure's own fact can say no to all of it."""
    if one.own_fact in facts and facts[one.own_fact] is False:
        yield Finding(False)
    if one.value_over_eur:
        yield Compared(VALUE, ">", one.value_over_eur).met(facts)
    if one.ex or (not one.codes and one.when is None and not one.any_reach):
        yield Named(one.own_fact).met(facts)
    if one.when is not None:
        own = facts.get(one.own_fact)
        yield Finding(own) if isinstance(own, bool) else one.when.met(facts)
