"""What a person writes into a list of his own is read as he means it, or refused with what to do."""

# ruff: noqa: E501  (tables of what is typed and what is said)

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.law.conftest import HEAD, MEASURE

from tidewaiter.law.asking import controlled
from tidewaiter.law.book import open_book
from tidewaiter.law.lists import FOLDER, load_all, load_folder
from tidewaiter.words.errors import ListError

Lists = Callable[..., Path]
LIST = HEAD + MEASURE
TABLED = LIST.replace('["8806"]', '"own.csv"')
COMPLETE = """
[[complete_for]]
means = "sights"
codes = ["{}"]
to = ["RU"]
from = 2023-03-01
mark = "✔"
"""


def refused(folder: Path) -> tuple[str, str]:
    """The sentence and its hint."""
    with pytest.raises(ListError) as stopped:
        load_all(folder)
    return stopped.value.message, stopped.value.hint


def status(code: str, folder: Path, day: str = "2023-04-01") -> str:
    asked = controlled(code, sent_from="XK", to="RU", on=day, folder=folder)
    return asked.regime("XY").standing.status


@pytest.mark.parametrize("printed", ["8806.22", "8806 22", "8806.22.00", "8806 22 00 00"])
def test_codes_are_read_as_they_are_printed(printed: str, lists: Lists) -> None:
    assert status("880622", lists(LIST.replace('"8806"', f'"{printed}"'))) != "no_rule_loaded"
    assert status("880621", lists(LIST.replace('"8806"', f'"{printed}"'))) == "no_rule_loaded"
    (found,) = load_folder(lists(TABLED, own=f"code\n{printed}"))
    assert {one.codes[0][:6] for one in found.measures} == {"880622"}


def test_points_are_read_in_every_field_that_holds_codes(lists: Lists) -> None:
    text = MEASURE.replace('"8806"', '"8806.22"')
    reach = MEASURE.replace("art-1", "art-2").replace('codes = ["8806"]', 'reach = ["9013.10"]')
    refers = MEASURE.replace("art-1", "art-3").replace(
        'codes = ["8806"]', 'reference = ["8542.31"]'
    )
    (found,) = load_folder(lists(HEAD + COMPLETE.format("8806.22.00") + text + reach + refers))
    assert [one.codes + one.reach for one in found.measures] == [
        ("880622",), ("901310",), ("854231",),
    ]  # fmt: skip
    assert found.measures[2].reference == ("854231",)
    assert found.complete_for[0].codes == ("88062200",)


@pytest.mark.parametrize(
    ("written", "sentence", "hint"),
    [
        ("803", "own.toml, line 15, measure art-1: '803' is no tariff code: 2, 4, 6, 8, 10 or 12 digits", "write it as the act prints it: 8542.31"),
        ("80390", "own.toml, line 15, measure art-1: '80390' is no tariff code: 2, 4, 6, 8, 10 or 12 digits", "read as 080390: its leading zero was lost; write 080390"),
        ("ex 9013.10", "own.toml, line 15, measure art-1: 'ex 9013.10': \"ex\" is no part of a code", 'leave it out; ex = true says it of all codes of a measure, the column "ex" of a table of one'),
    ],
)  # fmt: skip
def test_a_code_that_is_not_whole_is_refused_with_what_to_write(
    written: str, sentence: str, hint: str, lists: Lists
) -> None:
    assert refused(lists(LIST.replace('"8806"', f'"{written}"'))) == (sentence, hint)


def test_ex_before_a_code_of_a_table_is_refused_with_its_column(lists: Lists) -> None:
    message, hint = refused(lists(TABLED, own="code\n8806\nex 9013.10"))
    assert message == "own.csv, line 3, measure art-1: 'ex 9013.10': \"ex\" is no part of a code"
    assert 'write yes in the column "ex"' in hint


def added(line: str) -> str:
    return LIST + line + "\n"


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        (LIST.replace('["RU"]', "[]"), "own.toml, line 13, measure art-1: to names no place: the destinations; \"*\" for every one", "two capital letters"),
        (LIST.replace('["XK"]', "[]"), "own.toml, line 3: jurisdiction names no place: the countries or groups whose law it is", ""),
        (LIST.replace('["XK"]', '["ZZ"]'), "own.toml, line 3: jurisdiction names no place: 'ZZ'", "two capital letters"),
        (added('when = "civil > 2"'), "own.toml, line 19, measure art-1: when: civil is yes or no, and not compared", "controls --facts"),
        (added('when = "not (civil and mtow_kg)"'), "own.toml, line 19, measure art-1: when: mtow_kg is a number: compare it, as in mtow_kg > 2", ""),
        (added('when = "mtow_kg > True"'), "own.toml, line 19, measure art-1: when: 'mtow_kg' is not compared with a number", "write it as"),
        (added('to_unsure = ["KZ"]\nunsure = "mtow_kg"'), "own.toml, line 20, measure art-1: unsure is a fact that is so or not, mtow_kg is a number", ""),
        (added("execute_by = 2023-06-01"), "own.toml, line 19, measure art-1: execute_by without contract_before", "a wind-down has both"),
        (added("contract_before = 2023-06-01"), "own.toml, line 19, measure art-1: contract_before without execute_by", "a wind-down has both"),
        (added("wind_down_value_eur = 300"), "own.toml, line 19, measure art-1: wind_down_value_eur without a wind-down", "contract_before"),
        (added("end_published = 2023-06-01"), "own.toml, line 19, measure art-1: end_published without in_force_to", "a last day"),
        (added("value_over_eur = -300"), "own.toml, line 19, measure art-1: value_over_eur is -300, below zero", ""),
        (added("value_over_eur = nan"), "own.toml, line 19, measure art-1: value_over_eur is nan, no number", ""),
        (LIST.replace('"XY"', '"X:Y"'), "own.toml, line 2: regime 'X:Y' has a colon in it", "--control REGIME:STATUS"),
        (LIST.replace('"XY"', '"X, Y"'), "own.toml, line 2: regime 'X, Y' has a comma in it", "--control REGIME:STATUS"),
        (HEAD, "own.toml: no measure: a list without one says nothing", "[[measure]]"),
        (HEAD + "[[every_measure]]\n" + MEASURE, "own.toml: every_measure is one table: [every_measure]", ""),
        (HEAD + COMPLETE.format("8806").replace('["RU"]', "[]") + MEASURE, "own.toml, line 10, complete_for: to names no place: the destinations", ""),
        (HEAD + COMPLETE.format("ex 8806") + MEASURE, "own.toml, line 9, complete_for: 'ex 8806': \"ex\" is no part of a code", "whole codes"),
    ],
)  # fmt: skip
def test_what_would_never_apply_or_be_lost_is_refused(
    text: str, sentence: str, hint: str, lists: Lists
) -> None:
    message, told = refused(lists(text))
    assert message.startswith(sentence)
    assert hint in told and told


def test_a_regime_may_have_blanks(lists: Lists) -> None:
    (found,) = load_folder(lists(LIST.replace('"XY"', '"PENGUIN COUNCIL"')))
    assert found.regime == "PENGUIN COUNCIL"


def test_an_annex_that_is_still_empty_may_name_no_destination(lists: Lists) -> None:
    empty = LIST.replace('["RU"]', "[]").replace('codes = ["8806"]', 'reach = "any"')
    (found,) = load_folder(lists(empty))
    assert found.measures[0].to == ()


TWO = TABLED + MEASURE.replace("art-1", "art-2").replace('["8806"]', '"own.csv"')


@pytest.mark.parametrize(
    ("text", "table", "sentence", "hint"),
    [
        (TABLED, "measure,code\nart-1,880622\nart-9,880623", "own.csv, line 3, measure art-1: no measure that has this table is named 'art-9'", "those that have it: art-1"),
        (TWO, "measure,code\nart-1,880622\nart-2,880623\n,880624", "own.csv, line 4, measures art-1, art-2: no measure that has this table is named ''", "those that have it: art-1, art-2"),
        (TWO, "measure,code\nart-1,880622\nart-2,880677", "own.csv, line 3, measure art-2: 880677 never existed in HS2022", ""),
        (TABLED, "code;ex\n880622;yes", "own.csv, line 1, measure art-1: its columns are separated by semicolons", "separated by commas"),
        (TABLED, "code\tex\n880622\tyes", "own.csv, line 1, measure art-1: its columns are separated by tabs", "separated by commas"),
        (TABLED, "code,described\n880622,small, and light", "own.csv, line 2, measure art-1: 3 cells under 2 columns: nothing reads ' and light'", "stands in quotes"),
        (TABLED, 'code,described\n880622,"small', "own.csv, line 2, measure art-1: is no CSV: unexpected end of data", "stands in quotes"),
        (TABLED, "code,code\n880622,880623", "own.csv, line 1, measure art-1: two columns are named 'code'", "the columns are"),
        (TABLED, "code,execute_by\n880622,2023-06-01", "own.csv, line 2, measure art-1: execute_by without contract_before", "a wind-down has both"),
        (TABLED, "code,contract_before\n880622,2023-06-01", "own.csv, line 2, measure art-1: contract_before without execute_by", "a wind-down has both"),
        (TABLED, "code,end_published\n880622,2023-06-01", "own.csv, line 2, measure art-1: end_published without in_force_to", "a last day"),
        (TABLED, "code,value_over_eur\n880622,-5", "own.csv, line 2, measure art-1: value_over_eur is -5, below zero", ""),
        (TABLED, "code,value_over_eur\n8806,300\n8806,500", "own.csv, line 3, measure art-1: 8806 is in force on the same days in line 2", "described"),
        (TABLED, "code,value_over_eur,described\n8806,300,red\n8806,300,blue", "own.csv, line 3, measure art-1: 8806 is in force on the same days in line 2", "described"),
        (TABLED, "code,value_over_eur\n8806,\n8806,500", "own.csv, line 3, measure art-1: 8806 is in force on the same days in line 2", "described"),
        (TABLED, "code,ex,described\n8806,yes,red\n8806,yes,red", "own.csv, line 3, measure art-1: 8806 is in force on the same days in line 2", "described"),
    ],
)  # fmt: skip
def test_a_line_of_a_table_that_would_be_lost_is_refused(
    text: str, table: str, sentence: str, hint: str, lists: Lists
) -> None:
    message, told = refused(lists(text, own=table))
    assert message == sentence
    assert hint in told and told


@pytest.mark.parametrize(
    "table",
    [
        "code,value_over_eur,described\n8806,300,toys\n8806,500,others",
        "code,value_over_eur,in_force_from,in_force_to\n8806,300,2023-03-01,2023-03-31\n8806,500,2023-04-01,",
        "code,ex,described\n8806,yes,red\n8806,yes,blue",
        "measure,code\n,880622\nart-1,880623",
        "code , described\n880622,drones\n880623,others",
        "code,described\n880622,drones,\n880623,others, ,",
        "code,described\n880622,drones\n,\n880623,others",
    ],
)  # fmt: skip
def test_lines_of_different_goods_or_days_stand_beside_each_other(table: str, lists: Lists) -> None:
    (found,) = load_folder(lists(TABLED, own=table))
    assert len(found.measures) == 2


def test_a_wind_down_of_a_measure_is_that_of_the_lines_which_leave_it_blank(lists: Lists) -> None:
    table = "code,execute_by\n880622,2023-06-30\n880623,2023-07-31"
    (found,) = load_folder(lists(TABLED + "contract_before = 2023-03-01\n", own=table))
    assert [str(one.execute_by) for one in found.measures] == ["2023-06-30", "2023-07-31"]


SIGHTS = MEASURE.replace('"8806"', '"9013.10"')


def test_of_a_wider_code_a_list_may_say_that_only_a_part_is_controlled(lists: Lists) -> None:
    folder = lists(HEAD + COMPLETE.format("9013") + SIGHTS)
    assert status("901310", folder) == "prohibited"
    assert status("901320", folder) == "not_controlled"
    assert status("9013", folder) == "unknown"
    assert status("901420", folder) == "no_rule_loaded"


def test_a_wider_code_that_holds_nothing_of_the_list_is_refused(lists: Lists) -> None:
    message, hint = refused(lists(HEAD + COMPLETE.format("9014") + SIGHTS))
    assert message.endswith("outside the list: none of its measures reaches 9014")
    assert "a wider one that holds it" in hint


def test_a_byte_order_mark_is_no_part_of_a_list(lists: Lists) -> None:
    folder = lists(LIST)
    (folder / "own.toml").write_text("\ufeff" + LIST.lstrip(), encoding="utf-8")
    assert status("8806", folder) == "prohibited"


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_a_list_in_another_encoding_is_to_be_saved_as_utf_8(encoding: str, lists: Lists) -> None:
    folder = lists(LIST)
    (folder / "own.toml").write_bytes(LIST.replace("✔", "да").encode(encoding))
    assert refused(folder) == ("own.toml is not in UTF-8", "save it as UTF-8")


def test_a_table_in_another_encoding_is_to_be_saved_as_utf_8(lists: Lists) -> None:
    folder = lists(TABLED)
    (folder / "own.csv").write_bytes("code,described\n8806,дроны\n".encode("cp1251"))
    message, hint = refused(folder)
    assert message == "own.toml, line 15, measure art-1: its table own.csv is not in UTF-8"
    assert "save it as UTF-8" in hint


def test_what_ships_loads_under_the_same_rules() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {one.name for one in load_all()}
    assert open_book().by_id("eu-2023-1214/art-12f") is not None
