"""A spec by somebody who had only the documentation: another story, written, read and scored."""

from pathlib import Path

import pytest
from tests.twin.conftest import twin_of

from tidewaiter.case import Case, init
from tidewaiter.score.scoring import score
from tidewaiter.twin.check import lacking
from tidewaiter.twin.make import Made
from tidewaiter.twin.parse import read_spec

OTHER = Path(__file__).parent / "other.toml"
N_LINES = 6_000


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("other") / "twin"
    return twin_of(OTHER.read_text(encoding="utf-8"), folder, n_lines=N_LINES, seed=3)


@pytest.fixture(scope="module")
def other_case(tmp_path_factory: pytest.TempPathFactory, other: Made) -> Case:
    case = init(tmp_path_factory.mktemp("other") / "case")
    case.ingest(sorted(path for path in other.folder.iterdir() if path.is_file()))
    return case


def test_the_other_spec_lacks_nothing() -> None:
    spec, lacks = read_spec(OTHER)
    assert (lacks or lacking(spec)) == []


def test_every_line_asked_for_is_written_and_read(other_case: Case) -> None:
    assert sum(one["n_rows"] for one in other_case.sources()) == N_LINES


def test_no_column_is_unmapped(other_case: Case) -> None:
    unmapped = {
        one["column_name"]
        for one in other_case.problem_counts()
        if one["kind"] == "unmapped_column"
    }
    assert unmapped <= {"SYNTHETIC"}  # the mark that every made-up row has


def test_every_planted_total_comes_back_to_the_cent(other: Made, other_case: Case) -> None:
    totals = score(other_case, other.folder / "truth")["totals"]
    assert totals["misses"] == []
    assert totals["largest_absolute_error"] == 0
