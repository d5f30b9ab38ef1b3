"""Companies by name, the crowds around them, and how a country names and numbers its own."""

from tidewaiter.twin.cursor import Cursor
from tidewaiter.twin.entries.varying import slots, spread
from tidewaiter.twin.spec import Activity, Company, Country, Crowd, TaxNumber


def country(code: str, one: Cursor) -> Country:
    """`code` is the name of its table."""
    found = Country(code, one.text("numeric", ""), one.wording("name"))
    one.done()
    return found


def number(one: Cursor) -> TaxNumber:
    """How a country numbers its companies."""
    found = TaxNumber(
        one.text("check"), one.text("kind"), one.text("prefix", ""), one.whole("digits")
    )
    one.done()
    return found


def company(one: Cursor) -> Company:
    """One by name; a register may lack it."""
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


def crowd(one: Cursor) -> Crowd:
    """Many, made up from words."""
    founded = one.inner("founded")
    found = Crowd(
        id=one.text("id"),
        country=one.text("country"),
        n=one.whole("n"),
        name=one.wording("name"),
        address=one.wording("address", None),
        parts=slots(one.inner("part")),
        founded=(founded.whole("from"), founded.whole("to")),
        activities=tuple(map(_activity, one.each("activity", None))) or (Activity("", ""),),
        revenue=spread(one.inner("revenue"), 0),
    )
    one.done()
    return found


def _activity(one: Cursor) -> Activity:
    found = Activity(one.text("code", ""), one.text("text", ""))
    one.done()
    return found
