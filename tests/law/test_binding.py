"""Whom a law binds: the sender, the seller, and, for law that reaches abroad, whoever has its goods."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.law.conftest import HEAD, MEASURE, on

from tidewaiter.law.book import Book, open_book
from tidewaiter.law.covering import Combination, Covering
from tidewaiter.law.facts import read_stated
from tidewaiter.law.roads import Road, among
from tidewaiter.law.status import standing
from tidewaiter.law.timeline import first_covered
from tidewaiter.law.weighing import Question


@pytest.fixture(scope="module")
def book() -> Book:
    return open_book()


ROADS = """
sender | seller | origin | fact           | regime | binds | status
CN     | CN     |        |                | EU     | False | not_applicable
CN     | DE     |        |                | EU     | True  | prohibited
CN     |        |        |                | EU     | None  | unknown
DE     |        |        |                | EU     | True  | prohibited
GB     | GB     |        |                | EU     | False | not_applicable
CN     | CN     |        |                | US     | None  | unknown
CN     | CN     | US     |                | US     | True  | licence
CN     | CN     |        | us_content=yes | US     | True  | licence
CN     | CN     |        | us_content=no  | US     | False | not_applicable
US     | US     |        |                | US     | True  | licence
"""


@pytest.mark.parametrize("line", ROADS.strip().splitlines()[1:])
def test_a_law_binds_by_sender_seller_or_goods(line: str, book: Book) -> None:
    sender, seller, origin, fact, regime, binds, status = (cell.strip() for cell in line.split("|"))
    facts = read_stated([fact] if fact else [], book.facts)
    road = Road(sender, "RU", seller or None, origin or None)
    found = standing(book, book.regimes[regime], Question("880622", on("2024-02-01"), road, facts))
    assert (str(found.binds), found.status) == (binds, status)


def test_the_union_has_the_members_of_the_day() -> None:
    days = (on("2020-01-31"), on("2020-02-01"))
    assert [among("GB", ["EU"], day) for day in days] == [True, False]


def test_regimes_are_answered_each_by_itself(book: Book) -> None:
    """A sale from China by a German: Chinese and European law, each with its own answer."""
    asked = Question("880622", on("2023-03-15"), Road("CN", "RU", "DE"), {})
    found = {name: standing(book, law, asked).status for name, law in book.regimes.items()}
    assert (found["CN"], found["EU"], found["JP"]) == ("unknown", "prohibited", "not_applicable")


def test_only_facts_that_a_measure_asks_for_matter(book: Book) -> None:
    assert {"mtow_kg", "empty_kg", "civil", "us_content"} <= book.asks("880622")
    assert "mtow_kg" not in book.asks("854231")


FIRST = """
880622 | EU | 2022-02-26
880622 | JP | 2023-04-07
880622 | US | 2024-01-23
854231 | EU | 2022-10-07
901310 | EU | 2022-12-17
852589 | EU | 2023-02-26
852583 | EU | 2023-02-26
690912 | EU | 2025-10-24
650610 | EU | never
"""


@pytest.mark.parametrize("line", FIRST.strip().splitlines())
def test_coalition_members_named_a_product_on_days_of_their_own(line: str, book: Book) -> None:
    code, regime, day = (cell.strip() for cell in line.split("|"))
    found = first_covered(book, code, regime, "RU")
    assert str(found.in_force_from if found else "never") == day


def test_a_regime_that_only_lists_is_no_law_of_exporters(lists: Callable[..., Path]) -> None:
    """The five countries' joint list binds nobody: its silence says nothing of what Britain controls."""
    complete = """
        [[complete_for]]
        means = "aircraft of up to 250 g"
        codes = ["8806"]
        to = ["*"]
        from = 2023-03-01
        mark = "✔"
    """
    head = HEAD.replace('"XY"', '"GB"').replace('"XK"', '"GB"')
    own = open_book(lists(head + MEASURE.replace('codes = ["8806"]', 'codes = ["880610"]') +
                          MEASURE.replace("art-1", "art-2").replace('"ban"', '"licence"')
                          + 'when = "mtow_kg > 2"\n' + complete))  # fmt: skip
    day = on("2023-06-01")
    goods = Combination("880621", None, None, "GB", "GB", "CL", None, date.min, date.max)
    (found,) = Covering(own, day, day).spans(goods, None, day, day)
    exporting = {one.regime for one in found.told if one.is_exporter}
    assert (exporting, "E5" in own.regimes) == ({"GB"}, True)


def test_the_newest_act_counts_lists_that_say_only_when_they_were_in_force(book: Book) -> None:
    assert book.newest("CN") == on("2026-05-06")
    assert book.newest("GB") == on("2022-03-08")
