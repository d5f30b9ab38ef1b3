"""By source and column: how many rows are filled, how many were read, how many have a problem.

Three counts that are made apart: filled in the raw rows, read in the records, unread among the
problems. For each field that a column feeds, filled = read + unread; `n_unused` is what is lacking,
and that it is none shows that no value vanished.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as made_by
from typing import Any

from sqlglot import exp

from tidewaiter.ground.schema import AS_READ, RECORDS, TABLES
from tidewaiter.ground.store import Store
from tidewaiter.records.declared import Rows
from tidewaiter.records.fields import PARTY_ROLES
from tidewaiter.records.filling import Filling, columns_of, filling_of, first_of, parties_of
from tidewaiter.records.headed import AS_FILED
from tidewaiter.records.profile import RAW, Mapped
from tidewaiter.records.profilefile import load
from tidewaiter.records.synthetic import MEANING, is_mark

Source = Mapping[str, Any]
_RENAMED = {"statistics": {"period": "period_start", "tariff_line": "product_level"}}
"""The column that tells of a field, where it is not the one of that name."""


@dataclass(slots=True)
class FieldCount:
    """One field that a column feeds, counted in records: a row can hold several."""

    field: str
    together_with: tuple[str, ...] = ()  # the other columns it is made of
    n_filled: int = 0
    n_read: int = 0
    n_unread: int = 0
    n_unused: int = 0
    problems: dict[str, int] = made_by(default_factory=dict)


@dataclass(slots=True)
class ColumnCount:
    """One column as the file names it, counted in rows; what it feeds, or why it is ignored."""

    column: str
    n_filled: int
    n_not_stated: int
    fields: list[FieldCount] = made_by(default_factory=list)
    ignored: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON; a column without fields says why it is ignored, or nothing: it is not mapped."""
        if not self.fields:
            return {"column": self.column, "n_filled": self.n_filled, "ignored": self.ignored}
        counts = {
            "column": self.column,
            "n_filled": self.n_filled,
            "n_not_stated": self.n_not_stated,
        }
        return counts | {
            "fields": [{n: getattr(one, n) for n in one.__slots__} for one in self.fields]
        }


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read and what was not, by source, part and field."""

    n_read: Mapping[tuple[int, int, str], int]
    n_unread: Mapping[tuple[int, int, str], int]
    problems: Mapping[tuple[int, int, str], Mapping[str, int]]
    told: frozenset[str]  # fields of which the record tables tell whether a value came out


def columns_by_source(store: Store, numbers: Sequence[int] = ()) -> dict[int, dict[str, Any]]:
    """The columns of each source, of all or of some: mapped ones, others, and what stands in none."""
    sources = [one for one in store.sources() if not numbers or one["source_no"] in numbers]
    read = _read(store, sources)
    nothing = {"n_rows": 0, "n_records": 0, "columns": [], "other_columns": [], "constants": {}}
    found: dict[int, dict[str, Any]] = {one["source_no"]: nothing for one in sources}
    for layout, paths in store.raw_layouts().items():
        alike = [one for one in sources if one["layout"] == layout]
        if alike:
            rows = _rows(store, alike)
            made = rows.profile.header_rows or rows.profile.entities
            name = AS_FILED if made else "raw_row"
            store.engine.files(name, paths, store.engine.schema("problem"))
            filled = filling_of(store.engine, rows)
            found |= {no: _of_source(rows, no, one, read) for no, one in filled.items()}
    return found


def _rows(store: Store, alike: Sequence[Source]) -> Rows:
    """The raw rows of like sources, under the profile as it was when they were read."""
    first = alike[0]
    profile = RAW
    if first["profile_sha256"]:
        kept = store.folder.originals / f"{first['profile_sha256']}.toml"
        profile = replace(load(kept), name=first["profile"])
    names = tuple((one["source_no"], one["file_name"], one["sheet"]) for one in alike)
    return Rows(profile, tuple(json.loads(first["header"])), frozenset(), names=names)


def _of_source(rows: Rows, number: int, filled: Filling, read: _Read) -> dict[str, Any]:
    columns = {
        name: ColumnCount(name, filled.filled.get(name, 0), filled.marked.get(name, 0))
        for name in rows.header
    }
    for part in rows.parts():
        for item in part.profile.mapped:
            key = (number, part.part_no, item.field)
            counted = _counted(key, filled, read)
            made_of = first_of(part, item)
            for name in _stands_in(part, item):
                named = columns.setdefault(name, ColumnCount(name, counted.n_filled, 0))
                others = made_of or [one for one in _stands_in(part, item) if one != name]
                _add(named, counted, tuple(others))
        for name, role in parties_of(part).items():
            counted = _counted((number, part.part_no, role), filled, read, f"{role}_name")
            _add(columns[name], counted, ())
    _say_ignored(rows, columns)
    return {
        "n_rows": filled.n_rows,
        "n_records": sum(filled.n_records.values()) if rows.profile is not RAW else None,
        "columns": [one.as_dict() for one in columns.values() if one.fields],
        "other_columns": [one.as_dict() for one in columns.values() if not one.fields],
        "constants": _constants(rows),
    }


def _stands_in(part: Rows, item: Mapped) -> list[str]:
    """The columns of the file that a field is read from, or the name that says or sums them up."""
    if item.by_name is not None:
        return ["(name of the sheet)" if item.by_name.sheet else "(name of the file)"]
    return [item.column] if first_of(part, item) else columns_of(part, item)


def _counted(
    key: tuple[int, int, str], filled: Filling, read: _Read, told_as: str = ""
) -> FieldCount:
    """`told_as` is the field of its problems, where that is another."""
    number, part_no, name = key
    in_problem = (number, part_no, told_as or name)
    n_filled, n_unread = filled.in_records.get((part_no, name), 0), read.n_unread.get(in_problem, 0)
    n_read = read.n_read.get(key, 0) if name in read.told else n_filled - n_unread
    problems = dict(read.problems.get(in_problem, {}))
    return FieldCount(name, (), n_filled, n_read, n_unread, problems=problems)


def _add(column: ColumnCount, counted: FieldCount, others: tuple[str, ...]) -> None:
    """What one record more says of a field that the column feeds."""
    one = next((known for known in column.fields if known.field == counted.field), None)
    if one is None:
        one = FieldCount(counted.field, others)
        column.fields.append(one)
    one.n_filled += counted.n_filled
    one.n_read += counted.n_read
    one.n_unread += counted.n_unread
    for kind, n in counted.problems.items():
        one.problems[kind] = one.problems.get(kind, 0) + n
    one.n_unused = one.n_filled - one.n_read - one.n_unread


def _say_ignored(rows: Rows, columns: Mapping[str, ColumnCount]) -> None:
    for own, reason in rows.profile.ignored_in(rows.header).items():
        columns[own].ignored = reason
    for own in filter(is_mark, rows.header):
        columns[own].ignored = MEANING
    rules = rows.profile.entities
    used = rules.named if rules else []
    for own in rows.profile.own(rows.header, used).values():
        if columns[own].ignored is None:
            columns[own].ignored = "[entities] of the profile says what it is used for"


def _constants(rows: Rows) -> dict[str, list[str]]:
    """What the profile states for all records, each value once."""
    found: dict[str, list[str]] = {}
    for part in rows.parts():
        for item in part.profile.mapped:
            if item.constant and item.constant not in found.setdefault(item.field, []):
                found[item.field].append(item.constant)
    return found


def _read(store: Store, sources: Sequence[Source]) -> _Read:
    n_read: dict[tuple[int, int, str], int] = {}
    told: set[str] = set()
    for kind in sorted({one["kind"] for one in sources} & RECORDS.keys()):
        fields = {name for one in sources if one["kind"] == kind for name in one["fields"].split()}
        parties = {role for role in PARTY_ROLES if f"{role}_name" in fields}
        names = _columns_of_table(kind, fields | parties)
        told |= names.keys()
        for number, part_no, *counts in store.engine.rows(_filled_query(kind, names)):
            n_read |= {(number, part_no, name): n for name, n in zip(names, counts, strict=True)}
    problems: dict[tuple[int, int, str], dict[str, int]] = {}
    for number, part_no, name, kind, n in store.engine.rows(_PROBLEMS):
        problems.setdefault((number, part_no, name), {})[kind] = n
    unread = store.engine.rows(_UNREAD)
    n_unread = {(number, part_no, name): n for number, part_no, name, n in unread}
    return _Read(n_read, n_unread, problems, frozenset(told))


def _columns_of_table(kind: str, fields: Iterable[str]) -> dict[str, str]:
    """The column of the record table that each field fills; what parties state fills mentions."""
    columns, renamed = TABLES[RECORDS[kind]].names, _RENAMED.get(kind, {})
    named = {name: renamed.get(name, name) for name in sorted(fields)}
    return {name: column for name, column in named.items() if column in columns}


def _filled_query(kind: str, names: Mapping[str, str]) -> exp.Select:
    source_no = exp.condition("row_id // 4294967296", dialect="duckdb")
    counts = [exp.func("count", exp.column(name)) for name in names.values()]
    query = exp.select(exp.alias_(source_no, "source_no"), "part_no", *counts)
    return query.from_(AS_READ[RECORDS[kind]][0]).group_by("1", "2")


_PROBLEMS = """
SELECT row_id // 4294967296 AS source_no, part_no, field, kind, count(*) AS n
FROM problem
WHERE field <> '' AND kind NOT IN ('nothing_stated', 'not_placed', 'not_stated')
GROUP BY ALL ORDER BY n DESC, kind
"""
# read all the same: a mended code, one of another day, a day as a number, a party known by its id alone, a
# value that has no rate or is too large in USD
_UNREAD = """
SELECT row_id // 4294967296 AS source_no, part_no, field, count(DISTINCT row_id) AS n
FROM problem
WHERE field <> ''
    AND kind NOT IN ('code_mended', 'invalid_code_for_date', 'day_as_number', 'no_such_id', 'no_rate')
    AND kind NOT IN ('nothing_stated', 'not_placed', 'not_stated')
    AND NOT starts_with(message, 'in USD ')
GROUP BY ALL
"""
