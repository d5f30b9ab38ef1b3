"""The measures of a list, from its `[[measure]]` tables and the tables of codes beside them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from tidewaiter.law import tables
from tidewaiter.law.codes import PART_OF_MEASURE, check_code, check_edition, printed
from tidewaiter.law.dated import DAYS, check_order, check_whole
from tidewaiter.law.filed import Entry
from tidewaiter.law.measures import ACTIONS, ANY, MARKS, Measure
from tidewaiter.law.reading import Reading, condition_in, known_fact, places_in
from tidewaiter.words.bundled import LIBRARY

SHARED = (
    "act", "article", "scope", "action", "to", "to_except", "to_unsure", "unsure", "edition", "reach",
    "reach_mark", "adopted", "published", "in_force_from", "in_force_to", "end_published",
    "contract_before", "execute_by", "wind_down_value_eur", "annex", "newly_listed", "exemptions",
    "mark", "source", "note", "snapshot", "not_before",
)  # fmt: skip
OF_MEASURE = ("id", "codes", "ex", "value_over_eur", "reference", "when", "text", *SHARED)


def measures(reading: Reading, regime: str) -> tuple[Measure, ...]:
    """Every measure of a file, and one for each line of its tables."""
    entries = reading.entries("measure", "measure")
    seen: set[str] = set()
    found: list[Measure] = []
    read: dict[str, list[Entry]] = {}
    for entry in entries:
        entry.only(OF_MEASURE)
        key = entry.text("id", "a short name of its own within the file")
        if key in seen:
            raise entry.refuse(f"the id {key!r} is given twice", "id")
        seen.add(key)
        one = _measure(reading, entry, regime)
        table = entry.fields.get("codes")
        if isinstance(table, str):
            if table not in read:
                path, keys = reading.path.parent / table, _sharing(entries, table)
                read[table] = tables.read(path, entry, keys, reading.chapters)
            alone = len(_sharing(entries, table)) == 1
            lines = tables.measures(one, read[table], "" if alone else key)
            if not lines and not reading.chapters:
                raise entry.refuse(f"no line of {table} is of it", "codes")
            found += lines
        else:
            found.append(one)
    _check_lines(entries, read)
    return tuple(found)


def _check_lines(entries: Sequence[Entry], read: Mapping[str, Sequence[Entry]]) -> None:
    """Refuse a line of a table that belongs to no measure: it would be dropped without a word."""
    for table, lines in read.items():
        keys = _sharing(entries, table)
        for line in lines:
            said = line.fields.get("measure") or ""
            if said not in keys and (said or len(keys) > 1):
                what = f"no measure that has this table is named {said!r}"
                hint = f"those that have it: {', '.join(keys)}; it stands in the column measure"
                raise line.refuse(what, "measure", hint)


def _sharing(entries: Sequence[Entry], table: str) -> list[str]:
    """The ids of the measures that have a table."""
    return [one.text("id") for one in entries if one.fields.get("codes") == table]


def _measure(reading: Reading, entry: Entry, regime: str) -> Measure:
    edition = entry.text("edition")
    codes = _codes(entry)
    reach = _reach(entry)
    reference = tuple(printed(entry, one, "reference") for one in entry.texts("reference"))
    if edition or codes or reference:
        check_edition(entry, edition)
    for key, each in (("codes", codes), ("reference", reference)):
        for code in each:
            check_code(entry, code, edition, key)
    for code in reach if reach != (ANY,) else ():
        check_code(entry, code, "", "reach")
    if not (isinstance(entry.fields.get("codes"), str) or codes or reach or reference):
        raise entry.refuse("it has neither codes nor a reach: it would never apply", "codes")
    days: dict[str, Any] = {name: entry.day(name) for name in DAYS}
    check_order(entry, days)
    if not isinstance(entry.fields.get("codes"), str):
        check_whole(entry, days)
    return Measure(
        id=f"{reading.name}/{entry.text('id')}",
        regime=regime,
        list_name=reading.name,
        act=entry.text("act", "every measure names the act it stands in"),
        article=entry.text("article"),
        scope=entry.text("scope", "what it is about, in words"),
        action=entry.one_of("action", ACTIONS),
        to=_destinations(entry, reach),
        mark=entry.one_of("mark", MARKS),
        source=entry.text("source", "where it was read"),
        edition=edition,
        codes=codes,
        ex=entry.yes("ex"),
        value_over_eur=entry.number("value_over_eur"),
        reference=reference,
        reach=reach or (tuple(sorted({code[:6] for code in reference})) if not codes else ()),
        reach_mark=entry.text("reach_mark") or ("≈" if reference and not codes else ""),
        when=condition_in(reading, entry),
        text=entry.text("text"),
        to_except=places_in(entry, "to_except"),
        to_unsure=places_in(entry, "to_unsure"),
        unsure=known_fact(reading, entry, "unsure"),
        exemptions=entry.texts("exemptions"),
        annex=entry.text("annex"),
        newly_listed=entry.yes("newly_listed"),
        snapshot=entry.yes("snapshot"),
        wind_down_value_eur=entry.number("wind_down_value_eur"),
        note=entry.text("note"),
        **days,
    )


def _destinations(entry: Entry, reach: tuple[str, ...]) -> tuple[str, ...]:
    """Where it bars the way to; nowhere only where it decides nothing, as an annex that is still empty."""
    if entry.fields.get("to") == [] and reach == (ANY,):
        return ()
    needed = 'the destinations; "*" for every one, "third" for all but its own'
    return places_in(entry, "to", needed)


def _codes(entry: Entry) -> tuple[str, ...]:
    """Codes, points and blanks left out; none where they stand in a table."""
    if isinstance(entry.fields.get("codes"), str):
        return ()
    return tuple(printed(entry, one, "codes", PART_OF_MEASURE) for one in entry.texts("codes"))


def _reach(entry: Entry) -> tuple[str, ...]:
    """Headings, "any", or the name of a set of headings."""
    said = entry.texts("reach")
    if said == (ANY,):
        return said
    if ANY in said:
        raise entry.refuse('a reach is "any" or headings, not both', "reach")
    sets = named_reaches()
    if len(said) == 1 and not re.search("[0-9]", said[0]):
        if said[0] not in sets:
            what = f"there is no set of headings {said[0]!r}"
            raise entry.refuse(what, "reach", f"the sets are: {', '.join(sets)}; or list headings")
        return sets[said[0]]
    return tuple(printed(entry, one, "reach") for one in said)


@cache
def named_reaches() -> dict[str, tuple[str, ...]]:
    """The sets of headings that a reach may name."""
    said = tomllib.loads((LIBRARY / "law" / "reaches.toml").read_text(encoding="utf-8"))
    return {name: tuple(one["headings"]) for name, one in said.items()}
