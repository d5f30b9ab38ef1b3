"""Reading files: into a case, before one, or once more by a profile."""

from pathlib import Path
from typing import Any

import click

from tidewaiter.cli.commands.arguments import CASE, JSON, PATH, SOURCES
from tidewaiter.cli.complete import profile_names
from tidewaiter.cli.options import how_to_read


@click.command()
@CASE
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--profile",
    shell_complete=profile_names,
    help="Read them by this profile: a name, or your own FILE.toml.",
)
@click.option("--raw", is_flag=True, help="Keep what no profile fits as it is, to be mapped later.")
@click.option(
    "--no-copy", is_flag=True, help="Leave the files where they are; keep path and hash only."
)
@how_to_read
@JSON
def ingest(
    case: Path,
    files: tuple[str, ...],
    profile: str | None,
    raw: bool,
    no_copy: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Read FILES (files, folders, patterns, archives) into the case."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists
    from tidewaiter.cli.passwords import AskedFor
    from tidewaiter.cli.progress import watching

    with watching() as progress:
        done = open_case(case).ingest(
            files,
            profile,
            raw=raw,
            copy=not no_copy,
            passwords=AskedFor(progress),
            progress=progress,
            **how,
        )
    lists.show_ingested(done, as_json)


@click.command()
@click.argument("files", nargs=-1, required=True)
@how_to_read
@JSON
def inspect(files: tuple[str, ...], as_json: bool, **how: Any) -> None:
    """What FILES are: format, encoding and why, header, first rows; nothing is imported."""
    from tidewaiter.cli import lists
    from tidewaiter.cli.passwords import AskedFor
    from tidewaiter.cli.progress import watching
    from tidewaiter.intake import inspect

    with watching() as progress:
        found = inspect(files, passwords=AskedFor(progress), progress=progress, **how)
    lists.show_seen(found, as_json)
    found.refuse_where_nothing_can_be_read()


@click.command()
@click.argument("file")
@click.option("-o", "--output", type=PATH, help="Write the profile to this FILE.toml.")
@click.option(
    "--save",
    "case",
    type=PATH,
    help="Keep the profile in this case: files with the same header are then recognised.",
)
@how_to_read
@JSON
def profile(file: str, output: Path | None, case: Path | None, as_json: bool, **how: Any) -> None:
    """Propose what the columns of FILE are: a profile to look over, with reasons and doubts."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import proposals
    from tidewaiter.cli.passwords import AskedFor
    from tidewaiter.cli.progress import watching
    from tidewaiter.intake import propose

    opened = open_case(case) if case else None
    folder = opened.folder if opened else None
    with watching() as progress:
        found = propose(file, folder=folder, passwords=AskedFor(progress), progress=progress, **how)
    if output or opened:
        proposals.keep(found, output, opened)
    proposals.show(found, as_json)


@click.command()
@CASE
@SOURCES
@click.option(
    "--profile",
    shell_complete=profile_names,
    help="Read them by this profile; without it, by the one that fits.",
)
@JSON
def map(case: Path, sources: tuple[str, ...], profile: str | None, as_json: bool) -> None:
    """Read SOURCES the case holds (numbers or file names) by a profile; the files are not needed."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists
    from tidewaiter.cli.progress import watching

    with watching() as progress:
        done = open_case(case).map(sources, profile, progress)
    lists.show_ingested(done, as_json)
