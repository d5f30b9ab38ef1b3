"""The product and the second reading of the lists say the same, at every edge and on random roads."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from tests.law.second_reading import LINES, REGIMES, STATUS, Asked, answer, near

from tidewaiter.law.book import Book, open_book
from tidewaiter.law.conditions import Limits
from tidewaiter.law.roads import Road
from tidewaiter.law.status import standing
from tidewaiter.law.weighing import EACH_ITS_OWN, Question
from tidewaiter.words.hs import edition_on
from tidewaiter.words.nomenclature import beginning_with, codes_of, exists

DAY = timedelta(days=1)
SENDER = {"EU": "DE"}
ROADS = (
    *(("DE", "RU", None), ("CN", "RU", None), ("CN", "RU", "DE"), ("DE", "KZ", None)),
    *(("DE", "BY", None), ("GB", "RU", None), ("JP", "RU", None), ("US", "RU", None)),
    *(("HR", "RU", None), ("FR", "UA", None), ("DE", "CH", None)),
)
VALUES = (300, 301, 750, 751, 1000, 1001, 5000, 5001, 50_000, 50_001)
LAST = date(2025, 12, 31)


def beginnings(code: str) -> list[str]:
    """A code and its first four and six digits."""
    return sorted({code, code[:4], code[:6]})


def first_days() -> Iterator[Asked]:
    """The day before each line's first day, that day, and the next."""
    for line in LINES:
        sender = SENDER.get(line.said["regime"], line.said["regime"])
        to = "KZ" if line.said.get("to_except") else "RU"
        for code in beginnings(line.code):
            for days in (-DAY, 0 * DAY, DAY):
                yield Asked(code, line.said["in_force_from"] + days, sender, to)


def members() -> Iterator[Asked]:
    """Croatia the day before it was of the Union and on the day; the United Kingdom on its last day and after."""
    for line in (one for one in LINES if one.in_force(date(2020, 2, 1))):
        for before in (date(2013, 6, 30), date(2020, 1, 31)):
            for day, place in product((before, before + DAY), ("HR", "GB")):
                yield Asked(line.code[:6], day, place, "RU")


def limits() -> Iterator[Asked]:
    """An item worth as much as a line's limit, and one euro more."""
    for line in LINES:
        if limit := line.said.get("value_over_eur"):
            for value in (int(limit), int(limit) + 1):
                yield Asked(line.code, line.said["in_force_from"], "DE", "RU", value=value)


def wind_downs() -> Iterator[Asked]:
    """The last contract a wind-down is for and the first it is not, on its last day and the next."""
    for line in (one for one in LINES if "execute_by" in one.said):
        last, before = line.said["execute_by"], line.said["contract_before"]
        to = "KZ" if "third" in line.said["to"] else "RU"
        limit = int(line.said.get("wind_down_value_eur", 0))
        under = beginning_with(line.code, edition_on(last) or "") if len(line.code) < 6 else ()
        for code in dict.fromkeys((*beginnings(line.code), *under)):
            for contract, day in product((before - DAY, before), (last, last + DAY)):
                for value in (None, limit, limit + 1) if limit else (None,):
                    yield Asked(code, day, "DE", to, contract=contract, value=value)


def at_random(seed: int = 833, n: int = 2_100) -> Iterator[Asked]:
    """Codes the lists name and their neighbours, days at an edge or not, some contracts and values."""
    chance = Random(seed)
    every = sorted(codes_of("HS2022"))
    edges = sorted({day for line in LINES for day in line.said.values() if isinstance(day, date)})
    for _ in range(n):
        code = chance.choice(beginnings(chance.choice(LINES).code))
        if chance.random() < 0.3:
            code = chance.choice([one for one in every if one[:4] == code[:4]] or every)
        sent_from, to, seller = chance.choice(ROADS)
        day = date(2013, 1, 1) + chance.randrange((LAST - date(2013, 1, 1)).days) * DAY
        if chance.random() < 0.7 and (at_edge := chance.choice(edges)) > date(2013, 1, 1):
            day = at_edge + chance.choice((-1, 0, 1)) * DAY
        contract = chance.choice([None, *(one - DAY for one in edges if one <= day)])
        value = chance.choice((None, None, *VALUES))
        yield Asked(code, min(day, LAST), sent_from, to, seller, contract, value)


def within_scope(asked: Asked) -> bool:
    """No chapter that is left to each country, and no line of the heading with a code of another edition."""
    edition = edition_on(asked.day) or ""
    named = [one for one in near(asked.code[:4]) if "codes" in one.said and one.in_force(asked.day)]
    return asked.code[:2] not in ("98", "99") and all(exists(one.code, edition) for one in named)


def of_product(
    book: Book, regime: str, asked: Asked
) -> tuple[str, str | None, set[tuple[str, str]]]:
    worth = Decimal(asked.value or 0)
    facts = {"value_per_item_eur": Limits(worth, worth)} if asked.value else {}
    road = Road(asked.sent_from, asked.to, asked.seller or asked.sent_from)
    put = Question(asked.code, asked.day, road, facts, asked.contract, tariff=EACH_ITS_OWN)
    found = standing(book, book.regimes[regime], put)
    by = {
        ("/".join(one.measure.id.split("/")[:2]), code)
        for one in found.deciding
        for code in one.measure.codes or one.measure.reach
        if code.startswith(asked.code) or asked.code.startswith(code)
    }
    return found.status, found.possible, by


def test_two_readings_of_the_lists_agree(capsys: pytest.CaptureFixture[str]) -> None:
    book, answers = open_book(), Counter[str]()
    told: list[str] = []
    apart: list[tuple[object, ...]] = []
    for kind in (first_days, members, limits, wind_downs, at_random):
        agreed, each = 0, dict.fromkeys(filter(within_scope, kind()))
        for asked in each:
            two = [(one, of_product(book, one, asked), answer(one, asked)) for one in REGIMES]
            wrong = [(asked, *one) for one in two if one[1] != one[2]]
            answers.update(ours[0] for _, ours, _ in two)
            agreed += not wrong
            apart += wrong
        told.append(f"{agreed:,} of {len(each):,} ({kind.__name__.replace('_', ' ')})")
    with capsys.disabled():
        counted = ", ".join(f"{n:,} {status}" for status, n in answers.most_common())
        print(f"\ntwo readings agree on {', '.join(told)} questions; answers: {counted}")
    assert apart[:5] == []
    assert min(answers[one] for one in (*STATUS.values(), "unknown", "no_rule_loaded")) > 300
