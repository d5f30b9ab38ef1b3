"""Whatever text rows hold comes back equal from our CSV and XLSX, formula-like text included."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.test_cli import _run
from tests.conftest import HEADER, Written

from tidewaiter.case import Case
from tidewaiter.cli.rows import show_rows
from tidewaiter.cli.sheets import LONGEST_TEXT, write_xlsx
from tidewaiter.records.files import Document
from tidewaiter.records.how import told
from tidewaiter.records.readers import tables
from tidewaiter.words.errors import CommandError

ANY = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=12
)
ODD = st.sampled_from(
    ["=1+2", "-5", "+7", "@x", "\t1", "<r>a</r>", "_x000D_", "_x0041_", "_x005F_x0041_", "_x005FA", "a\rb", "\x01",
     "007", "1e5", " a ", "'=1", '="a"', "a,\"b\"\nc", "_xFFFE_", "#N/A", "http://a.b", "{=1}"]
)  # fmt: skip
TEXTS = st.lists(ANY | ODD, min_size=1, max_size=6)


def _batch(texts: list[str]) -> pa.RecordBatch:
    return pa.record_batch({"text": texts, "other": [f"x{n}" for n in range(len(texts))]})


@settings(max_examples=150, deadline=None)
@given(texts=TEXTS)
def test_a_workbook_gives_every_text_back(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("out") / "rows.xlsx"
    write_xlsx([_batch(texts)], None, path)
    [table] = tables(Document("rows.xlsx", path), told(header="1"))
    assert table.header == ("text", "other")
    found = [row["text"] for read in table.blocks() for row in read().table.to_pylist()]
    assert found == texts


@settings(max_examples=150, deadline=None)
@given(texts=TEXTS)
def test_csv_gives_every_text_back(texts: list[str]) -> None:
    out, note = io.StringIO(newline=""), io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stdout", out)
        patched.setattr("sys.stderr", note)
        show_rows([_batch(texts)], None, as_json=False, as_csv=True)
    _, *rows = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert [row[0] for row in rows] == texts
    n_formulas = sum(text[:1] in set("=+-@\t\r") for text in texts)
    assert note.getvalue().startswith(f"note: {n_formulas} texts" if n_formulas else "")


def test_numbers_and_days_are_such_and_long_numbers_keep_their_digits(tmp_path: Path) -> None:
    batch = pa.record_batch(
        {
            "n": pa.array([Decimal("1234567890123.45"), Decimal("12345678901234567.89")]),
            "day": [date(2022, 3, 1), None],
        }
    )
    write_xlsx([batch], None, tmp_path / "rows.xlsx")
    [table] = tables(Document("rows.xlsx", tmp_path / "rows.xlsx"))
    rows = [row for read in table.blocks() for row in read().table.to_pylist()]
    assert [row["n"] for row in rows] == ["1234567890123.45", "12345678901234567.89"]
    assert rows[0]["day"].startswith("2022-03-01")


def test_what_no_cell_holds_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="32,768 letters") as refusal:
        write_xlsx([_batch(["x" * (LONGEST_TEXT + 1)])], None, tmp_path / "rows.xlsx")
    assert "--csv" in refusal.value.hint
    with pytest.raises(CommandError, match=r"U\+FFFE"):
        write_xlsx([_batch(["a\ufffe"])], None, tmp_path / "rows.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_same_rows_give_the_same_workbook(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_xlsx([_batch(["=1", "b"])], None, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_rows_are_written_as_a_workbook(
    case: Case, profile: Path, written: Written, tmp_path: Path
) -> None:
    text = f"{HEADER}\n1,2022-03-01,8806220000,=1+2,CN,RU,Altan,1,1,pcs,10,USD,,IM\n"
    case.ingest([written("trade.csv", text)], profile)
    done = _run("rows", str(case.path), "--xlsx", "-o", str(tmp_path / "rows.xlsx"))
    assert done.returncode == 0, done.stderr
    [table] = tables(Document("rows.xlsx", tmp_path / "rows.xlsx"))
    [row] = [row for read in table.blocks() for row in read().table.to_pylist()]
    assert (row["description"], row["counted"], row["line_no"]) == ("=1+2", "10", "2")
    done = _run("rows", str(case.path), "--xlsx")
    assert (done.returncode, done.stderr.startswith("error: a workbook needs a file")) == (2, True)
