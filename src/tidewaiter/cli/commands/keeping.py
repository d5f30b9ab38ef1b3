"""Keeping a case: made, looked after, and undone where something should not be in it."""

from pathlib import Path

import click

from tidewaiter.cli.commands.arguments import CASE, JSON, PATH, SOURCES
from tidewaiter.cli.complete import case_sources


@click.command()
@CASE
def init(case: Path) -> None:
    """Make a new, empty case."""
    from tidewaiter.case import init

    init(case)
    click.echo(f"made an empty case at {case}; next: tidewaiter ingest {case} FILE…", err=True)


@click.command()
@CASE
@SOURCES
def remove(case: Path, sources: tuple[str, ...]) -> None:
    """Take SOURCES out (numbers or file names); `restore` brings them back."""
    from tidewaiter.case import open_case

    opened = open_case(case)
    before = opened.folder.manifest().ledger_seq
    names = opened.remove(sources)
    click.echo(f"took out {', '.join(names)}; bring back with: tidewaiter restore {case} {before}")


@click.command()
@CASE
@click.argument("state")
def restore(case: Path, state: str) -> None:
    """Go back to the STATE after an event of `log`; nothing that came between is lost."""
    from tidewaiter.case import open_case

    open_case(case).restore(state)
    click.echo(f"the case is again as it was after event {state}")


@click.command()
@CASE
@click.option(
    "--source",
    "sources",
    multiple=True,
    required=True,
    shell_complete=case_sources,
    help="Number or file name.",
)
@click.option("--why", required=True, help="The reason, kept in the ledger in place of the data.")
@click.confirmation_option(
    prompt="It will be gone for good, with every state that holds it. Go on?"
)
def purge(case: Path, sources: tuple[str, ...], why: str) -> None:
    """Remove a source for good, with its original and every state that holds it."""
    from tidewaiter.case import open_case

    names = open_case(case).purge(sources, why)
    click.echo(f"purged {', '.join(names)}; backups and copies elsewhere are not touched")


@click.command()
@CASE
@click.argument("target", type=PATH)
def backup(case: Path, target: Path) -> None:
    """Copy the case as it is now to TARGET, checking every file."""
    from tidewaiter.case import open_case
    from tidewaiter.cli.progress import watching

    with watching() as progress:
        open_case(case).backup(target, progress)
    click.echo(f"copied to {target}; it opens like the case itself")


@click.command()
@CASE
@JSON
def doctor(case: Path, as_json: bool) -> None:
    """Is every file what it was, is every row accounted for; exit 1 when something is wrong."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists
    from tidewaiter.cli.progress import watching

    with watching() as progress:
        found = open_case(case).doctor(progress)
    lists.show_health(found, as_json)
    if not all(one.ok for one in found):
        raise SystemExit(1)


@click.command()
@CASE
@click.option(
    "--forget-history", is_flag=True, help="Also drop earlier states of the case and their files."
)
@JSON
def gc(case: Path, forget_history: bool, as_json: bool) -> None:
    """Drop files that no state of the case refers to."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists

    lists.show_collected(open_case(case).gc(forget_history), as_json)
