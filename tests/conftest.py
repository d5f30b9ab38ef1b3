"""Cases for tests: small ones from a table in the test, and one of all bundled examples."""

import fcntl
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tidewaiter.case import Case, init, open_case
from tidewaiter.words.bundled import LIBRARY

EXAMPLES = LIBRARY / "examples"


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case of every bundled example, built once for all workers and never changed."""
    run = tmp_path_factory.getbasetemp()
    together = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    shared = together / "bundled-case"
    with (together / "bundled.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "case.toml").exists():
            init(shared).ingest([EXAMPLES / "eurostat", EXAMPLES / "korea"])
    return open_case(shared)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """An empty case."""
    return init(tmp_path / "case")


Written = Callable[[str, str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a text file given as an indented block; its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        lines = [line.strip() for line in io.StringIO(text) if line.strip()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


PROFILE = """
title = "A small declarations layout, made up for tests"
kind = "declarations"
source = "tests"
licence = "none needed: invented"
synthetic = true
[columns]
id = "declaration_id"
day = "declared_on"
code = "tariff_line"
text = "description"
from = "origin"
to = "destination"
importer = "importer_name"
kg = "net_kg"
n = "quantity"
unit = "unit"
value = "invoice_value"
currency = "invoice_currency"
usd = "statistical_value_usd"
move = "direction"
[words.move]
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile for small declarations files, columns as in `DECLARED`."""
    path = tmp_path / "small-declarations.toml"
    text = PROFILE.replace("[words.move]", '[words.direction]\nIM = "import"\nEX = "export"')
    path.write_text(text, encoding="utf-8")
    return path


HEADER = "id,day,code,text,from,to,importer,kg,n,unit,value,currency,usd,move"
