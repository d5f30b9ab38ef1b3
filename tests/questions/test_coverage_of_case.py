"""What a case holds by month, what is marked for a person to look at, and what it cannot answer."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import HEADER

from tidewaiter.case import Case
from tidewaiter.words.errors import CommandError

Written = Callable[[str, str], Path]


def _days(first: str, last: str, step: int = 1) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(n) for n in range(0, (end - start).days + 1, step)]


def _file(
    tmp_path: Path, days: list[date], move: str = "IM", name: str = "days.csv", to: str = "RU"
) -> Path:
    path = tmp_path / name
    lines = [
        f"{to}{n},{day},880622,drone,CN,{to},Altan,1,1,pcs,,,5,{move}" for n, day in enumerate(days)
    ]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def _months(case: Case, which: int = 0) -> dict[str, dict[str, Any]]:
    (kind,) = case.coverage()["kinds"]
    return {one["month"]: one for one in kind["series"][which]["months"]}


def _status(case: Case, which: int = 0) -> dict[str, str]:
    return {name: one["status"] for name, one in _months(case, which).items()}


def test_a_file_that_begins_and_ends_within_a_month_is_marked_there(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    case.ingest([_file(tmp_path, _days("2022-01-17", "2022-04-12"))], profile)
    found = _months(case)
    assert _status(case) == {
        "2022-01": "partial",
        "2022-02": "present",
        "2022-03": "present",
        "2022-04": "partial",
    }
    assert found["2022-01"]["marks"] == ["no month before it, and no line before 2022-01-17"]
    assert (found["2022-04"]["n_days"], found["2022-04"]["of_days"]) == (12, 30)
    assert found["2022-04"]["marks"][0] == "no month after it, and no line after 2022-04-12"


def test_holidays_at_the_edge_are_no_mark(case: Case, profile: Path, tmp_path: Path) -> None:
    case.ingest([_file(tmp_path, _days("2022-01-06", "2022-03-26"))], profile)
    assert set(_status(case).values()) == {"present"}


def test_lines_once_a_week_do_not_mark_the_edges(case: Case, profile: Path, tmp_path: Path) -> None:
    case.ingest([_file(tmp_path, _days("2022-01-07", "2022-03-25", step=7))], profile)
    assert set(_status(case).values()) == {"present"}


def test_a_month_with_far_fewer_days_than_the_others_is_marked(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    full = _days("2022-01-01", "2022-02-28") + _days("2022-04-01", "2022-05-31")
    days = full + _days("2022-03-01", "2022-03-31", 3)
    case.ingest([_file(tmp_path, days)], profile)
    found = _months(case)
    assert found["2022-03"]["marks"] == ["lines on 11 days, the median of the other months is 30.5"]
    assert [name for name, one in found.items() if one["status"] == "partial"] == ["2022-03"]


def test_a_month_without_a_line_is_missing_and_its_neighbours_are_looked_at(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    days = _days("2022-01-01", "2022-02-28") + _days("2022-04-11", "2022-05-31")
    case.ingest([_file(tmp_path, days)], profile)
    assert _status(case) == {
        "2022-01": "present", "2022-02": "present", "2022-03": "missing", "2022-04": "partial", "2022-05": "present",
    }  # fmt: skip
    assert case.coverage()["kinds"][0]["months_missing"] == ["2022-03"]


def test_imports_of_a_month_say_nothing_of_its_exports(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    imports = _file(tmp_path, _days("2022-01-01", "2022-03-31"), "IM", "in.csv")
    exports = _file(tmp_path, _days("2022-01-01", "2022-01-31"), "EX", "out.csv")
    case.ingest([imports, exports], profile)
    (kind,) = case.coverage()["kinds"]
    held = {one["direction"]: [month["month"] for month in one["months"]] for one in kind["series"]}
    assert held == {"export": ["2022-01"], "import": ["2022-01", "2022-02", "2022-03"]}


def test_one_country_s_imports_do_not_fill_another_s_missing_month(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    around = _days("2022-01-01", "2022-01-31") + _days("2022-03-01", "2022-03-31")
    russian = _file(tmp_path, around, name="ru.csv")
    ukrainian = _file(tmp_path, _days("2022-01-01", "2022-03-31"), name="ua.csv", to="UA")
    case.ingest([russian, ukrainian], profile)
    asked = {"of": "declarations", "hs": "8806", "since": "2022-01", "until": "2022-04"}
    missing = {
        to: case.ask({**asked, "destination": to}).coverage["months_missing"]
        for to in ("RU", "UA", "KZ")
    }
    assert missing == {"RU": ["2022-02"], "UA": [], "KZ": ["2022-01", "2022-02", "2022-03"]}
    (kind,) = case.coverage()["kinds"]
    series = {one["home"]: [month["status"] for month in one["months"]] for one in kind["series"]}
    assert series == {"RU": ["present", "missing", "present"], "UA": ["present"] * 3}


def test_another_country_s_exports_do_not_fill_a_missing_month_of_imports(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    around = _days("2022-01-01", "2022-01-31") + _days("2022-03-01", "2022-03-31")
    imports = _file(tmp_path, around, name="in.csv")
    exports = _file(tmp_path, _days("2022-01-01", "2022-03-31"), "EX", name="out.csv")
    case.ingest([imports, exports], profile)
    asked = {"of": "declarations", "destination": "RU", "since": "2022-01", "until": "2022-04"}
    answer = case.ask({**asked, "direction": "import"})
    assert answer.coverage["months_missing"] == ["2022-02"]


def test_a_buyer_who_bought_nothing_in_a_later_file_bought_nothing(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    first = _file(tmp_path, _days("2022-01-01", "2022-01-31"), name="first.csv")
    later = _file(tmp_path, _days("2022-02-01", "2022-02-28"), name="later.csv")
    later.write_text(later.read_text().replace("Altan", "Borealis"), encoding="utf-8")
    case.ingest([first, later], profile)
    answer = case.ask(
        of="declarations", destination="RU", importer="Altan", since="2022-01", until="2022-03"
    )
    assert answer.coverage["months_missing"] == []


def test_lines_without_a_readable_day_are_in_no_month(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest(
        [written("bad.csv", f"{HEADER}\na,2022-13-01,880622,x,CN,RU,A,1,1,pcs,,,5,IM")], profile
    )
    (kind,) = case.coverage()["kinds"]
    assert kind["series"][0] | {"event": None} == {
        "event": None,
        "direction": "import",
        "home": "RU",
        "n_without_day": 1,
        "months": [],
    }


def _published(bundled: Case, reporter: str, flow: str) -> dict[str, Any]:
    (kind,) = [one for one in bundled.coverage()["kinds"] if one["kind"] == "statistics"]
    (found,) = [one for one in kind["series"] if (one["reporter"], one["flow"]) == (reporter, flow)]
    return found


def test_a_month_held_only_within_a_year_is_combined(bundled: Case) -> None:
    found = _published(bundled, "EU27", "export")
    months = {one["month"]: one for one in found["months"]}
    assert (months["2018-12"]["status"], months["2019-01"]["status"]) == ("combined", "present")
    assert months["2018-12"]["marks"] == ["held only within 2018-01 to 2018-12"]
    assert [one["period_months"] for one in found["levels"]] == [1, 12]


def test_each_reporter_has_months_of_its_own(bundled: Case) -> None:
    missing = [
        one["month"]
        for one in _published(bundled, "AT", "import")["months"]
        if one["status"] == "missing"
    ]
    assert missing == ["2021-06", "2023-02"]
    assert not any(
        one["status"] == "missing" for one in _published(bundled, "AT", "export")["months"]
    )


def test_what_nobody_declares_and_what_is_mostly_empty_is_told(bundled: Case) -> None:
    found = {one["kind"]: one for one in bundled.coverage()["kinds"]}
    declared = found["declarations"]
    assert (
        declared["why"]["consignee"] == "no source declares consignee_name or consignee_identifier"
    )
    assert set(declared["cannot_answer"] + declared["cannot_measure"]) == set(declared["why"])
    assert declared["seldom"] == [{"field": "carrier", "n_filled": 8012, "n_records": 45519}]
    assert found["statistics"]["cannot_answer"] == []


def test_a_field_that_only_some_sources_declare_names_them(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    other = tmp_path / "less.toml"
    text = profile.read_text(encoding="utf-8").replace('to = "destination"\n', "")
    other.write_text(f'{text}\n[ignored]\nto = "made up"\n', encoding="utf-8")
    case.ingest([_file(tmp_path, _days("2022-01-01", "2022-01-31"), name="a.csv")], profile)
    case.ingest([_file(tmp_path, _days("2022-02-01", "2022-02-28"), name="b.csv")], other)
    (kind,) = case.coverage()["kinds"]
    assert kind["only_some"] == [{"field": "destination", "declared_by": [1], "not_by": [2]}]
    (chosen,) = case.coverage(["b.csv"])["kinds"]
    assert "destination" in chosen["cannot_answer"]
    assert chosen["months_present"] == ["2022-02"]


def test_a_source_that_is_not_there_is_refused(bundled: Case) -> None:
    with pytest.raises(CommandError, match="no source 'nope'"):
        bundled.coverage(["nope"])


def test_an_empty_case_has_nothing_to_cover(case: Case) -> None:
    assert case.coverage() == {"sources": [], "kinds": []}
