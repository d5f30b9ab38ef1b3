"""The built-in story under its own invented laws: shipments split on the day, the loophole is what was planted."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner

from tidewaiter.case import Case, init
from tidewaiter.cli.main import tidewaiter
from tidewaiter.cli.twins import BUILT_IN
from tidewaiter.ground.engine import Engine, engine
from tidewaiter.ground.store import show_tables
from tidewaiter.twin.make import make
from tidewaiter.twin.parse import read_spec
from tidewaiter.twin.truth import LINES
from tidewaiter.words.progress import Silent

COALITION, ORDER = "HARBOUR COALITION", "ANATOLIA LICENCE ORDER"
BAN, LICENCE = date(2022, 7, 15), date(2023, 3, 1)
ROAD = {"of": "declarations", "dispatch": "TR", "destination": "RU"}
COMPLETE = ("854020", "901510")
"""The codes of which the exporter's law says that it holds all there is."""


@pytest.fixture(scope="module", params=[1, 2, 3])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp(f"seed-{request.param}")
    make(folder / "twin", read_spec(BUILT_IN)[0], b"", 12_000, request.param, Silent())
    case = init(folder / "case")
    case.ingest([folder / "twin"])
    case.run()
    return case


@contextmanager
def beside_truth(case: Case) -> Iterator[Engine]:
    """Every current line with the controls that the twin says were in force for it, as `planted`."""
    truth = case.path.parent / "twin" / "truth"
    folders = [case.path.resolve(), truth.resolve()]
    with TemporaryDirectory() as spill, engine(folders, Path(spill)) as running:
        show_tables(running, case.folder, case.folder.manifest())
        running.files("truth", [truth.resolve() / "lines.parquet"], LINES)
        running.keep("planted", """
            SELECT line.*, truth.controls, truth.scheme, truth.part FROM truth
            JOIN source ON ends_with(source.file_name, truth.file) AND source.sheet = truth.sheet
            JOIN declaration_line AS line
                ON line.row_id = source.source_no * 4294967296 + truth.line AND line.state = 'current'
        """)  # fmt: skip
        yield running


def days(case: Case, control: str, **question: Any) -> tuple[date | None, date | None]:
    """The first and last day of lines with an answer."""
    found = [
        day.as_py()
        for batch in case.rows({**ROAD, **question, "control": control})
        for day in batch["declared_on"]
    ]
    return min(found, default=None), max(found, default=None)


@pytest.mark.parametrize("hs", COMPLETE)
def test_shipments_split_exactly_on_the_day_of_the_licence(story: Case, hs: str) -> None:
    first, last = (
        days(story, f"{ORDER}:licence", hs=hs)[0],
        days(story, f"{ORDER}:not_controlled", hs=hs)[1],
    )
    assert first is not None
    assert last is not None
    assert last < LICENCE <= first
    of_all = {"measure": "n_lines", "hs": hs, **ROAD}
    told = [f"{ORDER}:not_controlled", f"{ORDER}:licence"]
    assert story.ask({**of_all, "control": told}).total == story.ask(of_all).total


def test_every_answer_is_the_planted_one(story: Case) -> None:
    with beside_truth(story) as running:
        planted = running.rows(f"""
            SELECT contains(controls, '{ORDER}:licence'), count(*) FROM planted
            WHERE dispatch = 'TR' AND destination = 'RU'
                AND (starts_with(tariff_line, '854020') OR starts_with(tariff_line, '901510'))
            GROUP BY ALL
        """)  # fmt: skip
    asked = {"measure": "n_lines", "hs": list(COMPLETE), **ROAD}
    found = {
        True: story.ask({**asked, "control": f"{ORDER}:licence"}).total,
        False: story.ask({**asked, "control": f"{ORDER}:not_controlled"}).total,
    }
    assert found == dict(planted)


def test_the_loophole_value_is_what_was_planted(story: Case) -> None:
    with beside_truth(story) as running:
        ((planted, n_lines),) = running.rows(f"""
            SELECT sum(value_usd), count(*) FROM planted
            WHERE contains(controls, '{COALITION}:prohibition') AND NOT contains(controls, '{ORDER}')
                AND dispatch = 'TR' AND (starts_with(tariff_line, '854020') OR starts_with(tariff_line, '901510'))
        """)  # fmt: skip
    found = story.loophole(by=["month"], barred_by=[COALITION]).value
    assert planted > 0
    assert found.total == planted
    assert sum(one.n_lines for one in found.values) == n_lines
    months = {one.by["month"] for one in found.values}
    assert min(months) >= "2022-07"
    assert max(months) == "2023-02"


def test_goods_of_real_technical_law_are_companions_and_never_the_value(story: Case) -> None:
    drones = {"hs": "8806", "dispatch": "CN", "destination": "RU"}
    found = story.loophole(drones, barred_by=[COALITION])
    with beside_truth(story) as running:
        ((planted,),) = running.rows(f"""
            SELECT sum(value_usd) FROM planted
            WHERE contains(controls, '{COALITION}:prohibition')
                AND dispatch = 'CN' AND starts_with(tariff_line, '8806')
        """)  # fmt: skip
    totals = [one.total or Decimal(0) for one in found.answers.values()]
    assert found.value.total in (None, 0)
    assert sum(totals) == planted > 0


def test_the_same_goods_to_the_other_buyer_lie_in_no_gap(story: Case) -> None:
    to_the_other = {"hs": list(COMPLETE), "dispatch": "TR", "destination": "UA"}
    found = story.loophole(to_the_other, barred_by=[COALITION])
    assert [one.n_lines for answer in found.answers.values() for one in answer.values] == [0, 0, 0]


def test_the_rows_of_a_loophole_add_up_to_its_value_to_the_cent(story: Case) -> None:
    found = story.loophole(barred_by=[COALITION]).value
    rows = story.to_arrow(of="declarations", loophole=f"{COALITION}:not_controlled")
    assert sum(rows["counted"].to_pylist()) == found.total


def test_first_days_are_told_by_regime_and_product(story: Case) -> None:
    found = story.loophole(hs="854020").first_covered
    by_regime = {one["regime"]: one["first_covered_on"] for one in found}
    assert (by_regime[COALITION], by_regime[ORDER]) == (BAN, LICENCE)


def test_an_invented_law_says_that_it_is_invented_wherever_it_is_told(story: Case) -> None:
    asked = ["controlled", "8540.20", "--from", "TR", "--to", "RU", "--case", str(story.path)]
    paper = CliRunner().invoke(tidewaiter, [*asked, "--on", "2023-02-28"]).stdout
    assert f"{ORDER} SYNTHETIC: no such law exists" in paper
    told = json.loads(
        CliRunner().invoke(tidewaiter, [*asked, "--on", "2023-02-28", "--json"]).stdout
    )
    marked = {one["regime"] for one in told["regimes"] if one.get("synthetic")}
    assert marked == {ORDER, COALITION}
    chart = story.path.parent / "law.svg"
    CliRunner().invoke(tidewaiter, [*asked, "--timeline", "--on", "2023-02-28", "-o", str(chart)])
    assert "SYNTHETIC" in chart.read_text(encoding="utf-8")
