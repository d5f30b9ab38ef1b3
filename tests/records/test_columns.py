"""By source and column: what is filled is read or told of, whatever the dirt; nothing is counted twice."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import HEADER
from tests.records.test_documents import _headed
from tests.records.test_national import ARMENIA, UZBEKISTAN

from tidewaiter.case import Case

Written = Callable[[str, str], Path]
SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.csv"))
ENTITIES = Path(__file__).parent / "samples" / "followthemoney-economic-activity-synthetic.json"
(RUSSIAN,) = (one for one in SAMPLES if one.stem == "russia-declarations-synthetic")
DIRT = {
    "id": ["a1", "", " "],
    "day": ["2022-01-05", "2022-13-40", "", "44567", "\u00a0"],
    "code": ["8806220000", "880622", "TOTAL", "x", "", "2203"],
    "text": ["drone", "", "\u3000", "шлем"],
    "from": ["CN", "Narnia", "", "Китай"],
    "to": ["RU", "RU ", "?"],
    "importer": ["Altan", "", "Ünal"],
    "kg": ["10", "abt 9", "", "1e3", "99999999999999999999"],
    "n": ["1", "-", "999999999999999", "2.5"],
    "unit": ["pcs", "thousand pieces", "smoots", ""],
    "value": ["100", "a lot", "", "999999999999999"],
    "currency": ["USD", "EUR", "XYZ", "", "KWD"],
    "usd": ["5", "", "five"],
    "move": ["IM", "EX", "IN", ""],
}


def _fields(case: Case) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for source in case.coverage()["sources"]:
        for column in source["columns"]:
            for one in column["fields"]:
                yield column, one


def _uneven(case: Case) -> list[dict[str, Any]]:
    return [one for _, one in _fields(case) if one["n_filled"] != one["n_read"] + one["n_unread"]]


def _counts(case: Case, column: str) -> tuple[int, int]:
    found = {one["column"]: one for one, _ in _fields(case)}
    return found[column]["n_filled"], found[column]["n_not_stated"]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_filled_is_read_or_unread(
    case: Case, profile: Path, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    rows = [",".join(rng.choice(DIRT[name]) for name in HEADER.split(",")) for _ in range(200)]
    path = tmp_path / "dirt.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    case.ingest([path], profile)
    assert _uneven(case) == []
    for column, one in _fields(case):
        place = HEADER.split(",").index(column["column"])
        filled = [row.split(",")[place].strip() for row in rows]
        assert column["n_filled"] == one["n_filled"] == sum(map(bool, filled)), column


@pytest.mark.parametrize("sample", [*SAMPLES, ENTITIES], ids=lambda path: path.stem)
def test_what_is_filled_in_the_samples_is_read_or_unread(case: Case, sample: Path) -> None:
    flows = ("exports", "imports")  # which the name of a Chinese file has to say
    named = next((f"china-gacc-{flow}" for flow in flows if f"gacc-{flow}" in sample.stem), None)
    case.ingest([sample], named)
    assert _uneven(case) == []
    assert case.coverage()["sources"][0]["conserved"]


def test_what_is_filled_in_the_examples_is_read_or_unread(bundled: Case) -> None:
    assert _uneven(bundled) == []


def test_a_cell_that_records_share_counts_for_each_of_them(case: Case, written: Written) -> None:
    case.ingest([written("armenia_data.csv", ARMENIA)])
    (source,) = case.coverage()["sources"]
    found = {one["column"]: one for one in source["columns"]}
    assert (source["n_rows"], source["n_records"]) == (5, 10)
    assert (found["country"]["n_filled"], found["country"]["fields"][0]["n_filled"]) == (5, 10)
    assert found["year"]["fields"][0]["together_with"] == ("timeperiod",)
    assert _uneven(case) == []


def test_a_mark_for_not_stated_is_counted_apart(case: Case, written: Written) -> None:
    case.ingest([written("armenia_data.csv", ARMENIA)])
    assert _counts(case, "export") == (3, 2)
    assert _counts(case, "import_origin") == (4, 1)


def test_a_row_that_states_no_record_is_accounted_for(case: Case, written: Written) -> None:
    case.ingest([written("armenia_data.csv", ARMENIA)])
    (source,) = case.coverage()["sources"]
    assert (source["n_rows_in_records"], source["n_rows_unstated"], source["conserved"]) == (
        4,
        1,
        True,
    )


def test_columns_named_alike_are_each_counted(case: Case, written: Written) -> None:
    case.ingest([written("uzbek_export.csv", UZBEKISTAN)], "uzbekistan-exports")
    assert (_counts(case, "2021"), _counts(case, "2022")) == ((3, 0), (2, 0))
    assert _uneven(case) == []


def test_what_a_header_row_gives_counts_for_its_items(tmp_path: Path) -> None:
    case = _headed(tmp_path)
    (source,) = case.coverage()["sources"]
    assert _uneven(case) == []
    assert (source["n_rows_linked"], source["conserved"]) == (3, True)


def test_of_rows_that_point_to_each_other_only_records_are_counted(case: Case) -> None:
    case.ingest([ENTITIES])
    (source,) = case.coverage()["sources"]
    assert (source["n_rows"], source["n_records"], source["n_rows_in_records"]) == (6, 6, 6)
    others = {one["column"]: one for one in source["other_columns"]}
    assert (others["properties.name"]["n_filled"], others["id"]["n_filled"]) == (0, 6)
    assert others["properties.startDate"]["ignored"].startswith("[entities]")
    assert others["properties.email"]["ignored"] is None


def test_columns_of_parties_and_the_first_of_several_columns_are_listed(case: Case) -> None:
    case.ingest([ENTITIES])
    found = {one["field"]: (column["column"], one) for column, one in _fields(case)}
    counts = {
        name: (column, one["n_filled"], one["n_read"], one["n_unread"])
        for name, (column, one) in found.items()
    }
    assert counts["consignor"] == ("properties.sender", 5, 5, 0)  # one of them by its id alone
    assert counts["consignee"] == ("properties.receiver", 4, 3, 1)  # two ids in one cell
    assert counts["declarant"] == ("properties.declarant", 1, 1, 0)
    assert counts["contract_holder"] == ("properties.contractHolder", 1, 1, 0)
    assert counts["declared_on"] == ("properties.date or startDate", 5, 2, 3)
    assert found["declared_on"][1]["together_with"] == ("properties.date", "properties.startDate")
    assert found["consignor"][1]["problems"] == {"no_such_id": 1}


def test_a_column_that_feeds_two_fields_stands_once_with_both(case: Case) -> None:
    case.ingest([RUSSIAN])
    (source,) = case.coverage()["sources"]
    (found,) = [one for one in source["columns"] if one["column"].startswith("G0231")]
    assert [one["field"] for one in found["fields"]] == ["sender", "consignor_country"]


def test_each_weight_beside_a_unit_that_is_none_is_a_problem(case: Case, tmp_path: Path) -> None:
    profile, path = tmp_path / "weights.toml", tmp_path / "weights.csv"
    profile.write_text(
        'title = "t"\nkind = "declarations"\nsource = "tests"\nlicence = "invented"\n[columns]\n'
        'g = "gross_kg"\nn = "net_kg"\nu = "weight_unit"\n'
    )
    path.write_text("g,n,u\n1,1,kg\n2,2,pcs\n3,3,smoots\n")
    case.ingest([path], profile)
    counts = {one["field"]: (one["n_read"], one["n_unread"]) for _, one in _fields(case)}
    assert counts == {"gross_kg": (1, 2), "net_kg": (1, 2), "weight_unit": (2, 1)}
    told = [(one["line_no"], one["column_name"], one["kind"]) for one in case.problems()]
    assert [one for one in told if one[0]] == [
        (3, "gross_kg", "not_a_weight"),
        (3, "net_kg", "not_a_weight"),
        (4, "gross_kg", "not_a_weight"),
        (4, "net_kg", "not_a_weight"),
        (4, "u", "unknown_unit"),
    ]


def test_other_columns_say_whether_they_are_ignored_or_not_mapped(case: Case) -> None:
    case.ingest([RUSSIAN])
    (source,) = case.coverage()["sources"]
    others = {one["column"]: (one["n_filled"], one["ignored"]) for one in source["other_columns"]}
    assert others["Отметка"] == (1, None)
    assert others["G5441 (ФИО заполнителя)"] == (7, "a private person who filled in the form")


def test_a_source_kept_as_it_is_has_columns_that_feed_nothing(case: Case, written: Written) -> None:
    case.ingest([written("notes.csv", "a,b\n1,\n2,x\n3,")], raw=True)
    (source,) = case.coverage()["sources"]
    assert (source["columns"], source["n_records"]) == ([], None)
    assert [one["n_filled"] for one in source["other_columns"]] == [3, 1]


def test_removed_sources_are_not_counted(case: Case, written: Written) -> None:
    names = ("armenia_a.csv", "armenia_b.csv")
    case.ingest([written(names[0], ARMENIA), written(names[1], ARMENIA + "Malta,1,-,-,1,2020\n")])
    case.remove([names[0]])
    (source,) = case.coverage()["sources"]
    assert (source["file_name"], source["n_rows"]) == (names[1], 6)
    assert _uneven(case) == []
