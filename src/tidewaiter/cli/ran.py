"""What `run` did, on paper."""

from pathlib import Path

from tidewaiter.cli.paper import console, print_json, say
from tidewaiter.law.control import Controlled
from tidewaiter.steps import Ran

_MOST = 10


def show_ran(done: Ran, case: Path, as_json: bool) -> None:
    """A line a step; what was left out, with why."""
    if as_json:
        return print_json(done.as_dict())
    on = console()
    for sentence in _of_control(done.control):
        say(on, sentence, 0)
    left_out = done.control.left_out
    for one in left_out[:_MOST]:
        say(on, f"binds nobody: row {one['row_id']}, code {one['code']}: {one['why']}")
    if len(left_out) > _MOST:
        say(on, f"and {len(left_out) - _MOST:,} more: --json")
    if not done.control.unchanged:
        say(on, f"next: tidewaiter ask {case} --control CN:unknown", 0)
    return None


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
