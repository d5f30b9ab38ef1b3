"""A code on paper and as data, and an answer over a change of edition as a person reads it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import HEADER, Written

from tidewaiter.case import Case
from tidewaiter.cli.main import tidewaiter
from tidewaiter.words.errors import CommandError


def _said(*words: str) -> str:
    done = CliRunner().invoke(tidewaiter, words, catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_a_code_is_shown_in_every_edition_with_its_family_and_the_links_that_were_cut() -> None:
    found = json.loads(_said("code", "8806.22", "--json"))
    assert [(one["edition"], one["exists"]) for one in found["editions"]] == [
        ("HS2012", False), ("HS2017", False), ("HS2022", True),
    ]  # fmt: skip
    assert [(one["code"], one["conversion"]) for one in found["predecessors"]] == [
        ("852580", True), ("880211", False), ("880220", False),
    ]  # fmt: skip
    assert found["successors"] == []
    assert [one["n_codes"] for one in found["families"]] == [26, 32]
    assert {one["code"] for one in found["families"][0]["cut_links"]} >= {"854921", "854999"}
    assert [one["code"] for one in found["tariff_ru"]] == ["8806220001", "8806220009"]
    assert found["tariff_ru"][0]["text"].startswith("Беспилотные летательные аппараты – ")
    assert "family over HS2017, HS2022: 26 codes" in _said("code", "8806.22")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("852580", "goods went to"),
        ("8806", "Unmanned aircraft; for remote-controlled flight only"),
        ("88", "Aircraft, spacecraft, and parts thereof"),
        ("8806220001", "8806220001"),
        ("854921", "and 999 more: --json lists all"),
    ],
)
def test_headings_lines_and_hubs_are_shown_too(code: str, shown: str) -> None:
    assert shown in _said("code", code)


@pytest.mark.parametrize("code", ["9999", "drone", "8", "", "88x6"])
def test_what_no_edition_knows_is_refused(code: str) -> None:
    with pytest.raises(CommandError, match="no code of any edition") as refused:
        CliRunner().invoke(tidewaiter, ("code", code), catch_exceptions=False)
    assert refused.value.hint


def test_both_sides_of_a_change_stand_on_paper(case: Case, profile: Path, written: Written) -> None:
    rows = [
        f"{code}{year}{month},{year}-{month:02}-10,{code},goods,CN,RU,Altan,10,1,pcs,,,{usd},IM"
        for month in range(1, 13)
        for year, code, usd in ((2021, 880240, 100), (2021, 852580, 50), (2022, 880240, 100), (2022, 880622, 50))
    ]  # fmt: skip
    case.ingest([written("trade.csv", "\n".join([HEADER, *rows]))], profile)
    asked = ("--since", "2022", "--until", "2023", "--compare", "full_last_year")
    said = _said("ask", str(case.path), "--hs", "88", *asked)
    lines = [[cell.strip() for cell in line.split("│")][1:-1] for line in said.splitlines()]
    assert ["as declared", "1,800.00", "1,200.00", "+50.0 %", "100.0 %"] in lines
    assert ["family", "1,800.00", "1,800.00", "+0.0 %", ""] in lines
    few = _said("ask", str(case.path), "--hs", "8806", *asked)
    assert "most of which is under 880240 (66.7%)" in " ".join(few.split())
    bounded = _said("ask", str(case.path), "--hs", "852580", *asked, "--concordance", "converted")
    assert "interval: 0 to 600.00 USD" in bounded
