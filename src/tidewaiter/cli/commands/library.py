"""What Tidewaiter knows before a file is read: layouts, codes, control lists."""

from pathlib import Path

import click

from tidewaiter.cli.commands.arguments import JSON, PATH


@click.command()
@click.argument("case", type=PATH, required=False)
@click.option("--on", help="Only what is in force that day, and the versions of published lists.")
@click.option("--unverified", is_flag=True, help="As with measures marked ? in use.")
@click.option("--facts", is_flag=True, help="The facts that conditions ask for, instead.")
@JSON
def controls(
    case: Path | None, on: str | None, unverified: bool, facts: bool, as_json: bool
) -> None:
    """The control lists: from when to when, how complete, how sure."""
    from tidewaiter.cli import asked_law, controls

    own = asked_law.lists_of(case)
    controls.show_controls(own, asked_law.day(on, "on"), unverified, facts, as_json)


@click.command()
@click.argument("code")
@JSON
def code(code: str, as_json: bool) -> None:
    """What CODE is in each edition, what became of it, and what it can be compared with."""
    from tidewaiter.cli.codes import show_code
    from tidewaiter.words.lookup import look_up

    show_code(look_up(code), as_json)


@click.command()
@click.argument("case", type=PATH, required=False)
@JSON
def profiles(case: Path | None, as_json: bool) -> None:
    """The layouts that can be read, each with its source and status."""
    from tidewaiter.cli import lists
    from tidewaiter.records.shelf import built_in

    if case is None:
        lists.show_profiles(built_in(), as_json)
    else:
        from tidewaiter.case import open_case

        lists.show_profiles(open_case(case).profiles(), as_json)
