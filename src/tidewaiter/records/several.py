"""Several records a row: which cells of a row make which record.

A row of a published table can hold an export beside an import, or a column for each year. Each
`[[record]]` of a profile names its own columns; a record is there where one of them is stated.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEYS = {"columns", "constants", "each", "field"}
UNSTATED = "nothing_stated"
"""The kind of a row in which no record is stated: such a row is a problem, not a record."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a row: columns and constants of its own, or one for each column named alike."""

    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str]
    each: re.Pattern[str] | None = None
    field: str = ""

    def own(self, header: Sequence[str]) -> Iterator[tuple[dict[str, tuple[str, ...]], str]]:
        """Its columns, each with the period their names say, once or for each column named alike."""
        if self.each is None:
            yield dict(self.columns), ""
            return
        for name in header:
            if found := self.each.fullmatch(" ".join(name.split())):
                yield {name: (self.field,)}, found[1]

    def names(self, column: str) -> bool:
        """Whether a column is one of those named alike."""
        return bool(self.each and self.each.fullmatch(" ".join(column.split())))


@dataclass(frozen=True, slots=True)
class PeriodMade:
    """A period made of parts: columns joined by a hyphen, or what a sheet's or file's name says."""

    columns: tuple[str, ...] = ()
    sheet: str = ""
    file: str = ""

    def said(self, file: str, sheet: str) -> str:
        """The period that the names say, "" for none.

        >>> PeriodMade(sheet=r"(\\d{4})$").said("trade.xls", "12_2019")
        '2019'
        """
        pattern, name = (self.sheet, sheet) if self.sheet else (self.file, file)
        found = re.search(pattern, name) if pattern else None
        return found[1] if found else ""


def records_of(said: Sequence[Mapping[str, Any]]) -> tuple[Record, ...]:
    """The `[[record]]` entries of a profile."""
    return tuple(
        Record(
            {
                column: (names,) if isinstance(names, str) else tuple(names)
                for column, names in one.get("columns", {}).items()
            },
            {name: str(value) for name, value in one.get("constants", {}).items()},
            re.compile(one["each"]) if "each" in one else None,
            one.get("field", ""),
        )
        for one in said
    )


def check_records(said: Sequence[Mapping[str, Any]]) -> None:
    """Every entry names columns, or a pattern with one group around the period and its field."""
    for number, one in enumerate(said, start=1):
        if unknown := one.keys() - KEYS:
            raise ValueError(f"unknown entry in [[record]] {number}: {', '.join(sorted(unknown))}")
        if ("columns" in one) == ("each" in one):
            raise ValueError(f"[[record]] {number} must have either columns or each")
        if "each" in one and (re.compile(one["each"]).groups != 1 or "field" not in one):
            raise ValueError(
                f"[[record]] {number}: each needs one group, around the period, and a field"
            )


def period_of(said: Mapping[str, Any]) -> PeriodMade | None:
    """The `[period]` section of a profile."""
    if not said:
        return None
    return PeriodMade(tuple(said.get("columns", ())), said.get("sheet", ""), said.get("file", ""))


def check_period(said: Mapping[str, Any]) -> None:
    """One source of a period and no second."""
    if said and (len(said) != 1 or said.keys() - {"columns", "sheet", "file"}):
        raise ValueError("[period] must have one of columns, sheet, file")
    for name in ("sheet", "file"):
        if re.compile(said.get(name, "()")).groups != 1:
            raise ValueError(f"[period] {name} must have one group, around the period")
