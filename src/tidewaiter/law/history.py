"""The law on one product and road from year to year: spans of one status under each regime."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tidewaiter.law.asking import Understood, list_versions
from tidewaiter.law.book import Book, Regime
from tidewaiter.law.timeline import Span, breakpoints, spans
from tidewaiter.law.weighing import Question
from tidewaiter.words.hs import EDITIONS
from tidewaiter.words.nomenclature import SIX, editions_with
from tidewaiter.words.statuses import NOT_APPLICABLE

EARLIEST = date(2014, 1, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """The history under one regime; on the road asked for, or from its own exporters."""

    regime: str
    own_exporters: bool
    spans: tuple[Span, ...]
    synthetic: bool = False  # the law itself is made up
    newest: date | None = None  # the newest act loaded: what came after it is not known

    @property
    def may_bind(self) -> bool:
        """Whether it is never known that the law binds anybody on the road."""
        return all(one.standing.binds is None for one in self.spans)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "regime": self.regime,
            "own_exporters": self.own_exporters,
            "newest_act": self.newest,
            "spans": [_span_as_dict(one) for one in self.spans],
        } | ({"synthetic": True} if self.synthetic else {})


@dataclass(frozen=True, slots=True)
class History:
    """Every regime that ever binds anybody on the road, over some years."""

    question: Question
    since: date
    until: date
    lines: tuple[Line, ...]
    list_versions: tuple[Mapping[str, object], ...]
    assumed_seller: str | None
    silent: tuple[
        str, ...
    ] = ()  # regimes that bind nobody here or, of their own exporters, say nothing

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "since": self.since,
            "until": self.until,
            "timeline": [one.as_dict() for one in self.lines],
            "list_versions": [dict(one) for one in self.list_versions],
            "assumed_seller": self.assumed_seller,
            "silent": list(self.silent),
        }


def history(
    asked: Understood,
    since: date | None = None,
    until: date | None = None,
    every_regime: bool = False,
) -> History:
    """The history of a question, whatever day it names; by default as far as the lists reach.

    With `every_regime`, those that do not bind on the road are told as they bound their own exporters.
    """
    book, question = asked.book, asked.question
    first = since or max(EARLIEST, _first_known(question.code))
    last = until or _last_change(book, question)
    found = []
    for regime in book.regimes.values():
        line = _line(book, question, regime, first, last)
        if line is None and every_regime:
            line = _line(book, _from_its_own(question, regime), regime, first, last, own=True)
        found += [line] if line else []
    lines = tuple(sorted(found, key=lambda one: (one.own_exporters, one.regime)))
    silent = tuple(sorted(book.regimes.keys() - {one.regime for one in lines}))
    return History(question, first, last, lines, list_versions(book), asked.assumed_seller, silent)


def _line(
    book: Book, question: Question, regime: Regime, first: date, last: date, own: bool = False
) -> Line | None:
    """None where the regime never binds, or, of its own exporters, never says anything."""
    found = tuple(spans(book, question, regime, first, last))
    silent = {NOT_APPLICABLE} if not own else {NOT_APPLICABLE, "no_rule_loaded"}
    if not _said(found) - silent:
        return None
    return Line(regime.name, own, found, regime.synthetic, book.newest(regime.name))


def _said(found: tuple[Span, ...]) -> set[str]:
    return {one.standing.status for one in found}


def _from_its_own(question: Question, regime: Regime) -> Question:
    own = regime.jurisdiction[0]
    return replace(question, road=replace(question.road, sent_from=own, seller=own))


def _first_known(code: str) -> date:
    """The first day of the oldest edition with a list of codes that knows it."""
    known = editions_with(code[:SIX])
    return next((start for start, name in EDITIONS if name in known), EARLIEST)


def _last_change(book: Book, question: Question) -> date:
    """The end of the year of the last change there is, or of the newest act that is loaded."""
    newest = [book.newest(one) for one in book.regimes]
    last = max([*breakpoints(book, question), *(day for day in newest if day), EARLIEST])
    return date(last.year, 12, 31)


def _span_as_dict(one: Span) -> dict[str, Any]:
    now = one.standing
    return {
        "from": one.first,
        "to": one.last,
        "status": now.status,
        "possible": now.possible,
        "mark": now.mark,
        "legal_basis": [
            {
                "id": weighed.measure.id,
                "act": weighed.measure.act,
                "article": weighed.measure.article,
                "mark": weighed.measure.mark,
            }
            for weighed in now.deciding
        ],
        "missing_facts": list(now.missing),
    }
