"""A twin goes into a case as any delivery would, and what was planted comes out of it."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from tidewaiter.case import Case, init
from tidewaiter.cli.main import tidewaiter
from tidewaiter.score.scoring import score
from tidewaiter.twin.make import Made
from tidewaiter.words.errors import CommandError


def test_every_file_is_taken_in_and_no_column_is_unmapped(little: Made, little_case: Case) -> None:
    assert sorted(one["file_name"] for one in little_case.sources()) == sorted(little.files)
    assert {one["kind"] for one in little_case.problem_counts()} == {"code_mended"}


def test_every_row_is_taken_in_and_accounted_for(little: Made, little_case: Case) -> None:
    assert {one["file_name"]: one["n_rows"] for one in little_case.sources()} == little.files
    assert all(one.ok for one in little_case.doctor())


def test_every_source_is_synthetic(little_case: Case) -> None:
    assert {one["synthetic"] for one in little_case.sources()} == {True}


def test_about_and_truth_are_left_out_with_a_hint(little: Made, tmp_path: Path) -> None:
    done = init(tmp_path / "case").ingest([little.folder])
    told = {one["file"]: one["hint"] for one in done.not_read}
    assert told == {
        "about": "tidewaiter check CASE about/claims.toml",
        "truth": "tidewaiter score CASE truth",
    }


def test_planted_totals_come_back_exactly(little: Made, little_case: Case) -> None:
    found = score(little_case, little.folder / "truth")["totals"]
    assert (found["n"], found["n_exact"], found["largest_absolute_error"]) == (4, 4, 0)


def test_the_missing_month_is_told_as_missing(little_case: Case) -> None:
    answer = little_case.ask(of="declarations", hs="0409", since="2021-11", until="2022-02")
    assert answer.coverage["months_missing"] == ["2021-12"]


def test_corrected_filings_are_found(little: Made, little_case: Case) -> None:
    found = score(little_case, little.folder / "truth")["versions"]
    assert (found["precision"], found["recall"], found["misses"]) == (1.0, 1.0, [])
    assert found["n_rows"] == found["n_rows_in_case"] == little.n_rows


def test_what_does_not_exist_yet_is_null_and_never_a_number(
    little: Made, little_case: Case
) -> None:
    command = ["score", str(little_case.path), str(little.folder / "truth"), "--json"]
    told = json.loads(CliRunner().invoke(tidewaiter, command).stdout)
    steps = ("goods", "mismatch", "companies", "screening", "rules", "schemes")
    assert [told[name] for name in steps] == [None] * 6
    assert told["synthetic"] is True


def test_every_statement_gets_the_verdict_of_the_truth_opinions_too(
    little: Made, little_case: Case
) -> None:
    found = score(little_case, little.folder / "truth")["verdicts"]
    assert (found["accuracy"], found["f1"], found["misses"]) == (1.0, 1.0, [])


@pytest.fixture
def altered(little: Made, tmp_path: Path) -> Path:
    return Path(shutil.copytree(little.folder / "truth", tmp_path / "truth"))


def test_a_total_that_does_not_come_back_is_told_with_its_error(
    little_case: Case, altered: Path
) -> None:
    rows = (altered / "totals.csv").read_text(encoding="utf-8").splitlines()
    name, gives, amount, *rest = rows[1].split(",")
    rows[1] = ",".join([name, gives, str(Decimal(amount) - 2), *rest])
    (altered / "totals.csv").write_text("\n".join(rows), encoding="utf-8")
    found = score(little_case, altered)["totals"]
    assert found["largest_absolute_error"] == Decimal(2)
    assert [(one["id"], one["error"]) for one in found["misses"]] == [("kites-2022", Decimal(2))]


def test_a_verdict_that_comes_out_otherwise_is_a_miss(little_case: Case, altered: Path) -> None:
    text = (altered / "verdicts.csv").read_text(encoding="utf-8")
    (altered / "verdicts.csv").write_text(text.replace("supported", "contradicted", 1))
    found = score(little_case, altered)["verdicts"]
    assert found["misses"] == [{"id": "L1", "planted": "contradicted", "found": "supported"}]
    assert found["accuracy"] == 0.5


def test_a_case_of_other_files_has_no_score(little: Made, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds none of the files"):
        score(init(tmp_path / "case"), little.folder / "truth")


def test_a_folder_without_truth_is_refused(little: Made, little_case: Case) -> None:
    with pytest.raises(CommandError, match="holds no truth"):
        score(little_case, little.folder)
