"""From the options of `controlled` to the law's answer, its history and its chart."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tidewaiter.cli import laws
from tidewaiter.cli.items import warn
from tidewaiter.law.asking import Typed, ask, read_day, understand
from tidewaiter.words.errors import CommandError


def typed(sent_from: str, case: Path | None, on: str | None, **said: Any) -> Typed:
    """The question as it was typed; a day that was left out is today, for a history."""
    facts = tuple(said.pop("facts"))
    return Typed(sent_from=sent_from, on=on or "", facts=facts, **lists_of(case), **said)


def lists_of(case: Path | None) -> dict[str, Any]:
    """What a case adds to the lists that ship: its own folder of lists, and items that came as records.

    Items that bind nobody are named on stderr: without a word they would read as freedom.
    """
    if case is None:
        return {}
    from tidewaiter.case import open_case
    from tidewaiter.ground.derived import CONTROLS

    opened = open_case(case)
    items = opened.control_items()
    warn(items.left_out)
    return {"folder": opened.path / CONTROLS, "more": items.lists}


def day(said: str | None, what: str) -> date | None:
    """A day, if one was said."""
    return read_day(said, what) if said else None


def show_day(asked: Typed, output: Path | None, as_json: bool) -> None:
    """The law on one day."""
    if not asked.on:
        raise CommandError("no day: which law is asked for?", "--on 2023-03-15; or --timeline")
    if output:
        raise CommandError("--output draws a history", "add --timeline, or leave --output out")
    found = ask(asked)
    laws.show_answer(found, as_json)
    if as_json:
        for sentence in laws.warn_of_text(found):
            print(f"note: {sentence}", file=sys.stderr)


def check_one_day(since: str | None, until: str | None, every_regime: bool) -> None:
    """Refuse what only a history has: it would be passed over."""
    given = {"--since": since, "--until": until, "--every-regime": every_regime}
    if named := [name for name, said in given.items() if said]:
        raise CommandError(
            f"{named[0]} is of a history", f"add --timeline, or leave {named[0]} out"
        )


def show_history(
    asked: Typed,
    span: tuple[str | None, str | None],
    every_regime: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """The law from year to year, on paper and, if a file is named, drawn."""
    from tidewaiter.cli.histories import show
    from tidewaiter.law.history import history

    if asked.on:
        print("note: a history tells all days, --on is left out", file=sys.stderr)
    since, until = (day(said, what) for said, what in zip(span, ("since", "until"), strict=True))
    understood = understand(replace(asked, on=until or since or date(2022, 1, 1)))
    found = history(understood, since, until, every_regime)
    if found.until < found.since:
        raise CommandError(f"until {found.until} is before since {found.since}", "turn them around")
    show(found, as_json)
    if output:
        from tidewaiter.charts import law_chart, write_chart

        write_chart(law_chart(found), output)
        print(f"written to {output}", file=sys.stderr)
