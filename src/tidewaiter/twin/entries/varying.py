"""What varies: around a middle, among words or numbers, and from a month on."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from tidewaiter.twin.cursor import Cursor
from tidewaiter.twin.spec import Slot, Spread, Wording

Value = TypeVar("Value", int, str)


def from_month(
    listed: Iterable[Cursor], value: Callable[[Cursor], Value]
) -> tuple[tuple[int, Value], ...]:
    """What holds from a month on, the earliest first."""
    found = []
    for one in listed:
        since = one.months("from")
        found.append((since[0] if since else 0, value(one)))
        one.done()
    return tuple(sorted(found))


def spread(one: Cursor, digits: int) -> Spread:
    """The middle in units of so many digits; the spread in thousandths."""
    found = Spread(one.scaled("middle", digits), one.scaled("spread", 3, "0"))
    one.done()
    return found


def slots(one: Cursor) -> dict[str, Slot]:
    """By the name in braces."""
    return {key: _slot(one, key) for key in one.table}


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
