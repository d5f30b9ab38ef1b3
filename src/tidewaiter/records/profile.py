"""A profile says which column of a file is which of our fields, and nothing it does not know.

Every column of the file is mapped, named as ignored with a reason, or reported as a problem.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tidewaiter.records.document import Document
from tidewaiter.records.entities import Entities
from tidewaiter.records.fields import FIELDS
from tidewaiter.records.headed import HeaderRows
from tidewaiter.records.several import PeriodMade, Record
from tidewaiter.records.signs import Fixed
from tidewaiter.records.spelling import Spelling, found_in, spelled
from tidewaiter.records.synthetic import is_mark


@dataclass(frozen=True, slots=True)
class Mapped:
    """One field and where it comes from: a column of the file, several joined, or a constant."""

    field: str
    column: str = ""
    constant: str = ""
    joined: tuple[str, ...] = ()
    by_name: PeriodMade | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is read from."""
        return self.joined or ((self.column,) if self.column else ())


@dataclass(frozen=True)
class Profile:
    """One layout, as its TOML file states it."""

    name: str
    sha256: str
    title: str
    kind: str
    source: str
    licence: str
    status: str
    synthetic: bool
    columns: Mapping[str, tuple[str, ...]]
    ignored: Mapping[str, str]
    optional: frozenset[str]
    constants: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    fits: Mapping[str, re.Pattern[str]]
    numbers: str = "1234.5"
    dates: str = "ymd"
    vintage: str = ""
    serials: int | None = None
    fixed: Fixed | None = None
    document: Document | None = None
    header_rows: HeaderRows | None = None
    entities: Entities | None = None
    countries: str = "CN"
    match: Mapping[str, Spelling] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    not_stated: tuple[str, ...] = ()
    nothing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    named: str = ""
    values_in: str = ""
    records: tuple[Record, ...] = ()
    period: PeriodMade | None = None
    _found: dict[tuple[str, ...], dict[str, str]] = field(
        default_factory=dict, compare=False, repr=False
    )
    path: Path = field(default=Path(), compare=False)

    @cached_property
    def mapped(self) -> tuple[Mapped, ...]:
        """Every field the profile fills, in our order."""
        by_field = {
            name: Mapped(name, column=column)
            for column, names in self.columns.items()
            for name in names
        }
        by_field |= {name: Mapped(name, constant=value) for name, value in self.constants.items()}
        if self.period is not None:
            parts = self.period.columns
            by_field["period"] = Mapped(
                "period",
                column="-".join(parts) or "period",
                joined=parts,
                by_name=None if parts else self.period,
            )
        return tuple(by_field[name] for name in FIELDS.get(self.kind, ()) if name in by_field)

    @cached_property
    def every_column(self) -> Mapping[str, tuple[str, ...]]:
        """The columns it maps, those of single records too."""
        of_records = [one.columns for one in self.records]
        of_period = dict.fromkeys(self.period.columns if self.period else (), ("period",))
        found: dict[str, tuple[str, ...]] = {**of_period, **self.columns}
        for columns in of_records:
            found |= {name: (*found.get(name, ()), *fields) for name, fields in columns.items()}
        return found

    def parts(self, header: Sequence[str]) -> tuple["Profile", ...]:
        """A profile for each record that a row with this header can hold, in the order stated."""
        whole = self._without_absent(header)
        if not self.records:
            return (whole,)
        return tuple(
            whole._part(one, columns, period)
            for one in self.records
            for columns, period in one.own(header)
        )

    def _without_absent(self, header: Sequence[str]) -> "Profile":
        """With what it means that a file lacks a column in place of that column."""
        filled = {name: column for column, names in self.columns.items() for name in names}
        lacking = {
            name: value
            for name, value in self.absent.items()
            if self.column_in(header, filled[name]) is None
        }
        if not lacking:
            return self
        columns = {
            column: tuple(name for name in names if name not in lacking)
            for column, names in self.columns.items()
        }
        return replace(self, columns=columns, constants={**self.constants, **lacking}, _found={})

    def _part(
        self, record: Record, columns: Mapping[str, tuple[str, ...]], period: str
    ) -> "Profile":
        constants = {**self.constants, **record.constants} | ({"period": period} if period else {})
        if self.kind == "statistics":
            constants.setdefault("source_column", next(iter(columns)))
        columns = {**self.columns, **columns}
        return replace(self, columns=columns, constants=constants, records=(record,), _found={})

    def shared(self) -> "Profile":
        """What its records have in common."""
        return replace(self, records=(), _found={})

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = ("name", "title", "kind", "status", "source", "licence", "synthetic", "sha256")
        columns = {column: list(fields) for column, fields in self.every_column.items()}
        return {name: getattr(self, name) for name in told} | {
            "columns": columns,
            "ignored": dict(self.ignored),
        }

    def missing(self, header: Sequence[str]) -> list[str]:
        """Columns the profile needs and the file does not have."""
        found = self._columns_in(header)
        alike = [one for one in self.records if one.each is not None]
        return (
            [name for name in self.every_column if name not in found and name not in self.optional]
            + [
                name
                for name in ((self.entities.id, self.entities.column) if self.entities else ())
                if self.column_in(header, name) is None
            ]
            + [
                f"named like {one.each.pattern}"
                for one in alike
                if one.each and not any(one.names(name) for name in header)
            ]
        )

    def unnamed(self, header: Sequence[str]) -> list[str]:
        """Columns of the file that the profile neither maps nor ignores, and that it should."""
        mapped = set(self._columns_in(header).values())
        ignored = [self._spelling(column) for column in self.ignored]
        ignored += [self._spelling(one) for one in (self.entities.used if self.entities else ())]
        return [
            name
            for name in header
            if name not in mapped
            and not is_mark(name)
            and not any(spelled(name, one) for one in ignored)
            and not any(one.names(name) for one in self.records)
        ]

    def ignored_in(self, header: Sequence[str]) -> dict[str, str]:
        """Why each column of the file that the profile ignores is of no use."""
        return {
            own: reason
            for column, reason in self.ignored.items()
            for own in header
            if spelled(own, self._spelling(column))
        }

    def own(self, header: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
        """The file's own spelling of those of some columns that it has."""
        found = {name: self.column_in(header, name) for name in columns}
        return {name: own for name, own in found.items() if own is not None}

    def with_made(self, header: Sequence[str]) -> tuple[str, ...]:
        """A header, and the columns that are made of what other rows state."""
        if self.entities is None:
            return tuple(header)
        made = self.entities.made_in(self.own(header, self.entities.named))
        return (*header, *(name for name in made if name not in header))

    def column_in(self, header: Sequence[str], column: str) -> str | None:
        """The file's own spelling of a column."""
        found = self._columns_in(header).get(column)
        if found is None and column not in self.every_column:
            found = found_in(header, {column: self._spelling(column)}).get(column)
        return found

    def _spelling(self, column: str) -> Spelling:
        return self.match.get(column, (column,))

    def _columns_in(self, header: Sequence[str]) -> dict[str, str]:
        """The file's own column for each mapped one; looked up once for a header."""
        key = tuple(header)
        if key not in self._found:
            spellings = {column: self._spelling(column) for column in self.every_column}
            self._found[key] = found_in(header, spellings)
        return self._found[key]


RAW = Profile(
    name="raw",
    sha256="",
    title="kept as it is",
    kind="raw",
    source="",
    licence="",
    status="?",
    synthetic=False,
    columns={},
    ignored={},
    optional=frozenset(),
    constants={},
    words={},
    fits={},
)
"""Stands in where no profile fits and a person keeps the file nonetheless."""
