"""How a code is read: by the edition of the day, by whose tariff it is, and in part where it is wide."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.law.conftest import HEAD, MEASURE, Typed

from tidewaiter.law.asking import controlled
from tidewaiter.law.book import open_book
from tidewaiter.law.conditions import Limits
from tidewaiter.law.covering import Combination, Covering
from tidewaiter.law.roads import Road
from tidewaiter.law.status import standing
from tidewaiter.law.timeline import next_change
from tidewaiter.law.weighing import Question
from tidewaiter.words.errors import CommandError

RU = "--from DE --to RU --on"
EXPECTED = f"""
# an act of 2022 that prints 4412.94, which HS2022 has cut into 4412.51, .52 and .59
4412.51 {RU} 2022-05-01 | prohibited | | ≈
4412.59 {RU} 2022-04-08 | no_rule_loaded | |
4412.33 {RU} 2022-05-01 | no_rule_loaded | |
4418.30 {RU} 2024-01-15 | prohibited | | ≈
# of 4418.60 only a part went to 4418.81, the rest of which came from elsewhere
4418.81 {RU} 2024-01-15 | unknown | prohibited | ≈
# detonators: ex 3603 00 90 of HS2017
3603.50 {RU} 2023-01-15 | unknown | prohibited | ≈
# eight digits of the Combined Nomenclature, ten of a tariff nobody named, or of a named one
95030075 {RU} 2023-03-15 | prohibited | | ✔
95030089 {RU} 2023-03-15 | no_rule_loaded | |
9503008900 {RU} 2023-03-15 | unknown | prohibited | ✔
9503008900 {RU} 2023-03-15 --tariff RU | unknown | prohibited | ✔
9503008900 {RU} 2023-03-15 --tariff DE | no_rule_loaded | |
9503008900 {RU} 2023-03-15 --tariff EU | no_rule_loaded | |
# wind-downs of newly listed goods, asked for by more than the new lines hold
8540 {RU} 2023-09-25 --contract 2023-06-23 | unknown | prohibited | ✔
8540.20 {RU} 2023-09-25 --contract 2023-06-23 | prohibited | | ✔
8514.19 {RU} 2023-09-25 --contract 2023-06-23 | unknown | prohibited | ✔
3816.00 {RU} 2024-03-20 --contract 2023-12-18 | unknown | prohibited | ✔
7304 {RU} 2024-01-04 --contract 2023-06-01 | unknown | prohibited | ✔
2804.29 {RU} 2025-10-21 --contract 2025-07-19 | unknown | prohibited | ✔
# the first lines of Annex XXIIIA were not read
2825 {RU} 2024-01-15 --contract 2023-12-01 | unknown | prohibited | ✔
2825 {RU} 2024-01-15 | prohibited | | ✔
"""
LINES = [
    [cell.strip() for cell in line.split("|")]
    for line in EXPECTED.strip().splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("words", "status", "possible", "mark"), LINES)
def test_a_code_is_read_by_edition_tariff_and_width(
    words: str, status: str, possible: str, mark: str, typed: Typed
) -> None:
    found = typed(words)["EU"]
    assert (found["status"], found["possible"], found["mark"] or "") == (
        status,
        possible or None,
        mark,
    )


def test_what_is_missing_is_whose_tariff_it_is_or_the_code_in_it(typed: Typed) -> None:
    words = f"9503008900 {RU} 2023-03-15"
    assert "tariff" in typed(words)["EU"]["missing_facts"]
    russian = typed(f"{words} --tariff RU")["EU"]["missing_facts"]
    assert "tariff_line" in russian
    assert "tariff" not in russian


def test_a_code_found_by_links_says_so(typed: Typed) -> None:
    (basis,) = typed(f"4412.51 {RU} 2022-05-01")["EU"]["legal_basis"]
    assert basis["why"] == "by the links of 441294 of HS2017 with the code of the day"


def test_a_family_is_answered_whatever_chapters_it_lies_in(typed: Typed) -> None:
    family = typed(f"8525.80 {RU} 2022-03-15")["EU"]["family"]
    assert family["status"] == "prohibited"
    assert family["statuses"]["880622"] == typed(f"8806.22 {RU} 2022-03-15")["EU"]["status"]
    lamps = typed(f"9405.10 {RU} 2023-03-15")["EU"]["family"]["statuses"]
    assert lamps["853951"] == typed(f"8539.51 {RU} 2023-03-15")["EU"]["status"] == "prohibited"


def test_a_family_that_is_not_known_has_no_status(typed: Typed) -> None:
    """All links of 8541.50 in HS2022 lead to hubs, so that nothing is left of its family."""
    found = typed(f"8541.50 {RU} 2023-03-15")["EU"]["family"]
    assert (found["codes"], found["status"], found["statuses"]) == ([], None, {})


@pytest.mark.parametrize("day", ["1990-06-15", "2010-06-15", "2021-12-31"])
def test_no_edition_before_the_first_that_knows_a_code_is_said_to_know_it(
    day: str, typed: Typed
) -> None:
    assert typed(f"8806.22 {RU} {day}")["EU"]["status"] == "invalid_code_for_date"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"value_per_item_eur": "1,200"}, "can be read in two ways"),
        ({"value_per_item_eur": "1.200"}, "can be read in two ways"),
        ({"mtow_kg": "1,200"}, "can be read in two ways"),
        ({"empty_kg": 9}, "says otherwise"),
        ({"mtow_kg": 3, "empty_kg": 5}, "otherwise"),
    ],
)
def test_a_fact_that_says_two_things_is_refused(facts: dict[str, object], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        controlled("880622", sent_from="CN", to="RU", on="2023-09-15", facts=facts)


@pytest.mark.parametrize(
    ("said", "most"),
    [("1,2", "1.2"), ("1.2", "1.2"), ("1200", "1200"), ("1.25", "1.25"), ("<1200.50", "1200.50")],
)
def test_a_number_that_says_one_thing_is_read(said: str, most: str) -> None:
    asked = {"sent_from": "DE", "to": "RU", "on": "2023-05-01"}
    found = controlled("420221", **asked, facts={"value_per_item_eur": said})
    fact = found.question.facts["value_per_item_eur"]
    assert isinstance(fact, Limits)
    assert fact.high == Decimal(most)


def test_a_group_without_members_is_refused() -> None:
    asked = {"to": "RU", "on": "2014-09-01"}
    with pytest.raises(CommandError, match="EAEU has no members on 2014-09-01"):
        controlled("730411", sent_from="EAEU", **asked)


JOINED = MEASURE.replace('to = ["RU"]', 'to = ["EAEU"]').replace("2023-03-01", "2014-06-01").replace(
    'codes = ["8806"]', 'codes = ["8542"]'
)  # fmt: skip


def test_a_country_that_joins_a_group_moves_the_status_on_that_day(
    lists: Callable[..., Path],
) -> None:
    """Kyrgyzstan joined the Eurasian Economic Union on 12 August 2015."""
    book = open_book(lists(HEAD + JOINED))
    before, after = date(2015, 8, 11), date(2015, 8, 12)
    goods = Combination("854231", None, None, "XK", "XK", "KG", None, date.min, date.max)
    spans = Covering(book, date(2015, 8, 1), date(2015, 8, 31)).spans(
        goods, None, date(2015, 8, 1), date(2015, 8, 31)
    )
    told = {
        one.first_on: next(each.status for each in one.told if each.regime == "XY") for one in spans
    }
    assert told == {date(2015, 8, 1): "no_rule_loaded", after: "prohibited"} | {
        day: "prohibited" for day in told if day > after
    }
    asked = Question("854231", before, Road("XK", "KG", "XK"), {})
    change = next_change(book, asked, book.regimes["XY"], standing(book, book.regimes["XY"], asked))
    assert change is not None
    assert (change.on, change.then.status) == (after, "prohibited")
