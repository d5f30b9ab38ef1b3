"""Printing what a twin holds, and what a spec lacks."""

import json
from pathlib import Path

import click

from tidewaiter.cli.progress import watching
from tidewaiter.score.rehearsal import rehearse
from tidewaiter.twin.check import lacking
from tidewaiter.twin.cursor import Months, months_of
from tidewaiter.twin.make import Made, make
from tidewaiter.twin.parse import read_spec
from tidewaiter.twin.spec import Spec
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import CommandError

BUILT_IN = LIBRARY / "twin" / "two-buyers.toml"
_MOST_TOLD = 20


def months_asked(text: str | None) -> Months | None:
    """The months of `--months`."""
    try:
        return months_of(text) if text else None
    except ValueError as wrong:
        raise CommandError(f"--months {text}: {wrong}", "write --months 2021-01:2023-07") from None


def check_spec(path: Path, as_json: bool) -> None:
    """What a spec lacks; exit 2 where it lacks anything."""
    spec, lacks = read_spec(path)
    if not lacks:
        lacks = lacking(spec)
    if not lacks:
        with watching() as progress:
            lacks = rehearse(spec, progress)
    if as_json:
        click.echo(json.dumps({"spec": str(path), "lacks": lacks}, ensure_ascii=False))
    if lacks:
        raise _refusal(path, lacks)
    if not as_json:
        click.echo(
            f"{path}: nothing is lacking; a rehearsal was read whole and gave every total back"
        )


def make_twin(out: Path, path: Path, n_lines: int, seed: int, months: Months | None) -> Made:
    """A twin of a spec in a new folder."""
    spec = _whole(path, months)
    with watching() as progress:
        return make(out, spec, path.read_bytes(), n_lines, seed, progress)


def _whole(path: Path, months: Months | None) -> Spec:
    spec, lacks = read_spec(path, months)
    if lacks := lacks or lacking(spec):
        raise _refusal(path, lacks)
    return spec


def _refusal(path: Path, lacks: list[str]) -> CommandError:
    n_more = len(lacks) - _MOST_TOLD
    told = lacks[:_MOST_TOLD] + ([f"… and {n_more} more: --json"] if n_more > 0 else [])
    things = "one thing" if len(lacks) == 1 else f"{len(lacks)} things"
    listed = "".join(f"\n  {sentence}" for sentence in told)
    return CommandError(f"{path.name} lacks {things}", f"docs/twin.md says what a spec has{listed}")


def show_made(made: Made, as_json: bool) -> None:
    """What was written, and what to do with it."""
    if as_json:
        facts = {
            "folder": str(made.folder),
            "synthetic": True,
            "n_rows": made.n_rows,
            "files": made.files,
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo("SYNTHETIC DATA: no row is a real shipment", err=True)
    width = max(map(len, made.files))
    for name, n in made.files.items():
        click.echo(f"{name:<{width}}  {n:>10,}")
    click.echo(f"{'rows':<{width}}  {made.n_rows:>10,}")
    click.echo(f"next: tidewaiter init CASE; tidewaiter ingest CASE {made.folder}", err=True)
