"""A list that cannot be right is refused with its file and line; one TOML is enough for an answer."""

# ruff: noqa: E501  (tables of what is typed and what is said)

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.law.conftest import HEAD, MEASURE, on

from tidewaiter.law.asking import controlled
from tidewaiter.law.book import open_book
from tidewaiter.law.lists import load_all, load_folder
from tidewaiter.words.errors import ListError

Lists = Callable[..., Path]


def refused(folder: Path) -> str:
    with pytest.raises(ListError) as stopped:
        load_all(folder)
    assert stopped.value.hint
    return stopped.value.message


def without(key: str, text: str = HEAD + MEASURE) -> str:
    return "".join(line for line in text.splitlines(True) if not line.startswith(f"{key} ="))


WRONG = {
    'own.toml, line 7, measure art-1: no act: every measure names the act it stands in': without("act"),
    'own.toml, line 7, measure art-1: no mark: it is one of ✔, ≈, ?': without("mark"),
    'own.toml, line 7, measure art-1: no source: where it was read': HEAD + without("source", MEASURE),
    'own.toml, line 12, measure art-1: unknown action "forbid"': (HEAD + MEASURE).replace('"ban"', '"forbid"'),
    'own.toml, line 17, measure art-1: the dates are reversed: in_force_to 2023-02-01 is before in_force_from 2023-03-01':
        (HEAD + MEASURE).replace("2023-03-01\n", "2023-03-01\nin_force_to = 2023-02-01\n"),
    'own.toml, line 14, measure art-1: unknown edition "HS2021"': (HEAD + MEASURE).replace("HS2022", "HS2021"),
    'own.toml, line 7, measure art-1: codes without their edition': without("edition"),
    'own.toml, line 15, measure art-1: 880677 never existed in HS2022': (HEAD + MEASURE).replace('"8806"', '"88067700"'),
    'own.toml, line 15, measure art-1: 8806 never existed in HS2017': (HEAD + MEASURE).replace("HS2022", "HS2017"),
    'own.toml, line 15, measure art-1: "drone" is no tariff code: 2, 4, 6, 8, 10 or 12 digits': (HEAD + MEASURE).replace('"8806"', '"drone"'),
    'own.toml, line 16, measure art-1: there is no field "in_force_form"': (HEAD + MEASURE).replace("in_force_from", "in_force_form"),
    'own.toml, line 16, measure art-1: in_force_from is "soon", no day such as 2022-02-26': (HEAD + MEASURE).replace("2023-03-01", '"soon"'),
    'own.toml, line 13, measure art-1: to names no place: "Russia"': (HEAD + MEASURE).replace('"RU"', '"Russia"'),
    'own.toml, line 19, measure art-1: when speaks of an unknown fact "heavy"': HEAD + MEASURE + 'when = "heavy and mtow_kg > 7"\n',
    'own.toml, line 19, measure art-1: when: "mtow_kg > 7 kg" is no condition': HEAD + MEASURE + 'when = "mtow_kg > 7 kg"\n',
    'own.toml, line 19, measure art-1: reach_mark is a text, in quotes': HEAD + MEASURE + 'reach_mark = 3\n',
    'own.toml, line 21, measure art-1: the id "art-1" is given twice': HEAD + MEASURE + MEASURE,
    'own.toml, line 3: there is no field "jurisdicton"': (HEAD + MEASURE).replace("jurisdiction", "jurisdicton"),
    'own.toml, line 7, measure art-1: it has neither codes nor a reach: it would never apply': without("codes"),
    'own.toml, line 6: measure is a table: [[measure]]': HEAD + 'measure = 3\n',
    'own.toml, line 8, fact: the fact "mtow_kg" is built in': HEAD + '\n[[fact]]\nname = "mtow_kg"\nasks = "weight"\n',
    'own.toml: no regime: whose law it is, such as CN or EU': without("regime"),
    'own.toml: no licence: under which terms it may be passed on': without("licence"),
    'own.toml: no jurisdiction: the countries or groups whose law it is': without("jurisdiction"),
}  # fmt: skip


@pytest.mark.parametrize("sentence", WRONG)
def test_what_is_wrong_is_said_with_its_line(sentence: str, lists: Lists) -> None:
    assert refused(lists(WRONG[sentence])).replace("'", '"') == sentence


COMPLETE = """
[[complete_for]]
means = "unmanned aircraft"
codes = ["8806"]
to = ["RU"]
from = 2023-03-01
mark = "≈"
"""


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (("8806", "8807"), "own.toml, line 9, complete_for: complete_for is outside the list: none of its measures reaches 8807"),
        (("2023-03-01", "2022-03-01"), "own.toml, line 11, complete_for: complete_for is outside the list: 2022-03-01 to today, its measures are in force 2023-03-01 to today"),
        (("from", "until"), "own.toml, line 7, complete_for: it names no codes, or no first day (from)"),
    ],
)  # fmt: skip
def test_a_list_is_complete_only_where_it_holds_something(
    changed: tuple[str, str], sentence: str, lists: Lists
) -> None:
    assert refused(lists(HEAD + COMPLETE.replace(*changed) + MEASURE)) == sentence


TABLED = MEASURE.replace('["8806"]', '"own.csv"')


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("code\n880622\n880677", "own.csv, line 3, measure art-1: 880677 never existed in HS2022"),
        ("code,in_force_to\n880622,2022-01-01", "own.csv, line 2, measure art-1: the dates are reversed: in_force_to 2022-01-01 is before in_force_from 2023-03-01"),
        ("code,in_force_from\n8806,2023-03-01\n8806,2023-05-01", "own.csv, line 3, measure art-1: 8806 is in force on the same days in line 2"),
        ("code,edition\n880622,HS2021", 'own.csv, line 2, measure art-1: unknown edition "HS2021"'),
        ("code,mark\n880622,!", 'own.csv, line 2, measure art-1: unknown mark "!"'),
        ("code,ex\n880622,perhaps", 'own.csv, line 2, measure art-1: ex is "perhaps", neither true nor false'),
        ("code,value_over_eur\n880622,many", 'own.csv, line 2, measure art-1: value_over_eur is "many", no number'),
        ("hs\n880622", 'own.csv, line 1, measure art-1: there is no column "hs"'),
        ("described\nx", "own.csv, line 1, measure art-1: it has no column code"),
    ],
)  # fmt: skip
def test_a_table_is_refused_with_its_line(table: str, sentence: str, lists: Lists) -> None:
    assert refused(lists(HEAD + TABLED, own=table)).replace("'", '"') == sentence


def test_a_line_that_belongs_to_no_measure_is_refused(lists: Lists) -> None:
    second = TABLED.replace('"art-1"', '"art-2"')
    table = "measure,code\nart-1,880622\nart-2,880623\nart-3,880624"
    said = refused(lists(HEAD + TABLED + second, own=table))
    assert (
        said
        == "own.csv, line 4, measures art-1, art-2: no measure that has this table is named 'art-3'"
    )
    fewer = "measure,code\nart-1,880622"
    said = refused(lists(HEAD + TABLED + second, own=fewer))
    assert said == "own.toml, line 28, measure art-2: no line of own.csv is of it"


def test_a_table_that_is_not_there_is_named(lists: Lists) -> None:
    said = refused(lists(HEAD + TABLED))
    assert said == "own.toml, line 15, measure art-1: its table own.csv cannot be read"


def test_two_versions_of_one_list_that_overlap_are_refused(lists: Lists) -> None:
    version = '[publication]\nlist = "watch"\npublisher = "XY"\nfrom = {}\n'
    lists(HEAD + version.format("2023-01-01") + MEASURE, "first")
    folder = lists(HEAD + version.format("2024-01-01") + MEASURE, "second")
    assert refused(folder) == (
        "first.toml and second.toml: two versions of the list watch by XY overlap, "
        "from 2023-01-01 and from 2024-01-01"
    )
    lists(HEAD + version.format("2023-01-01") + "to = 2023-12-31\n" + MEASURE, "first")
    assert len(load_folder(folder)) == 2


def test_lists_that_disagree_whose_law_it_is_are_refused(lists: Lists) -> None:
    folder = lists((HEAD + MEASURE).replace('"XY"', '"CN"'))
    assert refused(folder) == "own.toml and cn-21-2024.toml disagree about whose law CN is"


def test_a_text_that_is_no_toml_is_refused(lists: Lists) -> None:
    assert refused(lists("title = drones")).startswith("own.toml: Invalid value")


def test_one_list_of_a_persons_own_is_enough_for_an_answer(lists: Lists) -> None:
    folder = lists(HEAD + MEASURE)
    before, after = (
        controlled("8806.22", sent_from="XK", to="RU", on=day, folder=folder).regime("XY").standing
        for day in ("2023-02-28", "2023-03-01")
    )
    assert (before.status, after.status, after.mark) == ("no_rule_loaded", "prohibited", "✔")


def test_a_list_of_the_case_stands_in_for_the_built_in_one_of_its_name(lists: Lists) -> None:
    later = """
        title = "Japan, as corrected"
        regime = "JP"
        jurisdiction = ["JP"]
        source = "tests"
        licence = "none needed"
    """
    text = "\n".join(line.strip() for line in later.strip().splitlines()) + MEASURE
    folder = lists(text.replace("2023-03-01", "2023-05-01"), "jp-meti-2023")
    asked = {"sent_from": "JP", "to": "RU", "on": "2023-04-10"}
    assert controlled("8806", **asked).regime("JP").standing.status == "prohibited"
    corrected = controlled("8806", **asked, folder=folder)
    assert corrected.regime("JP").standing.status == "no_rule_loaded"
    (version,) = [one for one in corrected.list_versions if one["list"] == "jp-meti-2023"]
    assert version["own"] is True


def test_a_list_may_define_facts_of_its_own(lists: Lists) -> None:
    fact = '[[fact]]\nname = "blades"\nasks = "number of blades"\nunit = "pieces"\n'
    folder = lists(HEAD + fact + MEASURE + 'when = "blades > 4"\n')
    asked = {"sent_from": "XK", "to": "RU", "on": "2023-04-10", "folder": folder}
    open_, met = (
        controlled("8806", **asked, facts=facts).regime("XY").standing
        for facts in ({}, {"blades": 6})
    )
    assert (open_.status, open_.missing, met.status) == ("unknown", ("blades",), "prohibited")


SNAPSHOT = MEASURE + "snapshot = true\nnot_before = 2022-06-01\npublished = 2023-02-01\n"


def test_a_snapshot_proves_no_later_than_and_leaves_open_what_came_before(lists: Lists) -> None:
    folder = lists((HEAD + SNAPSHOT).replace("✔", "≈"))
    book = open_book(folder)
    assert book.by_id("own/art-1") is not None
    days = ("2022-05-31", "2022-06-01", "2023-02-28", "2023-03-01")
    found = [
        controlled("8806", sent_from="XK", to="RU", on=day, folder=folder).regime("XY").standing
        for day in days
    ]
    assert [one.status for one in found] == ["no_rule_loaded", "unknown", "unknown", "prohibited"]
    assert (found[1].missing, found[3].mark) == (("first_day",), "≈")


def test_the_shipped_lists_name_act_source_licence_and_mark() -> None:
    every = load_all()
    measures = [measure for one in every for measure in one.measures]
    assert all(one.licence and one.source and one.sha256 for one in every)
    assert all(one.act and one.source and one.mark for one in measures)
    eu = [one for one in every if one.name.startswith("eu-20") and one.name[3:7] >= "2022"]
    assert all("© European Union" in one.attribution for one in eu)
    assert len({one.id for one in measures}) == len(measures)


def test_a_part_of_the_lists_is_read_as_they_are_whole() -> None:
    whole, part = open_book(), open_book(chapters=frozenset({"88", "85"}))
    assert {one.id for one in whole.concerning("880622")} == {
        one.id for one in part.concerning("880622")
    }
    assert on("2022-02-26") == date(2022, 2, 26)
