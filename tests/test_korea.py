"""The Korean set (synthetic rows): nothing lost, sums exact, counts as an independent reader finds."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import pytest
from tests.conftest import EXAMPLES

from tidewaiter.case import Case

KOREA = {"of": "declarations"}
UNKNOWN = "ZZ"


def _rows() -> Iterator[dict[str, str]]:
    for name in ("df_syn_train_eng.csv.gz", "df_syn_valid_eng.csv.gz"):
        with gzip.open(EXAMPLES / "korea" / name, "rt", encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def test_every_row_is_a_line(bundled: Case) -> None:
    assert bundled.ask(KOREA, measure="n_lines").total == sum(1 for _ in _rows()) == 45_519


def test_counts_by_origin_and_chapter_equal_an_independent_count(bundled: Case) -> None:
    counted = Counter((row["Country of Origin"], row["HS6 Code"][:2]) for row in _rows())
    found = {
        (one.by["origin"] or UNKNOWN, one.by["hs2"]): one.value
        for one in bundled.ask(KOREA, measure="n_lines", by=["origin", "hs2"]).values
    }
    assert found == counted


def test_net_kilograms_of_chinese_origin(bundled: Case) -> None:
    kilograms = sum(
        Decimal(row["Net Mass"]).quantize(Decimal("0.001"), ROUND_HALF_UP)
        for row in _rows()
        if row["Country of Origin"] == "CN"
    )
    answer = bundled.ask(KOREA, measure="net_kg", origin="CN")
    assert answer.total == kilograms == Decimal("180827096.100")


@pytest.mark.parametrize("measure", ["value", "net_kg", "n_lines"])
def test_the_rows_add_up_to_the_number(bundled: Case, measure: str) -> None:
    question = {**KOREA, "measure": measure, "origin": "CN", "hs": "85"}
    rows = bundled.to_arrow(question)
    assert sum(rows["counted"].to_pylist()) == bundled.ask(question).total


def test_days_without_a_rate_take_the_last_one_published(bundled: Case) -> None:
    rows = bundled.to_arrow(KOREA)
    late = [row for row in rows.to_pylist() if row["fx_on"] != row["declared_on"]]
    assert len(late) == 2_732
    assert all(0 < (row["declared_on"] - row["fx_on"]).days <= 7 for row in late)
    assert len(rows) == 45_519


def test_the_value_is_the_declared_amount_at_the_days_rate_half_a_cent_up(bundled: Case) -> None:
    for row in bundled.to_arrow(KOREA, hs="8542").to_pylist():
        expected = (row["invoice_value"] * row["fx_rate"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert row["value_usd"] == expected


def test_what_comes_of_it_says_synthetic(bundled: Case) -> None:
    assert bundled.ask(KOREA, measure="n_lines").synthetic is True
    assert bundled.ask(of="statistics", partner="KG", flow="import").synthetic is False


def test_an_unknown_country_is_a_problem_and_the_line_stays(bundled: Case) -> None:
    problems = [one for one in bundled.problems() if one["column_name"] == "Country of Origin"]
    assert len(problems) == sum(1 for row in _rows() if row["Country of Origin"] == UNKNOWN)
    assert {one["value_as_declared"] for one in problems} == {UNKNOWN}


def test_a_line_whose_origin_cannot_be_read_is_neither_in_nor_out(bundled: Case) -> None:
    steps = {
        one["step"]: one["n"] for one in bundled.ask(KOREA, measure="n_lines", origin="CN").bridge
    }
    assert steps["problem"] == sum(1 for row in _rows() if row["Country of Origin"] == UNKNOWN)
