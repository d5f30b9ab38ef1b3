"""`tidewaiter profile` as a person meets it: a table, JSON, a file to edit, a profile kept in the case."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from tests.conftest import EXAMPLES

from tidewaiter.case import Case
from tidewaiter.records.profilefile import load

TEXT = """\
Declaration no;Registration date;HS code;Goods description;Country of origin;From;Net weight kg;Customs value USD
T-1;13.01.2023;8806220000;Multirotor drone;CN;HK;36,5;12400,50
T-2;03.02.2023;8507600000;Battery for drone;CN;CN;18,25;2150,75
T-3;20.02.2023;9005100000;Binoculars;JP;AE;9,5;2400,00
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small file of an invented layout."""
    path = tmp_path / "declared.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tidewaiter", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_each_column_has_a_field_a_reason_and_values_or_is_not_known(file: Path) -> None:
    done = _run("profile", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "numbers: 1234,5; dates: dmy" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if "HS code" in line]
    assert all(part in line for part in ("tariff_line", "0.97", "by its name; values: tariff code"))
    (line,) = [line for line in done.stdout.splitlines() if "From" in line]
    assert "don't know" in line


def test_json_says_the_same_for_programs(file: Path) -> None:
    (found,) = json.loads(_run("profile", file, "--json").stdout)
    assert (found["kind"], found["n_rows"]) == ("declarations", 3)
    code = found["columns"][2]
    assert (code["field"], code["confidence"], code["samples"][0]) == (
        "tariff_line",
        0.97,
        "8806220000",
    )


def test_the_file_it_writes_is_a_profile_that_ingest_takes(
    case: Case, file: Path, tmp_path: Path
) -> None:
    layout = tmp_path / "layout.toml"
    assert _run("profile", file, "-o", layout).returncode == 0
    assert load(layout).constants == {"customs_currency": "USD"}
    done = _run("ingest", case.path, file, "--profile", layout)
    assert "3 rows → 3 lines" in done.stdout
    assert [one["column_name"] for one in case.problems()] == ["From"]


def test_kept_in_a_case_it_recognises_the_next_file_and_is_not_kept_twice(
    case: Case, file: Path, tmp_path: Path
) -> None:
    done = _run("profile", file, "--save", case.path)
    assert "kept in the case: declared.toml" in done.stderr
    following = tmp_path / "following.csv"
    following.write_text(TEXT.replace("T-", "U-"), encoding="utf-8")
    assert "by profile declared" in _run("ingest", case.path, following).stdout
    again = _run("profile", following, "--save", case.path)
    assert (again.returncode, again.stdout) == (2, "")
    assert "profile declared fits following.csv already" in again.stderr


def test_a_layout_that_is_known_is_named() -> None:
    done = _run("profile", EXAMPLES / "korea" / "df_syn_valid_eng.csv.gz")
    assert "profile korea-import-declarations fits this table already" in done.stdout


def test_of_several_sheets_one_has_to_be_named_to_write_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("import", "export"):
            sheet = book.add_worksheet(name)
            for n, line in enumerate(TEXT.splitlines()):
                sheet.write_row(n, 0, line.split(";"))
    refused = _run("profile", path, "-o", tmp_path / "layout.toml")
    assert refused.returncode == 2
    assert "--sheet NAME" in refused.stderr
    assert not (tmp_path / "layout.toml").exists()
    assert (
        _run("profile", path, "--sheet", "export", "-o", tmp_path / "layout.toml").returncode == 0
    )


@pytest.mark.parametrize(
    ("text", "words", "error"),
    [
        ("a;b\nq;w\ne;r\n", ("-o", "layout.toml"), "no column of odd.csv is known well enough"),
        ("", (), "odd.csv"),
        (TEXT, ("--save", "nowhere"), "nowhere is not a case"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, text: str, words: tuple[str, ...], error: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(text, encoding="utf-8")
    done = _run("profile", path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert error in done.stderr
    assert "hint: " in done.stderr
    assert not Path("layout.toml").exists()
