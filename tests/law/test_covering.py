"""What is found once for many combinations is what each of them would be told by itself."""

from datetime import date, timedelta

import pytest

from tidewaiter.law.book import open_book
from tidewaiter.law.covering import Combination, Covering
from tidewaiter.law.roads import Road
from tidewaiter.law.status import standings
from tidewaiter.law.weighing import NOBODY, Question

CODES = [
    "8806220000",
    "8802120000",
    "854231",
    "901310",
    "6506100000",
    "0803900000",
    "8525890000",
    "9503007500",
    "88",
]
ROADS = [
    ("CN", "CN", "CN"), ("CN", "CN", "DE"), ("US", "CN", "CN"), ("DE", "DE", "DE"), ("DE", "DE", None),
    ("CN", "GB", "GB"), ("HR", "HR", "HR"), ("TR", "TR", "TR"), ("CN", "HK", None),
]  # fmt: skip
FIRST, LAST = date(2012, 1, 1), date(2024, 12, 31)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("to", "tariff_of"), [("RU", "RU"), ("KZ", None), ("US", "US"), ("RU", "DE")]
)
def test_each_day_is_told_what_it_would_be_told_alone(
    code: str, to: str, tariff_of: str | None
) -> None:
    book = open_book()
    covering = Covering(book, FIRST, LAST)
    for origin, dispatch, seller in ROADS:
        goods = Combination(code, tariff_of, origin, dispatch, seller, to, None, date.min, date.max)
        spans = list(covering.spans(goods, None, FIRST, LAST))
        assert (spans[0].first_on, spans[-1].last_on) == (FIRST, LAST)
        for one in spans:
            assert one.first_on
            assert one.last_on
            for day in {
                one.first_on,
                one.first_on + (one.last_on - one.first_on) // 2,
                one.last_on,
            }:
                road = Road(dispatch, to, seller, origin)
                asked = Question(code, day, road, {}, tariff=tariff_of or NOBODY)
                alone = [
                    (now.regime, now.status, now.possible, now.binds)
                    for now in standings(book, asked)
                ]
                told = [(now.regime, now.status, now.possible, now.binds) for now in one.told]
                assert told == alone, (day, origin, dispatch, seller)


def test_spans_of_a_part_of_the_time_are_those_of_the_whole_cut_off() -> None:
    covering = Covering(open_book(), FIRST, LAST)
    goods = Combination("8806220000", "RU", "CN", "DE", "DE", "RU", None, date.min, date.max)
    since, until = date(2022, 2, 20), date(2022, 3, 1)
    found = list(covering.spans(goods, None, since, until))
    assert (found[0].first_on, found[-1].last_on) == (since, until)
    day = timedelta(days=1)
    assert [one.first_on for one in found[1:]] == [
        one.last_on + day for one in found[:-1] if one.last_on
    ]
    assert {one.first_on for one in found} >= {since, date(2022, 2, 26)}
