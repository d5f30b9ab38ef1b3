"""Which law bound the lines of a case, would bind goods on a road, and what it says otherwise by now."""

from pathlib import Path
from typing import Any

import click

from tidewaiter.cli.commands.arguments import CASE, JSON, PATH
from tidewaiter.cli.complete import place_names


@click.command()
@CASE
@click.option(
    "--known-on",
    multiple=True,
    help="Also as the law had been published by this day: 2023-03-15 (repeatable).",
)
@JSON
def run(case: Path, known_on: tuple[str, ...], as_json: bool) -> None:
    """Which law bound every line, regime by regime; only what changed is computed again."""
    from tidewaiter.case import open_case
    from tidewaiter.cli.progress import watching
    from tidewaiter.cli.ran import show_ran

    opened = open_case(case)
    with watching() as progress:
        done = opened.run(known_on=known_on, progress=progress)
    show_ran(done, opened.law_overview(), case, as_json)


@click.command()
@click.argument("hs")
@click.option("--from", "sent_from", required=True, help="The country goods are sent from.")
@click.option("--to", required=True, help="The country they go to.")
@click.option("--on", help="The day: 2023-03-15; may be left out with --timeline.")
@click.option("--seller", help="The seller's country.  [default: the country goods are sent from]")
@click.option("--origin", help="The country where they were made.")
@click.option(
    "--contract", help="The day of the contract: a wind-down may lift a ban for old ones."
)
@click.option("--known-on", help="The law as it was published by that day.")
@click.option(
    "--tariff",
    help="Whose tariff the digits of HS beyond the sixth are of: RU, EU …",
    shell_complete=place_names,
)
@click.option(
    "--fact",
    "facts",
    multiple=True,
    help="mtow_kg=0.9, gust_kmh<46.3, civil=yes … (repeatable); all: controls --facts.",
)
@click.option(
    "--text", default="", help="A description: numbers in kg, g, h, min, km/h, m/s, kW are read."
)
@click.option(
    "--case",
    type=PATH,
    help="Also this case's lists: of its controls folder, and items in its records.",
)
@click.option("--unverified", is_flag=True, help="Also measures marked ?.")
@click.option("--timeline", is_flag=True, help="The history instead of one day.")
@click.option("--since", help="First day of the history.")
@click.option("--until", help="Last day of the history.")
@click.option(
    "--every-regime",
    is_flag=True,
    help="In the history, other regimes too, as they bound their own exporters.",
)
@click.option("-o", "--output", type=PATH, help="Draw the history into this file, .svg or .png.")
@JSON
def controlled(
    sent_from: str,
    case: Path | None,
    timeline: bool,
    since: str | None,
    until: str | None,
    every_regime: bool,
    output: Path | None,
    as_json: bool,
    **typed: Any,
) -> None:
    """Which law covered HS from one country to another that day, regime by regime."""
    from tidewaiter.cli import asked_law

    asked = asked_law.typed(sent_from, case, **typed)
    if timeline:
        asked_law.show_history(asked, (since, until), every_regime, output, as_json)
    else:
        asked_law.check_one_day(since, until, every_regime)
        asked_law.show_day(asked, output, as_json)


@click.command()
@CASE
@click.option("--since", required=True, help="The state after this event of `log`, or its id.")
@click.option("--claims", type=PATH, help="Also the verdicts on these claims.")
@JSON
def diff(case: Path, since: str, claims: Path | None, as_json: bool) -> None:
    """Which lines the law tells another answer than in an earlier state, and which claims moved."""
    from tidewaiter.case import open_case
    from tidewaiter.cli.differences import show_difference

    show_difference(open_case(case).diff(since, claims), as_json)
