"""Printing how well the steps did."""

import json
from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from tidewaiter.cli.paper import print_synthetic, table
from tidewaiter.score.scoring import STEPS

_COLUMNS = ("step", "precision", "recall", "F1", "besides", "misses")
_NUMBERS = ("precision", "recall", "F1", "misses")


def show_scores(found: Mapping[str, Any], as_json: bool) -> None:
    """A line a step; all misses in JSON."""
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=_number))
        return
    on = Console(highlight=False)
    print_synthetic(on, found["synthetic"])
    on.print(score_table(found))
    on.print("– is a step that does not exist yet. Each miss with its file and line: --json")


def score_table(found: Mapping[str, Any]) -> Table:
    """A line a step; a dash where the step does not exist yet."""
    return table(_COLUMNS, [_line(step, found[step]) for step in STEPS], _NUMBERS)


def _line(step: str, one: Mapping[str, Any] | None) -> tuple[str, ...]:
    if one is None:
        return (step, "–", "–", "–", "", "–")
    rates = [_rate(one.get(name)) for name in ("precision", "recall", "f1")]
    return (step, *rates, _besides(one), f"{len(one['misses']):,}")


def _rate(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _besides(one: Mapping[str, Any]) -> str:
    if "accuracy" in one:
        return f"accuracy {_rate(one['accuracy'])}"
    if "n_exact" in one:
        return (
            f"{one['n_exact']} of {one['n']} exact, largest error {one['largest_absolute_error']}"
        )
    return f"{one['n_rows_in_case']:,} of {one['n_rows']:,} rows are in the case"


def _number(value: object) -> float | str:
    """Decimals as the numbers they are."""
    return float(str(value))
