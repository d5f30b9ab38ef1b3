"""The law for combinations of goods and road: spans of days, and every regime's answer in each.

Lines are many and combinations few. Between two neighbouring days on which something can change,
every line of a combination has the same answers: they are found once for each span, and what many
combinations share, once for all of them.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tidewaiter.law.answer import softened
from tidewaiter.law.book import Book, Regime
from tidewaiter.law.conditions import Finding, Truth
from tidewaiter.law.described import Kind
from tidewaiter.law.roads import Road, among, changes
from tidewaiter.law.status import SELLER, Standing, as_read, binding, standing
from tidewaiter.law.timeline import breakpoints, first_covered
from tidewaiter.law.weighing import NOBODY, Question
from tidewaiter.words.hs import edition_on
from tidewaiter.words.statuses import (
    CONTROLLED,
    INVALID_CODE,
    NO_RULE,
    NOT_CONTROLLED,
    PROHIBITED,
    UNKNOWN,
)

DAY = timedelta(days=1)
EXPORTER_CONTROLLED = "controlled"
NEEDED = ("tariff_line", "dispatch", "destination")
"""Without one of these nothing can be said under any regime; nor without a day."""


@dataclass(frozen=True, slots=True)
class Combination:
    """Goods under a code, of a kind of description, on a road, under contracts of some span of days."""

    tariff_line: str | None
    tariff_of: str | None  # the country whose declaration it is: six digits mean the same in all
    origin: str | None
    dispatch: str | None
    seller: str | None
    destination: str | None
    facts: str | None
    contract_first_on: date
    contract_last_on: date


@dataclass(frozen=True, slots=True)
class Told:
    """One regime's answer, as the table keeps it."""

    regime: str
    status: str
    possible: str | None = None
    binds: Truth = None
    is_exporter: bool = False
    own_status: str | None = None
    own_possible: str | None = None
    deciding: str | None = None
    legal_basis: str | None = None
    own_deciding: str | None = None
    missing_facts: str | None = None
    mark: str | None = None
    first_covered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A span of days in which every regime's answer stays the same; without days, of lines without one."""

    first_on: date | None
    last_on: date | None
    told: tuple[Told, ...]

    @property
    def exporter_status(self) -> str:
        """What those whom law binds on the road may do, by the strictest of their laws.

        Of a road whose country of dispatch has no law loaded, nothing is known.
        """
        binding = [one.status for one in self.told if one.binds]
        exporting = [one.status for one in self.told if one.is_exporter]
        if any(status in CONTROLLED for status in binding):
            return EXPORTER_CONTROLLED
        if {UNKNOWN, INVALID_CODE} & {*binding} or self._is_open:
            return UNKNOWN
        return NOT_CONTROLLED if {*exporting} == {NOT_CONTROLLED} else NO_RULE

    @property
    def _is_open(self) -> bool:
        """Whether the day, the road or the seller is not known: then another law may bind."""
        missing = [(one.missing_facts or "").split() for one in self.told]
        return all(one.binds is None for one in self.told) or any(SELLER in one for one in missing)


@dataclass
class _History:
    """The first days of spans in which nothing moves, and the answers in those that were looked up."""

    starts: list[date]
    told: dict[date, tuple[Told, ...]] = field(default_factory=dict)

    def within(self, since: date, until: date) -> Iterator[tuple[date, date, date]]:
        """The spans that touch some days: where each begins, and its days among these."""
        at = max(bisect_right(self.starts, since) - 1, 0)
        while at < len(self.starts) and self.starts[at] <= until:
            following = self.starts[at + 1] if at + 1 < len(self.starts) else date.max
            yield self.starts[at], max(self.starts[at], since), min(following - DAY, until)
            at += 1


@dataclass
class Covering:
    """A book that answers many combinations between two days, each thing once; those of a code come together."""

    book: Book
    since: date
    until: date
    known_on: date | None = None
    _code: str = ""
    _histories: dict[tuple[object, ...], "_History"] = field(default_factory=dict)  # of this code
    _answers: dict[tuple[object, ...], Told] = field(default_factory=dict)
    _own: dict[tuple[object, ...], Standing] = field(default_factory=dict)
    _covered: dict[tuple[str, str, str], date | None] = field(default_factory=dict)
    _by_road: dict[str, bool] = field(default_factory=dict)
    _bound: dict[tuple[object, ...], tuple[Finding, bool]] = field(default_factory=dict)  # of any
    _alike: dict[Road, int] = field(default_factory=dict)
    _numbers: dict[tuple[object, ...], int] = field(default_factory=dict)

    def without_day(self) -> Answered:
        """Lines without a day: nothing can be said of them."""
        return Answered(None, None, self._nothing("declared_on"))

    def spans(
        self, goods: Combination, kind: Kind | None, since: date, until: date
    ) -> Iterator[Answered]:
        """The answers to a combination from a first to a last day."""
        if lacking := [name for name in NEEDED if getattr(goods, name) is None]:
            yield Answered(since, until, self._nothing(lacking[0]))
            return
        asked = _question(goods, kind, since, self.known_on)
        self._turn_to(asked.code)
        yield from self._found(self._history(asked, kind), asked, kind, until)

    def _history(self, asked: Question, kind: Kind | None) -> "_History":
        """The days on which answers can change, and those found so far; once for all roads that no law tells apart."""
        asks_road = any(map(self._asks_road, self.book.regimes))
        road = asked.road.sent_from if asks_road else None
        label = kind.label if kind else None
        key = (self._number(asked), road, asked.road.to, asked.contract, label, asked.tariff)
        if key not in self._histories:
            turns = breakpoints(self.book, asked)
            starts = [self.since, *(day for day in turns if self.since < day <= self.until)]
            self._histories[key] = _History(starts)
        return self._histories[key]

    def _number(self, asked: Question) -> int:
        """Roads on which every law binds alike on every day have one number."""
        road = replace(asked.road, to="")
        if road not in self._alike:
            places = (road.sent_from, road.seller, road.origin)
            laws = self.book.regimes.values()
            turns = {
                day for law in laws for one in places for day in changes(one, law.jurisdiction)
            }
            days = [self.since, *sorted(day for day in turns if self.since < day <= self.until)]
            bound = [[self._binding(law, replace(asked, on=day)) for law in laws] for day in days]
            told = tuple(
                (day, *now)
                for at, (day, now) in enumerate(zip(days, bound, strict=True))
                if not at or now != bound[at - 1]
            )
            self._alike[road] = self._numbers.setdefault(told, len(self._numbers))
        return self._alike[road]

    def _found(
        self, history: "_History", asked: Question, kind: Kind | None, until: date
    ) -> Iterator[Answered]:
        """Span by span from the day asked about to a last one, like neighbours as one; only these are looked up."""
        held: Answered | None = None
        for start, first, last in history.within(asked.on, until):
            if start not in history.told:
                history.told[start] = self._told(replace(asked, on=start), kind)
            told = history.told[start]
            if held is not None and held.told == told:
                held = replace(held, last_on=last)
                continue
            if held is not None:
                yield held
            held = Answered(first, last, told)
        if held is not None:
            yield held

    def _nothing(self, lacking: str) -> tuple[Told, ...]:
        return tuple(
            Told(regime, UNKNOWN, missing_facts=lacking, own_status=UNKNOWN)
            for regime in self.book.regimes
        )

    def _turn_to(self, code: str) -> None:
        """Forget what was found for another code: there are many."""
        if code != self._code:
            for found in (self._histories, self._answers, self._own, self._covered, self._by_road):
                found.clear()
            self._code = code

    def _told(self, asked: Question, kind: Kind | None) -> tuple[Told, ...]:
        sound = self.book.facts.sound
        read = sound(asked.code, edition_on(asked.on), kind.facts) if kind else {}
        on_day = replace(asked, facts=read)
        decides = kind.decides if kind else frozenset()
        stated = (
            asked.on,
            asked.road.to,
            asked.contract,
            asked.tariff,
            tuple(read.items()),
            decides,
        )
        return tuple(self._of(one, on_day, stated) for one in self.book.regimes.values())

    def _of(self, regime: Regime, asked: Question, stated: tuple[object, ...]) -> Told:
        """Roads on which a law binds alike, to one destination, are one question to it."""
        road = asked.road.sent_from if self._asks_road(regime.name) else None
        key = (regime.name, road, self._binding(regime, asked), *stated)
        if key not in self._answers:
            self._answers[key] = self._asked(regime, asked, stated)
        return self._answers[key]

    def _binding(self, regime: Regime, asked: Question) -> tuple[Finding, bool]:
        """Whether it binds somebody on the road, and whether those are its own exporters."""
        road = asked.road
        key = (regime.name, road.sent_from, road.seller, road.origin, asked.on)
        if key not in self._bound:
            exports = among(road.sent_from, regime.jurisdiction, asked.on) is True
            exports = exports and regime.name in self.book.deciding
            self._bound[key] = (binding(regime, asked, {}), exports)
        return self._bound[key]

    def _asked(self, regime: Regime, asked: Question, stated: tuple[object, ...]) -> Told:
        now, own = standing(self.book, regime, asked), self._at_home(regime, asked, stated)
        decides = stated[-1] if isinstance(stated[-1], frozenset) else frozenset()
        return Told(
            regime.name,
            now.status,
            now.possible,
            now.binds,
            self._binding(regime, asked)[1],
            own.status,
            own.possible,
            _ids(now) if now.deciding else None,
            _basis(now) if now.deciding else None,
            _ids(own) if own.status == PROHIBITED else None,
            " ".join(now.missing) or None,
            softened(now, decides),
            self._first_covered(regime.name, as_read(regime, asked).code, asked.road.to),
        )

    def _at_home(self, regime: Regime, asked: Question, stated: tuple[object, ...]) -> Standing:
        """What it tells its own exporters."""
        key = (regime.name, *stated)
        if key not in self._own:
            self._own[key] = standing(self.book, regime, _from_its_own(regime, asked))
        return self._own[key]

    def _asks_road(self, regime: str) -> bool:
        """Whether a measure of it near the code is about goods sent from some places only."""
        if regime not in self._by_road:
            near = self.book.concerning(self._code)
            self._by_road[regime] = any(one.sent_from for one in near if one.regime == regime)
        return self._by_road[regime]

    def _first_covered(self, regime: str, code: str, to: str) -> date | None:
        key = (regime, code, to)
        if key not in self._covered:
            found = first_covered(self.book, code, regime, to)
            known = found is not None and found.known(self.known_on)
            self._covered[key] = found.in_force_from if found and known else None
        return self._covered[key]


def contract_days(book: Book, code: str) -> list[tuple[date, date]]:
    """The spans of days of a contract between which no wind-down of a code tells."""
    ends = {one.contract_before for one in book.concerning(code)} - {None}
    days = [date.min, *sorted(day for day in ends if day)]
    until = [*(following - DAY for following in days[1:]), date.max]
    return list(zip(days, until, strict=True))


def _question(goods: Combination, kind: Kind | None, day: date, known_on: date | None) -> Question:
    """The combination as a question; a contract that no wind-down reaches is as good as none."""
    stated = goods.contract_last_on if goods.contract_last_on < date.max else None
    return Question(
        goods.tariff_line or "",
        day,
        Road(goods.dispatch or "", goods.destination or "", goods.seller, goods.origin),
        kind.facts if kind else {},
        stated,
        known_on,
        goods.tariff_of or NOBODY,
    )


def _from_its_own(regime: Regime, asked: Question) -> Question:
    own = regime.jurisdiction[0] if regime.jurisdiction else ""
    return replace(asked, road=replace(asked.road, sent_from=own, seller=own))


def _ids(now: Standing) -> str:
    return " ".join(one.measure.id for one in now.deciding)


def _basis(now: Standing) -> str:
    found = dict.fromkeys(f"{one.measure.act}, {one.measure.article}" for one in now.deciding)
    return "; ".join(found)
