"""Versions of documents: each story is a few filings, and which of them still stand."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidewaiter.case import Case, init
from tidewaiter.ground import store
from tidewaiter.ground.engine import engine
from tidewaiter.ground.schema import DECLARATION_LINE, PROBLEM, SOURCE
from tidewaiter.ground.sqlfile import table_spec
from tidewaiter.records.arrive import vintage_in
from tidewaiter.records.document import UNSTATED
from tidewaiter.records.profilefile import load
from tidewaiter.words.errors import ProfileError

HEADER = "doc,item,version,of_day,mark,day,code,usd,total"
PROFILE = """
title = "Filings made up for tests"
kind = "declarations"
source = "tests"
licence = "none needed: invented"
synthetic = true
[read]
vintage = '_(\\d{4}-\\d{2}-\\d{2})\\.'
[columns]
doc = "declaration_id"
item = "item_no"
version = "version_no"
of_day = "version_on"
mark = "version_mark"
day = "declared_on"
code = "tariff_line"
usd = "statistical_value_usd"
total = "header_value"
[words.version_mark]
"new" = "original"
"corr" = "corrected"
"Deleted" = "withdrawn"
[constants]
direction = "import"
[document]
"""
DAY = "2023-01-10"

Rows = Sequence[str]  # doc,item,version,of_day,mark and USD, separated by blanks; _ is blank


def _texts(row: str) -> list[str]:
    *told, usd = row.split()
    return [*("" if cell == "_" else cell for cell in told), DAY, "880622", usd, "1000"]


def _text(rows: Rows) -> str:
    return "\n".join([HEADER, *(",".join(_texts(row)) for row in rows)]) + "\n"


def _profile(folder: Path, rules: str) -> Path:
    path = folder / "filings.toml"
    path.write_text(PROFILE + rules, encoding="utf-8")
    return path


def _ingested(folder: Path, rules: str, files: Mapping[str, Rows]) -> Case:
    profile = _profile(folder, rules)
    case = init(folder / "case")
    for name, rows in files.items():
        path = folder / name
        path.write_text(_text(rows), encoding="utf-8")
        case.ingest([path], profile)
    return case


def _states_in(case: Case) -> list[str]:
    """The state of every line with its value, in no order of arrival."""
    with store.opened(case.folder) as opened:
        query = "SELECT statistical_value_usd, state FROM declaration_line"
        return sorted(f"{usd:.0f} {state}" for usd, state in opened.engine.rows(query))


def _states(folder: Path, rules: str, files: Mapping[str, Rows]) -> list[str]:
    """The same from the table's SQL alone, over lines as they would have been read."""
    profile = load(_profile(folder, rules))
    lines, sources = [], []
    for number, (name, rows) in enumerate(files.items(), start=1):
        rules_of = (profile.document or UNSTATED).as_columns()
        sources.append(
            {"source_no": number, "file_name": name, "sha256": name, "sheet": "", "kind": "declarations"}
            | {"profile": "filings", "vintage_on": vintage_in(profile, name)} | rules_of
        )  # fmt: skip
        lines += [_line(number, at, row) for at, row in enumerate(rows, start=2)]
    with engine([folder]) as running:
        running.table("source", pa.Table.from_pylist(sources, schema=SOURCE))
        running.table("line_as_read", pa.Table.from_pylist(lines, schema=DECLARATION_LINE))
        running.table("problem", PROBLEM.empty_table())
        running.keep("line_state", table_spec("line_state").select)
        found = running.rows(
            """
            SELECT statistical_value_usd, coalesce(state, 'current')
            FROM line_as_read LEFT JOIN line_state USING (row_id, part_no)
            """
        )
    return sorted(f"{usd:.0f} {state}" for usd, state in found)


_MARKS = {"new": "original", "corr": "corrected", "Deleted": "withdrawn"}


def _line(source_no: int, line_no: int, row: str) -> dict[str, object]:
    doc, item, version, of_day, mark, *_, usd, _ = (text or None for text in _texts(row))
    return {
        "row_id": source_no * 2**32 + line_no,
        "part_no": 0,
        "declaration_id": doc,
        "item_no": item,
        "version_no": version,
        "version_on": of_day and date.fromisoformat(of_day),
        "version_mark": mark and _MARKS[mark],
        "declared_on": date.fromisoformat(DAY),
        "statistical_value_usd": Decimal(usd or 0),
    }


BY_ITEM = 'supersedes = "item"\nnewest = ["version_no", "version_on"]'
BY_DOCUMENT = 'supersedes = "document"\nnewest = ["version_no", "version_on"]'
BY_ARRIVAL = 'supersedes = "item"\nnewest = ["arrival"]'
ONE_LINE_EACH = 'supersedes = "item"\nitem = ["declaration_id"]\nnewest = ["version_no"]'

STORIES: dict[str, tuple[str, dict[str, Rows], str]] = {
    "an amended item is superseded, the other stays": (
        BY_ITEM,
        {"a.csv": ["d 1 1 _ _ 10", "d 2 1 _ _ 20", "d 1 2 _ _ 11"]},
        "10 superseded, 11 current, 20 current",
    ),
    "an item the new version of a document no longer lists is gone": (
        BY_DOCUMENT,
        {"a.csv": ["d 1 1 _ _ 10", "d 2 1 _ _ 20", "d 1 2 _ _ 11"]},
        "10 superseded, 11 current, 20 superseded",
    ),
    "version ten is newer than version nine": (
        BY_DOCUMENT,
        {"a.csv": ["d 1 10 _ _ 10", "d 1 9 _ _ 9"]},
        "10 current, 9 superseded",
    ),
    "a correction of a correction": (
        BY_ITEM,
        {"a.csv": ["d 1 _ _ new 1", "d 1 1 _ corr 2"], "b.csv": ["d 1 2 _ corr 3"]},
        "1 superseded, 2 superseded, 3 current",
    ),
    "a correction that goes back to the first content": (
        BY_ITEM,
        {"a.csv": ["d 1 1 _ _ 1", "d 1 2 _ _ 2", "d 1 3 _ _ 1"]},
        "1 current, 1 superseded, 2 superseded",
    ),
    "the day of the version tells, where it has no number": (
        BY_ITEM,
        {"a.csv": ["d 1 _ 2023-02-01 _ 2", "d 1 _ 2023-01-11 _ 1"]},
        "1 superseded, 2 current",
    ),
    "the mark tells, where nothing else does": (
        'supersedes = "item"\nnewest = ["version_mark"]',
        {"a.csv": ["d 1 _ _ corr 2", "d 1 _ _ new 1"]},
        "1 superseded, 2 current",
    ),
    "a withdrawn document": (
        BY_DOCUMENT,
        {"a.csv": ["d 1 1 _ _ 1", "d 2 1 _ _ 2", "e 1 1 _ _ 3"], "b.csv": ["d _ 2 _ Deleted 0"]},
        "0 cancelled, 1 cancelled, 2 cancelled, 3 current",
    ),
    "a withdrawal without a version withdraws whatever there is": (
        BY_DOCUMENT,
        {"a.csv": ["d _ _ _ Deleted 0", "d 1 1 _ _ 1", "d 1 2 _ _ 2"]},
        "0 cancelled, 1 superseded, 2 cancelled",
    ),
    "one item withdrawn": (
        BY_ITEM,
        {"a.csv": ["d 1 1 _ _ 1", "d 2 1 _ _ 2", "d 2 2 _ Deleted 0"]},
        "0 cancelled, 1 current, 2 cancelled",
    ),
    "a document withdrawn where items have versions": (
        BY_ITEM,
        {"a.csv": ["d 1 1 _ _ 1", "d 2 1 _ _ 2", "d _ 9 _ Deleted 0"]},
        "0 cancelled, 1 cancelled, 2 cancelled",
    ),
    "filed anew after a withdrawal": (
        BY_DOCUMENT,
        {"a.csv": ["d 1 1 _ _ 1", "d 1 2 _ Deleted 0", "d 1 3 _ _ 3"]},
        "0 cancelled, 1 superseded, 3 current",
    ),
    "an exact repeat in one file, where the item has a number": (
        BY_ITEM,
        {"a.csv": ["d 1 1 _ _ 1", "d 1 1 _ _ 1"]},
        "1 current, 1 repeated",
    ),
    "an exact repeat, where a document has one line": (
        ONE_LINE_EACH,
        {"a.csv": ["d _ 1 _ _ 1", "d _ 1 _ _ 1", "e _ 1 _ _ 1"]},
        "1 current, 1 current, 1 repeated",
    ),
    "alike rows without an item number stay separate consignments": (
        BY_ITEM,
        {"a.csv": ["d _ 1 _ _ 1", "d _ 1 _ _ 1"]},
        "1 current, 1 current",
    ),
    "alike rows without a document stay separate consignments": (
        BY_ITEM,
        {"a.csv": ["_ 1 1 _ _ 1", "_ 1 1 _ _ 1"]},
        "1 current, 1 current",
    ),
    "a filing in two overlapping files": (
        BY_DOCUMENT,
        {"a.csv": ["d 1 1 _ _ 1", "d 2 1 _ _ 2"], "b.csv": ["d 2 1 _ _ 2", "d 3 1 _ _ 3"]},
        "1 current, 2 current, 2 repeated, 3 current",
    ),
    "two contents of one version contradict each other": (
        BY_ITEM,
        {"a.csv": ["d 1 1 _ _ 1", "d 1 1 _ _ 2", "d 2 1 _ _ 3"]},
        "1 conflicting, 2 conflicting, 3 current",
    ),
    "a contradiction that a newer version settles": (
        BY_ITEM,
        {"a.csv": ["d 1 1 _ _ 1", "d 1 1 _ _ 2", "d 1 2 _ _ 3"]},
        "1 superseded, 2 superseded, 3 current",
    ),
    "a later file replaces, where the profile says that arrival tells": (
        BY_ARRIVAL,
        {"a.csv": ["d 1 _ _ _ 1", "d 2 _ _ _ 2"], "b.csv": ["d 1 _ _ _ 3"]},
        "1 superseded, 2 current, 3 current",
    ),
    "a later file that goes back to the first content": (
        BY_ARRIVAL,
        {"a.csv": ["d 1 _ _ _ 1"], "b.csv": ["d 1 _ _ _ 2"], "c.csv": ["e 1 _ _ _ 5", "d 1 _ _ _ 1"]},
        "1 current, 1 repeated, 2 superseded, 5 current",
    ),
    "a later download by the day in its name": (
        'supersedes = "document"\nnewest = ["vintage"]',
        {"x_2023-05-01.csv": ["d 1 _ _ _ 5"], "x_2023-04-01.csv": ["d 1 _ _ _ 4", "d 2 _ _ _ 2"]},
        "2 superseded, 4 superseded, 5 current",
    ),
    "a number that another office or day gives again is another document": (
        BY_ITEM + '\nkey = ["declaration_id", "declared_on"]',
        {"a.csv": ["d 1 1 _ _ 1", "d 1 2 _ _ 2"]},
        "1 superseded, 2 current",
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_which_filings_stand(story: str, tmp_path: Path) -> None:
    rules, files, expected = STORIES[story]
    assert ", ".join(_states(tmp_path, rules, files)) == expected


@pytest.mark.parametrize("story", [one for one, (rules, *_) in STORIES.items() if "arrival" not in rules])  # fmt: skip
def test_neither_the_order_of_files_nor_of_rows_matters(story: str, tmp_path: Path) -> None:
    rules, files, expected = STORIES[story]
    for names in permutations(files):
        turned = {name: list(reversed(files[name])) for name in names}
        assert ", ".join(_states(tmp_path, rules, turned)) == expected


def test_the_bridge_adds_up_and_every_row_is_on_it(tmp_path: Path) -> None:
    """Every story with one set of rules, under documents of its own, in one case."""
    stories = [one for one in STORIES.values() if one[0] == BY_ITEM]
    first, second = [], []
    for number, (_, files, _) in enumerate(stories):
        for place, rows in zip((first, second), files.values(), strict=False):
            place += [f"{number}{row}" if row[0] != "_" else row for row in rows]
    case = _ingested(tmp_path, BY_ITEM, {"a.csv": first, "b.csv": second})
    expected = Counter(state for *_, told in stories for state in told.split(", "))
    assert Counter(_states_in(case)) == expected
    bridge = {one["step"]: one["n"] for one in case.ask(measure="n_lines").bridge}
    n_current = sum(n for state, n in expected.items() if "current" in state)
    assert bridge.pop("rows read") == sum(bridge.values()) == len(first) + len(second)
    assert bridge["rows used"] == n_current


FILING = st.tuples(
    st.sampled_from("de"),
    st.sampled_from(["1", "2", "_"]),
    st.sampled_from(["1", "2", "_"]),
    st.sampled_from(["_", "_", "_", "Deleted", "corr"]),
    st.integers(1, 2),
).map(lambda one: f"{one[0]} {one[1]} {one[2]} _ {one[3]} {one[4]}")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    filings=st.lists(FILING, min_size=1, max_size=8),
    rules=st.sampled_from([BY_ITEM, BY_DOCUMENT]),
    data=st.data(),
)
def test_any_filings_in_any_order_come_to_the_same(
    filings: list[str], rules: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    half, folder = len(filings) // 2, tmp_path_factory.mktemp("any")
    told = []
    for order in ("there", "back"):
        files = {"a.csv": filings[:half], "b.csv": filings[half:]}
        if order == "back":
            files = {name: data.draw(st.permutations(files[name])) for name in ("b.csv", "a.csv")}
        files = {name: rows for name, rows in files.items() if rows}
        told.append(Counter(_states(folder, rules, files)))
    assert told[0] == told[1]
    assert told[0].total() == len(filings)


def test_alike_lines_without_a_document_are_told_of(tmp_path: Path) -> None:
    rows = ["_ 1 _ _ _ 1", "_ 1 _ _ _ 1", "_ 1 _ _ _ 2", "d _ _ _ _ 1", "d _ _ _ _ 1"]
    case = _ingested(tmp_path, BY_ITEM, {"a.csv": rows})
    (problem,) = case.problems()
    assert (problem["kind"], problem["line_no"], problem["value_as_declared"]) == ("alike_lines", 0, "2")  # fmt: skip
    assert case.ask(measure="n_lines").total == 5


def test_what_cannot_be_read_is_no_more_alike_than_it_is_on_paper(tmp_path: Path) -> None:
    rows = ["d 1 1 _ _ x1", "d 1 1 _ _ x2", "e 1 1 _ _ y", "e 1 1 _ _ y"]
    case = _ingested(tmp_path, BY_ITEM, {"a.csv": rows})
    with store.opened(case.folder) as opened:
        query = "SELECT declaration_id, state FROM declaration_line ORDER BY ALL"
        assert opened.engine.rows(query) == [
            ("d", "conflicting"),
            ("d", "conflicting"),
            ("e", "current"),
            ("e", "repeated"),
        ]


def test_a_document_over_two_sheets_is_one_document(tmp_path: Path) -> None:
    path = tmp_path / "parcel.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, rows in {"1": ["d 1 1 _ _ 1"], "2": ["d 2 1 _ _ 2", "d 1 2 _ _ 3"]}.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(csv.reader(io.StringIO(_text(rows)))):
            sheet.write_row(number, 0, row)
    book.close()
    profile = tmp_path / "filings.toml"
    profile.write_text(PROFILE + BY_ITEM)
    case = init(tmp_path / "case")
    case.ingest([path], profile)
    assert _states_in(case) == ["1 superseded", "2 current", "3 current"]


def test_sheets_of_one_file_arrive_together(tmp_path: Path) -> None:
    path = tmp_path / "parcel.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, rows in {"1": ["d 1 _ _ _ 1"], "2": ["d 1 _ _ _ 2"]}.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(csv.reader(io.StringIO(_text(rows)))):
            sheet.write_row(number, 0, row)
    book.close()
    profile = tmp_path / "filings.toml"
    profile.write_text(PROFILE + BY_ARRIVAL)
    case = init(tmp_path / "case")
    case.ingest([path], profile)
    assert _states_in(case) == ["1 conflicting", "2 conflicting"]


def test_the_total_of_a_document_on_each_of_its_lines_is_never_added_up(tmp_path: Path) -> None:
    case = _ingested(tmp_path, BY_ITEM, {"a.csv": ["d 1 1 _ _ 600", "d 2 1 _ _ 400"]})
    rows = case.to_arrow(of="declarations").to_pylist()
    assert [row["header_value"] for row in rows] == [1000, 1000]
    assert case.ask().total == 1000


def test_lines_that_contradict_each_other_are_named_by_the_answer(tmp_path: Path) -> None:
    case = _ingested(tmp_path, BY_ITEM, {"a.csv": ["d 1 1 _ _ 1", "d 1 1 _ _ 2", "d 2 1 _ _ 3"]})
    answer = case.ask()
    assert answer.total == 3
    assert any("2 lines" in note and "version" in note for note in answer.coverage["notes"])


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("", "supersedes"),
        ('supersedes = "all"', "supersedes"),
        ('supersedes = "item"\nnewest = ["declared_on"]', "newest is a list of"),
        ('supersedes = "item"\nkey = ["office"]', "key must name declaration_id"),
        ('supersedes = "item"\nkey = ["declaration_id", "office"]', "names office, which"),
        ('supersedes = "document"\nnewest = ["arrival"]', "another part of a document"),
        ('supersedes = "item"\nitem = []', "nothing names an item"),
        ('supersedes = "item"\nwithdrawn = "x"', "unknown entry in .document.: withdrawn"),
    ],
)
def test_rules_that_cannot_hold_are_refused(rules: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=said):
        load(_profile(tmp_path, rules))


HEADED = """
kind,no,day,firm,item,code,net,total
H,d1,2023-01-10,Altan LLC,,,99,1000
D,d1,,,1,880622,5,600
D,d1,,Borealis,2,850760,,400
H,d2,2023-02-01,Cumulus,,,7,50
D,d3,,,1,900510,1,30
H,d4,2023-03-01,Dunes,,,,
D,d4,,,1,902300,2,20
H,d4,2023-03-02,Dunes,,,,
D,d4,,,2,902300,3,20
"""
HEADED_PROFILE = """
title = "Header and item rows, made up for tests"
kind = "declarations"
source = "tests"
licence = "none needed: invented"
synthetic = true
[columns]
no = "declaration_id"
day = "declared_on"
firm = "importer_name"
item = "item_no"
code = "tariff_line"
net = "net_kg"
total = "statistical_value_usd"
[ignored]
kind = "tells header rows from item rows"
[constants]
direction = "import"
[header_rows]
column = "kind"
words = ["H"]
joins = ["no"]
gives = ["day", "firm"]
"""


def _headed(tmp_path: Path) -> Case:
    profile, path = tmp_path / "headed.toml", tmp_path / "headed.csv"
    profile.write_text(HEADED_PROFILE)
    path.write_text(HEADED.lstrip())
    case = init(tmp_path / "case")
    case.ingest([path], profile)
    return case


def test_items_take_from_their_header_row_what_it_gives_and_no_more(tmp_path: Path) -> None:
    with store.opened(_headed(tmp_path).folder) as opened:
        rows = opened.engine.rows(
            """
            SELECT row.row_id % 4294967296, CAST(declared_on AS VARCHAR), name, net_kg
            FROM declaration_line AS row LEFT JOIN mention ON mention_no = importer ORDER BY ALL
            """
        )
        links = opened.engine.rows(
            "SELECT row_id % 4294967296, of_row_id % 4294967296 FROM row_link ORDER BY ALL"
        )
    assert rows == [
        (3, "2023-01-10", "Altan LLC", 5),
        (4, "2023-01-10", "Borealis", None),  # the total of the header is not the item's
        (5, "2023-02-01", "Cumulus", 7),  # a header row without items stays a record
        (6, None, None, 1),
        (8, "2023-03-01", "Dunes", 2),
        (10, "2023-03-02", "Dunes", 3),  # the nearest header row above
    ]
    assert links == [(2, 3), (2, 4), (7, 8), (9, 10)]


def test_every_row_under_headers_is_a_record_a_link_or_a_problem(tmp_path: Path) -> None:
    case = _headed(tmp_path)
    with store.opened(case.folder) as opened:
        ended = opened.engine.rows(
            """
            SELECT DISTINCT row_id FROM (
                SELECT row_id FROM declaration_line UNION ALL SELECT row_id FROM row_link
            )
            """
        )
    assert len(ended) == len(HEADED.strip().splitlines()) - 1
    assert [(one["kind"], one["line_no"]) for one in case.problems()] == [("no_header_row", 6)]
    assert case.coverage()["sources"][0]["conserved"]
    assert all(one.ok for one in case.doctor())


def test_headed_rows_mapped_again_are_told_of_once_more_and_not_twice(tmp_path: Path) -> None:
    case = _headed(tmp_path)
    case.map(["1"], str(tmp_path / "headed.toml"))
    assert [(one["kind"], one["line_no"]) for one in case.problems()] == [("no_header_row", 6)]
    assert case.coverage()["sources"][0]["n_set_aside"] == 0
