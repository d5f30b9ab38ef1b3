"""A code is looked up in the edition of its day: one that is not there is told of, and kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import HEADER

from tidewaiter.case import Case

Written = Callable[[str, str], Path]


@pytest.fixture
def dated(case: Case, profile: Path, written: Written) -> Case:
    """Lines around the change of 2022, by codes of either side."""
    case.ingest([written("dated.csv", f"""
        {HEADER}
        a,2021-12-31,8806220000,drone,CN,RU,Altan,10,5,pcs,,,100,IM
        b,2022-01-01,8806220000,drone,CN,RU,Altan,10,5,pcs,,,101,IM
        c,2021-12-31,8806,drone,CN,RU,Altan,10,5,pcs,,,102,IM
        d,2022-01-01,8525800000,camera,CN,RU,Altan,10,5,pcs,,,103,IM
        e,2022-01-01,880677,drone,CN,RU,Altan,10,5,pcs,,,104,IM
        f,2022-01-01,9810001000,gifts,CN,RU,Altan,10,5,pcs,,,105,IM
        g,1998-01-01,880622,drone,CN,RU,Altan,10,5,pcs,,,106,IM
        h,2021-12-31,650610,helmet,CN,RU,Altan,10,5,pcs,,,107,IM
    """)], profile)  # fmt: skip
    return case


def test_a_code_that_did_not_exist_on_its_day_is_a_problem_with_its_family_named(
    dated: Case,
) -> None:
    told = {one["line_no"]: one for one in dated.problems("invalid_code_for_date")}
    assert {line: one["value_as_declared"] for line, one in told.items()} == {
        2: "8806220000", 4: "8806", 5: "8525800000", 6: "880677",
    }  # fmt: skip
    family = "852580, 880211, 880212, 880220, 880230, 880240"
    assert told[2]["message"] == f"no code of HS2017, but of HS2022; its family then: {family}"
    assert told[4]["message"] == f"no code of HS2017, but of HS2022; its family then: {family}"
    assert told[5]["message"].startswith(
        "no code of HS2022, but of HS2012, HS2017; its family then: 852581"
    )
    assert told[6]["message"] == "no code of HS2022, nor of any edition from HS2012 to HS2022"


def test_its_line_is_used_as_declared(dated: Case) -> None:
    answer = dated.ask(hs="8806", since=2021, until=2023)
    steps = {one["step"]: one["n"] for one in answer.bridge}
    assert (answer.total, steps["rows used"], steps["problem"]) == (407, 4, 0)
    (column,) = [
        field
        for column in dated.coverage()["sources"][0]["columns"]
        for field in column["fields"]
        if field["field"] == "tariff_line"
    ]
    assert (column["n_filled"], column["n_read"], column["n_unread"]) == (8, 8, 0)
    assert column["problems"] == {"invalid_code_for_date": 4}
