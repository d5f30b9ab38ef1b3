"""Control lists as files: one TOML for an act or a version of a list, big tables of codes as CSV beside.

The lists that ship and those of a case are read by the same loader; a case's own file wins over
a built-in one of its name. A list that cannot be right is refused, with its line.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from tidewaiter.law import filed, tables
from tidewaiter.law.conditions import Condition, read_condition
from tidewaiter.law.facts import Asked, Catalogue, built_in
from tidewaiter.law.filed import Entry
from tidewaiter.law.measures import (
    ACTIONS,
    ANY,
    EVERYWHERE,
    MARKS,
    THIRD_COUNTRIES,
    CompleteFor,
    ControlList,
    Measure,
    Publication,
)
from tidewaiter.law.tables import check_code, check_edition, check_same
from tidewaiter.words import places
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import ListError

FOLDER = LIBRARY / "controls"
TOP = (
    "title", "regime", "jurisdiction", "source", "licence", "attribution", "version",
    "reaches_abroad", "check_only", "publication", "complete_for", "every_measure", "measure", "fact",
)  # fmt: skip
SHARED = (
    "act", "article", "scope", "action", "to", "to_except", "to_unsure", "unsure", "edition", "reach",
    "reach_mark", "adopted", "published", "in_force_from", "in_force_to", "end_published",
    "contract_before", "execute_by", "wind_down_value_eur", "annex", "newly_listed", "exemptions",
    "mark", "source", "note", "snapshot", "not_before",
)  # fmt: skip
_ORDERED = (
    ("in_force_from", "in_force_to"),
    ("adopted", "in_force_to"),
    ("contract_before", "execute_by"),
)
OF_MEASURE = ("id", "codes", "ex", "value_over_eur", "reference", "when", "text", *SHARED)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file while it is read: its own facts, and what holds for all its measures."""

    path: Path
    text: str
    said: Mapping[str, Any]
    facts: Catalogue
    chapter: str = ""  # only these lines of the tables; "" for all

    @property
    def name(self) -> str:
        """The name of the list."""
        return self.path.stem

    def top(self) -> Entry:
        """The fields of the file itself."""
        return Entry(self.path.name, "", self.said, partial(filed.top, self.text))

    def entries(self, header: str, named: str) -> list[Entry]:
        """Every `[[header]]`; a measure has what `[every_measure]` says, unless it says otherwise."""
        said = self.said.get(header, [])
        each = said if isinstance(said, list) else [said]
        shared = self.said.get("every_measure", {}) if header == "measure" else {}
        found = []
        for index, fields in enumerate(each):
            label = " ".join(filter(None, (named, str(fields.get("id", "")))))
            lines = partial(self._lines, header, index)
            found.append(Entry(self.path.name, label, shared | fields, lines))
        return found

    def _lines(self, header: str, index: int) -> tuple[int, dict[str, int]]:
        _, shared = filed.where(self.text, "every_measure", 0)
        line, own = filed.where(self.text, header, index)
        return line, (shared | own if header == "measure" else own)


def load_all(folder: Path | None = None, chapter: str = "") -> tuple[ControlList, ...]:
    """The built-in lists, and those of a folder, which win over built-ins of the same name.

    With a chapter, only those lines of the built-in tables are read; a person's own are read whole.
    """
    own = {one.name: one for one in load_folder(folder, own=True)} if folder else {}
    found = [one for one in shipped(chapter) if one.name not in own]
    every = (*found, *own.values())
    check_together(every)
    return every


@cache
def shipped(chapter: str = "") -> tuple[ControlList, ...]:
    """The lists that ship with Tidewaiter."""
    return load_folder(FOLDER, chapter=chapter)


def load_folder(folder: Path, own: bool = False, chapter: str = "") -> tuple[ControlList, ...]:
    """Every list of a folder, by name."""
    return tuple(load(path, own, chapter) for path in sorted(folder.glob("*.toml")))


def load(path: Path, own: bool = False, chapter: str = "") -> ControlList:
    """One list, from its TOML file and the tables beside it."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
        said = tomllib.loads(text)
    except OSError as error:
        raise ListError(f"{path.name} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        hint = "days stand without quotes, texts in quotes; compare it with docs/controls.md"
        raise ListError(f"{path.name}: {error}", hint) from None
    reading = Reading(path, text, said, built_in(), chapter)
    reading.top().only(TOP)
    own_facts = tuple(_fact(one) for one in reading.entries("fact", "fact"))
    asked = {**reading.facts.asked, **{one.name: one for one in own_facts}}
    reading = replace(reading, facts=Catalogue(asked, reading.facts.implied))
    return _list(reading, content, own_facts, own)


def _list(reading: Reading, content: bytes, facts: tuple[Asked, ...], own: bool) -> ControlList:
    top = reading.top()
    regime = top.text("regime", "whose law it is, such as CN or EU")
    measures = _measures(reading, regime)
    found = ControlList(
        name=reading.name,
        title=top.text("title", "what a person calls the list"),
        regime=regime,
        jurisdiction=_places(top, "jurisdiction", "the countries or groups whose law it is"),
        source=top.text("source", "where it was read"),
        licence=top.text("licence", "under which terms it may be passed on"),
        attribution=top.text("attribution"),
        version=top.text("version"),
        sha256=_sha256(content, reading.path, reading.said),
        measures=measures,
        publication=_publication(reading),
        reaches_abroad=_known_fact(reading, top, "reaches_abroad"),
        check_only=top.yes("check_only"),
        facts=facts,
        own=own,
        newest=_newest(reading),
    )
    complete = tuple(
        _complete(reading, one, regime, measures)
        for one in reading.entries("complete_for", "complete_for")
    )
    return replace(found, complete_for=complete)


def _newest(reading: Reading) -> date | None:
    """The latest day on which one of its measures was published or adopted."""
    entries = reading.entries("measure", "measure")
    days = [one.day("published") or one.day("adopted") for one in entries]
    return max((day for day in days if day), default=None)


def _sha256(content: bytes, path: Path, said: Mapping[str, Any]) -> str:
    """Over the file and its tables: two equal versions say the same law."""
    digest = hashlib.sha256(content)
    for name in sorted(tables.named(said)):
        table = path.parent / name
        digest.update(table.read_bytes() if table.is_file() else b"")
    return digest.hexdigest()


def _measures(reading: Reading, regime: str) -> tuple[Measure, ...]:
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
                path = reading.path.parent / table
                read[table] = tables.read(path, entry, reading.chapter)
            alone = sum(other.fields.get("codes") == table for other in entries) == 1
            lines = tables.measures(one, read[table], "" if alone else key)
            if not lines and not reading.chapter:
                raise entry.refuse(f"no line of {table} is of it", "codes")
            found += lines
        else:
            found.append(one)
    _check_lines(entries, read)
    return tuple(found)


def _check_lines(entries: Sequence[Entry], read: Mapping[str, Sequence[Entry]]) -> None:
    """Refuse a line of a table that belongs to no measure: it would be dropped without a word."""
    for table, lines in read.items():
        keys = [one.text("id") for one in entries if one.fields.get("codes") == table]
        for line in lines if len(keys) > 1 else ():
            if line.fields.get("measure") not in keys:
                what = f"no measure that has this table is named {line.fields.get('measure')!r}"
                raise line.refuse(what, "measure")


def _measure(reading: Reading, entry: Entry, regime: str) -> Measure:
    edition = entry.text("edition")
    codes, ex = _codes(entry)
    reach = _reach(entry)
    reference = entry.texts("reference")
    if edition or codes or reference:
        check_edition(entry, edition)
    for key, each in (("codes", codes), ("reference", reference)):
        for code in each:
            check_code(entry, code, edition, key)
    for code in reach if reach != (ANY,) else ():
        check_code(entry, code, "", "reach")
    if isinstance(entry.fields.get("codes"), list) and not codes and not reach:
        raise entry.refuse("it has neither codes nor a reach", "codes")
    for first, second in _ORDERED:
        entry.in_order(first, second)
    return Measure(
        id=f"{reading.name}/{entry.text('id')}",
        regime=regime,
        list_name=reading.name,
        act=entry.text("act", "every measure names the act it stands in"),
        article=entry.text("article"),
        scope=entry.text("scope", "what it is about, in words"),
        action=entry.one_of("action", ACTIONS),
        to=_places(entry, "to", 'the destinations; "*" for every one, "third" for all but its own'),
        mark=entry.one_of("mark", MARKS),
        source=entry.text("source", "where it was read"),
        edition=edition,
        codes=codes,
        ex=ex,
        value_over_eur=entry.number("value_over_eur"),
        reference=reference,
        reach=reach or (tuple(sorted({code[:6] for code in reference})) if not codes else ()),
        reach_mark=entry.text("reach_mark") or ("≈" if reference and not codes else ""),
        when=_condition(reading, entry),
        text=entry.text("text"),
        to_except=_places(entry, "to_except"),
        to_unsure=_places(entry, "to_unsure"),
        unsure=_known_fact(reading, entry, "unsure"),
        exemptions=entry.texts("exemptions"),
        annex=entry.text("annex"),
        newly_listed=entry.yes("newly_listed"),
        snapshot=entry.yes("snapshot"),
        wind_down_value_eur=entry.number("wind_down_value_eur"),
        note=entry.text("note"),
        **_days(entry),
    )


def _days(entry: Entry) -> dict[str, Any]:
    names = (
        "adopted", "published", "in_force_from", "in_force_to", "end_published", "contract_before",
        "execute_by", "not_before",
    )  # fmt: skip
    return {name: entry.day(name) for name in names}


def _codes(entry: Entry) -> tuple[tuple[str, ...], bool]:
    """Codes as printed, blanks left out; "ex 9013 10 90" is a part of what the code holds."""
    if isinstance(entry.fields.get("codes"), str):
        return (), False
    said = entry.texts("codes")
    return tuple("".join(one.split()) for one in said), entry.yes("ex")


def _reach(entry: Entry) -> tuple[str, ...]:
    """Headings, "any", or the name of a set of headings."""
    said = entry.texts("reach")
    if len(said) == 1 and not said[0].isdigit() and said[0] != ANY:
        sets = named_reaches()
        if said[0] not in sets:
            what = f"there is no set of headings {said[0]!r}"
            raise entry.refuse(what, "reach", f"the sets are: {', '.join(sets)}; or list headings")
        return sets[said[0]]
    if ANY in said and len(said) > 1:
        raise entry.refuse('a reach is "any" or headings, not both', "reach")
    return said


@cache
def named_reaches() -> dict[str, tuple[str, ...]]:
    """The sets of headings that a reach may name."""
    said = tomllib.loads((LIBRARY / "law" / "reaches.toml").read_text(encoding="utf-8"))
    return {name: tuple(one["headings"]) for name, one in said.items()}


def _places(entry: Entry, key: str, needed: str = "") -> tuple[str, ...]:
    if needed and key not in entry.fields:
        raise entry.refuse(f"no {key}: {needed}", key)
    said = entry.texts(key)
    known = {EVERYWHERE, THIRD_COUNTRIES} if key == "to" else set()
    for one in said:
        if one not in known and not places.is_group(one) and one not in _codes_of_places():
            hint = "countries by two capital letters, groups such as EU"
            raise entry.refuse(f"{key} names no place: {one!r}", key, hint)
    return said


@cache
def _codes_of_places() -> frozenset[str]:
    return frozenset(places.codes())


def _condition(reading: Reading, entry: Entry) -> Condition | None:
    said = entry.text("when")
    if not said:
        return None
    try:
        condition = read_condition(said)
    except ValueError as error:
        hint = "write it as: beyond_sight and (endurance_min >= 60 or gust_kmh >= 46.3)"
        raise entry.refuse(f"when: {error}", "when", hint) from None
    for name in condition.names():
        _check_fact(reading, entry, "when", name)
    return condition


def _known_fact(reading: Reading, entry: Entry, key: str) -> str:
    name = entry.text(key)
    if name:
        _check_fact(reading, entry, key, name)
    return name


def _check_fact(reading: Reading, entry: Entry, key: str, name: str) -> None:
    if name not in reading.facts.asked:
        hint = "name one of: tidewaiter controls --facts; or define it in a [[fact]] of the file"
        raise entry.refuse(f"{key} speaks of an unknown fact {name!r}", key, hint)


def _fact(entry: Entry) -> Asked:
    entry.only(("name", "asks", "unit", "at_most"))
    return Asked(
        entry.text("name", "how conditions call it"),
        entry.text("asks", "the question it answers"),
        entry.text("unit"),
        entry.text("at_most"),
    )


def _publication(reading: Reading) -> Publication | None:
    for entry in reading.entries("publication", "publication"):
        entry.only(("list", "publisher", "from", "to"))
        entry.in_order("from", "to")
        since = entry.day("from")
        if since is None:
            raise entry.refuse("no from: the day of the version")
        return Publication(
            entry.text("list", "the list it is a version of"),
            entry.text("publisher", "who published it"),
            since,
            entry.day("to"),
        )
    return None


def _complete(
    reading: Reading, entry: Entry, regime: str, measures: Sequence[Measure]
) -> CompleteFor:
    entry.only(("codes", "to", "from", "until", "when", "mark", "means"))
    entry.in_order("from", "until")
    found = CompleteFor(
        reading.name,
        regime,
        entry.texts("codes"),
        _places(entry, "to", "the destinations"),
        entry.day("from") or date.max,
        entry.day("until"),
        entry.one_of("mark", MARKS),
        _condition(reading, entry),
        entry.text("means", "what it declares to be complete, in words"),
    )
    if not found.codes or found.since == date.max:
        raise entry.refuse("it names no codes, or no first day (from)")
    _check_inside(entry, found, measures)
    return found


def _check_inside(entry: Entry, found: CompleteFor, measures: Sequence[Measure]) -> None:
    """A list can be complete only where and when it holds something."""
    held = [one for one in measures if one.in_force_from]
    reached = [one for one in held if one.reach != (ANY,)]
    for code in found.codes:
        if not any(code.startswith((*one.codes, *one.reach)) for one in reached):
            what = f"complete_for is outside the list: none of its measures reaches {code}"
            raise entry.refuse(
                what, "codes", "declare it complete only for what its measures reach"
            )
    first = min(one.in_force_from for one in held if one.in_force_from)
    last = max(one.in_force_to or date.max for one in held)
    if found.since < first or (found.until or date.max) > last:
        period = f"{found.since} to {found.until or 'today'}"
        ends = f"{first} to {'today' if last == date.max else last}"
        what = f"complete_for is outside the list: {period}, its measures are in force {ends}"
        raise entry.refuse(what, "from", "declare it complete only while its measures are in force")


def check_together(lists: Sequence[ControlList]) -> None:
    """Refuse two versions of one list, by one publisher, that would hold on the same day."""
    check_same(lists)
    published = [(one, one.publication) for one in lists if one.publication]
    for at, (one, version) in enumerate(published):
        for other, later in published[at + 1 :]:
            same = (version.name, version.publisher) == (later.name, later.publisher)
            apart = (version.until or date.max) < later.since or (later.until or date.max) < version.since  # fmt: skip
            if same and not apart:
                raise ListError(
                    f"{one.name}.toml and {other.name}.toml: two versions of the list {version.name} "
                    f"by {version.publisher} overlap, from {version.since} and from {later.since}",
                    "give the older one its last day: to = … under [publication]",
                )
