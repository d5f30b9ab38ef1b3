"""What moved between two states, on paper."""

from tidewaiter.cli.paper import console, print_json, say, table
from tidewaiter.evidence.differing import Difference


def show_difference(found: Difference, as_json: bool) -> None:
    """By regime the answers that moved, then the claims; lines one by one in JSON."""
    if as_json:
        return print_json(found.as_dict())
    on = console()
    lines = found.lines
    rows = [
        (one["regime"], one["before"], one["after"], one["n_lines"], one["value_usd"])
        for one in lines.answers
    ]
    if rows:
        columns = ("regime", "before", "after", "lines", "USD")
        on.print(table(columns, rows, ("lines", "USD"), "lines to which a law says otherwise"))
    else:
        say(on, "no law says otherwise to any line that both states hold", 0)
    say(on, f"lines that came: {lines.n_came:,}; that went: {lines.n_went:,}", 0)
    if found.claims:
        columns = ("claim", "says", "before", "after", "why")
        moved = [
            (after.claim.id, after.claim.text, before.verdict, after.verdict, after.why)
            for before, after in found.claims
        ]
        on.print(table(columns, moved, (), "claims that moved"))
    return None
