"""Files in which rows of several kinds point to each other by ids: which are records, and who is meant.

A declaration names its parties by the ids of other rows; what those rows state becomes the party.
Rows of other kinds are no records and no problems: they are kept, and linked to the records they
gave something to. A cell that states several values states none, and is told of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tidewaiter.records.fields import PARTY_PARTS, PARTY_ROLES

HOP = " > "
STATED = ("name", "identifier", "address", "country")
_ENTRIES = {"id", "column", "words", "label", "parties", "party", "kinds", "first"}


@dataclass(frozen=True, slots=True)
class Entities:
    """`words` stand in `column` on a record; the other columns of a party's row say who it is."""

    id: str
    column: str
    words: tuple[str, ...]
    label: str
    parties: Mapping[str, str]
    party: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    first: Mapping[str, tuple[str, ...]]

    @property
    def made(self) -> dict[str, str]:
        """The columns made of what parties' rows state, and the field each fills."""
        return {
            made_name(column, part): f"{role}_{part}"
            for column, role in self.parties.items()
            for part in PARTY_PARTS
        }

    @property
    def used(self) -> list[str]:
        """The columns of a record's own row that are used without being mapped."""
        firsts = [column for columns in self.first.values() for column in columns]
        return [*filter(None, (self.id, self.column, self.label)), *self.parties, *firsts]

    @property
    def hops(self) -> dict[str, str]:
        """The columns of parties that take a step to another row, and what they are read for."""
        stated = [(column, part) for part, columns in self.party.items() for column in columns]
        return {column: part for column, part in stated if len(hops(column)) > 1}

    @property
    def named(self) -> list[str]:
        """Every column of the file that these rules name."""
        parts = [part for columns in self.party.values() for one in columns for part in hops(one)]
        return list(dict.fromkeys([*self.used, *parts]))

    def made_in(self, own: Mapping[str, str]) -> list[str]:
        """The columns that can be made of a file with these columns."""
        of_parties = [
            made_name(one, part) for one in self.parties if one in own for part in PARTY_PARTS
        ]
        return of_parties + [
            name for name, of in self.first.items() if any(one in own for one in of)
        ]


def made_name(column: str, part: str) -> str:
    """The name of a column that holds what the row states whose id stands in another.

    >>> made_name("Sender", "name")
    'Sender: name'
    """
    return f"{column}: {part}"


def hops(column: str) -> list[str]:
    """A column, or one that holds an id and one of the row with that id.

    >>> hops("Address no > Full address")
    ['Address no', 'Full address']
    """
    return column.split(HOP)


def read_entities(said: Mapping[str, Any] | None) -> Entities | None:
    """The section [entities] of a profile; a ValueError says what is wrong with it."""
    if said is None:
        return None
    if not isinstance(said, dict) or not all(
        isinstance(said.get(name, {}), dict) for name in ("parties", "party", "kinds", "first")
    ):
        raise ValueError("[entities], and its parties, party, kinds and first, are sections")
    if said.keys() - _ENTRIES or not {"id", "column", "words", "parties", "party"} <= said.keys():
        raise ValueError("[entities] has id, column, words, label, parties, party, kinds and first")
    if wrong := [role for role in said["parties"].values() if role not in PARTY_ROLES]:
        raise ValueError(
            f"[entities.parties]: {', '.join(wrong)} is not one of {', '.join(PARTY_ROLES)}"
        )
    if unknown := said["party"].keys() - set(STATED):
        raise ValueError(
            f"[entities.party] has {', '.join(STATED)}, not {', '.join(sorted(unknown))}"
        )
    lists = [said["words"], *said["party"].values(), *said.get("first", {}).values()]
    if not all(isinstance(one, list) and one and set(map(type, one)) == {str} for one in lists):
        raise ValueError("[entities] words, and what party and first name, are lists of texts")
    named = [one for columns in said["party"].values() for one in columns]
    if deep := [one for one in named if len(hops(one)) > 2]:
        raise ValueError(f"[entities.party] {deep[0]}: one step to another row, not two")
    return Entities(
        said["id"],
        said["column"],
        tuple(said["words"]),
        said.get("label", ""),
        said["parties"],
        {part: tuple(said["party"].get(part, ())) for part in STATED},
        said.get("kinds", {}),
        {name: tuple(columns) for name, columns in said.get("first", {}).items()},
    )


def with_made_columns(content: Mapping[str, Any]) -> dict[str, Any]:
    """A profile's content with the columns that its [entities] make among those it maps."""
    rules = read_entities(content.get("entities"))
    if rules is None:
        return dict(content)
    if content.get("kind") != "declarations" or "header_rows" in content or "record" in content:
        raise ValueError("[entities] is for declarations, one record a row, without [header_rows]")
    if lacking := rules.first.keys() - content.get("columns", {}).keys():
        raise ValueError(f"[entities.first] {', '.join(sorted(lacking))}: not under [columns]")
    return {**content, "columns": {**content.get("columns", {}), **rules.made}}
