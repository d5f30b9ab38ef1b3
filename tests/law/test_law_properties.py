"""What must hold for any law: bans do not soften, silence is no freedom, days and knowledge are kept apart."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidewaiter.law.book import Book, open_book
from tidewaiter.law.conditions import Fact, Limits, read_condition
from tidewaiter.law.facts import built_in
from tidewaiter.law.measures import (
    BAN,
    CATCH_ALL,
    DUE_DILIGENCE,
    LICENCE,
    LIST,
    CompleteFor,
    ControlList,
    Measure,
)
from tidewaiter.law.roads import Road
from tidewaiter.law.status import Standing, standing
from tidewaiter.law.timeline import breakpoints
from tidewaiter.law.weighing import Question
from tidewaiter.words.statuses import NO_RULE, NOT_CONTROLLED, PROHIBITED, UNKNOWN

EVERY = settings(deadline=None, max_examples=300)
START, END = date(2022, 1, 1), date(2024, 12, 31)
DAYS = st.dates(START, END)
ROAD = Road("XK", "RU", "XK")
SAID = ("civil", "endurance_min >= 30", "not civil or mtow_kg > 3", "military_use and civil")
WHENS = [None, *map(read_condition, SAID)]
FACTS = st.dictionaries(
    st.sampled_from(["civil", "endurance_min", "mtow_kg", "military_use", "meets:own/m0"]),
    st.booleans(),
).map(lambda found: {name: fact(name, value) for name, value in found.items()})


def fact(name: str, value: bool) -> Fact:
    """Yes or no, or a number on either side of the limits in use."""
    numbers = {"endurance_min": (20, 40), "mtow_kg": (1, 5)}
    if name not in numbers:
        return value
    number = Decimal(numbers[name][value])
    return Limits(number, number)


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    """Any measure but a wind-down, which is there to lift another."""
    published = draw(DAYS)
    starts = draw(st.one_of(st.none(), DAYS))
    technical = draw(st.booleans())
    ends = draw(st.one_of(st.none(), DAYS))
    return Measure(
        id="own/m",
        regime="XY",
        list_name="own",
        act="Act",
        article="",
        scope="",
        action=draw(st.sampled_from([BAN, LICENCE, DUE_DILIGENCE, CATCH_ALL, LIST])),
        to=("RU",),
        mark=draw(st.sampled_from(["✔", "≈"])),
        source="tests",
        edition="HS2022",
        codes=() if technical else (draw(st.sampled_from(["88", "8806", "880622", "88062210"])),),
        reach=(draw(st.sampled_from(["8806", "any"])),) if technical else (),
        ex=draw(st.booleans()),
        when=draw(st.sampled_from(WHENS)),
        published=min(published, starts) if starts else published,
        in_force_from=starts,
        in_force_to=max(ends, starts) if ends and starts else ends,
        end_published=ends,
        contract_before=draw(st.one_of(st.none(), DAYS)),
        execute_by=draw(st.one_of(st.none(), DAYS)),
        annex=draw(st.sampled_from(["", "I"])),
        newly_listed=draw(st.booleans()),
    )


BOOKS = st.lists(measures(), max_size=5).map(
    lambda found: [replace(one, id=f"own/m{at}") for at, one in enumerate(found)]
)
QUESTIONS = st.builds(
    Question,
    st.just("880622"),
    DAYS,
    st.just(ROAD),
    FACTS,
    st.one_of(st.none(), DAYS),
    st.one_of(st.none(), DAYS),
)
COMPLETE = CompleteFor("own", "XY", ("8806",), ("RU",), START, None, "≈", None)


def book(found: list[Measure], complete: bool = False) -> Book:
    declared = (COMPLETE,) if complete else ()
    own = ControlList("own", "", "XY", ("XK",), "", "", "", "", "", tuple(found), declared)
    return Book((own,), built_in())


def status(found: list[Measure], asked: Question, complete: bool = False) -> Standing:
    law = book(found, complete)
    return standing(law, law.regimes["XY"], asked)


@EVERY
@given(BOOKS, measures(), QUESTIONS, st.booleans())
def test_a_measure_more_never_softens_a_ban(
    found: list[Measure], more: Measure, asked: Question, complete: bool
) -> None:
    """With a contract stated, a line of the same annex may carry a wind-down: then it may."""
    asked = replace(asked, contract=None)
    if status(found, asked, complete).status == PROHIBITED:
        assert status([*found, more], asked, complete).status == PROHIBITED


@EVERY
@given(BOOKS, QUESTIONS)
def test_silence_is_never_freedom_without_a_list_that_is_complete(
    found: list[Measure], asked: Question
) -> None:
    assert status(found, asked).status != NOT_CONTROLLED


@EVERY
@given(BOOKS, measures(), QUESTIONS, st.booleans())
def test_what_is_unknown_stays_so_until_a_fact_is_stated(
    found: list[Measure], more: Measure, asked: Question, complete: bool
) -> None:
    asked = replace(asked, contract=None)
    if status(found, asked, complete).status == UNKNOWN:
        assert status([*found, more], asked, complete).status not in (NOT_CONTROLLED, NO_RULE)


@EVERY
@given(BOOKS, QUESTIONS)
def test_not_controlled_is_said_only_where_nothing_in_reach_is_open(
    found: list[Measure], asked: Question
) -> None:
    now = status(found, asked, complete=True)
    if now.status == NOT_CONTROLLED:
        open_ = [one for one in now.also if one.applies is not False and not one.measure.any_reach]
        assert {one.measure.action for one in open_} <= {CATCH_ALL, LIST}


@EVERY
@given(BOOKS, QUESTIONS, st.integers(0, 1_200), st.booleans())
def test_between_two_breakpoints_no_day_moves_anything(
    found: list[Measure], asked: Question, later: int, complete: bool
) -> None:
    law = book(found, complete)
    day = asked.on + timedelta(days=later)
    if any(asked.on < one <= day for one in breakpoints(law, asked)):
        return
    regime = law.regimes["XY"] if law.regimes else None
    assert regime is not None
    assert standing(law, regime, replace(asked, on=day)) == standing(law, regime, asked)


@EVERY
@given(BOOKS, QUESTIONS, DAYS, st.booleans())
def test_what_was_known_by_a_day_uses_nothing_published_later(
    found: list[Measure], asked: Question, known_on: date, complete: bool
) -> None:
    asked = replace(asked, known_on=known_on)
    then = [
        one
        if (one.end_published or one.in_force_to or date.min) <= known_on
        else replace(one, in_force_to=None)
        for one in found
        if one.known_from <= known_on
    ]
    now, was = status(found, asked, complete), status(then, asked, complete)
    assert (now.status, now.possible, now.mark) == (was.status, was.possible, was.mark)
    assert all(one.measure.known_from <= known_on for one in (*now.deciding, *now.also))


@pytest.fixture(scope="module")
def shipped() -> Book:
    return open_book()


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    code=st.sampled_from(["880622", "854231", "901310", "690912", "621143", "847982", "9005"]),
    sender=st.sampled_from(["CN", "DE", "US", "GB"]),
    to=st.sampled_from(["RU", "KZ"]),
    day=st.dates(date(2014, 1, 1), date(2026, 12, 31)),
    later=st.integers(1, 400),
)
def test_the_shipped_law_moves_only_on_its_breakpoints(
    code: str, sender: str, to: str, day: date, later: int, shipped: Book
) -> None:
    asked = Question(code, day, Road(sender, to, sender), {})
    then = replace(asked, on=day + timedelta(days=later))
    if any(day < one <= then.on for one in breakpoints(shipped, asked)):
        return
    for regime in shipped.regimes.values():
        assert standing(shipped, regime, then) == standing(shipped, regime, asked)
