"""Codes over a change of edition: a recode is no growth, and what cannot be compared is not."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import HEADER

from tidewaiter.case import Case
from tidewaiter.words.errors import CommandError

Written = Callable[[str, str], Path]
YEAR = {"since": 2022, "until": 2023, "compare": "full_last_year"}


@pytest.fixture
def recoded(case: Case, profile: Path, written: Written) -> Case:
    """The same trade in both years: drones were cameras of 8525.80 in 2021 and 8806.22 in 2022."""
    rows = [
        f"{kind}{year}{month},{year}-{month:02}-10,{code},{kind},CN,RU,Altan,10,1,pcs,,,{usd},IM"
        for month in range(1, 13)
        for year, kind, code, usd in (
            (2021, "aircraft", 880240, 100), (2021, "drone", 852580, 50), (2021, "camera", 852580, 10),
            (2022, "aircraft", 880240, 100), (2022, "drone", 880622, 50), (2022, "camera", 852589, 10),
            (2021, "helmet", 650610, 7), (2022, "helmet", 650610, 14),
        )
    ]  # fmt: skip
    case.ingest([written("trade.csv", "\n".join([HEADER, *rows]))], profile)
    return case


def test_a_pure_recode_is_a_false_surge_as_declared_and_no_growth_on_families(
    recoded: Case,
) -> None:
    naive = recoded.ask(hs="88", **YEAR)
    family = recoded.ask(hs="88", concordance="family", **YEAR)
    assert (naive.values[0].base, naive.values[0].value) == (1200, 1800)
    assert naive.values[0].change == Decimal("0.5")
    assert (family.values[0].base, family.values[0].value) == (1920, 1920)
    assert family.values[0].change == 0

    both = [answer.concordance["values"] for answer in (naive, family) if answer.concordance]
    assert both[0] == both[1]
    (shown,) = both[0]
    assert (shown["as_declared"]["change"], shown["family"]["change"]) == (Decimal("0.5"), 0)
    assert shown["share"] == Decimal("0.9375")
    assert naive.answer_hash != family.answer_hash
    assert naive.versions["nomenclature"] == family.versions["nomenclature"]


@pytest.mark.parametrize("concordance", ["as_declared", "family"])
def test_below_half_of_the_family_no_change_is_given_and_the_dominant_codes_are_named(
    recoded: Case, concordance: str
) -> None:
    answer = recoded.ask(hs="8806.22", concordance=concordance, **YEAR)
    (value,) = answer.values
    assert (value.change, value.ratio) == (None, None)
    assert answer.concordance is not None
    (shown,) = answer.concordance["values"]
    assert shown["share"] == Decimal("0.3125")
    assert (shown["as_declared"]["value"], shown["family"]["value"]) == (600, 1920)
    assert shown["family"]["change"] is None
    assert [(one["code"], one["share"]) for one in answer.concordance["dominant"]] == [
        ("880240", Decimal("0.625")),
        ("852589", Decimal("0.0625")),
    ]
    assert any("most of which is under 880240 (62.5%)" in note for note in answer.coverage["notes"])


def test_the_family_its_missing_codes_and_its_leaks_are_named(recoded: Case) -> None:
    answer = recoded.ask(hs="8806.22", concordance="family", since=2021, until=2023, by="year")
    assert [one.value for one in answer.values] == [1920, 1920]
    notes = " | ".join(answer.coverage["notes"])
    assert "family, HS2017: 852580, 880211, 880212" in notes
    assert "880622 did not exist under HS2017" in notes
    assert "possible leak: the links with 854921" in notes
    assert answer.concordance is not None
    assert {one["code"] for one in answer.concordance["cut_links"]} == {
        "854921", "854929", "854931", "854939", "854991", "854999",
    }  # fmt: skip
    assert answer.concordance["codes"][1]["as_asked"] == ["880622"]


def test_codes_that_stayed_what_they_were_compare_as_they_are(recoded: Case) -> None:
    answer = recoded.ask(hs="650610", **YEAR)
    assert answer.values[0].change == 1
    assert answer.concordance is not None
    (shown,) = answer.concordance["values"]
    assert (shown["share"], shown["as_declared"]) == (1, shown["family"])
    assert not any("change" in note for note in answer.coverage["notes"])


def test_within_one_edition_nothing_stands_beside_the_answer(recoded: Case) -> None:
    question = {"since": "2022-07", "until": 2023, "compare": "previous_period"}
    assert recoded.ask(hs="8806", **question).concordance is None


def test_a_series_of_codes_as_declared_over_a_change_says_that_goods_moved(recoded: Case) -> None:
    asked = {"since": 2021, "until": 2023, "by": "year"}
    moved, stayed = (recoded.ask(hs=code, **asked).coverage["notes"] for code in ("8525", "6506"))
    assert any("goods of these codes moved" in note for note in moved)
    assert not any("goods of these codes moved" in note for note in stayed)


def test_groups_by_hs6_are_families_and_single_codes_that_moved_show_no_change(
    recoded: Case,
) -> None:
    families = recoded.ask(by="hs6", concordance="family", **YEAR)
    assert {(one.by["hs6"], one.change) for one in families.values} == {
        ("650610", Decimal(1)), ("852581+20", Decimal(0)),
    }  # fmt: skip
    single = {one.by["hs6"]: one.change for one in recoded.ask(by="hs6", **YEAR).values}
    assert single == {"650610": 1, "852580": None, "852589": None, "880240": None, "880622": None}
    chapters = {one.by["hs2"]: one.change for one in recoded.ask(by="hs2", **YEAR).values}
    assert chapters == {"65": 1, "85": None, "88": None}


def test_a_family_is_asked_of_a_year_in_which_its_code_did_not_exist(recoded: Case) -> None:
    answer = recoded.ask(hs="8806", concordance="family", since=2021, until=2022)
    assert answer.total == 1920
    as_declared = recoded.ask(hs="8806", since=2021, until=2022)
    assert as_declared.total is None
    assert any(
        note.startswith("8806 did not exist under HS2017, but under HS2022: concordance = family")
        for note in as_declared.coverage["notes"]
    )


def test_rows_of_a_family_add_up_to_its_value(recoded: Case) -> None:
    rows = recoded.to_arrow(hs="8806.22", concordance="family", since=2021, until=2022)
    assert sum(rows["counted"].to_pylist()) == 1920
    assert set(rows["tariff_line"].to_pylist()) == {"852580", "880240"}


def test_a_code_on_a_day_before_it_existed_counts_with_its_family(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest([written("early.csv", f"""
        {HEADER}
        a,2021-02-10,8806220000,drone,CN,RU,Altan,10,5,pcs,,,100,IM
        b,2021-02-10,8525801900,camera,CN,RU,Altan,10,5,pcs,,,20,IM
        c,2021-02-10,650610,helmet,CN,RU,Altan,10,5,pcs,,,3,IM
    """)], profile)  # fmt: skip
    for asked in ("8525.80", "8806.22"):
        assert case.ask(hs=asked, concordance="family", since=2021, until=2023).total == 120


def test_a_conversion_is_bounded_and_gives_no_change(recoded: Case) -> None:
    answer = recoded.ask(hs="8525.80", concordance="converted", **YEAR)
    (value,) = answer.values
    assert (value.base, value.value, value.change) == (
        720,
        720,
        None,
    )  # 8806.22 is converted to 8525.80
    assert answer.interval == (120, 720)
    assert answer.as_dict()["interval"] == [120, 720]
    base = recoded.ask(hs="8525.80", concordance="converted", since=2021, until=2022)
    assert (base.total, base.interval) == (720, (720, 720))
    other = recoded.ask(hs="8802.40", concordance="converted", **YEAR)
    assert (other.total, other.interval) == (1200, (1200, 1200))
    assert other.values[0].change == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "no codes to bring together"),
        ({"hs": "9977"}, "stands in no edition"),
        ({"hs": "8806220000"}, "editions correspond by six digits"),
        ({"hs": "88", "by": "hs4"}, "may lie in several headings"),
        ({"tariff_line": "880622", "hs": "88"}, "one national code"),
        ({"hs": "88", "since": 2010, "until": 2013}, "before 2012"),
        ({"hs": "88", "concordance": "converted", "measure": "value_per_kg"}, "only bounded"),
        ({"hs": "8806", "concordance": "converted", "since": 2021, "until": 2023}, "has no 8806"),
    ],
)
def test_what_families_cannot_answer_is_refused_with_the_reason(
    recoded: Case, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        recoded.ask({"concordance": "family", **asked})
    assert refused.value.hint


STATISTICS = """
title = "A small table of statistics that states its edition, made up for tests"
kind = "statistics"
source = "tests"
licence = "none needed: invented"
synthetic = true
[columns]
who = "reporter"
whom = "partner"
when = "period"
code = "tariff_line"
edition = "hs_edition"
value = "value"
[constants]
flow = "export"
currency = "USD"
partner_role = "destination"
[words.hs_edition]
HS2017 = "HS2017"
HS2022 = "HS2022"
"""


@pytest.fixture
def published(case: Case, written: Written, tmp_path: Path) -> Case:
    """Cells of headings and subheadings over two years; one office still uses the edition of 2017."""
    layout = tmp_path / "layout.toml"
    layout.write_text(STATISTICS, encoding="utf-8")
    case.ingest([written("cells.csv", """
        who,whom,when,code,edition,value
        CN,RU,2021,852580,HS2017,60
        CN,RU,2021,880240,HS2017,40
        CN,RU,2022,8806,HS2022,50
        CN,RU,2022,880622,HS2022,50
        CN,RU,2022,852589,HS2022,10
        CN,RU,2022,880240,HS2022,40
        TR,RU,2021,852580,HS2017,6
        TR,RU,2022,852580,HS2017,5
        TR,RU,2022,8525,HS2017,9
    """)], layout)  # fmt: skip
    return case


def test_cells_of_two_editions_meet_in_their_families(published: Case) -> None:
    family = published.ask(hs="8806", concordance="family", by="reporter", **YEAR)
    assert {one.by["reporter"]: (one.base, one.value) for one in family.values} == {
        "CN": (100, 100),
        "TR": (6, 5),
    }
    assert family.concordance is not None
    assert family.concordance["editions"] == ["HS2017", "HS2022"]
    changes = {one.by["reporter"]: one.change for one in family.values}
    assert changes == {"CN": 0, "TR": None}  # of what Türkiye declared nothing is 8806


def test_the_stated_edition_decides_what_a_cell_is_converted_from(published: Case) -> None:
    answer = published.ask(hs="8525.80", concordance="converted", since=2022, until=2023)
    assert (answer.total, answer.interval) == (65, (15, 65))
    assert {one["level"] for one in answer.levels if one["axis"] == "product" and one["used"]} == {
        "hs6"
    }


@pytest.mark.parametrize(
    ("asked", "beside"),
    [("8806220000", True), ("98", False), ("880677", False), ("0", True)],
)
def test_a_comparison_as_declared_is_answered_whatever_code_is_asked(
    recoded: Case, asked: str, beside: bool
) -> None:
    answer = recoded.ask(hs=asked, **YEAR)
    assert answer.values[0].change is None
    assert (answer.concordance is not None) == beside


def test_a_national_line_is_measured_against_the_family_of_its_six_digits(
    case: Case, profile: Path, written: Written
) -> None:
    rows = [
        f"{code}{year}{month},{year}-{month:02}-10,{code},goods,CN,RU,Altan,10,1,pcs,,,{usd},IM"
        for month in range(1, 13)
        for year, code, usd in (
            (2021, 8525801100, 10), (2021, 8525801900, 20), (2022, 8525890001, 12), (2022, 8525890009, 18),
        )
    ]  # fmt: skip
    case.ingest([written("lines.csv", "\n".join([HEADER, *rows]))], profile)
    answer = case.ask(hs="8525890009", **YEAR)
    assert answer.concordance is not None
    (shown,) = answer.concordance["values"]
    assert (shown["share"], shown["family"]["base"]) == (Decimal("0.6"), 360)
    assert (shown["family"]["change"], shown["as_declared"]["base"]) == (0, None)


def test_a_comparison_over_two_periods_named_by_hand_is_the_same(recoded: Case) -> None:
    versus = {"since": 2021, "until": 2022}
    answer = recoded.ask(hs="88", since=2022, until=2023, versus=versus)
    backward = recoded.ask(hs="88", since=2021, until=2022, versus={"since": 2022, "until": 2023})
    for one, sides in ((answer, (1800, 1200)), (backward, (1200, 1800))):
        assert one.concordance is not None
        (shown,) = one.concordance["values"]
        assert (shown["as_declared"]["value"], shown["as_declared"]["base"]) == sides
        assert (shown["family"]["change"], shown["share"]) == (0, Decimal("0.9375"))


def test_a_period_over_the_change_is_measured_after_it(recoded: Case) -> None:
    versus = {"since": "2021-01", "until": "2021-08"}
    answer = recoded.ask(hs="88", since="2021-08", until="2022-04", versus=versus)
    assert answer.concordance is not None
    assert answer.concordance["values"][0]["share"] == Decimal("0.9375")


def test_groups_of_one_side_only_are_shown_too(recoded: Case) -> None:
    answer = recoded.ask(hs="8806", by="month", **YEAR)
    assert answer.concordance is not None
    shown = answer.concordance["values"]
    assert [one["by"]["month"] for one in shown] == [f"2022-{month:02}" for month in range(1, 13)]
    assert {one["share"] for one in shown} == {Decimal("0.3125")}
    assert {one.change for one in answer.values} == {None}


def test_an_answer_split_by_direction_is_measured_direction_by_direction(
    case: Case, profile: Path, written: Written
) -> None:
    rows = [
        f"{code}{year}{month}{move},{year}-{month:02}-10,{code},goods,CN,RU,Altan,10,1,pcs,,,{usd},{move}"
        for month in range(1, 13)
        for year, code, usd, move in (
            (2021, 880240, 100, "IM"), (2021, 852580, 50, "IM"), (2021, 880240, 5, "EX"),
            (2022, 880240, 100, "IM"), (2022, 880622, 50, "IM"),
        )
    ]  # fmt: skip
    case.ingest([written("both.csv", "\n".join([HEADER, *rows]))], profile)
    for concordance, change in (("as_declared", Decimal("0.5")), ("family", 0)):
        answer = case.ask(hs="88", concordance=concordance, **YEAR)
        assert {one.by["direction"]: one.change for one in answer.values} == {
            "import": change, "export": None,
        }  # fmt: skip
        assert answer.concordance is not None
        shares = {one["by"]["direction"]: one["share"] for one in answer.concordance["values"]}
        assert shares == {"import": 1, "export": None}


def test_a_national_line_of_six_digits_that_stayed_is_compared_as_it_is(
    case: Case, profile: Path, written: Written
) -> None:
    rows = [
        f"{code}{year}{month},{year}-{month:02}-10,{code},goods,CN,RU,Altan,10,1,pcs,,,{usd},IM"
        for month in range(1, 13)
        for year, code, usd in ((2021, 6506101000, 10), (2022, 6506101000, 20), (2022, 6506108000, 80))
    ]  # fmt: skip
    case.ingest([written("lines.csv", "\n".join([HEADER, *rows]))], profile)
    answer = case.ask(hs="6506101000", **YEAR)
    assert (answer.values[0].change, answer.concordance) == (1, None)
    assert case.ask(hs="6506.10", **YEAR).values[0].change == 9
