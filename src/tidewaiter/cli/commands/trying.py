"""Trying it out: the bundled examples, cases made up whole, and how well those are read."""

from pathlib import Path

import click

from tidewaiter.cli.commands.arguments import CASE, JSON, PATH


@click.command()
@click.argument("case", type=PATH, default="demo-case")
@click.option(
    "-o",
    "--output",
    type=PATH,
    default="demo-report.html",
    help="Where the report goes.",
)
def demo(case: Path, output: Path) -> None:
    """The main job, end to end, on bundled examples."""
    from tidewaiter.cli.demo import run

    run(case, output)


@click.command()
@click.argument("out", type=PATH, required=False)
@click.option("--lines", default=100_000, show_default=True, help="Rows of all files together.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option(
    "--months", help="First and last month: 2021-01:2023-07. The spec's own when left out."
)
@click.option("--spec", type=PATH, help="Another story, in a TOML file.")
@click.option("--check", type=PATH, help="Say what a spec lacks; write nothing.")
@click.option("--print-spec", is_flag=True, help="Print the built-in spec, to start from.")
@JSON
def twin(
    out: Path | None,
    lines: int,
    seed: int,
    months: str | None,
    spec: Path | None,
    check: Path | None,
    print_spec: bool,
    as_json: bool,
) -> None:
    """Write a synthetic case into the folder OUT: files, what to claim of them, and the truth."""
    from tidewaiter.cli import twins
    from tidewaiter.words.errors import CommandError

    if print_spec:
        click.echo(twins.BUILT_IN.read_text(encoding="utf-8"), nl=False)
    elif check:
        twins.check_spec(check, as_json)
    elif out is None:
        raise CommandError("no folder is named", "tidewaiter twin OUT --lines 100000")
    else:
        made = twins.make_twin(out, spec or twins.BUILT_IN, lines, seed, twins.months_asked(months))
        twins.show_made(made, as_json)


@click.command()
@CASE
@click.argument("truth", type=PATH)
@JSON
def score(case: Path, truth: Path, as_json: bool) -> None:
    """How well the steps found what a twin's TRUTH says was planted; a step to come is null."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import scores
    from tidewaiter.score.scoring import score

    scores.show_scores(score(open_case(case), truth), as_json)
