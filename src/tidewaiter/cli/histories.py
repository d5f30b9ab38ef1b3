"""The history of a product under each regime, on paper: a table of spans each."""

from tidewaiter.cli.laws import dotted, named, regime_name
from tidewaiter.cli.paper import console, lean_table, print_json, say
from tidewaiter.law.history import History, Line
from tidewaiter.law.timeline import Span


def show(found: History, as_json: bool) -> None:
    """Every span of every regime."""
    if as_json:
        return print_json(found.as_dict())
    on, road = console(), found.question.road
    on.print(
        f"[bold]{dotted(found.question.code)} from {named(road.sent_from)} to {named(road.to)}, "
        f"{found.since} to {found.until}[/]"
    )
    if found.assumed_seller:
        say(on, f"seller not stated, taken to be of {named(found.assumed_seller)}", 0)
    for one in found.lines:
        on.print()
        own = ", as it bound its own exporters" if one.own_exporters else ""
        made_up = " [bold red]SYNTHETIC: no such law exists[/]" if one.synthetic else ""
        on.print(f"[bold]{one.regime}[/] {regime_name(one.regime)}{own}{made_up}")
        if one.may_bind:
            say(on, "whether this law binds anybody on the road is not known", style="dim")
        on.print(_table(one))
        if one.newest and one.newest < found.until:
            said = f"the newest act loaded is of {one.newest}; what came after it is not known"
            say(on, said, style="dim")
    if not found.lines:
        say(on, "no loaded law binds anybody on this road", 0)
    if found.silent:
        on.print()
        said = "say nothing of it in all these years, or bind nobody on the road"
        say(on, f"{', '.join(found.silent)}: {said}", 0, "dim")
    return None


def _table(one: Line) -> object:
    names = ("from", "to", "status", "possible", "", "by")
    rows = [
        (
            str(span.first),
            str(span.last),
            span.standing.status,
            span.standing.possible or "",
            span.standing.mark or "",
            basis(span),
        )
        for span in one.spans
    ]
    return lean_table(names, rows, (), names[:5])


def basis(span: Span, most: int = 3) -> str:
    """The acts a span rests on, or that may apply in it."""
    each = [f"{one.measure.act}, {one.measure.article}" for one in span.standing.deciding]
    acts = list(dict.fromkeys(each))
    more = f"; {len(acts) - most} more" if len(acts) > most else ""
    return "; ".join(acts[:most]) + more
