"""The profile's projection of raw rows: our field names, every value still text.

`declared` has one row a record and every field of its kind; `declared_value` has one
row a value that must be read. Plain numbers, of which there can be as many as rows, are
read here and stand beside their texts; only the others are looked up. This is the only generated SQL; it is built as
expressions, so no column name of a leaked file can become code.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from sqlglot import exp

from tidewaiter.records.fields import (
    AMOUNT,
    DECLARATION,
    FIELDS,
    MEASURE,
    NUMBER,
    STATISTIC,
    is_typed,
    reading_kind,
)
from tidewaiter.records.headed import HeaderRows
from tidewaiter.records.notation import NOTATIONS
from tidewaiter.records.padding import trimmed
from tidewaiter.records.profile import Mapped, Profile
from tidewaiter.records.several import UNSTATED, PeriodMade
from tidewaiter.records.synthetic import stating

_TEXT = exp.DataType.build("VARCHAR", dialect="duckdb")
DECIMALS = {AMOUNT: 2, MEASURE: 3}
_PART = exp.DataType.build("SMALLINT", dialect="duckdb")


@dataclass(frozen=True, slots=True)
class TypedField:
    """A field whose texts are read: under which kind and locale, from which column."""

    field: str
    value_kind: str
    kind: str
    locale: str
    column: str


IN_A_WORKBOOK = " in a workbook"
VALUES = ("value", "value_fob", "value_cif")
"""The fields that a profile's `values_in` is about."""


def locale_of(profile: Profile, field: str, value_kind: str, workbook: bool = False) -> str:
    """Under which reading rules a field's texts stand; '' where there is but one way."""
    kind = reading_kind(value_kind)
    if field in profile.words and kind in ("word", "text"):
        return f"{profile.name}/{field}"
    scale = f" in {profile.values_in}" if _is_scaled(profile, field) else ""
    numbers = profile.numbers + scale + (IN_A_WORKBOOK if workbook else "")
    serials = f" {profile.serials}" if profile.serials else ""
    return {"number": numbers, "date": profile.dates + serials}.get(kind, "")


def _is_scaled(profile: Profile, field: str) -> bool:
    """Whether what stands in a field is counted in thousands or millions."""
    return bool(profile.values_in) and field in VALUES


@dataclass(frozen=True, slots=True)
class Rows:
    """The raw rows of one layout: who maps them, their columns, which of those need trimming."""

    profile: Profile
    header: tuple[str, ...]
    padded: frozenset[str]
    workbook: bool = False  # cells that are numbers come as 1234.5, whatever the notation of texts
    names: tuple[tuple[int, str, str], ...] = ()  # number, file and sheet of each source
    part_no: int = 0
    some_blank: bool = False  # rows of empty cells stand among them

    def parts(self) -> "list[Rows]":
        """Itself once for each record that one of its rows can hold."""
        found = self.profile.parts(self.header)
        return [replace(self, profile=one, part_no=part_no) for part_no, one in enumerate(found)]


def typed_fields(profile: Profile, workbook: bool = False) -> list[TypedField]:
    """The mapped fields that must be read; `column` is the file's, or our own for a constant."""
    kinds = FIELDS[profile.kind]
    typed = [item for item in profile.mapped if is_typed(profile.kind, item.field, profile.words)]
    constant_words = [
        item for item in typed if item.constant and kinds[item.field] in ("word", "text")
    ]
    return [
        TypedField(
            item.field,
            kinds[item.field],
            _kind(kinds[item.field]),
            locale_of(profile, item.field, kinds[item.field], workbook),
            item.column or item.field,
        )
        for item in typed
        if item not in constant_words
    ]


def _kind(value_kind: str) -> str:
    return "word" if value_kind == "text" else reading_kind(value_kind)


def every_typed(rows: Rows) -> list[TypedField]:
    """The typed fields of all records of a row, each once."""
    found = [one for part in rows.parts() for one in typed_fields(part.profile, rows.workbook)]
    return list(dict.fromkeys(found))


def wide(rows: Rows) -> exp.Query:
    """One row a record, one column a field that its table files name; blank is null.

    A row of several records in which none is stated stands once, under a kind of its own; so
    does a row of empty cells.
    """
    parts = rows.parts()
    if not rows.profile.records:
        blank = is_blank(rows.header)
        if not rows.some_blank:
            return _wide(parts[0])
        return _union([_wide(parts[0]).where(exp.not_(blank)), _wide(rows, UNSTATED).where(blank)])
    stated = [_wide(part).where(_is_stated(part)) for part in parts]
    shared = replace(rows, profile=rows.profile.shared())
    nothing = _wide(shared, UNSTATED).where(exp.not_(exp.or_(*map(_is_stated, parts))))
    return _union([*stated, nothing])


def is_blank(header: Sequence[str]) -> exp.Expr:
    """Whether no cell of a raw row that could state something holds anything but blanks."""
    nothing = exp.Literal.string("")
    names = stating(header) or header
    cells = [exp.func("trim", exp.column(name, quoted=True)) for name in names]
    return exp.and_(*[exp.func("coalesce", cell, nothing.copy()).eq(nothing) for cell in cells])


def _is_stated(part: Rows) -> exp.Expr:
    """Whether a record's own columns hold anything."""
    own = own_columns(part.profile)
    texts = [_value(part, Mapped("", column=column), translated=False) for column in own]
    return exp.or_(*[exp.not_(text.is_(exp.null())) for text in texts])


def own_columns(part: Profile) -> list[str]:
    """The columns that only one record of a row has; it is there where one of them is stated."""
    (record,) = part.records
    return [name for name in part.columns if name in record.columns or record.names(name)]


def _wide(rows: Rows, kind: str = "") -> exp.Select:
    by_field = {item.field: item for item in rows.profile.mapped}
    fields = _fields_beside(rows.profile.kind)
    columns = [
        exp.alias_(_value(rows, by_field.get(name), translated=True), name, quoted=False)
        for name in fields
    ]
    plain = [
        exp.alias_(_plain_number(rows, by_field.get(name), number), f"{name}_plain")
        for name, number in fields.items()
        if number in DECIMALS
    ]
    return exp.select(*_address(rows.part_no), *_rules(rows, kind), *columns, *plain).from_(
        "raw_row"
    )


def _fields_beside(kind: str) -> dict[str, str]:
    """The fields that the table files of a kind name, and how each is read.

    What is asked about is most of the rows: it does without the fields of what goes with it.
    """
    asked_about = DECLARATION | STATISTIC
    every = {name: read for each in FIELDS.values() for name, read in each.items()}
    return asked_about if kind in ("declarations", "statistics") else every


def long(rows: Rows, kinds: Collection[tuple[str, str]]) -> exp.Query:
    """One row a declared value of some (kind, locale): address, column, field, kind, locale, text.

    Only columns of the file: a constant is read once, with the profile.
    """
    branches = [
        exp.select(
            *_address(part.part_no),
            exp.alias_(exp.Literal.string(item.column), "column_name"),
            exp.alias_(exp.Literal.string(item.field), "field"),
            exp.alias_(exp.Literal.string(item.kind), "kind"),
            exp.alias_(exp.Literal.string(item.locale), "locale"),
            exp.alias_(_text_of(part, item), "text"),
        )
        .from_("raw_row")
        .where(_is_stated(part) if part.profile.records else exp.true())
        for part in rows.parts()
        for item in _from_columns(part)
        if (item.kind, item.locale) in kinds
    ]
    return exp.select("*").from_(_all(branches).subquery("every_value")).where("text IS NOT NULL")


def wordings(rows: Rows, kind: str, locale: str) -> exp.Query:
    """The distinct texts of one kind and locale; each column is made distinct as it lies."""
    columns = [
        exp.select(exp.alias_(_text_of(part, item), "text")).from_(_distinct(part, item))
        for part in rows.parts()
        for item in _from_columns(part)
        if (item.kind, item.locale) == (kind, locale) and _is_there(part, item)
    ]
    columns = list(dict.fromkeys(columns))
    if not columns:
        return exp.select(exp.alias_(exp.cast(exp.null(), _TEXT), "text")).where(exp.false())
    return (
        exp.select("text")
        .distinct()
        .from_(_union(columns).subquery("every_text"))
        .where("text IS NOT NULL")
    )


def _mapped(rows: Rows, field: str) -> Mapped:
    return next(item for item in rows.profile.mapped if item.field == field)


def _is_there(rows: Rows, item: TypedField) -> bool:
    """Whether the file has what a field is read from."""
    mapped = _mapped(rows, item.field)
    return mapped.by_name is not None or all(_own(rows, column) for column in mapped.columns)


def _distinct(rows: Rows, item: TypedField) -> exp.Subquery:
    mapped = _mapped(rows, item.field)
    names = ["row_id"] if mapped.by_name else [_own(rows, one) or one for one in mapped.columns]
    own = [exp.column(name, quoted=True) for name in names]
    texts = exp.select(*own).distinct().from_("raw_row")
    if item.kind == NUMBER and not _is_scaled(rows.profile, item.field):
        texts = texts.where(exp.not_(_is_plain(rows, _text_of(rows, item))))
    return texts.subquery("raw_row")


def _from_columns(rows: Rows) -> list[TypedField]:
    columns = {item.field for item in rows.profile.mapped if item.column}
    return [item for item in typed_fields(rows.profile, rows.workbook) if item.field in columns]


def _text_of(rows: Rows, item: TypedField) -> exp.Expr:
    """The text that is read: a dictionary's word as it stands, other texts translated."""
    return _value(rows, _mapped(rows, item.field), translated=item.kind != "word")


def _plain_number(rows: Rows, item: Mapped | None, kind: str) -> exp.Expr:
    """The number that a column's text plainly is, null where it has to be looked up."""
    number = exp.DataType.build(f"DECIMAL(18, {DECIMALS[kind]})", dialect="duckdb")
    looked_up = item is None or not item.column or _is_scaled(rows.profile, item.field)
    if item is None or looked_up or _own(rows, item.column) is None:
        return exp.cast(exp.null(), number)
    text = _value(rows, item, translated=True)
    digits = text.copy()
    if _mark(rows).this != ".":
        digits = exp.func("replace", digits, _mark(rows), exp.Literal.string("."))
    read = exp.TryCast(this=digits, to=number)
    return exp.Case().when(_is_plain(rows, text), read).else_(exp.cast(exp.null(), number))


def _is_plain(rows: Rows, text: exp.Expr) -> exp.Expr:
    """Digits, fewer than a column holds even rounded up, with a fraction behind the decimal mark."""
    mark = re.escape(_mark(rows).this)
    pattern = exp.Literal.string(f"-?[0-9]{{1,14}}(?:{mark}[0-9]{{1,12}})?")
    return exp.func("regexp_full_match", text, pattern, dialect="duckdb")


def _mark(rows: Rows) -> exp.Literal:
    """The decimal mark: in a workbook a point, whatever its texts have."""
    return exp.Literal.string("." if rows.workbook else NOTATIONS[rows.profile.numbers][1])


def _own(rows: Rows, column: str) -> str | None:
    return rows.profile.column_in(rows.header, column)


def _all(branches: Sequence[exp.Select]) -> exp.Query:
    """Their union; of nothing, a relation without rows."""
    if not branches:
        names = ("column_name", "field", "kind", "locale", "text")
        nothing = [exp.alias_(exp.cast(exp.null(), _TEXT), name) for name in names]
        return exp.select(*_address(0), *nothing).from_("raw_row").where(exp.false())
    return _union(branches)


def _union(branches: Sequence[exp.Query]) -> exp.Query:
    return reduce(lambda one, other: exp.union(one, other, distinct=False, copy=False), branches)


def spelling_of(rows: Rows, rules: HeaderRows) -> dict[str, str]:
    """The file's spelling of each column that the rules for header rows name."""
    named = (rules.column, *rules.joins, *rules.gives)
    found = {name: _own(rows, name) for name in named}
    return {name: own for name, own in found.items() if own is not None}


def present(profile: Profile, header: Sequence[str]) -> list[str]:
    """The fields that a file with this header can fill, in our order."""
    found = {
        item.field
        for part in profile.parts(header)
        for item in part.mapped
        if item.constant
        or item.by_name
        or all(part.column_in(header, one) is not None for one in item.columns)
    }
    return [name for name in FIELDS.get(profile.kind, ()) if name in found]


def filled(rows: Rows) -> set[str]:
    """The columns of `declared` that are not null throughout."""
    rules = {"row_id", "part_no", "kind", "number_locale", "value_locale", "date_locale"}
    return rules.union(present(rows.profile, rows.header))


def _address(part_no: int) -> Iterator[exp.Expr]:
    yield exp.column("row_id")
    yield exp.alias_(exp.cast(exp.Literal.number(part_no), _PART), "part_no")


def _rules(rows: Rows, kind: str = "") -> Iterator[exp.Expr]:
    profile = rows.profile
    yield exp.alias_(exp.Literal.string(kind or profile.kind), "kind")
    for name, field in (("number_locale", ""), ("value_locale", "value")):
        numbers = locale_of(profile, field, "amount", rows.workbook)
        yield exp.alias_(exp.Literal.string(numbers), name)
    dates = locale_of(profile, "", "date")
    yield exp.alias_(exp.Literal.string(dates), "date_locale")


def _value(rows: Rows, item: Mapped | None, *, translated: bool) -> exp.Expr:
    """A field's text: the trimmed column, the constant, or null where nothing is declared."""
    if item is not None and item.constant:
        return exp.cast(exp.Literal.string(item.constant), _TEXT)
    text = _declared(rows, item) if item is not None else None
    if item is None or text is None:
        return exp.cast(exp.null(), _TEXT)
    dictionary = rows.profile.words.get(item.field) if translated else None
    if dictionary is None:
        return text
    case = exp.Case(this=text)
    for word, meaning in dictionary.items():
        case = case.when(exp.Literal.string(word), exp.Literal.string(meaning))
    kept = FIELDS[rows.profile.kind][item.field] not in ("word", "text")
    return exp.cast(case.else_(text.copy()) if kept else case, _TEXT)


def _declared(rows: Rows, item: Mapped) -> exp.Expr | None:
    """What the file states: a column, several joined by a hyphen, or its name; none if it lacks one."""
    if item.by_name is not None:
        return _said_by_name(rows, item.by_name)
    columns = [_own(rows, column) for column in item.columns]
    texts = [_stated(rows, item.field, own) for own in columns if own is not None]
    if len(texts) != len(item.columns) or not texts:
        return None
    hyphen = exp.Literal.string("-")
    joined = texts[0]
    for text in texts[1:]:
        joined = exp.DPipe(this=exp.DPipe(this=joined, expression=hyphen.copy()), expression=text)
    return joined


def _stated(rows: Rows, field: str, own: str) -> exp.Expr:
    """A cell, null where it holds a word that states nothing in this field."""
    text = _cell(rows, own)
    for nothing in rows.profile.nothing.get(field, ()):
        text = exp.func("nullif", text, exp.Literal.string(nothing))
    return text


def _cell(rows: Rows, own: str) -> exp.Expr:
    raw: exp.Expr = exp.column(own, quoted=True)
    if own in rows.padded:
        raw = trimmed(raw)
    for nothing in ("", *rows.profile.not_stated):
        raw = exp.func("nullif", raw, exp.Literal.string(nothing))
    return raw


def _said_by_name(rows: Rows, made: PeriodMade) -> exp.Expr:
    """What the name of a row's file or sheet says."""
    source_no = exp.condition("row_id // 4294967296", dialect="duckdb")
    case = exp.Case(this=source_no)
    for number, file, sheet in rows.names:
        if said := made.said(file, sheet):
            case = case.when(exp.Literal.number(number), exp.Literal.string(said))
    return exp.cast(case if case.args.get("ifs") else exp.null(), _TEXT)
