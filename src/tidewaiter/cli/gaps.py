"""The loophole value on paper: the value, its companions beside it, and what they rest on."""

from typing import Any

from rich.console import Console

from tidewaiter.cli.answers import months_told
from tidewaiter.cli.paper import console, print_json, print_synthetic, say, table, text
from tidewaiter.questions.loophole import Loophole
from tidewaiter.words.statuses import IN_THE_GAP, UNKNOWN

_PLAIN = {
    "not_controlled": "certainly not controlled by the exporter's law: the loophole value",
    "no_rule_loaded": "no rule loaded of the exporter's law: silence, not freedom",
    "unknown": "unknown: some facts are missing; with the others the most it can be, of lines that say enough",
}


def show_loophole(found: Loophole, as_json: bool) -> None:
    """A row a group; the three columns are not to be added."""
    if as_json:
        return print_json(found.as_dict())
    on = console()
    print_synthetic(on, found.synthetic)
    laws = ", ".join(found.barred_by) or "any loaded law"
    say(on, f"barred to its own exporters by {laws}, and to those bound on the road:", 0)
    on.print(_values(found))
    for status in IN_THE_GAP:
        say(on, f"{status}: {_total(found, status)} – {_PLAIN[status]}", 0)
    say(on, "The three stand side by side and are not added.", 0)
    covered = found.value.coverage
    on.print(months_told(covered["months_present"], covered["months_missing"]))
    _print_first_covered(on, found)
    for status in IN_THE_GAP:
        say(on, f"{status}: query {found.answers[status].query_id}", 0, "dim")
    return None


def _total(found: Loophole, status: str) -> str:
    answer = found.answers[status]
    n_lines = sum(one.n_lines for one in answer.values)
    total = "not added" if answer.total is None else f"{text(answer.total)} {answer.unit}"
    total = total if n_lines else "nothing"
    counted = {one["step"]: one["n"] for one in answer.bridge}
    not_used = counted["problem"] + counted["no value"]
    told = f"{total} in {n_lines:,} lines" + (f", {not_used:,} not used" if not_used else "")
    lacking = counted.get("law unknown", 0) if status == UNKNOWN else 0
    return told + (f", {lacking:,} without a code, a day or a country" if lacking else "")


def _values(found: Loophole) -> Any:
    rows = found.rows()
    groups = list(rows[0]["by"]) if rows else []
    columns = [*groups, *(f"{status}, {found.value.unit}" for status in IN_THE_GAP)]
    lines = [
        [*one["by"].values(), *(one[status] and one[status]["value"] for status in IN_THE_GAP)]
        for one in rows
    ]
    return table(columns, lines, columns[len(groups) :])


def _print_first_covered(on: Console, found: Loophole) -> None:
    rows = [
        (one["tariff_line"], one["destination"], one["regime"], one["first_covered_on"])
        for one in found.first_covered
    ]
    if rows:
        columns = ("code", "to", "regime", "first covered on")
        on.print(table(columns, rows, (), "whole codes that a law named, from which day"))
