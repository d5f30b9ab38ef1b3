"""The coverage of a case on paper: readable at any width, short where there is much, whole where asked."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidewaiter.case import Case
from tidewaiter.cli import main, paper
from tidewaiter.cli.main import tidewaiter

SAMPLE = Path(__file__).parents[1] / "records" / "samples" / "russia-declarations-synthetic.csv"


def _shown(case: Case, *words: str) -> Result:
    return CliRunner().invoke(tidewaiter, ["coverage", str(case.path), *words])


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(
    "words", [(), ("--source", "korea-import-declarations"), ("--source", "76")]
)
def test_no_line_is_wider_than_the_terminal(
    bundled: Case, width: int, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "_WIDTH_OF_A_FILE", width)
    lines = _shown(bundled, *words).stdout.splitlines()
    assert max(map(len, lines)) <= width
    assert any(line.startswith(("declarations: ", "statistics: ")) for line in lines)


def test_many_sources_are_shown_by_profile_and_stay_short(bundled: Case) -> None:
    shown = _shown(bundled).stdout
    assert len(shown.splitlines()) < 70
    assert shown.startswith("PARTLY SYNTHETIC DATA")
    assert "coverage CASE --source NO" in shown
    assert "Courier ID" not in shown


def test_a_chosen_source_is_shown_column_by_column(bundled: Case) -> None:
    shown = _shown(bundled, "--source", "korea-import-declarations").stdout
    lines = {line.split("  ")[0]: " ".join(line.split()) for line in shown.splitlines()}
    assert lines["Courier ID"] == "Courier ID carrier_identifier █······· 18 % 8,012"
    assert (
        lines["Country of Origin"]
        == "Country of Origin origin ████████ 100 % 45,495 24 not_a_place"
    )
    assert "code list not published with the data" in shown
    assert "2021  # # #" in shown
    assert "statistics" not in shown


def test_a_case_of_one_file_is_shown_whole(case: Case) -> None:
    case.ingest([SAMPLE])
    shown = _shown(case).stdout
    assert "not mapped: Отметка (14 %)" in shown
    assert "consignor_country" in shown


def test_the_same_as_data_holds_every_source(bundled: Case) -> None:
    found = json.loads(_shown(bundled, "--json").stdout)
    assert len(found["sources"]) == 561
    assert {"columns", "other_columns", "constants", "conserved"} <= found["sources"][0].keys()
    chosen = json.loads(_shown(bundled, "--source", "560", "--source", "561", "--json").stdout)
    assert [one["source_no"] for one in chosen["sources"]] == [560, 561]


def test_an_unknown_source_is_refused_with_a_hint(
    bundled: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["tidewaiter", "coverage", str(bundled.path), "--source", "nope.csv"]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as stop:
        main()
    said = capsys.readouterr()
    assert (stop.value.code, said.out) == (2, "")
    error, hint = said.err.splitlines()
    assert error == "error: no source 'nope.csv' in this case"
    assert hint == "hint: list them: tidewaiter sources CASE"


def test_an_empty_case_says_so(case: Case) -> None:
    assert _shown(case).stdout == "the case is empty\n"


def test_what_a_file_declares_is_text_and_no_markup(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "[red]x.csv"
    path.write_text("[bold]a[/bold],b\x1b[31m\n1,2\n", encoding="utf-8")
    case.ingest([path], raw=True)
    shown = _shown(case).stdout
    assert "[bold]a[/bold]" in shown
    assert "[red]x.csv" in shown
    assert "\x1b" not in shown
