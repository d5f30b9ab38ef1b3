"""What goes with a case: registers, components, statements, lists and control lists, each in its own table."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from tests.conftest import HEADER

from tidewaiter import intake
from tidewaiter.case import Case
from tidewaiter.cli.lists import show_ingested
from tidewaiter.ground import store
from tidewaiter.ground.schema import AS_READ, RECORDS
from tidewaiter.records.declared import present
from tidewaiter.records.fields import FIELDS
from tidewaiter.words.errors import CommandError, ProfileError

Written = Callable[[str, str], Path]

REGISTER = """
    Company name,Tax number,Tax number kind,Country,Founded on,Revenue,Revenue currency,Revenue year
    ООО Ромашка,7701234567,ИНН,RU,2022-03-14,1000000.50,RUB,2022
    ,7701234568,ИНН,Atlantis,14.03.2022,abc,RUB,2022
    Altan LLC,0202,TIN,Kyrgyzstan,1999-01-01,,,
"""
PARTS = """
    Weapon,Part,Marking,Maker,Maker country,Country on marking,Tariff code,Found on
    missile X,microcontroller,STM32,A maker,CH,Malaysia,8542.31,2023-01-05
    missile X,,XC7,Another,US,,85,2023
"""
SAID = """
    Speaker,Said on,Statement,Chain
    A minister,2023-02-03,We sell none of it,an agency
    A minister,2023-02-04,,
"""
LISTED = """
    List,Version,Entry,Name,Name kind,Country,Listed on
    A list,2024-02-23,E.1,Altan LLC,first,KG,2023-06-23
    A list,2024-02-23,E.1,Алтан,other spelling,KG,2023-06-23
    A list,2024-02-23,E.2,,first,,
"""
CONTROLS = """
    Regime,Jurisdiction,Code,HS edition,To country,Action,In force from,In force to
    annex 23,EU27,ex 8517 62,HS2022,RU,prohibition,2022-06-04,
    annex 23,EU27,8542.3,HS2022,,catch-all,2022-06-04,2023-01-01
    annex 23,EU27,8471,HS2022,Rusia,licence,2022-06-04,soon
    ,EU27,,HS2022,RU,licence,,
"""
FILES = {
    "companies": REGISTER,
    "components": PARTS,
    "statements": SAID,
    "listed": LISTED,
    "controls": CONTROLS,
}
DECLARED = f"""{HEADER}
    a,2022-03-01,8806220000,drone,CN,RU,Altan,1,1,pcs,10,USD,,IM
    b,2022-04-01,8542310000,chip,CN,RU,Altan,2,1,pcs,20,USD,,IM
"""


def table(case: Case, name: str) -> list[dict[str, Any]]:
    with store.opened(case.folder) as opened:
        return opened.engine.records(f"SELECT * FROM {name} ORDER BY row_id, part_no")


def problems(case: Case) -> list[tuple[int, str, str]]:
    return [(one["line_no"], one["field"], one["kind"]) for one in case.problems()]


@pytest.mark.parametrize("kind", FILES)
def test_a_plain_layout_is_recognised_and_every_row_is_a_record(
    kind: str, case: Case, written: Written
) -> None:
    done = case.ingest([written("beside.csv", FILES[kind])])
    (source,) = case.sources()
    assert source["kind"] == kind
    assert (done.n_lines, done.n_records) == (0, {kind: source["n_rows"]})
    assert len(table(case, RECORDS[kind])) == source["n_rows"]
    assert all(one.ok for one in case.doctor())
    (told,) = case.coverage()["sources"]
    assert (told["conserved"], told["n_rows_in_records"]) == (True, source["n_rows"])
    unused = [one["n_unused"] for column in told["columns"] for one in column["fields"]]
    assert set(unused) == {0}


@pytest.mark.parametrize("kind", FILES)
def test_a_plain_layout_has_a_column_for_every_field(kind: str) -> None:
    (layout,) = [one for one in intake.profiles_of(None) if one.kind == kind]
    assert present(layout, list(layout.columns)) == list(FIELDS[kind])


def test_a_company_of_a_register_is_read_with_its_seat_day_and_revenue(
    case: Case, written: Written
) -> None:
    case.ingest([written("register.csv", REGISTER)])
    first, second, third = table(case, "company_register")
    assert (first["name"], first["identifier"], first["country"]) == (
        "ООО Ромашка",
        "7701234567",
        "RU",
    )
    assert (first["founded_on"], first["revenue"]) == (date(2022, 3, 14), Decimal("1000000.50"))
    assert (second["name"], second["identifier"], second["country"]) == (None, "7701234568", None)
    assert (third["identifier"], third["country"], third["revenue"]) == ("0202", "KG", None)
    assert problems(case) == [
        (3, "country", "not_a_place"),
        (3, "founded_on", "not_a_date"),
        (3, "revenue", "not_a_number"),
        (3, "name", "not_stated"),
    ]


def test_a_part_keeps_the_makers_seat_apart_from_the_country_on_it(
    case: Case, written: Written
) -> None:
    case.ingest([written("parts.csv", PARTS)])
    first, second = table(case, "component")
    assert (first["maker_country"], first["country_on_marking"]) == ("CH", "MY")
    assert (first["tariff_line"], first["hs_code"]) == ("854231", "854231")
    assert (second["tariff_line"], second["hs_code"], second["part"]) == ("85", None, None)
    assert problems(case) == [(3, "found_on", "not_a_date"), (3, "part", "not_stated")]


def test_a_statement_without_words_stays_and_is_told_of(case: Case, written: Written) -> None:
    case.ingest([written("said.csv", SAID)])
    assert [(one["text"], one["chain"]) for one in table(case, "statement")] == [
        ("We sell none of it", "an agency"),
        (None, None),
    ]
    assert problems(case) == [(3, "text", "not_stated")]


def test_each_name_of_an_entry_is_a_row(case: Case, written: Written) -> None:
    case.ingest([written("listed.csv", LISTED)])
    names = [(one["entry_id"], one["name"], one["name_kind"]) for one in table(case, "list_entry")]
    assert names[:2] == [("E.1", "Altan LLC", "first"), ("E.1", "Алтан", "other spelling")]
    assert problems(case) == [(4, "name", "not_stated")]


def test_a_limit_of_a_control_that_could_not_be_read_is_not_the_same_as_none(
    case: Case, written: Written
) -> None:
    case.ingest([written("controls.csv", CONTROLS)])
    part, prefix, unread, bare = table(case, "control_item")
    assert (part["tariff_line"], part["tariff_line_as_declared"]) == ("851762", "ex 8517 62")
    assert (part["jurisdiction"], part["in_force_to"], part["unread_limits"]) == (
        "EU27",
        None,
        None,
    )
    assert (prefix["tariff_line"], prefix["action"]) == ("85423", "catch_all")
    assert (prefix["to_country"], prefix["in_force_to"]) == (None, date(2023, 1, 1))
    assert (unread["to_country"], unread["in_force_to"]) == (None, None)
    assert unread["unread_limits"] == "to_country in_force_to"
    assert (bare["regime"], bare["tariff_line"], bare["in_force_from"]) == (None, None, None)
    assert [one for one in problems(case) if one[2] == "not_stated"] == [
        (5, "in_force_from", "not_stated"),
        (5, "regime", "not_stated"),
        (5, "tariff_line", "not_stated"),
    ]


def test_a_control_for_any_country_names_none(case: Case, written: Written) -> None:
    text = "Regime,Code,From country,To country,In force from\nannex 7,8542,EU27,any,2022-06-04"
    case.ingest([written("controls.csv", text)])
    (item,) = table(case, "control_item")
    assert (item["from_country"], item["to_country"], item["unread_limits"]) == ("EU27", None, None)
    assert problems(case) == []


@pytest.mark.parametrize(
    ("printed", "read", "problem"),
    [
        ("85", "85", None),
        ("854", "854", None),
        ("8542 31 9010", "8542319010", None),
        ("0803.9", "08039", None),
        ("803", "0803", "code_mended"),
        ("90111", None, "not_a_code"),  # 0901.11 coffee, or all of 9011.1
        ("99", "99", None),
        ("999", None, "not_a_code"),
        ("all goods", None, "not_a_code"),
    ],
)
def test_a_control_list_prints_the_first_digits_of_codes(
    printed: str, read: str | None, problem: str | None, case: Case, written: Written
) -> None:
    text = f"Regime,Code,In force from\nannex 7,{printed},2022-06-04"
    case.ingest([written("controls.csv", text)])
    assert [one["tariff_line"] for one in table(case, "control_item")] == [read]
    assert [kind for *_, kind in problems(case)] == ([problem] if problem else [])


def test_a_row_of_empty_cells_is_a_problem_and_no_record(case: Case, written: Written) -> None:
    case.ingest([written("register.csv", REGISTER.rstrip() + "\n,,,,,,,\n")])
    assert len(table(case, "company_register")) == 3
    assert problems(case)[-1] == (5, "value", "nothing_stated")
    assert all(one.ok for one in case.doctor())


def test_a_workbook_goes_in_by_the_same_layout(case: Case, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("register")
        sheet.write_row(
            0, 0, ["Company name", "Tax number", "Tax number kind", "Founded on", "Revenue"]
        )
        sheet.write_row(1, 0, ["Altan", "0202", "TIN", date(2022, 3, 14), 10.5])
    case.ingest([tmp_path / "book.xlsx"])
    (company,) = table(case, "company_register")
    assert (company["identifier"], company["founded_on"]) == ("0202", date(2022, 3, 14))
    assert company["revenue"] == Decimal("10.50")


def test_names_in_several_columns_are_several_records(
    case: Case, written: Written, tmp_path: Path
) -> None:
    (tmp_path / "names.toml").write_text("""
        title = "Names side by side, made up for tests"
        kind = "listed"
        source = "tests"
        licence = "none needed: invented"
        constants = { list_name = "A list" }
        [columns]
        Id = "entry_id"
        [[record]]
        columns = { Name = "name" }
        [[record]]
        columns = { Alias = "name" }
        constants = { name_kind = "alias" }
    """)
    case.ingest(
        [written("names.csv", "Id,Name,Alias\n1,Altan,Алтан\n2,Wind,")], tmp_path / "names.toml"
    )
    found = [(one["part_no"], one["name"], one["name_kind"]) for one in table(case, "list_entry")]
    assert found == [(0, "Altan", None), (1, "Алтан", "alias"), (0, "Wind", None)]
    assert problems(case) == []


def test_what_goes_with_a_case_changes_no_answer(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest([written("declared.csv", DECLARED)], profile)
    alone, covered = case.ask(row_set=True, by=["month"]), case.coverage()["kinds"]
    case.ingest([written(f"{kind}.csv", text) for kind, text in FILES.items()])
    beside = case.ask(row_set=True, by=["month"])
    assert (beside.answer_hash, beside.row_set) == (alone.answer_hash, alone.row_set)
    assert (beside.coverage, beside.bridge) == (alone.coverage, alone.bridge)
    assert case.coverage()["kinds"] == covered
    assert {one["kind"] for one in case.sources()} == {"declarations", *FILES}
    assert all(one.ok for one in case.doctor())


def test_what_goes_with_a_case_cannot_be_asked_about(case: Case, written: Written) -> None:
    case.ingest([written("register.csv", REGISTER), written("said.csv", SAID)])
    with pytest.raises(CommandError, match="holds neither declarations nor statistics") as refusal:
        case.ask()
    assert "companies in a register, public statements; bring in what" in refusal.value.hint
    with pytest.raises(CommandError, match="holds neither declarations nor statistics"):
        case.ask(of="declarations")


def test_a_register_named_as_the_source_of_an_answer_is_refused(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest([written("declared.csv", DECLARED)], profile)
    case.ingest([written("register.csv", REGISTER)])
    with pytest.raises(CommandError, match="the sources named hold neither"):
        case.ask(source="register.csv")


def test_the_records_of_a_copy_are_repeated(case: Case, written: Written) -> None:
    done = case.ingest([written("parts.csv", PARTS), written("parts-again.csv", PARTS)])
    assert [one["file"] for one in done.copies] == ["parts-again.csv"]
    by_name = {one["source_no"]: one["file_name"] for one in case.sources()}
    found = [(by_name[one["row_id"] >> 32], one["state"]) for one in table(case, "component")]
    assert sorted(found) == [("parts-again.csv", "current")] * 2 + [("parts.csv", "repeated")] * 2
    (first, _) = [one for one in table(case, "component") if one["state"] == "repeated"]
    assert first["same_as"] & 0xFFFFFFFF == first["row_id"] & 0xFFFFFFFF
    case.remove(["parts-again.csv"])
    assert [one["state"] for one in table(case, "component")] == ["current"] * 2


def test_a_register_is_removed_restored_and_purged(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest([written("declared.csv", DECLARED)], profile)
    case.ingest([written("register.csv", REGISTER)])
    with_register = case.log()[-1].seq
    case.remove(["register.csv"])
    assert table(case, "company_register") == []
    case.restore(str(with_register))
    assert len(table(case, "company_register")) == 3
    case.purge(["register.csv"], why="a test")
    left = [
        path
        for path in case.path.rglob("*")
        if path.is_file() and "Ромашка".encode() in path.read_bytes()
    ]
    assert (table(case, "company_register"), left) == ([], [])
    assert (case.ask().total, all(one.ok for one in case.doctor())) == (30, True)


def test_one_of_two_registers_read_together_stays_whole(case: Case, written: Written) -> None:
    other = REGISTER.replace("Ромашка", "Лютик")
    case.ingest([written("register.csv", REGISTER), written("other.csv", other)])
    case.remove(["register.csv"])
    assert table(case, "company_register")[0]["name"] == "ООО Лютик"
    assert len(problems(case)) == 4
    assert all(one.ok for one in case.doctor())


def test_a_register_kept_as_it_is_is_mapped_later(
    case: Case, written: Written, tmp_path: Path
) -> None:
    case.ingest([written("firms.csv", "Firm;Born\nAltan;2022-03-14")], raw=True)
    (tmp_path / "firms.toml").write_text("""
        title = "Firms, made up for tests"
        kind = "companies"
        source = "tests"
        licence = "none needed: invented"
        columns = { Firm = "name", Born = "founded_on" }
    """)
    assert case.map(["firms.csv"], tmp_path / "firms.toml").n_records == {"companies": 1}
    (company,) = table(case, "company_register")
    assert (company["name"], company["founded_on"]) == ("Altan", date(2022, 3, 14))
    assert [row["line_no"] for batch in case.search(["altan"]) for row in batch.to_pylist()] == [2]


def test_a_profile_that_reads_more_of_a_file_wins_over_a_plain_layout(
    case: Case, written: Written
) -> None:
    (case.path / "profiles").mkdir()
    (case.path / "profiles" / "own.toml").write_text("""
        title = "Declarations that state numbers of companies, made up for tests"
        kind = "declarations"
        source = "tests"
        licence = "none needed: invented"
        [columns]
        Id = "declaration_id"
        "Company name" = "importer_name"
        "Tax number" = "importer_identifier"
        "Tax number kind" = "importer_identifier_kind"
    """)
    case.ingest(
        [written("own.csv", "Id,Company name,Tax number,Tax number kind\n1,Altan,0202,TIN")]
    )
    assert [one["profile"] for one in case.sources()] == ["own"]


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        'title = "x"\nkind = "firms"\nsource = "x"\nlicence = "x"\ncolumns = {a = "name"}'
    )
    with pytest.raises(
        ProfileError, match="statistics, companies, components, statements, listed, controls"
    ):
        intake.named(str(tmp_path / "own.toml"), [])


def test_a_file_of_what_goes_with_a_case_can_be_looked_at_and_proposed(written: Written) -> None:
    for kind, text in FILES.items():
        path = written(f"{kind}.csv", text)
        (seen,) = intake.inspect([path]).tables
        assert seen.profile == next(
            one.name for one in intake.profiles_of(None) if one.kind == kind
        )
        (proposed,) = intake.propose(path)
        assert len(proposed.columns) == len(text.strip().splitlines()[0].split(","))


def test_an_ingest_says_what_its_rows_became(
    case: Case, profile: Path, written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    show_ingested(case.ingest([written("register.csv", REGISTER)]), as_json=False)
    assert "3 rows → 3 companies in a register; 4 problems" in capsys.readouterr().out
    show_ingested(case.ingest([written("declared.csv", DECLARED)], profile), as_json=False)
    assert "2 rows → 2 lines; 0 problems" in capsys.readouterr().out
    show_ingested(
        case.ingest([written("l.csv", LISTED), written("c.csv", CONTROLS)]), as_json=False
    )
    assert "7 rows → 3 names on lists, 4 items of control lists; " in capsys.readouterr().out


def test_every_kind_of_record_stands_without_its_state_too(case: Case) -> None:
    for kind in FIELDS:
        name, _ = AS_READ[RECORDS[kind]]
        assert table(case, name) == []
