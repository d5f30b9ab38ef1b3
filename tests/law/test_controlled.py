"""`controlled` and `controls` as a person meets them: sentences, exit codes, history, chart, speed."""

# ruff: noqa: E501  (tables of what is typed and what is said)

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.law.conftest import HEAD, MEASURE

from tidewaiter.case import Case
from tidewaiter.charts import COLOURS
from tidewaiter.cli.run import main
from tidewaiter.words.statuses import STATUSES

ROAD = "8806.22 --from CN --to RU"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tidewaiter", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


WRONG = """
controlled drone --from CN --to RU --on 2023-03-15        | 'drone' is no tariff code
controlled 8899.99 --from CN --to RU --on 2023-03-15      | no edition of the Harmonised System from 2012 on knows 889999
controlled 8806 --from Atlantis --to RU --on 2023-03-15   | from: no place of that name: 'Atlantis'
controlled 8806 --from CN --to RU --on yesterday          | on: 'yesterday' is no day
controlled 8806 --from CN --to RU                         | no day: which law is asked for?
controlled 8806 --from CN --to RU --on 2023-03-15 -o a.svg | --output draws a history
controlled 8806 --from CN --to RU --timeline -o a.pdf     | a chart cannot be written as a.pdf
controlled 8806 --from CN --to RU --timeline --since 2024-01-01 --until 2023-01-01 | until 2023-01-01 is before since 2024-01-01
controlled 8806 --from CN --to RU --on 2023-03-15 --fact meets:eu-2022-328/art-9=yes | no measure over this code has the id 'eu-2022-328/art-9'
controlled 8806.22 --from CN --to RU --on 2023-03-15 --fact mtow_kg=9 | the text of 880622 says otherwise than stated: mtow_kg
controlled 8806 --from CN --to RU --on 2023-03-15 --contract 2023-03-16 | the contract of 2023-03-16 is of a later day
controlled 8806 --from DE --to CIS --on 2023-03-15        | CIS is no country
controlled 8806 --from CN --to RU --on 2023-03-15 --fact civil=yes --fact civil=no | civil is stated twice, and the two do not agree
controlled 8806 --from CN --to RU --on 2023-03-15 --fact mtow_kg=9 --fact mtow_kg<5 | mtow_kg is stated twice
controlled 8806 --from CN --to RU --on 2023-03-15 --since 2022-01-01 | --since is of a history
controlled 8806 --from CN --to RU --on 2023-03-15 --every-regime | --every-regime is of a history
controlled 8806 --from CN --to RU --on 2023-03-15 --tariff Atlantis | tariff: no place of that name
controlled 8806 --from CN --to RU --on 2023-03-15 --case nowhere | nowhere is not a case
controls nowhere                                          | nowhere is not a case
"""


@pytest.mark.parametrize("line", WRONG.strip().splitlines())
def test_what_is_wrong_is_a_sentence_with_a_hint_and_exit_2(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words, _, sentence = line.partition("|")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["tidewaiter", *words.split()])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr()
    error, hint = said.err.splitlines()[-2:]
    assert (stopped.value.code, said.out) in (
        (2, ""),
        (2, said.out if "--timeline" in words else ""),
    )
    assert error.startswith(f"error: {sentence.strip()}")
    assert hint.startswith("hint: ")


def test_a_list_that_is_wrong_stops_the_command_and_names_its_line(case: Case) -> None:
    (case.path / "controls").mkdir()
    path = case.path / "controls" / "own.toml"
    path.write_text(HEAD + MEASURE.replace('act = "Act 1"\n', ""), encoding="utf-8")
    done = run("controlled", *ROAD.split(), "--on", "2023-03-15", "--case", str(case.path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == (
        "error: own.toml, line 8, measure art-1: no act: every measure names the act it stands in"
    )


def test_a_case_brings_lists_of_its_own(case: Case) -> None:
    (case.path / "controls").mkdir()
    (case.path / "controls" / "own.toml").write_text(HEAD + MEASURE, encoding="utf-8")
    asked = {"sent_from": "XK", "to": "RU", "on": "2023-04-01"}
    assert case.controlled("8806.22", **asked).regime("XY").standing.status == "prohibited"
    listed = json.loads(run("controls", str(case.path), "--json").stdout)["lists"]
    (own,) = [one for one in listed if one["own"]]
    assert (own["list"], own["n_measures"], own["in_force_from"]) == ("own", 1, "2023-03-01")


def spans(found: dict[str, Any], regime: str) -> list[tuple[str, str, str]]:
    (line,) = [one for one in found["timeline"] if one["regime"] == regime]
    return [(one["from"], one["to"], one["status"]) for one in line["spans"]]


SAID = """
2709.00 --from RU --to DE --on 2023-06-01 | rules on imports are not loaded: of goods into Germany (DE)
8542.31 --from TR --to RU --on 2024-06-01 | the law of Türkiye (TR) itself is not loaded
8542.31 --from DE --to BY --on 2024-08-01 | a duty of care applied; no ban or licence that is loaded did
8806.22 --from CN --to RU --on 2023-03-15 --fact beyond_sight=no | no rule loaded that applies: what is loaded and speaks of it does not
8806.22 --from CN --to RU --on 2023-08-31 | next change, from tomorrow, 2023-09-01: begins
9304.00 --from DE --to RU --on 2020-03-01 | taken not to reach this code, unread ?: Decision 2014/512/CFSP
8525.80 --from DE --to RU --on 2022-03-20 | prohibited 8802.11, 8802.12, 8802.20, 8802.30, 8802.40, 8806.10 and 10 more; unknown 8525.81, 8525.82, 8525.83, 8525.89
8541.50 --from DE --to RU --on 2023-03-15 | not known, as the tables link it only with codes that gather scraps of many
6506.10 --from CN --to RU --on 2023-03-15 | no rule loaded that decides: what may concern it stands beside it
8542.31 --from DE --to RU --timeline --every-regime | CN, E5, JP, UA: say nothing of it in all these years
8806.22 --from CN --to RU --on 2023-03-15 --fact endurance_min<46 | endurance_min (longest flight in min; known only up to 46)
"""


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_what_an_answer_does_not_know_is_said(line: str) -> None:
    words, _, sentence = line.partition("|")
    done = run("controlled", *words.split())
    assert sentence.strip() in " ".join(done.stdout.split())


def test_a_stated_fact_meets_a_text_whose_reach_is_a_working_set() -> None:
    """Rifles are in no heading that the arms embargo is taken to reach; that they are on its list is stated."""
    words = ("controlled", "9304.00", "--from", "DE", "--to", "RU", "--on", "2020-03-01", "--json")
    silent = json.loads(run(*words).stdout)["regimes"]
    stated = json.loads(run(*words, "--fact", "common_military_list=yes").stdout)["regimes"]
    status = (
        {one["regime"]: one["status"] for one in silent},
        {one["regime"]: one["status"] for one in stated},
    )
    assert (status[0]["EU"], status[1]["EU"]) == ("no_rule_loaded", "prohibited")
    no = json.loads(run(*words, "--fact", "common_military_list=no").stdout)["regimes"]
    assert {one["regime"]: one["status"] for one in no}["EU"] == "no_rule_loaded"


def test_the_history_has_a_span_for_each_status_and_no_gap() -> None:
    words = "8525.89 --from DE --to RU --timeline --since 2022-01-01 --until 2023-12-31"
    found = json.loads(run("controlled", *words.split(), "--json").stdout)
    eu = spans(found, "EU")
    assert (eu[0][0], eu[-1][1]) == ("2022-01-01", "2023-12-31")
    assert [status for _, _, status in eu if status == "prohibited"]
    first_ban = next(since for since, _, status in eu if status == "prohibited")
    assert first_ban == "2023-02-26"
    days = [(until, since) for (_, until, _), (since, _, _) in pairwise(eu)]
    assert all(until < since for until, since in days)


def test_other_laws_are_told_as_they_bound_their_own_exporters() -> None:
    words = "8806.22 --from CN --to RU --timeline --since 2022-01-01 --until 2025-12-31 --json"
    alone = json.loads(run("controlled", *words.split()).stdout)
    every = json.loads(run("controlled", *words.split(), "--every-regime").stdout)
    assert {one["regime"] for one in alone["timeline"]} == {"CN", "US"}
    own = {one["regime"] for one in every["timeline"] if one["own_exporters"]}
    assert own == {"CH", "EU", "GB", "JP"}
    firsts = {
        regime: next(since for since, _, status in spans(every, regime) if status == "prohibited")
        for regime in ("EU", "GB", "JP")
    }
    assert firsts == {"EU": "2022-02-26", "GB": "2022-03-08", "JP": "2023-04-07"}


def test_the_history_is_drawn_without_a_script_or_a_link(tmp_path: Path) -> None:
    words = "8806.22 --from CN --to RU --timeline --since 2022-01-01 --until 2025-12-31"
    drawn = tmp_path / "drone.svg"
    done = run("controlled", *words.split(), "--every-regime", "-o", str(drawn))
    svg = drawn.read_text(encoding="utf-8")
    assert done.returncode == 0
    assert svg.startswith("<svg") and "<script" not in svg and "href" not in svg
    for said in ("26 Feb 2022: 2022/328", "a licence is possible", "silence, not freedom"):
        assert said in svg
    picture = tmp_path / "drone.png"
    run("controlled", *words.split(), "-o", str(picture))
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_drawing_dashes_what_came_after_the_newest_act(tmp_path: Path) -> None:
    """Nothing of Japan is loaded after March 2023, and of the Union something until October 2025."""
    words = "8806.22 --from JP --to RU --timeline --since 2022-01-01 --until 2023-12-31 -o a.svg"
    drawn = tmp_path / "a.svg"
    run("controlled", *words.replace("a.svg", str(drawn)).split())
    assert "dashed below a bar" in drawn.read_text(encoding="utf-8")
    china = words.replace("JP", "CN").replace("2023-12-31", "2022-12-31")
    run("controlled", *china.replace("a.svg", str(drawn)).split())
    assert "dashed" not in drawn.read_text(encoding="utf-8")


def test_every_status_has_a_colour_and_words() -> None:
    from tidewaiter.cli.laws import PLAIN

    assert set(COLOURS) == set(PLAIN) == set(STATUSES)


def test_the_lists_in_force_on_a_day_and_what_they_declare() -> None:
    told = json.loads(run("controls", "--on", "2023-03-15", "--json").stdout)
    names = {one["list"] for one in told["lists"]}
    assert {"cn-31-2015", "eu-2022-328"} <= names
    assert names.isdisjoint({"cn-28-2023", "eu-2023-1214"})
    (complete,) = [one["complete_for"][0] for one in told["lists"] if one["complete_for"]]
    assert (complete["codes"], complete["until"], complete["mark"]) == (["8806"], "2024-08-31", "≈")


def test_a_day_beyond_the_newest_act_is_answered_with_a_caution() -> None:
    words = "8542.31 --from DE --to RU --on 2026-05-01"
    done = run("controlled", *words.split())
    assert "the newest act loaded is of 2025-10-23; what came after it is not known" in done.stdout


def test_a_question_of_law_opens_neither_the_engine_nor_a_case() -> None:
    """Half a second from a cold start leaves no room for them."""
    program = (
        "import sys; sys.argv = ['tidewaiter', 'controlled', '8806.22', '--from', 'CN', '--to', 'RU',"
        " '--on', '2023-03-15', '--json']\n"
        "from tidewaiter.cli.run import main\n"
        "main()\n"
        "heavy = {'duckdb', 'pyarrow', 'sqlglot', 'numpy', 'vl_convert', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
