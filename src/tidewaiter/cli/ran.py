"""What `run` did, on paper."""

from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from rich.markup import escape
from rich.table import Table

from tidewaiter.cli.items import binding_nobody
from tidewaiter.cli.paper import console, print_json, print_synthetic, say, table
from tidewaiter.law.control import Controlled
from tidewaiter.law.overview import Overview
from tidewaiter.steps import Ran
from tidewaiter.words.statuses import CONTROLLED, STATUSES, UNKNOWN

Counts = Mapping[str, Mapping[str, int]]


def show_ran(done: Ran, overview: Overview, case: Path, as_json: bool) -> None:
    """A line a step; what was left out, with why; how many lines each regime gave which answer."""
    if as_json:
        return print_json(
            done.as_dict() | {"statuses": overview.statuses, "lacking": overview.lacking}
        )
    on, counts = console(), overview.statuses
    print_synthetic(on, overview.synthetic)
    for sentence in _of_control(done.control):
        say(on, sentence, 0)
    for sentence in binding_nobody(done.control.left_out):
        say(on, escape(sentence))
    if not counts:
        say(on, "no declaration lines: nothing to look up", 0)
        say(on, f"next: tidewaiter ingest {case} FILE…", 0)
        return None
    on.print(_answers(counts))
    say(on, "lines that count, by regime and answer; the law as known today", 0)
    for field, n_lines in overview.lacking.items():
        say(on, f"{n_lines:,} of them say no {field}: without it no law can be asked", 0)
    say(on, f"next: tidewaiter ask {case} --by {quote(f'control:{_busiest(counts)}')}", 0)
    return None


def _answers(counts: Counts) -> Table:
    """A row a regime, a column a status that some regime gave."""
    given = [one for one in STATUSES if any(one in of_regime for of_regime in counts.values())]
    rows = [(regime, *(of.get(one) for one in given)) for regime, of in counts.items()]
    return table(("regime", *given), rows, given)


def _busiest(counts: Counts) -> str:
    """The regime that covered most lines for certain; of several, that may have covered most."""

    def covered(regime: str) -> tuple[int, int]:
        of = counts[regime]
        return sum(of.get(status, 0) for status in CONTROLLED), of.get(UNKNOWN, 0)

    return max(counts, key=covered)


def _of_control(done: Controlled) -> list[str]:
    if done.unchanged:
        return ["control: nothing has changed"]
    regimes = f"{len(done.regimes)} regimes ({', '.join(done.regimes)})"
    known = f", also as known on {', '.join(done.known_on)}" if done.known_on else ""
    return [
        f"control: {done.n_lines:,} lines stand in {done.n_combinations:,} combinations of goods and road, "
        f"{done.n_cases:,} with their spans of days, each under {regimes}{known}",
        f"computed: {done.n_computed:,} combinations; the others rest on the same law and the same days",
    ]
