"""What law is loaded, on paper: each list with its days, how complete it is and how sure."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from tidewaiter.cli.laws import show_facts
from tidewaiter.cli.paper import console, lean_table, print_json, say
from tidewaiter.law.book import Book, as_published, open_book
from tidewaiter.law.measures import MARKS, CompleteFor, ControlList


def show_controls(
    own: Mapping[str, Any], on: date | None, unverified: bool, facts: bool, as_json: bool
) -> None:
    """The loaded lists, those of a case among them, or the facts that they ask for."""
    book = open_book(unverified=unverified, **own)
    if facts:
        return show_facts(book.facts, as_json)
    lists = [list_as_dict(one, unverified) for one in book.lists if _in_force(one, on)]
    published = _published(book, on) if on else []
    if as_json:
        return print_json({"on": on, "lists": lists, "published": published})
    return _print(lists, published, on)


def _in_force(one: ControlList, on: date | None) -> bool:
    return on is None or any(measure.in_force(on) for measure in one.measures)


def list_as_dict(one: ControlList, unverified: bool) -> dict[str, Any]:
    """One list: what it holds, from when to when, how complete, how sure."""
    starts = [measure.in_force_from for measure in one.measures if measure.in_force_from]
    ends = [measure.in_force_to for measure in one.measures]
    marks = Counter(measure.mark for measure in one.measures)
    n_used = sum(measure.sure or unverified for measure in one.measures)
    return {
        "list": one.name,
        "title": one.title,
        "regime": one.regime,
        "version": one.version,
        "n_measures": len({measure.id.split("/")[1] for measure in one.measures}),
        "n_codes": len({code for measure in one.measures for code in measure.codes}),
        "in_force_from": min(starts, default=None),
        "in_force_to": None if None in ends else max(filter(None, ends), default=None),
        "undated": sum(measure.undated for measure in one.measures),
        "marks": {mark: marks[mark] for mark in MARKS if marks[mark]},
        "use": "check only" if one.check_only else "used" if n_used else "off",
        "complete_for": [_complete(declared) for declared in one.complete_for],
        "own": one.own,
        "synthetic": one.synthetic,
        "source": one.source,
        "licence": one.licence,
        "attribution": one.attribution,
        "sha256": one.sha256,
    }


def _complete(one: CompleteFor) -> dict[str, Any]:
    return {
        "codes": list(one.codes),
        "to": list(one.to),
        "from": one.since,
        "until": one.until,
        "means": one.means,
        "mark": one.mark,
    }


def _published(book: Book, on: date) -> list[dict[str, Any]]:
    found = []
    for name in book.published_lists():
        for version, one in book.published(name, on):
            measures = as_published(one)
            codes = {code for measure in measures for code in measure.codes}
            found.append(
                {
                    "list": name,
                    "publisher": version.publisher,
                    "version": version.since,
                    "until": version.until,
                    "n_codes": len(codes),
                    "mark": measures[0].mark,
                    "from_list": one.name,
                    "codes": sorted(codes),
                }
            )
    return sorted(found, key=lambda each: (each["list"], each["publisher"]))


def _print(
    lists: list[dict[str, Any]], published: list[dict[str, Any]], on_day: date | None
) -> None:
    on = console()
    if on_day:
        say(on, f"in force on {on_day}:", 0, "bold")
    names = ("regime", "list", "from", "to", "measures", "codes", "sure", "use")
    rows = [
        (
            one["regime"],
            f"{one['list']}: {one['title']}",
            str(one["in_force_from"] or "not found"),
            str(one["in_force_to"] or ""),
            one["n_measures"],
            one["n_codes"] or "",
            " ".join(f"{mark} {n}" for mark, n in one["marks"].items()),
            f"{one['use']}{', own' if one['own'] else ''}{', SYNTHETIC' if one['synthetic'] else ''}",
        )
        for one in lists
    ]
    on.print(lean_table(names, rows, ("measures", "codes"), ("from", "to", "sure", "use")))
    for one in lists:
        for declared in one["complete_for"]:
            say(on, _declared(one["regime"], declared), 0)
    if not any(one["complete_for"] for one in lists):
        say(on, "no list in force declares itself complete: silence is no rule loaded", 0)
    for version in published:
        codes = f"{version['n_codes']} codes, version of {version['version']}"
        say(on, f"{version['list']} list by {version['publisher']}: {codes} {version['mark']}", 0)
    say(on, "✔ read in the source, ≈ from a secondary report, ? unverified and off", 0, "dim")


def _declared(regime: str, one: Mapping[str, Any]) -> str:
    ends = one["until"] or "today"
    codes, to = ", ".join(one["codes"]), ", ".join(one["to"])
    return f"{regime} is complete for {codes} to {to}, {one['from']} to {ends}: {one['means']} {one['mark']}"
