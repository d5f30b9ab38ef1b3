"""What no profile fits is kept as it is, searched, and mapped later; fixed columns by a profile."""

from pathlib import Path

import pytest
from tests.conftest import HEADER, Written

from tidewaiter.case import Case
from tidewaiter.records.profilefile import load
from tidewaiter.words.errors import CommandError, FileRefused, ProfileError

TITLED = f"""A list of imports
{HEADER}
1,2022-03-01,8806220000,Drone parts,CN,RU,Altan,1,1,pcs,10,USD,,IM
Total,,,,,,,1,,,,,,"""
STRANGE = "office;goods;mass\nOsh;Helmets;5\nOsh;Vests, airsoft;6\nOsh;Tiles;7"


def test_what_no_profile_fits_is_refused_or_kept_as_it_is(case: Case, written: Written) -> None:
    path = written("strange.csv", STRANGE)
    with pytest.raises(FileRefused, match="no profile fits"):
        case.ingest([path])
    case.ingest([path], raw=True)
    [source] = case.sources()
    assert (source["kind"], source["n_rows"], source["n_counted"]) == ("raw", 3, 4)
    assert [one["kind"] for one in case.problems()] == ["not_mapped"]
    assert all(one.ok for one in case.doctor())


def test_raw_rows_are_searched_in_any_column_and_case(case: Case, written: Written) -> None:
    case.ingest([written("strange.csv", STRANGE)], raw=True)
    found = [row for batch in case.search(["AIRSOFT", "osh"]) for row in batch.to_pylist()]
    assert [(row["file_name"], row["line_no"]) for row in found] == [("strange.csv", 3)]
    assert found[0]["row"] == '{"office":"Osh","goods":"Vests, airsoft","mass":"6"}'


def test_a_case_of_unmapped_files_says_so_when_it_is_asked(case: Case, written: Written) -> None:
    case.ingest([written("strange.csv", STRANGE)], raw=True)
    with pytest.raises(CommandError, match="holds neither declarations nor statistics") as refusal:
        case.ask()
    assert "files kept as they are: tidewaiter map CASE SOURCE" in refusal.value.hint


def test_a_raw_source_is_mapped_without_its_file(
    case: Case, profile: Path, written: Written
) -> None:
    path = written("titled.csv", TITLED)
    case.ingest([path], raw=True)
    path.unlink()
    case.map(["titled.csv"], profile)
    [source] = case.sources()
    assert (source["source_no"], source["kind"], source["n_aside"]) == (1, "declarations", 2)
    assert (case.ask().total, all(one.ok for one in case.doctor())) == (10, True)
    assert sorted(one["kind"] for one in case.problems()) == ["above_header", "foot_row"]


def test_a_text_in_a_folder_is_passed_over_and_may_be_named(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "strange.csv").write_text(STRANGE)
    (folder / "about.txt").write_text("Strange figures\nof a customs office\n")
    (folder / "terms.txt").write_text(
        "Use, copy\nand give away, but\nname us, and\nask\nus\nno more\n"
    )
    passed = case.ingest([folder], raw=True).not_read
    assert [one["why"] for one in passed] == [
        "about.txt holds one column: text rather than a table",
        "most lines of terms.txt do not fit its columns: text rather than a table",
    ]
    assert len(case.ingest([folder / "terms.txt"], raw=True).added) == 1


def test_what_is_mapped_is_not_made_raw_again(case: Case, profile: Path, written: Written) -> None:
    path = written("titled.csv", TITLED)
    case.ingest([path], profile)
    assert case.ingest([path], raw=True).unchanged == ["titled.csv"]
    assert case.ask().total == 10


FIXED = """
title = "Fixed columns, made up for tests"
kind = "declarations"
source = "tests"
licence = "none needed: invented"
synthetic = true
[fixed]
skip = 1
[fixed.columns]
"day" = [1, 10]
"code" = [12, 17]
"usd" = [19, 24]
[columns]
day = "declared_on"
code = "tariff_line"
usd = "statistical_value_usd"
"""


def test_columns_at_fixed_places_are_read_as_the_profile_says(case: Case, tmp_path: Path) -> None:
    (tmp_path / "fixed.toml").write_text(FIXED)
    text = "Declarations\n2022-03-01 880622  10.50\n2022-03-02 650610   4\n\n2022-03-03 690912\n"
    (tmp_path / "old.txt").write_text(text)
    case.ingest([tmp_path / "old.txt"], tmp_path / "fixed.toml")
    assert case.ask(by=["hs2"]).total == 14.5
    assert [(one["line_no"], one["kind"]) for one in case.problems()] == [
        (1, "above_header"),
        (5, "line_length"),
    ]
    assert case.coverage()["sources"][0]["conserved"]


def test_a_line_padded_to_its_full_length_fits_also_where_its_last_column_is_blank(
    case: Case, tmp_path: Path
) -> None:
    (tmp_path / "fixed.toml").write_text(FIXED.replace("skip = 1\n", ""))
    (tmp_path / "old.txt").write_text("2022-03-01 880622  10.50\n2022-03-02 650610       \n")
    case.ingest([tmp_path / "old.txt"], tmp_path / "fixed.toml")
    assert "line_length" not in [one["kind"] for one in case.problems()]


def test_fixed_columns_must_stand_in_order(tmp_path: Path) -> None:
    (tmp_path / "fixed.toml").write_text(FIXED.replace("[12, 17]", "[9, 17]"))
    with pytest.raises(ProfileError, match="in the order of the line"):
        load(tmp_path / "fixed.toml")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_fixed_columns_end_as_on_any_system(case: Case, tmp_path: Path, end: str) -> None:
    (tmp_path / "fixed.toml").write_text(FIXED)
    lines = ("Declarations", "2022-03-01 880622  10.50", "", "2022-03-02 650610   4")
    (tmp_path / "old.txt").write_bytes(end.join(lines).encode())
    case.ingest([tmp_path / "old.txt"], tmp_path / "fixed.toml")
    assert (case.ask(by=["hs2"]).total, [one.ok for one in case.doctor()].count(False)) == (14.5, 0)
