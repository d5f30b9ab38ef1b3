"""Conditions in three values, the facts they ask for, and what a code says by itself."""

from decimal import Decimal

import pytest

from tidewaiter.law.asking import controlled
from tidewaiter.law.conditions import Facts, Finding, Limits, read_condition
from tidewaiter.law.facts import built_in, read_stated
from tidewaiter.words.errors import CommandError

ENDURANCE = (
    "beyond_sight and (endurance_min >= 60 or (30 <= endurance_min < 60 and gust_kmh >= 46.3))"
)


def known(*statements: str) -> Facts:
    return read_stated(statements, built_in())


@pytest.mark.parametrize(
    ("facts", "truth", "missing"),
    [
        ((), None, ("beyond_sight", "endurance_min", "gust_kmh")),
        (("beyond_sight=no",), False, ()),
        (("endurance_min=29",), False, ()),
        (("beyond_sight=yes", "endurance_min=31"), None, ("gust_kmh",)),
        (("beyond_sight=yes", "endurance_min=31", "gust_kmh=46.2"), False, ()),
        (("beyond_sight=yes", "endurance_min=31", "gust_kmh=46.3"), True, ()),
        (("beyond_sight=yes", "endurance_min=60"), True, ()),
        (("beyond_sight=yes", "endurance_min>=30"), None, ("endurance_min", "gust_kmh")),
        (("beyond_sight=yes", "endurance_min=20..25"), False, ()),
    ],
)
def test_one_part_may_decide_whatever_else_is_missing(
    facts: tuple[str, ...], truth: bool | None, missing: tuple[str, ...]
) -> None:
    assert read_condition(ENDURANCE).met(known(*facts)) == Finding(truth, missing)


@pytest.mark.parametrize(
    "text", ["", "a +", "a == 3", "3 > 2", "a > b", "f(a)", "a > 'x'", "a if b else c"]
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"condition|compared"):
        read_condition(text)


@pytest.mark.parametrize(
    ("code", "kg"),
    [
        ("880621", "[0, 0.25]"),
        ("880622", "(0.25, 7]"),
        ("880623", "(7, 25]"),
        ("880629", "(150, …]"),
    ],
)
def test_the_text_of_a_code_limits_the_weight(code: str, kg: str) -> None:
    weight = built_in().of_code(code, "HS2022")["mtow_kg"]
    assert isinstance(weight, Limits)
    low = f"({weight.low}" if weight.above_low else "[0"
    high = "…" if weight.high.is_infinite() else str(weight.high)
    assert f"{low}, {high}]" == kg


def test_the_empty_weight_is_never_more_than_the_take_off_weight() -> None:
    found = built_in().known("880622", "HS2022", known("mtow_kg=0.9"))
    assert read_condition("mtow_kg > 7 or empty_kg > 4").met(found) == Finding(False)
    by_code = built_in().known("880622", "HS2022", {})
    assert read_condition("mtow_kg > 7 or empty_kg > 4").met(by_code) == Finding(
        None, ("empty_kg",)
    )


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("civil", "'civil' states no fact"),
        ("civil=maybe", "civil is yes or no, not 'maybe'"),
        ("mtow_kg=light", "mtow_kg is a number in kg, not 'light'"),
        ("mtow_kg=>5 <3", "mtow_kg: no number is >5 <3"),
        ("weight=3", "no measure asks for a fact 'weight'"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(statement: str, sentence: str) -> None:
    with pytest.raises(CommandError) as stopped:
        read_stated([statement], built_in())
    assert (stopped.value.message, bool(stopped.value.hint)) == (sentence, True)


def test_a_misspelt_fact_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(CommandError) as stopped:
        read_stated(["endurance_mn=3"], built_in())
    assert stopped.value.hint.startswith("did you mean endurance_min?")


def test_a_status_that_rests_on_a_text_is_no_surer_than_a_report() -> None:
    facts = {"beyond_sight": True, "gust_kmh": 50, "civil": True}
    asked = {"sent_from": "CN", "to": "RU", "on": "2023-03-15"}
    stated = controlled("880622", **asked, facts={**facts, "endurance_min": 31}).regime("CN")
    read = controlled("880622", **asked, facts=facts, text="flight 31 min").regime("CN")
    assert (stated.standing.status, stated.mark) == ("licence", "✔")
    assert (read.standing.status, read.mark) == ("licence", "≈")


def test_a_text_that_contradicts_the_code_is_not_used_and_a_fact_is_refused() -> None:
    asked = {"sent_from": "CN", "to": "RU", "on": "2023-03-15"}
    found = controlled("880622", **asked, text="take-off weight 9 kg")
    assert (dict(found.read), dict(found.left)) == (
        {},
        {"9 kg": "the code, a stated fact or the text itself says otherwise"},
    )
    with pytest.raises(CommandError) as stopped:
        controlled("880622", **asked, facts={"mtow_kg": Decimal(9)})
    assert stopped.value.message == "the text of 880622 says otherwise than stated: mtow_kg"
