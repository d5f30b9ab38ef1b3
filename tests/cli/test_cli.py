"""The command line as a person meets it: data on stdout, sentences on stderr, exit codes as promised."""

import csv
import io
import json
import subprocess
import sys
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click
import pytest
from click.testing import CliRunner
from tests.conftest import EXAMPLES

from tidewaiter.case import Case
from tidewaiter.cli import commands
from tidewaiter.cli.main import tidewaiter
from tidewaiter.questions.question import FIELD_NAMES

GROWTH = "--reporter EU27 --flow export --partner KG --since 2022 --until 2023 --currency EUR --period-level year"


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tidewaiter", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_answer_as_json_is_exact_and_complete(bundled: Case) -> None:
    done = _run(
        "ask",
        str(bundled.path),
        *GROWTH.split(),
        "--compare",
        "full_last_year",
        "--json",
        "--row-set",
    )
    found = json.loads(done.stdout, parse_float=Decimal)
    (value,) = found["values"]
    assert (value["value"], value["base"]) == (1_170_905_952, 263_239_032)
    assert round(value["change"], 3) == Decimal("3.448")
    assert list(found)[:16] == [
        "question", "query_id", "answer_hash", "row_set", "manifest", "synthetic", "values", "total", "interval",
        "overlapping", "unit", "bridge", "coverage", "valuation", "levels", "method",
    ]  # fmt: skip
    assert '"value": 1170905952.00' in done.stdout
    assert found["row_set"].startswith("sha256:")


def test_csv_and_json_say_the_same(bundled: Case) -> None:
    words = (
        "ask",
        str(bundled.path),
        "--of",
        "declarations",
        "--by",
        "origin",
        "--measure",
        "net_kg",
    )
    as_json = json.loads(_run(*words, "--json").stdout, parse_float=Decimal)
    as_csv = list(csv.DictReader(io.StringIO(_run(*words, "--csv").stdout)))
    assert [(one["by"]["origin"] or "", one["value"]) for one in as_json["values"]] == [
        (one["origin"], Decimal(one["value"])) for one in as_csv
    ]
    assert {one["synthetic"] for one in as_csv} == {"true"}


def test_the_rows_of_a_question_add_up_to_it(bundled: Case) -> None:
    rows = json.loads(
        _run("rows", str(bundled.path), *GROWTH.split(), "--json").stdout, parse_float=Decimal
    )
    assert sum(row["counted"] for row in rows) == 1_170_905_952
    assert {(row["file_name"][-4:], row["line_no"]) for row in rows} == {(".csv", 124)}


def test_a_row_opens_the_line_of_its_file(bundled: Case) -> None:
    (row,) = json.loads(_run("rows", str(bundled.path), *GROWTH.split(), "--json").stdout)
    opened = json.loads(
        _run("rows", str(bundled.path), "--id", str(row["row_id"]), "--json").stdout
    )
    line = (
        (bundled.path / opened["original"])
        .read_text(encoding="utf-8")
        .splitlines()[opened["line_no"] - 1]
    )
    assert next(csv.reader([line])) == list(opened["row"].values())


@pytest.mark.parametrize(
    ("words", "error", "hint"),
    [
        (["ask", "nowhere"], "nowhere is not a case", "tidewaiter init nowhere"),
        (
            ["ask", "{case}", "--dispatch", "Chna", "--of", "declarations"],
            "no place of that name",
            "ISO code",
        ),
        (["ask", "{case}", "--destination", "RU"], "destination cannot be answered", "declare:"),
        (["ask", "{case}"], "fits both", "--of declarations or --of statistics"),
        (
            ["ask", "{case}", "--goods", "drones"],
            "no product set is registered",
            "leave the field out",
        ),
        (["ask", "{case}", "--measure", "price"], "price", "--help"),
        (["ingest", "{case}", "no-such-file.csv"], "no-such-file.csv", ""),
        (["ingest", "{case}", "{examples}/korea/LICENSE"], "LICENSE", ""),
        (["check", "{case}", "no-claims.toml"], "no claims file", "docs/claims.md"),
        (["rows", "{case}", "--id", "7"], "no row 7", "tidewaiter rows"),
        (["init", "{case}"], "is already a case", "ingest into it"),
        (["profile-it"], "No such command", "--help"),
    ],
)
def test_a_wrong_command_gets_a_sentence_a_hint_and_exit_2(
    bundled: Case, words: list[str], error: str, hint: str
) -> None:
    before = bundled.folder.manifest()
    done = _run(*[word.format(case=bundled.path, examples=EXAMPLES) for word in words])
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert error in done.stderr
    assert f"hint: {hint}" in done.stderr or hint in done.stderr
    assert "Traceback" not in done.stderr
    assert bundled.folder.manifest() == before


def test_every_field_of_a_question_is_an_option_of_ask_and_rows() -> None:
    for command in ("ask", "rows"):
        options = {
            option for parameter in tidewaiter.commands[command].params for option in parameter.opts
        }
        assert {f"--{name.replace('_', '-')}" for name in FIELD_NAMES} <= options


@pytest.mark.parametrize("command", ["sources", "problems", "coverage", "log", "profiles"])
def test_what_lists_data_lists_it_as_json_too(bundled: Case, command: str) -> None:
    assert json.loads(_run(command, str(bundled.path), "--json").stdout)
    assert _run(command, str(bundled.path)).stdout


def test_problems_of_one_source_are_counted_alone(bundled: Case) -> None:
    of_all = bundled.problem_counts()
    (one,) = {found["file_name"] for found in bundled.problems(of_all[-1]["kind"], limit=1)}
    alone = bundled.problems(source=one)
    assert sum(found["n"] for found in bundled.problem_counts(source=one)) == len(alone)
    assert sum(found["n"] for found in of_all) > len(alone) > 0
    refused = _run("problems", str(bundled.path), "--source", "no-such-file.csv")
    assert (refused.returncode, refused.stderr.partition("\n")[0]) == (
        2,
        "error: no source 'no-such-file.csv' in this case",
    )
    assert _run("problems", str(bundled.path), "--kind", "none").stdout == "no such problems\n"


def test_a_row_beyond_the_end_of_a_file_is_not_said_to_be_a_line_of_it(bundled: Case) -> None:
    refused = _run("rows", str(bundled.path), "--id", str((1 << 32) + 999_999_999))
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: no row stands on line 999999999 of ")
    assert "beyond the end" in refused.stderr


def test_help_imports_no_engine() -> None:
    heavy = {
        "duckdb",
        "pyarrow",
        "numpy",
        "sqlglot",
        "rich",
        "vl_convert",
        "jinja2",
        "fastexcel",
        "pandas",
    }
    program = "import sys; from tidewaiter.cli.main import tidewaiter; print(' '.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert not heavy & {name.partition(".")[0] for name in loaded.split()}


def test_every_command_that_is_written_has_its_place_in_the_order() -> None:
    written = {
        one
        for module in iter_modules(commands.__path__)
        for one in vars(import_module(f"{commands.__name__}.{module.name}")).values()
        if isinstance(one, click.Command)
    }
    assert set(tidewaiter.commands.values()) == written


def test_every_command_has_help() -> None:
    for name in tidewaiter.commands:
        done = CliRunner().invoke(tidewaiter, [name, "--help"])
        assert done.exit_code == 0
        assert len(done.output.splitlines()) > 3


def test_the_demo_shows_the_main_job_and_marks_what_is_synthetic(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = _run("demo", str(tmp_path / "case"), "-o", str(page))
    assert done.returncode == 0, done.stderr
    assert "+344.8 %" in done.stdout
    assert "SYNTHETIC DATA" in done.stdout
    html = page.read_text(encoding="utf-8")
    assert html.count("+344.8 %") >= 2
    assert "<svg" in html
    assert "<script" not in html
    assert "SYNTHETIC DATA" in html
