"""Every example on a page runs, and prints what the page says."""

import json
import re
import shlex
import sys
from itertools import groupby
from pathlib import Path

import click
import pyarrow as pa
import pytest
from tests.docs.pages import DOCS, Command, blocks, cells, code, commands, page, sections

from tidewaiter.case import Case
from tidewaiter.cli import main
from tidewaiter.cli.main import tidewaiter
from tidewaiter.cli.options import question_of
from tidewaiter.questions.fields import BY, LATER
from tidewaiter.questions.question import FIELD_NAMES, parse
from tidewaiter.questions.rowset import row_set

QUESTIONS = page("questions.md")


Capture = pytest.CaptureFixture[str]


def run(command: Command, monkeypatch: pytest.MonkeyPatch) -> int:
    """Type one command; its exit code."""
    monkeypatch.setattr(sys, "argv", ["tidewaiter", *command.words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def differences(command: Command, exit_code: int, out: str, err: str) -> list[str]:
    """What a command did otherwise than its page says."""
    typed = shlex.join(command.words)
    found = []
    if exit_code != (2 if command.error else 0):
        found.append(f"{typed}: exit {exit_code}: {err}")
    if command.error and not err.startswith(command.error + "\n"):
        found.append(f"{typed}: not {command.error!r} but {err!r}")
    read = unfolded(out)
    return found + [
        f"{typed}: does not print {text}" for text in command.prints if text not in read
    ]


def unfolded(printed: str) -> str:
    """Printed text, and the columns of its tables read downwards, so that folded cells are whole."""
    texts = [printed]
    for n_bars, lines in groupby(printed.splitlines(), lambda line: line.count("│")):
        rows = [[cell.strip() for cell in line.split("│")] for line in lines]
        texts += [" ".join(column) for column in zip(*rows, strict=True)] if n_bars else []
    return "\n".join(texts)


def follow(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> list[str]:
    """Type every command of a page, in order, in a folder."""
    monkeypatch.chdir(folder)
    found = []
    for command in commands(page(name)):
        exit_code = run(command, monkeypatch)
        found += differences(command, exit_code, *capsys.readouterr())
    return found


@pytest.mark.parametrize("name", ["profiles.md", "claims.md"])
def test_the_commands_of_a_page_do_what_it_says(
    name: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert follow(name, desk, monkeypatch, capsys) == []


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_no_heading_or_fence_stands_inside_a_code_block(name: str) -> None:
    inside = re.findall(r"^```\w+\n(.*?)^```$", page(name), re.MULTILINE | re.DOTALL)
    assert [text for text in inside if re.search(r"^(##|```)", text, re.MULTILINE)] == []


def test_the_questions_are_answered_as_the_page_says(
    my_case: Case, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert follow("questions.md", my_case.path.parent, monkeypatch, capsys) == []


def examples() -> list[str]:
    """The options shown beside the fields."""
    text = sections(QUESTIONS, 2)["Every field"]
    return [
        one for row in cells(text) for cell in row for one in code(cell) if one.startswith("--")
    ]


@pytest.mark.parametrize("example", examples())
def test_the_example_beside_a_field_is_a_question(example: str) -> None:
    context = ask().make_context("ask", ["my-case", *shlex.split(example)])
    fields = {name: value for name, value in context.params.items() if name in FIELD_NAMES}
    asked = question_of(fields)
    assert asked.keys() <= LATER.keys() or "compare" in asked or parse(asked)


def ask() -> click.Command:
    return tidewaiter.commands["ask"]


def test_by_lists_every_column_that_groups() -> None:
    table = sections(sections(QUESTIONS, 2)["Every field"], 3)["When, and grouped how"]
    rows = [row for row in cells(table) if row[-1] in ("both", "declarations", "statistics")]
    listed = {name for first, *_ in rows for name in code(first)}
    spelled_out = {name for names in BY.values() for name in names}
    roles = {"producer", "origin", "dispatch", "trading", "sender", "destination"}
    parties = {name for name in BY["declarations"] if f"--{name.replace('_', '-')}" in QUESTIONS}
    assert spelled_out - listed <= roles | parties
    assert listed <= spelled_out


def test_the_json_of_an_answer_has_the_keys_on_the_page(bundled: Case) -> None:
    (shown,) = blocks(QUESTIONS, "json")
    question = {"of": "statistics", "reporter": "DE", "partner": "KG", "flow": "export",
                "since": "2022-01", "until": "2022-02", "by": ["month"], "currency": "EUR"}  # fmt: skip
    answer = bundled.ask(question).as_dict() | {"question": {}}
    assert keys(json.loads(shown) | {"question": {}}) == keys(answer)


def keys(content: object, at: str = "") -> set[str]:
    """Every key with the path to it; the first of a list stands for all."""
    if isinstance(content, list | tuple):
        return keys(content[0], at) if content else set()
    if not isinstance(content, dict):
        return set()
    here = {f"{at}{name}" for name in content}
    return here.union(*(keys(value, f"{at}{name}.") for name, value in content.items()))


def test_the_row_set_is_made_as_the_page_defines_it() -> None:
    (program,) = blocks(QUESTIONS, "python")
    page_says: dict[str, str] = {}
    exec(program, page_says)
    rows = pa.record_batch(
        {
            "row_id": [(1 << 32) + 70000, (1 << 32) + 70000, (2 << 32) + 2],
            "part_no": pa.array([1, 0, 0], pa.int16()),
        }
    )
    two = row_set([rows], {1: ("cd" * 32, "Лист1"), 2: ("ab" * 32, "")})
    assert (two, row_set([], {})) == (page_says["two"], page_says["none"])
