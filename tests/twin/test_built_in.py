"""The built-in story: it goes into a case whole, and its planted totals come back."""

from pathlib import Path

import pytest

from tidewaiter.case import Case, init
from tidewaiter.cli.twins import BUILT_IN
from tidewaiter.score.scoring import score
from tidewaiter.twin.check import lacking
from tidewaiter.twin.make import Made, make
from tidewaiter.twin.parse import read_spec
from tidewaiter.words.progress import Silent

FIRST_BUYER = {"of": "declarations", "origin": "CN", "destination": "RU", "hs": "8806"}


@pytest.fixture(scope="module")
def built_in(tmp_path_factory: pytest.TempPathFactory) -> Made:
    spec, lacks = read_spec(BUILT_IN)
    assert lacks + lacking(spec) == []
    return make(tmp_path_factory.mktemp("story") / "twin", spec, b"", 12_000, 1, Silent())


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, built_in: Made) -> Case:
    case = init(tmp_path_factory.mktemp("story") / "case")
    case.ingest([built_in.folder])
    return case


def test_every_file_is_taken_in_by_a_profile_that_knows_its_columns(
    story: Case, built_in: Made
) -> None:
    assert {one["file_name"]: one["n_rows"] for one in story.sources()} == built_in.files
    assert sum(built_in.files.values()) == 12_000
    kinds = {one["kind"] for one in story.problem_counts()}
    assert kinds <= {"code_mended", "not_a_code", "above_header", "column_note"}


def test_each_kind_of_file_has_its_own_table(story: Case) -> None:
    assert {one["kind"] for one in story.sources()} == {
        "declarations", "statistics", "companies", "components", "statements", "listed", "controls",
    }  # fmt: skip


def test_every_planted_total_comes_back_exactly(story: Case, built_in: Made) -> None:
    found = score(story, built_in.folder / "truth")["totals"]
    assert found["n"] >= 10
    assert (found["n_exact"], found["largest_absolute_error"]) == (found["n"], 0)


def test_the_second_buyer_s_file_does_not_hide_the_first_one_s_missing_month(story: Case) -> None:
    answer = story.ask({**FIRST_BUYER, "since": "2022-07", "until": "2023-01", "by": ["month"]})
    assert answer.coverage["months_missing"] == ["2022-11"]
    second = story.ask({**FIRST_BUYER, "destination": "UA", "since": "2022-07", "until": "2023-01"})
    assert second.coverage["months_missing"] == []


def test_every_scheme_has_an_innocent_twin_and_a_fact_by_which_it_differs(built_in: Made) -> None:
    text = (built_in.folder / "truth" / "schemes.csv").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 12
    spec = read_spec(Path(BUILT_IN))[0]
    assert all(one.differs for one in spec.schemes)
