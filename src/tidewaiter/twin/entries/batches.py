"""Who trades what with whom, when and for how much; and what is planted by it."""

from tidewaiter.twin.cursor import Cursor, Months
from tidewaiter.twin.entries.varying import from_month
from tidewaiter.twin.spec import Batch, Scheme, Span


def scheme(one: Cursor) -> Scheme:
    """What is planted, and the rules that should find it."""
    found = Scheme(
        one.text("id"),
        one.text("kind"),
        one.text("title"),
        one.text("differs"),
        one.texts("rules", None),
    )
    one.done()
    return found


def batch(one: Cursor, whole: Months) -> Batch:
    """`whole` are the months the spec tells of, for a batch that names none."""
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
    return from_month(one.each("level", None), lambda each: each.scaled("factor", 3))


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
