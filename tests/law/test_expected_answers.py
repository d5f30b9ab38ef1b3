"""Answers worked out by hand from the acts, typed on the command line: a table of questions and statuses."""

from typing import Any

import pytest
from tests.law.conftest import Typed

DRONE = "--fact civil=yes --fact mtow_kg=0.9 --fact range_km=10 --fact aerosol=no"
LONGER = f"{DRONE} --fact endurance_min=31 --fact beyond_sight=yes"
EXPECTED = """
8806.22 --from CN --to RU --on 2023-03-15                        | CN | unknown        | licence
8806.22 --from CN --to RU --on 2023-08-31                        | CN | unknown        | licence
8806.22 --from CN --to RU --on 2023-09-01                        | CN | unknown        | licence
8806.22 --from CN --to RU --on 2023-09-15                        | CN | unknown        | licence
8806.22 --from CN --to RU --on 2023-03-15                        | EU | not_applicable |
8806.22 --from CN --to RU --on 2023-09-15                        | EU | not_applicable |
8806.22 --from CN --to RU --on 2023-03-15 --seller DE            | EU | prohibited     |
8806.22 --from CN --to RU --on 2023-03-15 DRONE --fact endurance_min=29 | CN | not_controlled |
8806.22 --from CN --to RU --on 2023-03-15 LONGER                 | CN | unknown        | licence
8806.22 --from CN --to RU --on 2023-03-15 LONGER --fact gust_kmh<46.3  | CN | not_controlled |
8806.22 --from CN --to RU --on 2023-03-15 LONGER --fact gust_kmh>=46.3 | CN | licence  |
8806.22 --from CN --to RU --on 2023-09-15 LONGER                 | CN | unknown        | licence
8806.22 --from CN --to RU --on 2023-09-15 LONGER --fact gust_kmh<46.3  | CN | not_controlled |
8806.22 --from DE --to RU --on 2022-02-25                        | EU | unknown        | prohibited
8806.22 --from DE --to RU --on 2022-02-26                        | EU | prohibited     |
8806.22 --from DE --to RU --on 2022-03-20 --contract 2022-02-01  | EU | unknown        | prohibited
8806.22 --from DE --to RU --on 2022-03-28 --contract 2022-02-01  | EU | unknown        | prohibited
8806.22 --from DE --to RU --on 2022-03-29 --contract 2022-02-01  | EU | prohibited     |
8806.22 --from DE --to RU --on 2022-03-20 --contract 2022-02-26  | EU | prohibited     |
8542.31 --from DE --to RU --on 2022-01-15                        | EU | unknown        | prohibited
8542.31 --from DE --to RU --on 2022-03-15                        | EU | unknown        | prohibited
8542.31 --from DE --to RU --on 2022-10-06                        | EU | unknown        | prohibited
8542.31 --from DE --to RU --on 2022-10-07                        | EU | prohibited     |
8542.31 --from DE --to RU --on 2024-03-01                        | EU | prohibited     |
9013.10 --from DE --to RU --on 2022-05-01                        | EU | unknown        | prohibited
9013.10 --from DE --to RU --on 2022-12-17                        | EU | prohibited     |
8525.89 --from DE --to RU --on 2023-02-25                        | EU | unknown        | prohibited
8525.89 --from DE --to RU --on 2023-02-26                        | EU | prohibited     |
6909.12 --from CN --to RU --on 2023-03-15                        | CN | no_rule_loaded |
6909.12 --from DE --to RU --on 2025-10-23                        | EU | unknown        | prohibited
6909.12 --from DE --to RU --on 2025-10-24                        | EU | prohibited     |
6506.10 --from CN --to RU --on 2023-03-15                        | CN | no_rule_loaded |
6506.10 --from DE --to RU --on 2023-03-15                        | EU | unknown        | prohibited
8542.31 --from DE --to KZ --on 2024-03-19                        | EU | no_rule_loaded |
8542.31 --from DE --to KZ --on 2024-03-20                        | EU | due_diligence  |
0803.90 --from DE --to RU --on 2023-03-15                        | EU | no_rule_loaded |
"""
ROWS = [
    [cell.strip() for cell in line.replace("DRONE", DRONE).replace("LONGER", LONGER).split("|")]
    for line in EXPECTED.strip().splitlines()
]


@pytest.mark.parametrize(("words", "regime", "status", "possible"), ROWS)
def test_the_status_is_the_one_expected(
    words: str, regime: str, status: str, possible: str, typed: Typed
) -> None:
    found = typed(words)[regime]
    assert (found["status"], found["possible"]) == (status, possible or None)


def test_a_code_of_2022_did_not_exist_in_2015_and_its_family_is_answered(typed: Typed) -> None:
    found = typed("8806.22 --from CN --to RU --on 2015-08-01")["CN"]
    assert (found["status"], found["family"]["status"]) == (
        "invalid_code_for_date",
        "no_rule_loaded",
    )
    assert {"852580", "880220"} <= set(found["family"]["codes"])


def ids(found: list[dict[str, Any]]) -> set[str]:
    return {one["id"] for one in found}


def test_the_day_before_says_what_begins_tomorrow(typed: Typed) -> None:
    change = typed("8806.22 --from CN --to RU --on 2023-08-31")["CN"]["next_change"]
    assert change["on"] == "2023-09-01"
    assert ids(change["begins"]) == {"cn-28-2023/uav", "cn-28-2023/catch-all"}
    assert [act for act in change["same_day"] if act.endswith("27/2023")]


def test_from_september_2023_the_temporary_control_and_the_catch_all_are_named(
    typed: Typed,
) -> None:
    before = typed("8806.22 --from CN --to RU --on 2023-08-31")["CN"]
    after = typed("8806.22 --from CN --to RU --on 2023-09-01")["CN"]
    assert ids(before["legal_basis"]) == {"cn-31-2015/uav"}
    assert ids(after["legal_basis"]) == {"cn-31-2015/uav", "cn-28-2023/uav"}
    assert "cn-28-2023/catch-all" in ids(after["also_in_force"]) - ids(before["also_in_force"])


def test_only_the_gust_rating_is_missing_and_weight_rules_out_the_temporary_control(
    typed: Typed,
) -> None:
    found = typed(f"8806.22 --from CN --to RU --on 2023-09-15 {LONGER}")["CN"]
    applies = {one["id"]: one["applies"] for one in found["also_in_force"]}
    assert found["missing_facts"] == ["gust_kmh"]
    assert (applies["cn-28-2023/uav"], applies["cn-28-2023/catch-all"]) == (False, None)


def test_a_wind_down_is_told_and_lifts_only_its_own_measure(typed: Typed) -> None:
    told = typed("8806.22 --from DE --to RU --on 2022-03-20")["EU"]["exemptions"]
    assert [one for one in told if "contracts before 2022-02-26 until 2022-03-28" in one]
    still = typed("8525.89 --from DE --to RU --on 2023-08-01 --contract 2023-06-01")["EU"]
    assert (still["status"], ids(still["legal_basis"])) == (
        "prohibited",
        {"eu-2023-427/annex-vii/852589"},
    )


def test_an_ex_code_says_what_it_misses(typed: Typed) -> None:
    found = typed("9013.10 --from DE --to RU --on 2022-05-01")["EU"]
    assert {"tariff_line", "meets:eu-2022-576/annex-xviii/90131090"} <= set(found["missing_facts"])
    sight = typed(
        "9013109000 --from DE --to RU --on 2022-05-01",
        "--fact",
        "meets:eu-2022-576/annex-xviii/90131090=yes",
    )
    assert sight["EU"]["status"] == "prohibited"


def test_the_arms_regulations_stand_beside_helmets(typed: Typed) -> None:
    found = typed("6506.10 --from CN --to RU --on 2023-03-15")["CN"]
    assert "cn-arms-export-1997/arms" in ids(found["also_in_force"])


def test_the_contract_of_a_new_heading_is_wound_down_with_its_subheading(typed: Typed) -> None:
    words = "6909.12 --from DE --to RU --on 2025-12-01"
    assert typed(words)["EU"]["status"] == "prohibited"
    assert typed(f"{words} --contract 2025-10-01")["EU"]["status"] == "unknown"
    older = typed("6909.90 --from DE --to RU --on 2025-12-01 --contract 2025-10-01")["EU"]
    assert older["status"] == "prohibited"


PUBLISHERS = """
2024-02-22 |
2024-02-23 | US
2024-06-24 | US
2024-06-25 | EU US
"""


@pytest.mark.parametrize("line", PUBLISHERS.strip().splitlines())
def test_a_lathe_is_on_the_high_priority_list_of(line: str, typed: Typed) -> None:
    day, _, publishers = line.partition("|")
    found = typed(f"8457.10 --from DE --to KZ --on {day.strip()}")
    listing = {
        one["regime"]
        for one in found["regimes"]
        for measure in one["also_in_force"]
        if measure["action"] == "list"
    }
    assert listing == set(publishers.split())


def test_american_law_may_reach_a_chinese_sale_and_is_never_not_applicable(typed: Typed) -> None:
    found = typed("8806.22 --from CN --to RU --on 2023-03-15")["US"]
    assert (found["status"], found["binds"]) == ("unknown", None)
    assert "us_content" in found["missing_facts"]
    assert typed("0803.90 --from CN --to RU --on 2023-03-15")["US"]["status"] == "no_rule_loaded"


def test_the_answer_has_the_promised_keys(typed: Typed) -> None:
    found = typed("8806.22 --from CN --to RU --on 2023-03-15")
    assert [*found][:3] == ["regimes", "list_versions", "assumed_seller"]
    assert found["assumed_seller"] == "CN"
    assert list(found["CN"]) == [
        "regime", "status", "possible", "binds", "legal_basis", "in_force_from", "missing_facts",
        "also_in_force", "exemptions", "next_change", "mark",
    ]  # fmt: skip
    assert typed("8806.22 --from CN --to RU --on 2023-03-15 --seller DE")["assumed_seller"] is None


def test_the_first_day_of_an_annex_xxiii_code_is_the_earliest_of_its_lines(typed: Typed) -> None:
    found = typed("9013.10 --from DE --to RU --on 2024-05-01")["EU"]
    assert (found["in_force_from"], found["mark"]) == ("2022-12-17", "✔")


def test_marks_come_with_every_answer(typed: Typed) -> None:
    third_hand = typed("8806.22 --from JP --to RU --on 2023-06-01")["JP"]
    assert (third_hand["status"], third_hand["mark"]) == ("prohibited", "≈")
    assert all(one["mark"] for one in third_hand["legal_basis"])


def test_the_law_as_known_on_a_day_holds_nothing_published_later(typed: Typed) -> None:
    words = "8806.22 --from CN --to RU --on"
    now = typed(f"{words} 2023-09-15")["CN"]
    then = typed(f"{words} 2023-09-15 --known-on 2023-07-30")["CN"]
    assert "cn-28-2023/uav" in ids(now["legal_basis"]) - ids(then["legal_basis"])
    assert (now["next_change"]["on"], then["next_change"]) == ("2024-09-01", None)


def test_an_end_that_was_announced_later_was_not_known(typed: Typed) -> None:
    words = "8806.22 --from CN --to RU --on 2024-10-01"
    assert "cn-28-2023/uav" not in ids(typed(words)["CN"]["legal_basis"])
    then = typed(f"{words} --known-on 2024-07-30")["CN"]
    assert "cn-28-2023/uav" in ids(then["legal_basis"])


def test_a_group_is_asked_for_like_a_country(typed: Typed) -> None:
    assert typed("8806.22 --from EU --to RU --on 2022-02-26")["EU"]["status"] == "prohibited"
    partly = typed("8806.22 --from DE --to EAEU --on 2022-02-26")["EU"]
    assert (partly["status"], partly["possible"]) == ("unknown", "prohibited")
    assert "to" in partly["missing_facts"]


def test_goods_in_transit_through_russia_ask_for_the_road(typed: Typed) -> None:
    words = "8471.30 --from DE --to KZ --on 2024-01-15"
    assert typed(words)["EU"]["missing_facts"] == ["via_russia"]
    across, around = (typed(f"{words} --fact via_russia={said}")["EU"] for said in ("yes", "no"))
    assert (across["status"], around["status"]) == ("prohibited", "no_rule_loaded")


def test_a_duty_of_care_is_open_for_partners_that_were_not_read(typed: Typed) -> None:
    to_kazakhstan = typed("8542.31 --from DE --to KZ --on 2024-06-01")["EU"]
    to_japan = typed("8542.31 --from DE --to JP --on 2024-06-01")["EU"]
    assert (to_kazakhstan["status"], to_japan["status"]) == ("due_diligence", "unknown")
    assert to_japan["missing_facts"] == ["annex_viii_partner"]
    words = "8542.31 --from DE --to JP --on 2024-06-01 --fact annex_viii_partner"
    assert typed(f"{words}=yes")["EU"]["status"] == "no_rule_loaded"
    assert typed(f"{words}=no")["EU"]["status"] == "due_diligence"
