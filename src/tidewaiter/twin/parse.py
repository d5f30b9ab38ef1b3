"""A spec from its TOML file, with a sentence for everything it lacks."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tidewaiter.twin.cursor import Cursor, Months, label_of, month_of
from tidewaiter.twin.spec import (
    DIRT,
    RECORDS,
    Activity,
    Batch,
    Company,
    Country,
    Crowd,
    FileSpec,
    Good,
    Scheme,
    Slot,
    Span,
    Spec,
    Spread,
    Statement,
    TaxNumber,
    Total,
    Unit,
    Wording,
)
from tidewaiter.words.errors import CommandError

_SEASON = (1,) * 12
_ROWS = {
    "listing": (
        ("list", "entry", "company", "name"),
        ("name_kind", "listed_on", "delisted_on", "programme", "address"),
    ),
    "component": (
        ("component_id", "weapon", "part", "maker", "found_on"),
        ("marking", "country_on_marking", "code", "found_by", "place", "reference"),
    ),
    "control": (
        ("regime", "act", "code", "action", "in_force_from"),
        (
            "jurisdiction", "article", "edition", "from_country", "to_country", "adopted_on",
            "published_on", "in_force_to", "contract_before", "execute_by", "complete_from",
            "complete_to", "condition", "status_mark", "reference",
        ),
    ),
}  # fmt: skip
_STATEMENT = ("statement_id", "speaker", "said_on", "text")
_OF_STATEMENT = ("language", "outlet", "stance")


def read_spec(path: Path, months: Months | None = None) -> tuple[Spec, list[str]]:
    """A spec and what it lacks; a file that is no TOML is refused."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise CommandError(
            f"there is no spec {path}", "print one to start from: tidewaiter twin --print-spec"
        ) from None
    except (OSError, ValueError) as error:
        raise CommandError(
            f"{path} is not read as TOML: {error}", "texts, and months, stand in quotation marks"
        ) from None
    lacks: list[str] = []
    return _spec(Cursor(content, "", lacks), months), [one.removeprefix(": ") for one in lacks]


def _spec(top: Cursor, asked: Months | None) -> Spec:
    stated = top.months("months") or (0, 0)
    months = asked or stated
    if stated[0] > months[0] or months[1] > stated[1]:
        top.note(f"it tells of {label_of(stated[0])}:{label_of(stated[1])} and of no other months")
    dirt = _dirt(top.inner("dirt", None))
    spec = Spec(
        title=top.text("title"),
        about=top.text("about"),
        months=months,
        rates={
            name: _by_month(one, 4)
            for name, one in _tables(top.inner("rate", None), "rate").items()
        },
        lookalikes=_letters(top.inner("lookalikes", None)),
        countries={
            code: _country(code, one)
            for code, one in _tables(top.inner("country"), "country").items()
        },
        numbers={
            code: _number(one) for code, one in _tables(top.inner("number"), "number").items()
        },
        units={name: _unit(one) for name, one in _tables(top.inner("unit"), "unit").items()},
        goods=tuple(map(_good, top.each("good"))),
        companies=tuple(map(_company, top.each("company", None))),
        crowds=tuple(map(_crowd, top.each("crowd", None))),
        schemes=tuple(map(_scheme, top.each("scheme", None))),
        batches=tuple(_batch(one, stated) for one in top.each("batch")),
        files=tuple(_file(one, stated, dirt) for one in top.each("file")),
        rows={name: tuple(map(_row(name), top.each(name, None))) for name in _ROWS},
        statements=tuple(map(_statement, top.each("statement", None))),
        totals=tuple(map(_total, top.each("total", None))),
    )
    top.done()
    return spec


def _tables(inner: Cursor, name: str) -> dict[str, Cursor]:
    found = {key: inner.inner(key) for key in inner.table}
    for key, one in found.items():
        one.name = f"{name} {key}"
    return found


def _by_month(one: Cursor, digits: int) -> tuple[tuple[int, int], ...]:
    found = []
    for key in one.table:
        try:
            found.append((month_of(key), one.scaled(key, digits)))
        except ValueError as wrong:
            one.note(str(wrong))
    return tuple(sorted(found))


def _letters(one: Cursor) -> dict[str, str]:
    return {letter: one.text(letter) for letter in one.table}


def _dirt(one: Cursor, usual: Mapping[str, int] | None = None) -> dict[str, int]:
    found = {name: one.whole(name, (usual or {}).get(name, 0)) for name in DIRT}
    one.done()
    return found


def _country(code: str, one: Cursor) -> Country:
    found = Country(code, one.text("numeric", ""), one.wording("name"))
    one.done()
    return found


def _number(one: Cursor) -> TaxNumber:
    found = TaxNumber(
        one.text("check"), one.text("kind"), one.text("prefix", ""), one.whole("digits")
    )
    one.done()
    return found


def _unit(one: Cursor) -> Unit:
    found = Unit(one.wording("word"), one.text("number", ""))
    one.done()
    return found


def _spread(one: Cursor, digits: int) -> Spread:
    found = Spread(one.scaled("middle", digits), one.scaled("spread", 3, "0"))
    one.done()
    return found


def _slot(holder: Cursor, key: str) -> Slot:
    value = holder.raw(key)
    if isinstance(value, list):
        return Slot(words=tuple(_word(one) for one in value))
    one = holder.inner(key)
    digits = one.whole("digits", 0)
    found = Slot(
        (), one.scaled("from", digits), one.scaled("to", digits), digits, one.text("decimal", ".")
    )
    one.done()
    if found.last < found.first:
        one.note("it ends before it begins")
    return found


def _word(one: Any) -> Wording:
    """A word that is the same in every language, or one for each."""
    if isinstance(one, Mapping):
        return {
            language: tuple(texts) if isinstance(texts, list) else (str(texts),)
            for language, texts in one.items()
        }
    return {"": (str(one),)}


def _slots(one: Cursor) -> dict[str, Slot]:
    return {key: _slot(one, key) for key in one.table}


def _season(one: Cursor) -> tuple[int, ...]:
    found = one.raw("season", None)
    if found is None:
        return _SEASON
    if isinstance(found, list) and len(found) == 12 and all(type(n) is int for n in found):
        return tuple(found)
    one.note("season is no list of twelve whole numbers")
    return _SEASON


def _good(one: Cursor) -> Good:
    found = Good(
        id=one.text("id"),
        name=one.wording("name"),
        codes=_codes(one),
        unit=one.text("unit"),
        unit_of_weight=one.text("unit_of_weight", ""),
        usd=_spread(one.inner("usd"), 2),
        kg=_spread(one.inner("kg"), 3),
        units=_spread(one.inner("units"), 3),
        gross=one.scaled("gross", 3, "1.05"),
        season=_season(one),
        makers=one.texts("makers", None),
        text=one.wording("text"),
        tail=one.wording("tail", None),
        slots=_slots(one.inner("slot", None)),
    )
    one.done()
    return found


def _codes(one: Cursor) -> tuple[tuple[int, str], ...]:
    single = one.text("code", "")
    listed = one.each("codes", None)
    if bool(single) == bool(listed):
        one.note("it needs either code or codes")
    if single:
        return ((0, single),)
    found = []
    for each in listed:
        since = each.months("from")
        found.append((since[0] if since else 0, each.text("code")))
        each.done()
    return tuple(sorted(found))


def _activity(one: Cursor) -> Activity:
    found = Activity(one.text("code", ""), one.text("text", ""))
    one.done()
    return found


def _company(one: Cursor) -> Company:
    found = Company(
        id=one.text("id"),
        country=one.text("country"),
        name=one.wording("name"),
        address=one.wording("address", None),
        brand=one.text("brand", ""),
        founded=one.day("founded", None),
        activity=_activity(one.inner("activity", None)),
        revenue=one.text("revenue", ""),
        register=one.flag("register", True),
    )
    one.done()
    return found


def _crowd(one: Cursor) -> Crowd:
    founded = one.inner("founded")
    found = Crowd(
        id=one.text("id"),
        country=one.text("country"),
        n=one.whole("n"),
        name=one.wording("name"),
        address=one.wording("address", None),
        parts=_slots(one.inner("part")),
        founded=(founded.whole("from"), founded.whole("to")),
        activities=tuple(map(_activity, one.each("activity", None))) or (Activity("", ""),),
        revenue=_spread(one.inner("revenue"), 0),
    )
    one.done()
    return found


def _scheme(one: Cursor) -> Scheme:
    found = Scheme(
        one.text("id"),
        one.text("kind"),
        one.text("title"),
        one.text("differs"),
        one.texts("rules", None),
    )
    one.done()
    return found


def _batch(one: Cursor, whole: Months) -> Batch:
    dispatch, destination = one.text("dispatch"), one.text("destination")
    days = one.inner("contract_days", None)
    found = Batch(
        id=one.text("id"),
        good=one.text("good"),
        declared_as=one.text("declared_as", ""),
        sellers=one.texts("sellers"),
        buyers=one.texts("buyers"),
        makers=one.texts("makers", None),
        brokers=one.texts("brokers", None),
        consignee=one.text("consignee", ""),
        origin=one.text("origin"),
        dispatch=dispatch,
        destination=destination,
        trading=one.text("trading", ""),
        office=one.text("office", destination),
        reported_by=(
            one.texts("reported_by") if "reported_by" in one.table else (dispatch, destination)
        ),
        currency=one.text("currency", "USD"),
        price=one.scaled("price", 3, "1"),
        contract_days=(days.scaled("from", 0, "0"), days.scaled("to", 0, "0")),
        level=_level(one),
        spans=_spans(one, whole),
        incoterms=one.texts("incoterms", None),
        transports=one.texts("transports", None),
        scheme=one.text("scheme", ""),
        part=one.text("part", ""),
    )
    one.done()
    return found


def _level(one: Cursor) -> tuple[tuple[int, int], ...]:
    found = []
    for each in one.each("level", None):
        since = each.months("from")
        found.append((since[0] if since else 0, each.scaled("factor", 3)))
        each.done()
    return tuple(sorted(found))


def _spans(one: Cursor, whole: Months) -> tuple[Span, ...]:
    share = one.scaled("share", 3, "0")
    months = one.months("months", "") or whole
    listed = one.each("spans", None)
    if bool(share) == bool(listed):
        one.note("it needs either a share or spans")
    if not listed:
        return (Span(months, share=share),)
    return tuple(map(_span, listed))


def _span(one: Cursor) -> Span:
    days = one.text("days", "1:31")
    first, _, last = days.partition(":")
    numbers = (int(first), int(last or first)) if (first + last).isdecimal() else (1, 31)
    if not 1 <= numbers[0] <= numbers[1] <= 31:
        one.note(f"days is {days!r}; write 1:14")
        numbers = (1, 31)
    found = Span(
        months=one.months("months") or (0, 0),
        lines=one.whole("lines"),
        usd=one.scaled("usd", 2, "0"),
        quantity=one.whole("quantity", 0),
        days=numbers,
    )
    one.done()
    return found


def _file(one: Cursor, whole: Months, dirt: Mapping[str, int]) -> FileSpec:
    records = one.text("records")
    if records not in RECORDS:
        one.note(f"records is {records!r}; it must be one of {', '.join(RECORDS)}")
    found = FileSpec(
        id=one.text("id"),
        records=records,
        name=one.text("name"),
        language=one.text("language", "en"),
        columns=_columns(one),
        months=one.months("months", "") or whole,
        missing=_missing(one),
        format=one.text("format", "csv"),
        sheet=one.text("sheet", "Sheet1"),
        encoding=one.text("encoding", "utf-8"),
        delimiter=one.text("delimiter", ","),
        decimal=one.text("decimal", "."),
        grouping=one.text("grouping", ""),
        dates=one.text("dates", "yyyy-mm-dd"),
        titles=one.texts("titles", None),
        digits=one.whole("digits", 10),
        gzip=one.flag("gzip", False),
        dirt=_dirt(one.inner("dirt", None), dirt),
        office=one.text("office", ""),
        direction=one.text("direction", ""),
        longest_text=one.whole("longest_text", 0),
        document=one.text("document", ""),
        serial=one.whole("serial", 7),
        offices=one.texts("offices", None),
        corrections=one.text("corrections", ""),
        customs_currency=one.text("customs_currency", "USD"),
        incoterms=one.texts("incoterms", None),
        transports=one.texts("transports", None),
        reporters=one.texts("reporters", None),
        flows=_letters(one.inner("flows", None)),
        editions=_editions(one),
        periods=one.text("periods", "yyyymm"),
        freight=one.scaled("freight", 3, "1"),
        countries=one.texts("countries", None),
        about=one.whole("about", 1000),
        list=one.text("list", ""),
        version=one.text("version", ""),
    )
    one.done()
    return found


def _columns(one: Cursor) -> tuple[tuple[str, str], ...]:
    listed = one.raw("columns")
    if isinstance(listed, list) and all(
        isinstance(each, list) and len(each) == 2 and all(isinstance(text, str) for text in each)
        for each in listed
    ):
        return tuple((heading, name) for heading, name in listed)
    if listed is not None:
        one.note("columns is no list of pairs: a heading and a field")
    return ()


def _missing(one: Cursor) -> frozenset[int]:
    found = set()
    for text in one.texts("missing", None):
        try:
            found.add(month_of(text))
        except ValueError as wrong:
            one.note(f"missing: {wrong}")
    return frozenset(found)


def _editions(one: Cursor) -> tuple[tuple[int, str], ...]:
    found = []
    for each in one.each("editions", None):
        since = each.months("from")
        found.append((since[0] if since else 0, each.text("word")))
        each.done()
    return tuple(sorted(found))


def _row(name: str) -> Any:
    needed, further = _ROWS[name]

    def read(one: Cursor) -> dict[str, str]:
        row = {key: one.text(key) for key in needed}
        row |= {key: one.text(key, "") for key in further}
        one.done()
        return row

    return read


def _statement(one: Cursor) -> Statement:
    one.name = f"statement {one.table.get('statement_id', '')}"
    chain = one.texts("chain", None)
    row = {key: one.text(key) for key in _STATEMENT}
    row |= {key: one.text(key, "") for key in _OF_STATEMENT}
    found = Statement(
        {**row, "chain": " > ".join(chain)},
        one.text("verdict"),
        one.raw("question", None),
        one.raw("expect", None),
        chain,
    )
    one.done()
    if (found.question is None) != (found.expect is None):
        one.note("a question needs expect, and expect a question")
    return found


def _total(one: Cursor) -> Total:
    found = Total(one.text("id"), one.raw("question") or {}, one.text("gives", "value"))
    one.done()
    return found
