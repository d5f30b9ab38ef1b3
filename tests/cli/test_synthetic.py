"""A file with a column SYNTHETIC is synthetic whoever reads it, and whatever is made from it says so line by line."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.conftest import HEADER, Written

from tidewaiter.case import Case, init
from tidewaiter.cli.main import tidewaiter
from tidewaiter.records.files import Document
from tidewaiter.records.readers import tables
from tidewaiter.words.synthetic import COLUMN, MARK

BANNER = "SYNTHETIC DATA: no row is a real shipment"
SAID = f"{HEADER}, Synthetic \n"
ROWS = """\
D-1,2022-03-01,8806220000,Drone,CN,KG,Sample LLC,abt 9,1,pcs,100.00,USD,100.00,IM,synthetic data
D-2,2022-03-02,8806220000,Drone,CN,KG,Sample LLC,2.5,1,pcs,50.00,USD,50.00,IM,
"""
REAL = f"{HEADER}\nD-9,2022-04-01,8806220000,Drone,CN,KG,Other LLC,abt 7,1,pcs,70.00,USD,70.00,IM\n"


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(tidewaiter, [str(word) for word in words], catch_exceptions=False)


def _json(*words: str | Path) -> Any:
    return json.loads(_run(*words, "--json").stdout)


@pytest.fixture
def real_profile(profile: Path) -> Path:
    """A profile that says nothing of made-up rows."""
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("synthetic = true\n", ""), encoding="utf-8")
    return profile


@pytest.fixture
def marked(case: Case, written: Written, real_profile: Path) -> Case:
    """A case of a file that says it is synthetic."""
    case.ingest([written("made-up.csv", SAID + ROWS)], real_profile)
    return case


@pytest.fixture
def mixed(marked: Case, written: Written, real_profile: Path) -> Case:
    """A case of a synthetic and a real file."""
    marked.ingest([written("real.csv", REAL)], real_profile)
    return marked


def test_the_column_makes_the_source_synthetic_and_needs_no_profile(marked: Case) -> None:
    assert [one["synthetic"] for one in marked.sources()] == [True]
    assert {one["kind"] for one in marked.problems()} == {"not_a_number"}
    first = marked.to_arrow().to_pylist()[0]["row_id"]
    assert marked.original(first)["row"]["Synthetic"] == "synthetic data"


def test_the_same_rows_without_the_column_are_answered_alike(
    marked: Case, written: Written, real_profile: Path, tmp_path: Path
) -> None:
    bare = (SAID + ROWS).replace(", Synthetic ", "").replace(",synthetic data", "")
    plain = init(tmp_path / "plain")
    plain.ingest([written("plain.csv", bare.replace("IM,\n", "IM\n"))], real_profile)
    answers = [one.ask(measure="net_kg", by=["month"]) for one in (marked, plain)]
    assert answers[0].answer_hash == answers[1].answer_hash
    assert [one.synthetic for one in answers] == [True, False]


def test_it_is_no_matter_which_layout_or_whether_one_is_known(
    case: Case, written: Written, tmp_path: Path
) -> None:
    unknown = written("unknown.csv", f"a,b,{COLUMN}\n1,2,{MARK}\n")
    lines = tmp_path / "lines.json"
    lines.write_text('{"a": "1", "synthetic": "synthetic data"}\n{"a": "2"}\n', encoding="utf-8")
    like = written("like.csv", "a,b,synthetic_fibres\n1,2,3\n")
    case.ingest([unknown, lines, like], raw=True)
    assert [one["synthetic"] for one in case.sources()] == [True, True, False]


def test_a_row_that_holds_nothing_else_is_an_empty_row(
    case: Case, written: Written, real_profile: Path
) -> None:
    empty = "," * HEADER.count(",") + ",synthetic data\n"
    case.ingest([written("made-up.csv", SAID + ROWS + empty)], real_profile)
    assert case.ask(measure="n_lines").total == 2
    assert "nothing_stated" in {one["kind"] for one in case.problems()}


def test_a_header_pasted_again_and_a_total_are_seen_beside_it(written: Written) -> None:
    again = f"{HEADER},synthetic data\n"
    total = "Total" + "," * HEADER.count(",") + ",synthetic data\n"
    path = written("made-up.csv", SAID + ROWS + again + ROWS + total)
    [table] = tables(Document("made-up.csv", path))
    assert [one.kind for read in table.blocks() for one in read().rejects] == [
        "repeated_header",
        "foot_row",
    ]


def test_a_look_and_a_proposal_say_it_too(written: Written) -> None:
    path = written("made-up.csv", SAID + ROWS)
    assert BANNER in _run("inspect", path).stdout
    assert BANNER in _run("profile", path).stdout
    assert [one["synthetic"] for one in _json("inspect", path)["tables"]] == [True]
    assert [one["synthetic"] for one in _json("profile", path)] == [True]
    (column,) = [one for one in _json("profile", path)[0]["columns"] if one["name"] == "Synthetic"]
    assert (column["field"], column["why"]) == ("-", ["says that the rows are made up"])


def test_ingest_says_it(case: Case, written: Written, real_profile: Path) -> None:
    done = _run("ingest", case.path, written("made-up.csv", SAID + ROWS), "--profile", real_profile)
    assert BANNER in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("ask",),
        ("rows",),
        ("rows", "--raw", "--text", "drone"),
        ("sources",),
        ("problems",),
        ("coverage",),
        ("coverage", "--source", "1"),
        ("check",),
    ],
)
def test_every_page_begins_with_it(marked: Case, tmp_path: Path, words: tuple[str, ...]) -> None:
    command, *options = words
    claims = [_claims(tmp_path)] if command == "check" else []
    assert _run(command, marked.path, *claims, *options).stdout.startswith(BANNER)


def test_a_row_that_is_opened_says_it(marked: Case) -> None:
    row_id = str(marked.to_arrow().column("row_id")[0])
    assert _run("rows", marked.path, "--id", row_id).stdout.startswith(BANNER)
    assert _json("rows", marked.path, "--id", row_id)["synthetic"] is True


def test_a_hash_of_rows_says_it_beside(marked: Case) -> None:
    done = _run("rows", marked.path, "--row-set")
    assert (done.stdout.count("\n"), done.stderr.strip()) == (1, BANNER)
    assert _json("rows", marked.path, "--row-set")["synthetic"] is True


def test_of_a_mixed_case_each_line_says_it_by_itself(mixed: Case, tmp_path: Path) -> None:
    assert _json("ask", mixed.path)["synthetic"] == "mixed"
    for words in (("rows",), ("rows", "--raw", "--text", "drone"), ("problems",), ("sources",)):
        found = {(one["file_name"], one["synthetic"]) for one in _json(words[0], mixed.path, *words[1:])}  # fmt: skip
        assert found == {("made-up.csv", True), ("real.csv", False)}
    covered = _json("coverage", mixed.path)
    assert [one["synthetic"] for one in covered["sources"]] == [True, False]
    verdicts = _json("check", mixed.path, _claims(tmp_path))["claims"]
    assert [one["synthetic"] for one in verdicts] == [True, False, "mixed"]


@pytest.mark.parametrize("words", [("rows",), ("rows", "--raw", "--text", "drone")])
def test_each_line_of_a_table_for_programs_says_it(
    mixed: Case, tmp_path: Path, words: tuple[str, ...]
) -> None:
    command, *options = words
    as_csv = csv.DictReader(io.StringIO(_run(command, mixed.path, *options, "--csv").stdout))
    book = tmp_path / "rows.xlsx"
    _run(command, mixed.path, *options, "--xlsx", "-o", book)
    expected = {("made-up.csv", "True"), ("real.csv", "False")}
    for rows in (as_csv, _rows_of(book)):
        assert {(one["file_name"], one["synthetic"]) for one in rows} == expected


def _rows_of(book: Path) -> Iterator[dict[str, str]]:
    [table] = tables(Document(book.name, book))
    return (row for read in table.blocks() for row in read().table.to_pylist())


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        (("rows",), "SYNTHETIC"),
        (("rows", "--raw", "--text", "drone"), "SYNTHETIC"),
        (("problems",), "synthetic"),
        (("sources",), "synthetic"),
        (("coverage",), "synthetic"),
    ],
)
def test_each_line_on_paper_says_it(mixed: Case, words: tuple[str, ...], mark: str) -> None:
    command, *options = words
    first, *lines = _run(command, mixed.path, *options).stdout.splitlines()
    assert first == "PARTLY SYNTHETIC DATA: some rows are no real shipments"
    assert all(mark in line for line in lines if " made-up.csv " in f" {line} ")
    assert not any(mark in line for line in lines if " real.csv " in f" {line} ")


def test_problems_of_a_synthetic_file_below_the_limit_are_told_of(mixed: Case) -> None:
    (kind,) = mixed.problem_counts()
    assert (kind["n"], kind["n_synthetic"]) == (2, 1)
    shown = _run("problems", mixed.path, "--limit", "1").stdout
    assert shown.startswith("PARTLY SYNTHETIC DATA")
    assert "partly synthetic" in shown


def test_coverage_says_why_the_column_feeds_nothing(marked: Case) -> None:
    (other,) = marked.coverage()["sources"][0]["other_columns"]
    assert (other["column"], other["ignored"]) == ("Synthetic", "says that the rows are made up")


def _claims(folder: Path) -> Path:
    """Of the synthetic file, of the real one, and one that the case cannot answer."""
    path = folder / "claims.toml"
    months = (
        ("2022-03", "2022-04", ""),
        ("2022-04", "2022-05", ""),
        ("2022-03", "2022-05", 'producer = "CN", '),
    )
    path.write_text(
        "\n".join(
            f'[[claim]]\nid = "c{n}"\ntext = "It was much."\nverdict = "supported"\nexpect = {{value = ">1"}}\n'
            f'question = {{{more}since = "{since}", until = "{until}"}}'
            for n, (since, until, more) in enumerate(months)
        ),
        encoding="utf-8",
    )
    return path
