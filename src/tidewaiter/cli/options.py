"""Every field of a question as an option: the same name, underscores as hyphens."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tidewaiter.cli.complete import case_sources, place_names
from tidewaiter.questions.fields import CHOICES, FILTERS, LATER, PARTY, PLACE
from tidewaiter.words.errors import CommandError

Command = TypeVar("Command", bound=Callable[..., Any])

_HELP = {
    "of": "Which records.",
    "measure": "What is added up.  [default: value]",
    "valuation": "Only this declared value.",
    "rate_rule": "Which exchange rate.",
    "concordance": "How codes of several HS editions meet.",
    "compare": "Against which earlier period.",
    "reporter_level": "Which level of reporters answers.",
    "partner_level": "Which level of partners answers.",
    "product_level": "Which level of goods answers.",
    "period_level": "Which length of period answers.",
    "event": "Rung of the event ladder: order, lodged, released …",
    "direction": "import, export or transit.",
    "procedure": "Customs procedure, as declared.",
    "flow": "import, export, re_import or re_export.",
    "hs": "Codes that begin so: 8806, 88.",
    "tariff_line": "Exactly this national code.",
    "text": "Words in the description of the goods.",
    "source": "Only this source: number, file name, profile or hash.",
    "goods": "A registered product set.",
    "concept": "A goods tag.",
    "actor_type": "state_organ, state_owned, private or unknown.",
    "control": "REGIME:status, after `run`: CN:not_controlled.",
    "loophole": "Barred by some law, and to the exporter: not_controlled, no_rule_loaded or unknown.",
}


def how_to_read(command: Command) -> Command:
    """Give a command what a person may say about its files, where the guess is wrong."""
    options = (
        click.option(
            "--encoding",
            multiple=True,
            help="The files' encoding: utf-8, cp1251, koi8-r, cp866, gb18030 …; or FILE=NAME for some.",
        ),
        click.option("--delimiter", help="The sign between columns."),
        click.option(
            "--sheet", "sheets", multiple=True, help="Only this sheet of a workbook (repeatable)."
        ),
        click.option("--header", help="The line of the header: 6, or 5-6; 0 where there is none."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def question_options(command: Command) -> Command:
    """Give a command every field of a question as an option."""
    options = [*_periods(), *_filters(), *_choices(), *_later()]
    for option in reversed(options):
        command = option(command)
    return command


def question_of(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that were given."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in fields.items()
        if value not in (None, ())
    }


def search_of(fields: dict[str, Any]) -> dict[str, list[str]]:
    """The words and sources of a search, which takes no other field of a question."""
    asked = question_of(fields)
    words, sources = asked.pop("text", []), asked.pop("source", [])
    if asked:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in asked)
        raise CommandError(f"raw rows have no {named}", "search them by --text and --source only")
    return {"words": words, "sources": sources}


def _periods() -> list[Callable[[Any], Any]]:
    return [
        click.option("--since", help="First day: 2022, 2022-01 or 2022-01-31."),
        click.option("--until", help="First day after: exclusive."),
        click.option("--known-on", help="The law as it had been published by that day."),
        click.option(
            "--by",
            multiple=True,
            help="Group by: month, hs2, origin, importer, control:EU … (repeatable).",
        ),
        click.option("--currency", help="ISO code.  [default: USD]"),
        click.option(
            "--versus",
            multiple=True,
            help="Compare with the same question, one field changed: destination=UA.",
        ),
    ]


def _filters() -> list[Callable[[Any], Any]]:
    return [_filter(name) for name in FILTERS]


def _filter(name: str) -> Callable[[Any], Any]:
    compares = FILTERS[name].compares
    words = name.replace("_", " ")
    described = {PLACE: f"Country or group: {words}.", PARTY: f"Name or identifier: {words}."}
    complete = {PLACE: place_names}.get(compares) or (case_sources if name == "source" else None)
    return click.option(
        f"--{name.replace('_', '-')}",
        name,
        multiple=True,
        help=_HELP.get(name) or described.get(compares),
        shell_complete=complete,
    )


def _choices() -> list[Callable[[Any], Any]]:
    return [
        click.option(
            f"--{name.replace('_', '-')}",
            name,
            type=click.Choice(list(choices)),
            metavar="|".join(choices) if len(choices) < 5 else None,
            help=_HELP[name],
        )
        for name, choices in CHOICES.items()
    ]


def _later() -> list[Callable[[Any], Any]]:
    return [
        click.option(f"--{name.replace('_', '-')}", name, help=_HELP[name], hidden=True)
        for name in LATER
    ]
