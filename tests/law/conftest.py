"""Law for tests: a book of a few made-up measures, and `controlled` as a person types it."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tidewaiter.cli.run import main

Typed = Callable[..., dict[str, Any]]
HEAD = """
title = "A list made up for tests"
regime = "XY"
jurisdiction = ["XK"]
source = "tests"
licence = "none needed: invented"
"""
MEASURE = """
[[measure]]
id = "art-1"
act = "Act 1"
article = "Art. 1"
scope = "unmanned aircraft"
action = "ban"
to = ["RU"]
edition = "HS2022"
codes = ["8806"]
in_force_from = 2023-03-01
mark = "✔"
source = "tests"
"""


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type `controlled … --json`; the answer of each regime by name."""

    def run(words: str, *more: str) -> dict[str, Any]:
        monkeypatch.setattr(
            sys, "argv", ["tidewaiter", "controlled", *words.split(), *more, "--json"]
        )
        main()
        said = json.loads(capsys.readouterr().out)
        return said | {one["regime"]: one for one in said["regimes"]}

    return run


@pytest.fixture
def lists(tmp_path: Path) -> Callable[..., Path]:
    """A folder with one list, a head and measures, and tables beside it."""

    def write(text: str, name: str = "own", **tables: str) -> Path:
        folder = tmp_path / "controls"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.toml").write_text(text.lstrip(), encoding="utf-8")
        for table, content in tables.items():
            lines = [line.strip() for line in content.strip().splitlines()]
            (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder

    return write


def on(day: str) -> date:
    """A day."""
    return date.fromisoformat(day)
