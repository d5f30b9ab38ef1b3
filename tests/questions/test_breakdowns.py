"""A total beside its parts: one of them answers for each cell, and they are never added."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tidewaiter.case import Case

Written = Callable[[str, str], Path]

PROFILE = """
title = "A small table with breakdowns, made up for tests"
kind = "statistics"
source = "tests"
licence = "none needed: invented"
synthetic = true
optional = ["by sea or air", "how"]
[columns]
who = "reporter"
whom = "partner"
when = "period"
code = "tariff_line"
"by sea or air" = "transport"
how = "trade_mode"
value = "value"
[not_stated]
transport = "all"
trade_mode = ["all", "-"]
[constants]
flow = "export"
currency = "USD"
"""


@pytest.fixture
def answered(case: Case, written: Written, tmp_path: Path) -> Callable[..., Case]:
    profile = tmp_path / "breakdowns.toml"
    profile.write_text(PROFILE, encoding="utf-8")

    def ingest(*tables: str) -> Case:
        for number, rows in enumerate(tables):
            case.ingest([written(f"t{number}.csv", rows)], profile)
        return case

    return ingest


def test_the_total_and_each_part_are_one_cell(answered: Callable[..., Case]) -> None:
    case = answered("""
        who,whom,when,code,by sea or air,how,value
        DE,KZ,2022,TOTAL,all,all,10
        DE,KZ,2022,TOTAL,sea,all,7
        DE,KZ,2022,TOTAL,air,-,3
        DE,KZ,2022,TOTAL,sea,processing,2
        DE,KZ,2022,TOTAL,all,processing,4
    """)
    assert case.ask().total == 10
    by_transport = case.ask(by=["transport"])
    assert [(one.by["transport"], one.value) for one in by_transport.values] == [
        ("air", Decimal(3)),
        ("sea", Decimal(7)),
    ]
    assert case.ask(by=["transport", "trade_mode"]).total == 2


def test_a_file_without_the_column_holds_the_totals(answered: Callable[..., Case]) -> None:
    case = answered(
        "who,whom,when,code,value\nDE,KZ,2022,TOTAL,10",
        "who,whom,when,code,how,value\nDE,KZ,2022,TOTAL,processing,4\nDE,KZ,2022,TOTAL,other,6",
    )
    assert case.ask().total == 10
    assert case.ask(by=["trade_mode"]).total == 10


def test_where_some_cells_have_only_parts_they_are_listed_beside_the_totals(
    answered: Callable[..., Case],
) -> None:
    case = answered("""
        who,whom,when,code,by sea or air,how,value
        DE,KZ,2022,TOTAL,all,all,10
        DE,KZ,2022,TOTAL,sea,all,7
        DE,KG,2022,TOTAL,sea,all,5
    """)
    answer = case.ask()
    assert (answer.total, [(one.by["transport"], one.value) for one in answer.values]) == (
        None,
        [("sea", 5), (None, 10)],
    )


def test_a_groups_own_total_is_not_added_to_parts_of_its_members(
    answered: Callable[..., Case],
) -> None:
    case = answered("""
        who,whom,when,code,by sea or air,how,value
        EU27,KZ,2022,TOTAL,all,all,10
        DE,KZ,2022,TOTAL,sea,all,7
        FR,KZ,2022,TOTAL,sea,all,3
    """)
    assert case.ask(reporter="EU27", by=["transport"]).total == 10
