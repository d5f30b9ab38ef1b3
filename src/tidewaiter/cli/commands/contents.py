"""What a case holds, lacks and went through."""

from pathlib import Path

import click

from tidewaiter.cli.commands.arguments import CASE, JSON
from tidewaiter.cli.complete import case_sources


@click.command()
@CASE
@JSON
def sources(case: Path, as_json: bool) -> None:
    """What is in here: files, profiles, rows, licences."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists

    lists.show_sources(open_case(case).sources(), as_json)


@click.command()
@CASE
@click.option("--kind", help="Only problems of this kind.")
@click.option(
    "--source",
    shell_complete=case_sources,
    help="Only this source: its number, file name or profile.",
)
@click.option(
    "--limit", type=int, default=40, show_default=True, help="List at most so many (0: all)."
)
@JSON
def problems(case: Path, kind: str | None, source: str | None, limit: int, as_json: bool) -> None:
    """What could not be read: file, line, column, value as declared."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists

    opened = open_case(case)
    lists.show_problems(
        opened.problem_counts(kind, source),
        opened.problems(kind, source, None if as_json else limit or None),
        as_json,
        "no such problems" if kind or source else "no problems",
    )


@click.command()
@CASE
@click.option(
    "--source",
    "sources",
    multiple=True,
    shell_complete=case_sources,
    help="Only this source, in detail: its number, file name or profile. Repeatable.",
)
@JSON
def coverage(case: Path, sources: tuple[str, ...], as_json: bool) -> None:
    """What the case can answer: columns filled and read, months, and what it lacks."""
    from tidewaiter.case import open_case
    from tidewaiter.cli.coverage import show_coverage

    show_coverage(open_case(case).coverage(sources), as_json, chosen=bool(sources))


@click.command()
@CASE
@JSON
def log(case: Path, as_json: bool) -> None:
    """Who ran what, and when."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists

    lists.show_log(open_case(case).log(), as_json)
