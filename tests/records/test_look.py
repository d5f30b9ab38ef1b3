"""A look at a file tells what it is and imports nothing."""

from pathlib import Path

from tests.conftest import EXAMPLES

from tidewaiter.records.files import documents
from tidewaiter.records.how import AS_FOUND
from tidewaiter.records.look import Seen, look
from tidewaiter.records.profile import built_in


def _look(path: Path) -> Seen:
    (document,) = documents([str(path)])
    (seen,) = look(document, built_in(), AS_FOUND)
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
