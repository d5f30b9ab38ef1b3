"""A profile says which column of a file is which of our fields, and nothing it does not know.

It is one TOML file. Every column of the file is mapped, named as ignored with a reason,
or reported as a problem; a profile that lacks something essential is refused.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tidewaiter.records.document import Document, read_document
from tidewaiter.records.entities import Entities, read_entities, with_made_columns
from tidewaiter.records.fields import FIELDS, TEXT, WORD, WORDS
from tidewaiter.records.headed import HeaderRows, read_header_rows
from tidewaiter.records.how import Fixed
from tidewaiter.records.several import (
    PeriodMade,
    Record,
    check_period,
    check_records,
    period_of,
    records_of,
)
from tidewaiter.records.spelling import Spelling, check_spellings, found_in, spelled
from tidewaiter.records.synthetic import is_mark
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import ProfileError

_ESSENTIAL = ("title", "kind", "source", "licence", "columns")
_KNOWN = {
    *_ESSENTIAL,
    "status",
    "synthetic",
    "read",
    "fits",
    "ignored",
    "optional",
    "constants",
    "words",
    "fixed",
    "document",
    "match",
    "needed",
    "notes",
    "header_rows",
    "record",
    "period",
    "entities",
    "not_stated",
    "absent",
    "named",
}
_READ = {"numbers", "dates", "vintage", "serials", "not_stated", "values_in", "countries"}
COUNTRY_CODES = ("CN", "cn")
SCALES = {"": 0, "thousands": 3, "millions": 6}
NOTATIONS = {
    "1234.5": ("", "."),
    "1,234.5": (",", "."),
    "12,34,567.8": (",", "."),
    "1.234,5": (".", ","),
    "1 234,5": (" ", ","),
    "1 234.5": (" ", "."),
    "1'234.5": ("'", "."),
    "1234,5": ("", ","),
}
DATE_ORDERS = ("ymd", "dmy", "mdy")
SERIALS = (1900, 1904)


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


def load_folder(folder: Path) -> list[Profile]:
    """Every profile in a folder, by name."""
    return [load(path) for path in sorted(folder.glob("*.toml"))]


def built_in() -> list[Profile]:
    """The profiles that ship with Tidewaiter."""
    return load_folder(LIBRARY / "profiles")


def named(name: str, known: Sequence[Profile]) -> Profile:
    """A known profile by its name, or one in a TOML file of the person's own."""
    if name.endswith(".toml"):
        return load(Path(name))
    found = next((one for one in known if one.name == name), None)
    if found is None:
        listed = ", ".join(one.name for one in known)
        raise ProfileError(
            f"there is no profile {name}",
            f"the profiles are: {listed}; or give a file: --profile my-layout.toml",
        )
    return found


def keep(folder: Path, name: str, toml: str) -> Path:
    """Write a new profile into a folder, once it is seen to be one."""
    path = folder / f"{name}.toml"
    if path.exists():
        raise ProfileError(
            f"there is a profile {name} already", f"edit {path}, or remove it and keep this one"
        )
    folder.mkdir(exist_ok=True)
    beside = folder / f"{name}.part"
    try:
        beside.write_text(toml, encoding="utf-8")
        load(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def load(path: Path) -> Profile:
    """Read one profile; what is wrong with it is said with the file's name."""
    try:
        body = path.read_bytes()
        said = tomllib.loads(body.decode("utf-8-sig"))
    except FileNotFoundError:
        raise ProfileError(
            f"there is no profile file {path}", "list the built-in ones: tidewaiter profiles"
        ) from None
    except (OSError, ValueError) as error:
        raise ProfileError(
            f"{path.name} is not read as TOML: {error}",
            'texts stand in quotes, and so do column names with blanks: "Net Mass" = "net_kg"',
        ) from None
    try:
        content = with_made_columns(said)
        _check(content)
        return _build(path, body, content)
    except (ValueError, re.error) as error:
        raise ProfileError(
            f"{path.name}: {error}", "compare it with the example in docs/profiles.md"
        ) from None


def _build(path: Path, body: bytes, content: dict[str, Any]) -> Profile:
    read = content.get("read", {})
    return Profile(
        name=path.stem,
        sha256=hashlib.sha256(body).hexdigest(),
        title=content["title"],
        kind=content["kind"],
        source=content["source"],
        licence=content["licence"],
        status=content.get("status", "?"),
        synthetic=bool(content.get("synthetic", False)),
        entities=read_entities(content.get("entities")),
        countries=read.get("countries", "CN"),
        columns={column: _names(names) for column, names in content["columns"].items()},
        ignored=content.get("ignored", {}),
        optional=_optional(content),
        constants={name: str(value) for name, value in content.get("constants", {}).items()},
        words=content.get("words", {}),
        fits={column: re.compile(pattern) for column, pattern in content.get("fits", {}).items()},
        numbers=read.get("numbers", "1234.5"),
        dates=read.get("dates", "ymd"),
        vintage=read.get("vintage", ""),
        serials=read.get("serials"),
        fixed=_fixed(content.get("fixed")),
        match={column: _names(texts) for column, texts in content.get("match", {}).items()},
        notes=content.get("notes", {}),
        header_rows=read_header_rows(content.get("header_rows"), list(content["columns"])),
        document=read_document(content.get("document"), _filled(content), "vintage" in read),
        not_stated=tuple(read.get("not_stated", ())),
        nothing={name: _names(texts) for name, texts in content.get("not_stated", {}).items()},
        absent={name: str(value) for name, value in content.get("absent", {}).items()},
        named=content.get("named", ""),
        values_in=read.get("values_in", ""),
        records=records_of(content.get("record", ())),
        period=period_of(content.get("period", {})),
        path=path,
    )


def _check(content: dict[str, Any]) -> None:
    if missing := [name for name in _ESSENTIAL if name not in content]:
        raise ValueError(f"it does not say its {', '.join(missing)}")
    if unknown := content.keys() - _KNOWN:
        raise ValueError(f"unknown entry {', '.join(sorted(unknown))}")
    if content["kind"] not in FIELDS:
        raise ValueError(f"kind is {content['kind']!r}; it must be one of {', '.join(FIELDS)}")
    _check_read(content.get("read", {}))
    check_records(content.get("record", ()))
    check_period(content.get("period", {}))
    for whole in _as_parts(content):
        _check_fields(whole)
        _check_words(whole)
    if content.get("read", {}).get("values_in") and content["kind"] != "statistics":
        raise ValueError("values_in is for statistics")
    _check_fixed(content)
    _check_match(content)
    _check_sections(content)
    re.compile(content.get("named", ""))


def _as_parts(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The profile as it stands for each of its records; itself where it names none."""
    period = {"period": "period"} if content.get("period") else {}
    return [
        {
            **content,
            "columns": {
                **content["columns"],
                **one.get("columns", {}),
                **({one["each"]: one["field"]} if "each" in one else {}),
            },
            "constants": {**content.get("constants", {}), **one.get("constants", {}), **period}
            | ({"period": one["each"]} if "each" in one else {}),
        }
        for one in content.get("record") or [{}]
    ]


def _check_read(read: dict[str, Any]) -> None:
    if unknown := read.keys() - _READ:
        raise ValueError(f"unknown entry in [read]: {', '.join(sorted(unknown))}")
    if read.get("numbers", "1234.5") not in NOTATIONS:
        raise ValueError(
            f"numbers is {read['numbers']!r}; write 1234.5 as the file does: {' | '.join(NOTATIONS)}"
        )
    if read.get("dates", "ymd") not in DATE_ORDERS:
        raise ValueError(f"dates is {read['dates']!r}; it must be one of {', '.join(DATE_ORDERS)}")
    if read.get("serials", 1900) not in SERIALS:
        raise ValueError("serials is the year from which a workbook counts days: 1900 or 1904")
    if read.get("values_in", "") not in SCALES:
        raise ValueError(f"values_in is {read['values_in']!r}; it must be thousands or millions")
    if read.get("countries", "CN") not in COUNTRY_CODES:
        raise ValueError(f"countries is {read['countries']!r}; write the code of China: CN | cn")
    if re.compile(read.get("vintage", "()")).groups != 1:
        raise ValueError("vintage must have one group, around the date in the file name")


def _check_fields(content: dict[str, Any]) -> None:
    known = FIELDS[content["kind"]]
    filled = _filled(content)
    if unknown := [name for name in filled if name not in known]:
        raise ValueError(
            f"no such field: {', '.join(unknown)} (the fields stand in docs/glossary.md)"
        )
    if twice := sorted({name for name in filled if filled.count(name) > 1}):
        raise ValueError(f"filled twice: {', '.join(twice)}")
    if both := content["columns"].keys() & content.get("ignored", {}).keys():
        raise ValueError(f"both mapped and ignored: {', '.join(sorted(both))}")


def _check_words(content: dict[str, Any]) -> None:
    known = FIELDS[content["kind"]]
    dictionaries = content.get("words", {})
    for name, dictionary in dictionaries.items():
        if name not in known:
            raise ValueError(f"[words.{name}]: no such field")
        if wrong := [word for word in dictionary.values() if word not in WORDS.get(name, (word,))]:
            raise ValueError(
                f"[words.{name}]: {', '.join(wrong)} is not one of {', '.join(WORDS[name])}"
            )
    for name, value in content.get("constants", {}).items():
        if value not in WORDS.get(name, (value,)):
            raise ValueError(
                f"[constants] {name} = {value!r}; it must be one of {', '.join(WORDS[name])}"
            )
    for names in content["columns"].values():
        for name in _names(names):
            if known[name] == WORD and name not in dictionaries:
                raise ValueError(
                    f"{name} comes from a column, so [words.{name}] must say what its words mean"
                )


def _check_sections(content: dict[str, Any]) -> None:
    """What states nothing and what an absent column means are said of fields that a column fills."""
    filled = {name for names in content["columns"].values() for name in _names(names)}
    for section in ("not_stated", "absent"):
        if unknown := content.get(section, {}).keys() - filled:
            raise ValueError(f"[{section}]: no column fills {', '.join(sorted(unknown))}")
    optional = _optional(content)
    for column, names in content["columns"].items():
        if column not in optional and set(_names(names)) & content.get("absent", {}).keys():
            raise ValueError(f"[absent]: {column} must be optional, else no file lacks it")


def _optional(content: dict[str, Any]) -> frozenset[str]:
    """Columns a file may lack: those listed, or all but the needed ones."""
    if "needed" in content:
        return frozenset(content["columns"].keys() - set(content["needed"]))
    rules = read_entities(content.get("entities"))
    made = [*rules.made, *rules.first] if rules else []
    return frozenset([*content.get("optional", []), *made])


def _check_match(content: dict[str, Any]) -> None:
    known = {*content["columns"], *content.get("ignored", {}), *content.get("fits", {})}
    check_spellings(content.get("match", {}), known)
    if lacking := set(content.get("needed", [])) - content["columns"].keys():
        raise ValueError(f"needed but not under [columns]: {', '.join(sorted(lacking))}")
    if "needed" in content and "optional" in content:
        raise ValueError("say which columns are needed, or which are optional, not both")


def _filled(content: dict[str, Any]) -> list[str]:
    """Every field that a column or a constant fills, as often as it does."""
    named = [name for names in content["columns"].values() for name in _names(names)]
    return named + list(content.get("constants", {}))


def _fixed(said: dict[str, Any] | None) -> Fixed | None:
    if said is None:
        return None
    columns = {name: (first, last) for name, (first, last) in said["columns"].items()}
    return Fixed(columns, said.get("skip", 0))


def _check_fixed(content: dict[str, Any]) -> None:
    """Columns by first and last sign, one behind the other; each that is used must be there."""
    said = content.get("fixed")
    if said is None:
        return
    places = list(said.get("columns", {}).values())
    whole = [
        place
        for place in places
        if isinstance(place, list) and [type(n) for n in place] == [int, int]
    ]
    if said.keys() - {"columns", "skip"} or not places or whole != places:
        raise ValueError(
            "[fixed] has skip = lines, and [fixed.columns] with NAME = [first, last] signs"
        )
    ends = [end for place in places for end in place]
    if ends[0] < 1 or any(first > last for first, last in places) or ends != sorted(ends):
        raise ValueError("[fixed.columns] must stand in the order of the line, counted from 1")
    if lacking := content["columns"].keys() - said["columns"].keys():
        raise ValueError(f"[fixed.columns] does not say where {', '.join(sorted(lacking))} stands")


def _names(names: str | list[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def is_typed(kind: str, name: str, words: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether a field's texts are read into values, or only kept."""
    return FIELDS[kind][name] != TEXT or name in words
