"""Goods and the units they are counted in."""

from tidewaiter.twin.cursor import Cursor
from tidewaiter.twin.entries.varying import from_month, slots, spread
from tidewaiter.twin.spec import Good, Unit

_SEASON = (1,) * 12


def good(one: Cursor) -> Good:
    """Amounts as whole numbers of cents, grams and thousandths."""
    found = Good(
        id=one.text("id"),
        name=one.wording("name"),
        codes=_codes(one),
        unit=one.text("unit"),
        unit_of_weight=one.text("unit_of_weight", ""),
        usd=spread(one.inner("usd"), 2),
        kg=spread(one.inner("kg"), 3),
        units=spread(one.inner("units"), 3),
        gross=one.scaled("gross", 3, "1.05"),
        season=_season(one),
        makers=one.texts("makers", None),
        text=one.wording("text"),
        tail=one.wording("tail", None),
        slots=slots(one.inner("slot", None)),
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
    return from_month(listed, lambda each: each.text("code"))


def _season(one: Cursor) -> tuple[int, ...]:
    found = one.raw("season", None)
    if found is None:
        return _SEASON
    if isinstance(found, list) and len(found) == 12 and all(type(n) is int for n in found):
        return tuple(found)
    one.note("season is no list of twelve whole numbers")
    return _SEASON


def unit(one: Cursor) -> Unit:
    """A word in each language, and the number some files write instead."""
    found = Unit(one.wording("word"), one.text("number", ""))
    one.done()
    return found
