"""The files that are written: their shape, their gaps and what is spoilt in them."""

from collections.abc import Mapping

from tidewaiter.twin.cursor import Cursor, Months, month_of
from tidewaiter.twin.entries.varying import from_month
from tidewaiter.twin.spec import DIRT, RECORDS, FileSpec


def file(one: Cursor, whole: Months, usual: Mapping[str, int]) -> FileSpec:
    """`usual` is the dirt of all files, where this one says nothing else."""
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
        dirt=dirt(one.inner("dirt", None), usual),
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
        flows=one.each_text("flows", None),
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
    return from_month(one.each("editions", None), lambda each: each.text("word"))


def dirt(one: Cursor, usual: Mapping[str, int] | None = None) -> dict[str, int]:
    """Of a thousand, how many are spoilt in each way."""
    found = {name: one.whole(name, (usual or {}).get(name, 0)) for name in DIRT}
    one.done()
    return found
