"""What every format, encoding, shape and container gives back is the truth that was written.

A part of the full run (`python -m bench.matrix`), chosen so that each encoding meets every
delimiter, shape and container; the files under files/ were saved by LibreOffice.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from bench import office
from bench.matrix import parquet
from tests.matrix import books, combine
from tests.matrix.combine import Combination, ingest_back, read_back
from tests.matrix.compare import found_by, losses
from tests.matrix.containers import CONTAINERS
from tests.matrix.shapes import BOOK_SHAPES, TEXT_SHAPES
from tests.matrix.texts import DELIMITERS, ENCODINGS

from tidewaiter.records.files import Document
from tidewaiter.records.readers import tables

N_ROWS = 40
TEXTS = list(combine.delimited(CONTAINERS, N_ROWS))
CHOSEN = TEXTS[::83]
BOOKS = list(combine.workbooks("xlsxwriter", "xlsx", books.by_xlsxwriter, n_rows=N_ROWS))


def lost(chosen: Iterable[Combination], folder: Path) -> dict[str, tuple[str, ...]]:
    """What was lost, by combination."""
    outcomes = {str(one): read_back(one, _fresh(folder, n)) for n, one in enumerate(chosen)}
    return {name: outcome.losses for name, outcome in outcomes.items() if outcome.losses}


def _fresh(folder: Path, n: int) -> Path:
    (folder / str(n)).mkdir()
    return folder / str(n)


def test_the_part_meets_everything() -> None:
    assert {one.encoding for one in CHOSEN} == set(ENCODINGS)
    assert {one.form.split()[0] for one in CHOSEN} == set(DELIMITERS.values())
    assert {one.shape.partition(",")[0] for one in CHOSEN} == set(TEXT_SHAPES)
    assert {one.container for one in CHOSEN} == set(CONTAINERS)
    assert set(BOOK_SHAPES) <= {one.shape for one in BOOKS}


def test_delimited_texts_give_back_the_truth(tmp_path: Path) -> None:
    assert not lost(CHOSEN, tmp_path)


def test_json_and_fixed_columns_give_back_the_truth(tmp_path: Path) -> None:
    every = list(combine.json_and_fixed(CONTAINERS, N_ROWS))
    assert not lost(every[::17], tmp_path)


def test_an_encoding_that_hardly_shows_is_read_right_or_refused(tmp_path: Path) -> None:
    assert not lost(list(combine.short((1, 3)))[::5], tmp_path)


def test_workbooks_give_back_the_truth(tmp_path: Path) -> None:
    inline = partial(books.by_xlsxwriter, inline=True)
    cells = combine.workbooks("texts in cells", "xlsx", inline, n_rows=N_ROWS)
    assert not lost([*BOOKS, *list(cells)[::5], *combine.patched(N_ROWS)], tmp_path)


def test_parquet_gives_back_the_truth(tmp_path: Path) -> None:
    chosen = [one for one in parquet(CONTAINERS) if "duckdb" in one.form]
    assert not lost(chosen[::5], tmp_path)


def test_what_an_office_program_saved_gives_back_the_truth(tmp_path: Path) -> None:
    kept = replace(office.KEPT, folder=Path(__file__).parent / "files")
    assert not lost(office.combinations(kept), tmp_path)


@pytest.mark.parametrize("combination", [*TEXTS[100::2999], BOOKS[1], BOOKS[-1]], ids=str)
def test_a_case_holds_the_truth(combination: Combination, tmp_path: Path) -> None:
    assert not ingest_back(combination, tmp_path).losses


def test_a_loss_is_seen(tmp_path: Path) -> None:
    """The twin of all others: of a truth that differs in one sign, line or mark nothing is passed."""
    written = BOOKS[0].write()
    (tmp_path / "t.xlsx").write_bytes(written.content)
    [table] = tables(Document("t.xlsx", tmp_path / "t.xlsx"))
    found, [truth] = found_by(table), written.truths.values()
    (line, cells), *others = truth.rows
    assert not losses(found, truth)
    for untrue in (
        replace(truth, rows=[(line, ("0", *cells[1:])), *others]),
        replace(truth, rows=[(line, (*cells[:-1], f"{cells[-1]} ")), *others]),
        replace(truth, rows=[(line + 1, cells), *others]),
        replace(truth, rows=others),
        replace(truth, header=(*truth.header[:-1], "x")),
        replace(truth, aside=[(9, "foot_row")]),
        replace(truth, noted=[(9, "stray_quote")]),
        replace(truth, header_line=2),
        replace(truth, n_header=2),
    ):
        assert losses(found, untrue)
    assert losses(replace(found, n_counted=found.n_counted + 1), truth)
