"""Each distinct text is read once, under the rules of its kind and locale, and joined back.

What cannot be read keeps its text and gets a reason; nothing is guessed. Numbers and
days, which can be as many as the rows, are read inside the engine; labels here.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

import pyarrow as pa
from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.ground.schema import schema_of
from tidewaiter.records.declared import IN_A_WORKBOOK, Rows, every_typed, typed_fields, wordings
from tidewaiter.records.notation import NOTATIONS, SCALES
from tidewaiter.records.profile import Profile
from tidewaiter.words import hs
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.currencies import read_currency
from tidewaiter.words.measures import read_unit
from tidewaiter.words.periods import read_period
from tidewaiter.words.places import PlaceUnknown, read_place

SCHEMA = schema_of(
    {
        "kind": pa.string(),
        "locale": pa.string(),
        "text": pa.string(),
        "date_on": pa.date32(),
        "months": pa.int16(),
        "hs_edition": pa.string(),
        "amount": pa.decimal128(18, 2),
        "measure": pa.decimal128(18, 3),
        "code": pa.string(),
        "hs_code": pa.string(),
        "factor": pa.decimal128(19, 12),
        "level": pa.string(),
        "problem_kind": pa.string(),
        "message": pa.string(),
    }
)
_NEVER = r"[^\s\S]"
_BLANK = "[ \u00a0\u2007\u2009\u202f]"
_APOSTROPHE = "['\u2019\u02bc]"
_INDIAN = r"\d{1,2}(?:,\d{2})*,\d{3}"  # lakh and crore: 12,34,567
_CELL = r"-?\d+(?:\.\d+)?"  # a number as a workbook holds it
_TOTAL = "TOTAL"
_LEVELS = {2: "hs2", 4: "hs4", 6: "hs6"}
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_ISO = rf"\d{{4}}-\d{{2}}-\d{{2}}{_TIME}"
_DATE_PATTERNS = {
    "ymd": (rf"(\d{{4}})[-./](\d{{1,2}})[-./](\d{{1,2}}){_TIME}", 1, 2, 3),
    "dmy": (rf"(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}}|\d{{2}}){_TIME}", 3, 2, 1),
    "mdy": (rf"(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}}|\d{{2}}){_TIME}", 3, 1, 2),
}


_DAY_ZERO = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text means; only what its kind gives is set."""

    date_on: date | None = None
    months: int | None = None
    hs_edition: str | None = None
    code: str | None = None
    hs_code: str | None = None
    factor: Decimal | None = None
    level: str | None = None
    problem_kind: str | None = None
    message: str | None = None


def read_values(engine: Engine, rows: Rows) -> None:
    """Fill the table `reading` with every distinct text to read, of columns and constants."""
    engine.table("reading", SCHEMA.empty_table())
    engine.table("hs_edition", _editions())
    engine.table("constant", _constants(rows))
    for kind, locale in sorted({(item.kind, item.locale) for item in every_typed(rows)}):
        constants = (
            exp.select("text")
            .from_("constant")
            .where(
                exp.column("kind").eq(exp.Literal.string(kind)),
                exp.column("locale").eq(exp.Literal.string(locale)),
            )
        )
        engine.keep("wording", exp.union(wordings(rows, kind, locale), constants))
        if kind == "number":
            _read_numbers(engine, locale)
        elif kind == "date":
            _read_dates(engine, locale)
        else:
            _read_labels(engine, kind, locale, _reader(kind, locale, rows.profile))


def _constants(rows: Rows) -> pa.Table:
    stated = [
        (item.kind, item.locale, constant)
        for part in rows.parts()
        for item in typed_fields(part.profile, rows.workbook)
        if (constant := _constant(part.profile, item.field))
    ]
    return pa.table(
        {
            name: pa.array([one[place] for one in stated], pa.string())
            for place, name in enumerate(("kind", "locale", "text"))
        }
    )


def _constant(profile: Profile, field: str) -> str:
    return next((item.constant for item in profile.mapped if item.field == field), "")


def unread_kinds(engine: Engine) -> set[tuple[str, str]]:
    """The (kind, locale) of which some text could not be read."""
    return set(
        engine.rows("SELECT DISTINCT kind, locale FROM reading WHERE problem_kind IS NOT NULL")
    )


def _read_numbers(engine: Engine, locale: str) -> None:
    notation, _, scale = locale.removesuffix(IN_A_WORKBOOK).partition(" in ")
    grouping, decimal = NOTATIONS[notation]
    mark = {"": _NEVER, " ": _BLANK, "'": _APOSTROPHE}.get(grouping, re.escape(grouping))
    fraction = rf"(?:{re.escape(decimal)}\d+)?"
    whole = _INDIAN if locale.startswith("12,34,567.8") else rf"\d{{1,3}}(?:{mark}\d{{3}})+"
    grouped = rf"[+-]?{whole}{fraction}" if grouping else _NEVER
    values: dict[str, object] = {
        "plain": rf"[+-]?(?:\d+{fraction}|{re.escape(decimal)}\d+)(?:[eE][+-]?\d{{1,2}})?",
        "cell": _CELL if locale.endswith(IN_A_WORKBOOK) else _NEVER,
        "grouped": grouped,
        "separator": mark if grouping else _NEVER,
        "decimal": decimal,
        "scale": SCALES[scale],
    }
    _read_inside(engine, "number", locale, values)


def _read_dates(engine: Engine, locale: str) -> None:
    order, _, serials = locale.partition(" ")
    pattern, y, m, d = _DATE_PATTERNS[order]
    _read_inside(
        engine,
        "date",
        locale,
        {
            "pattern": pattern,
            "y": y,
            "m": m,
            "d": d,
            "order": order,
            "iso": _ISO,
            "day_zero": _DAY_ZERO[serials or "1900"],
            "serials": serials,
        },
    )


def _read_inside(engine: Engine, kind: str, locale: str, values: dict[str, object]) -> None:
    """Run a reading's own SQL over the distinct texts of one kind and locale."""
    query = (LIBRARY / "readings" / f"{kind}.sql").read_text(encoding="utf-8")
    engine.keep("read_now", query, values)
    given = {column.name for column in engine.schema("read_now")}
    columns = [
        exp.alias_(_literal_or_column(name, given, kind, locale), name) for name in SCHEMA.names
    ]
    engine.run(exp.insert(exp.select(*columns).from_("read_now"), "reading"))


def _literal_or_column(name: str, given: set[str], kind: str, locale: str) -> exp.Expr:
    if name in given:
        return exp.column(name)
    return {"kind": exp.Literal.string(kind), "locale": exp.Literal.string(locale)}.get(
        name, exp.null()
    )


def _read_labels(engine: Engine, kind: str, locale: str, read: Callable[[str], Reading]) -> None:
    texts = [text for (text,) in engine.rows("SELECT text FROM wording ORDER BY text")]
    engine.table("read_now", _table(kind, locale, texts, map(read, texts)))
    engine.run("INSERT INTO reading SELECT * FROM read_now")


def _table(kind: str, locale: str, texts: list[str], readings: Iterable[Reading]) -> pa.Table:
    read = list(readings)
    columns = {
        "kind": [kind] * len(texts),
        "locale": [locale] * len(texts),
        "text": texts,
        **{name: [getattr(one, name) for one in read] for name in Reading.__dataclass_fields__},
    }
    return pa.table(
        {
            field.name: pa.array(columns.get(field.name, [None] * len(texts)), field.type)
            for field in SCHEMA
        }
    )


def _editions() -> pa.Table:
    starts = [start for start, _ in hs.EDITIONS]
    return pa.table(
        {
            "since": pa.array(starts, pa.date32()),
            "until": pa.array([*starts[1:], date.max], pa.date32()),
            "edition": [edition for _, edition in hs.EDITIONS],
        }
    )


def _reader(kind: str, locale: str, profile: Profile) -> Callable[[str], Reading]:
    if kind == "word":
        words = profile.words[locale.partition("/")[2]]
        return lambda text: _word(text, words)
    readers: dict[str, Callable[[str], Reading]] = {
        "place": partial(_place, small=profile.countries == "cn"),
        "code": _code if profile.kind == "statistics" else _code_of_line,
        "prefix": _prefix,
        "unit": _unit,
        "currency": _currency,
        "period": _period,
    }
    return readers[kind]


def _word(text: str, words: object) -> Reading:
    if isinstance(words, dict) and text in words:
        return Reading(code=words[text])
    return Reading(
        problem_kind="unknown_word", message="the profile does not say what this word means"
    )


_SMALL_CODE = re.compile("[a-z]{2}")


def _place(text: str, small: bool) -> Reading:
    """`small`: two small letters are a code, as the profile says."""
    try:
        place = read_place(text.upper() if small and _SMALL_CODE.fullmatch(text) else text)
    except PlaceUnknown as unknown:
        return Reading(problem_kind="not_a_place", message=str(unknown))
    return Reading(code=place.code, level=place.level)


def _code_of_line(text: str) -> Reading:
    """The code of one goods item, which a total over all goods is not."""
    if text.upper() == _TOTAL:
        return Reading(
            problem_kind="not_a_code", message="all goods together are no code of one goods item"
        )
    return _code(text)


def _code(text: str) -> Reading:
    if text.upper() == _TOTAL:
        return Reading(level="total")
    found = hs.read_code(text)
    digits = found.digits
    if not digits:
        return Reading(problem_kind="not_a_code", message=found.note)
    return Reading(
        problem_kind="code_mended" if found.note else None,
        message=found.note or None,
        code=digits,
        hs_code=digits[:6] if len(digits) >= 6 else None,
        level=_LEVELS.get(len(digits), "national"),
    )


def _prefix(text: str) -> Reading:
    """The first digits of the codes that a list is about."""
    found = hs.read_prefix(text)
    if not found.digits:
        return Reading(problem_kind="not_a_code", message=found.note)
    return Reading(
        problem_kind="code_mended" if found.note else None,
        message=found.note or None,
        code=found.digits,
    )


def _unit(text: str) -> Reading:
    unit = read_unit(text)
    return (
        Reading(code=unit.name, factor=unit.factor)
        if unit
        else Reading(problem_kind="unknown_unit", message="no unit of that name")
    )


def _currency(text: str) -> Reading:
    code = read_currency(text)
    if code is None:
        return Reading(problem_kind="unknown_currency", message="no ISO 4217 currency of that code")
    return Reading(code=code)


def _period(text: str) -> Reading:
    period = read_period(text)
    if period is None:
        return Reading(
            problem_kind="not_a_period", message="no month, quarter or year that this label names"
        )
    return Reading(
        date_on=period.start, months=period.months, hs_edition=hs.edition_on(period.start)
    )
