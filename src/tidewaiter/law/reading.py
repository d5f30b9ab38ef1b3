"""A file of a control list while it is read: its tables, its facts, and the fields that name things.

What a field names must exist: a place, a fact, a set of headings. A name that means nothing would
leave a measure that never applies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from tidewaiter.law import filed
from tidewaiter.law.conditions import Condition, read_condition
from tidewaiter.law.facts import Catalogue, misused
from tidewaiter.law.filed import Entry
from tidewaiter.law.measures import EVERYWHERE, THIRD_COUNTRIES
from tidewaiter.words import places

_PLACES = "countries by two capital letters, groups such as EU"
_FACTS = "tidewaiter controls --facts"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file while it is read: its own facts, and what holds for all its measures."""

    path: Path
    text: str
    said: Mapping[str, Any]
    facts: Catalogue
    chapters: frozenset[str] = frozenset()  # only these lines of the tables; none for all

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
        if not all(isinstance(one, dict) for one in each):
            raise self.top().refuse(f"{header} is a table: [[{header}]]", header)
        shared = self.said.get("every_measure", {}) if header == "measure" else {}
        if not isinstance(shared, dict):
            raise self.top().refuse("every_measure is one table: [every_measure]", "every_measure")
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


def places_in(entry: Entry, key: str, needed: str = "") -> tuple[str, ...]:
    """Countries and groups, all of which exist."""
    if needed and key not in entry.fields:
        raise entry.refuse(f"no {key}: {needed}", key)
    said = entry.texts(key)
    if needed and not said:
        raise entry.refuse(f"{key} names no place: {needed}", key, _PLACES)
    known = {EVERYWHERE, THIRD_COUNTRIES} if key == "to" else set()
    for one in said:
        if one not in known and not places.is_group(one) and one not in _codes_of_places():
            raise entry.refuse(f"{key} names no place: {one!r}", key, _PLACES)
    return said


@cache
def _codes_of_places() -> frozenset[str]:
    return frozenset(places.codes())


def condition_in(reading: Reading, entry: Entry) -> Condition | None:
    """What `when` says, over facts that are known."""
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
    for wrong in misused(condition, reading.facts.asked):
        raise entry.refuse(f"when: {wrong}", "when", _FACTS)
    return condition


def known_fact(reading: Reading, entry: Entry, key: str) -> str:
    """The name of a fact, if one is said."""
    name = entry.text(key)
    if name:
        _check_fact(reading, entry, key, name)
        if reading.facts.asked[name].is_number:
            raise entry.refuse(
                f"{key} is a fact that is so or not, {name} is a number", key, _FACTS
            )
    return name


def _check_fact(reading: Reading, entry: Entry, key: str, name: str) -> None:
    if name not in reading.facts.asked:
        hint = f"name one of: {_FACTS}; or define it in a [[fact]] of the file"
        raise entry.refuse(f"{key} speaks of an unknown fact {name!r}", key, hint)
