"""One code on paper: its texts, what became of it, its families."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from tidewaiter.cli.paper import console, print_json, say, table, text

_LINES = 20


def show_code(found: Mapping[str, Any], as_json: bool) -> None:
    """What `words.lookup` found of a code."""
    if as_json:
        return print_json(found)
    on = console()
    on.print(table(("edition", "code", "text"), _texts(found["editions"])))
    for name, what in (("predecessors", "goods came from"), ("successors", "goods went to")):
        if found[name]:
            _print_links(on, found[name], what)
    for family in found["families"]:
        _print_family(on, family)
    _print_lines(on, found["tariff_ru"])
    return None


def _texts(editions: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    rows = []
    for one in editions:
        if not one["exists"]:
            rows.append((one["edition"], "–", "no such code"))
        held = [*one["under"], {"code": one["code"], "text": one["text"]}, *one["subheadings"]]
        rows += [(one["edition"], each["code"], each["text"]) for each in held if each["text"]]
    return rows


def _print_links(on: Console, links: Sequence[Mapping[str, Any]], what: str) -> None:
    rows = [
        (one["of"], one["edition"], one["code"], one["text"], "yes" if one["conversion"] else "")
        for one in links[:_LINES]
    ]
    on.print(table(("of", "in", "code", "text", "conversion"), rows, title=what))
    _say_more(on, len(links))


def _print_family(on: Console, family: Mapping[str, Any]) -> None:
    on.print(f"family over {', '.join(family['editions'])}: {family['n_codes']} codes")
    for edition, codes in family["codes"].items():
        say(on, f"{edition}: {', '.join(codes) or 'none'}")
    if cut := family["cut_links"]:
        hubs = ", ".join(dict.fromkeys(one["code"] for one in cut))
        say(on, f"possible leak: links with {hubs} are cut, which gather scraps of many codes")


def _print_lines(on: Console, lines: Sequence[Mapping[str, Any]]) -> None:
    if lines:
        rows = [(one["code"], one["text"], one["unit"]) for one in lines[:_LINES]]
        on.print(table(("line", "text", "unit"), rows, title="tariff of the EAEU, in Russian"))
        _say_more(on, len(lines))


def _say_more(on: Console, n: int) -> None:
    if n > _LINES:
        on.print(text(f"and {n - _LINES:,} more: --json lists all"), style="dim")
