"""The profile's projection of raw rows: our field names, every value still text.

`declared` has one row a record and every field of its kind; `declared_value` has one
row a value that must be read. This is the only generated SQL; it is built as
expressions, so no column name of a leaked file can become code.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from tidewaiter.records.fields import FIELDS, reading_kind
from tidewaiter.records.padding import BLANKS
from tidewaiter.records.profile import Mapped, Profile, is_typed

_TEXT = exp.DataType.build("VARCHAR", dialect="duckdb")
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


def locale_of(profile: Profile, field: str, value_kind: str, workbook: bool = False) -> str:
    """Under which reading rules a field's texts stand; '' where there is but one way."""
    kind = reading_kind(value_kind)
    if field in profile.words and kind in ("word", "text"):
        return f"{profile.name}/{field}"
    numbers = profile.numbers + (IN_A_WORKBOOK if workbook else "")
    serials = f" {profile.serials}" if profile.serials else ""
    return {"number": numbers, "date": profile.dates + serials}.get(kind, "")


@dataclass(frozen=True, slots=True)
class Rows:
    """The raw rows of one layout: who maps them, their columns, which of those need trimming."""

    profile: Profile
    header: tuple[str, ...]
    padded: frozenset[str]
    workbook: bool = False  # cells that are numbers come as 1234.5, whatever the notation of texts


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


def wide(rows: Rows) -> exp.Select:
    """One row a record, one column a field of every kind; blank is null."""
    by_field = {item.field: item for item in rows.profile.mapped}
    fields = list(dict.fromkeys(name for kind in FIELDS.values() for name in kind))
    columns = [
        exp.alias_(_value(rows, by_field.get(name), translated=True), name, quoted=False)
        for name in fields
    ]
    return exp.select(*_address(), *_rules(rows), *columns).from_("raw_row")


def long(rows: Rows, kinds: Collection[tuple[str, str]]) -> exp.Query:
    """One row a declared value of some (kind, locale): address, column, field, kind, locale, text.

    Only columns of the file: a constant is read once, with the profile.
    """
    branches = [
        exp.select(
            *_address(),
            exp.alias_(exp.Literal.string(item.column), "column_name"),
            exp.alias_(exp.Literal.string(item.field), "field"),
            exp.alias_(exp.Literal.string(item.kind), "kind"),
            exp.alias_(exp.Literal.string(item.locale), "locale"),
            exp.alias_(_text_of(rows, item), "text"),
        ).from_("raw_row")
        for item in _from_columns(rows)
        if (item.kind, item.locale) in kinds
    ]
    return exp.select("*").from_(_all(branches).subquery("every_value")).where("text IS NOT NULL")


def wordings(rows: Rows, kind: str, locale: str) -> exp.Query:
    """The distinct texts of one kind and locale; each column is made distinct as it lies."""
    columns = [
        exp.select(exp.alias_(_text_of(rows, item), "text")).from_(_distinct(rows, item))
        for item in _from_columns(rows)
        if (item.kind, item.locale) == (kind, locale) and _own(rows, item.column)
    ]
    if not columns:
        return exp.select(exp.alias_(exp.cast(exp.null(), _TEXT), "text")).where(exp.false())
    return (
        exp.select("text")
        .distinct()
        .from_(_union(columns).subquery("every_text"))
        .where("text IS NOT NULL")
    )


def _distinct(rows: Rows, item: TypedField) -> exp.Subquery:
    own = exp.column(_own(rows, item.column) or item.column, quoted=True)
    return exp.select(own).distinct().from_("raw_row").subquery("raw_row")


def _from_columns(rows: Rows) -> list[TypedField]:
    columns = {item.field for item in rows.profile.mapped if item.column}
    return [item for item in typed_fields(rows.profile, rows.workbook) if item.field in columns]


def _text_of(rows: Rows, item: TypedField) -> exp.Expr:
    """The text that is read: a dictionary's word as it stands, other texts translated."""
    return _value(rows, Mapped(item.field, column=item.column), translated=item.kind != "word")


def _own(rows: Rows, column: str) -> str | None:
    return rows.profile.column_in(rows.header, column)


def _all(branches: Sequence[exp.Select]) -> exp.Query:
    """Their union; of nothing, a relation without rows."""
    if not branches:
        names = ("column_name", "field", "kind", "locale", "text")
        nothing = [exp.alias_(exp.cast(exp.null(), _TEXT), name) for name in names]
        return exp.select(*_address(), *nothing).from_("raw_row").where(exp.false())
    return _union(branches)


def _union(branches: Sequence[exp.Query]) -> exp.Query:
    union = branches[0]
    for branch in branches[1:]:
        union = exp.union(union, branch, distinct=False)
    return union


def filled(rows: Rows) -> set[str]:
    """The columns of `declared` that are not null throughout."""
    mapped = {
        item.field for item in rows.profile.mapped if item.constant or _own(rows, item.column)
    }
    return mapped | {"row_id", "part_no", "kind", "number_locale", "date_locale"}


def _address() -> Iterator[exp.Expr]:
    yield exp.column("row_id")
    yield exp.alias_(exp.cast(exp.Literal.number(0), _PART), "part_no")


def _rules(rows: Rows) -> Iterator[exp.Expr]:
    profile = rows.profile
    yield exp.alias_(exp.Literal.string(profile.kind), "kind")
    numbers = locale_of(profile, "", "amount", rows.workbook)
    yield exp.alias_(exp.Literal.string(numbers), "number_locale")
    dates = locale_of(profile, "", "date")
    yield exp.alias_(exp.Literal.string(dates), "date_locale")


def _value(rows: Rows, item: Mapped | None, *, translated: bool) -> exp.Expr:
    """A field's text: the trimmed column, the constant, or null where nothing is declared."""
    if item is not None and item.constant:
        return exp.cast(exp.Literal.string(item.constant), _TEXT)
    own = _own(rows, item.column) if item else None
    if item is None or own is None:
        return exp.cast(exp.null(), _TEXT)
    raw: exp.Expr = exp.column(own, quoted=True)
    if own in rows.padded:
        raw = exp.func("trim", raw, exp.Literal.string(BLANKS))
    text = exp.func("nullif", raw, exp.Literal.string(""))
    dictionary = rows.profile.words.get(item.field) if translated else None
    if dictionary is None:
        return text
    case = exp.Case(this=text)
    for word, meaning in dictionary.items():
        case = case.when(exp.Literal.string(word), exp.Literal.string(meaning))
    kept = FIELDS[rows.profile.kind][item.field] not in ("word", "text")
    return exp.cast(case.else_(text.copy()) if kept else case, _TEXT)
