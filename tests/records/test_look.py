"""A look at a file tells what it is and imports nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import EXAMPLES

from tidewaiter.records.files import documents
from tidewaiter.records.how import AS_FOUND
from tidewaiter.records.look import Seen, look
from tidewaiter.records.shelf import built_in
from tidewaiter.words.errors import FileRefused


def _look(path: Path) -> Seen:
    (seen,) = look(documents([str(path)]), built_in(), AS_FOUND).tables
    return seen


def test_a_known_layout_is_named() -> None:
    seen = _look(EXAMPLES / "korea" / "df_syn_valid_eng.csv.gz")
    assert (seen.profile, seen.encoding, seen.delimiter, seen.n_counted) == (
        "korea-import-declarations",
        "utf-8",
        ",",
        8_135,
    )
    assert seen.first_rows[0]["HS6 Code"].isdigit()
    assert seen.warnings == []


def test_what_is_odd_is_said(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("2019;2020;;name\n1;7;3;x", encoding="utf-8")
    seen = _look(path)
    assert seen.profile is None
    assert seen.n_counted == 2
    assert [warning.partition(" ")[0] for warning in seen.warnings] == ["no", "columns", "columns"]


def test_a_folder_is_looked_at_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "b.csv").write_text("code,kg\n8806,5\n", encoding="utf-8")
    looked = look(documents([str(tmp_path)]), built_in(), AS_FOUND)
    assert [one.file for one in looked.tables] == ["b.csv"]
    assert [one["file"] for one in looked.not_read] == ["a.pdf"]
    with pytest.raises(FileRefused):
        look(documents([str(tmp_path / "a.pdf")]), built_in(), AS_FOUND)


def test_a_folder_without_any_table_is_refused_after_each_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    command = [sys.executable, "-m", "tidewaiter", "inspect", str(tmp_path)]
    seen = subprocess.run(command, capture_output=True, text=True, check=False)
    assert seen.returncode == 2
    assert "not read: a.pdf" in seen.stdout
    assert "error: none of the 1 files can be read as a table" in seen.stderr
