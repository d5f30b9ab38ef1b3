"""Reading one table of a spec: each entry by its type; what is missing or wrong is noted, not raised.

A person who writes a spec wants all that it lacks in one look, so a wrong entry gives a
stand-in of its type and a sentence, and reading goes on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

Months = tuple[int, int]
"""First and last month, both included, counted as year * 12 + month - 1."""
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_REQUIRED = object()


def month_of(text: str) -> int:
    """The number of a month.

    >>> month_of("2022-03") - month_of("2021-12")
    3
    """
    found = _MONTH.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no month such as 2022-03")
    return int(found[1]) * 12 + int(found[2]) - 1


def label_of(month: int) -> str:
    """A month as people write it.

    >>> label_of(month_of("2022-03"))
    '2022-03'
    """
    return f"{month // 12}-{month % 12 + 1:02d}"


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def months_of(text: str) -> Months:
    """Two months with a colon between them.

    >>> first, last = months_of("2022-01:2022-06")
    >>> last - first
    5
    """
    first, colon, last = text.partition(":")
    found = month_of(first), month_of(last if colon else first)
    if found[0] > found[1]:
        raise ValueError(f"{text!r} ends before it begins")
    return found


@dataclass(slots=True)
class Cursor:
    """One table of the spec, the words for it in messages, and the sentences so far."""

    table: Mapping[str, Any]
    name: str
    lacks: list[str]
    seen: set[str] = field(default_factory=set)

    def note(self, sentence: str) -> None:
        """One thing to mend."""
        self.lacks.append(f"{self.name}: {sentence}")

    def _get(self, key: str, default: object) -> Any:
        self.seen.add(key)
        if key in self.table:
            return self.table[key]
        if default is _REQUIRED:
            self.note(f"it lacks {key}")
        return None

    def text(self, key: str, default: object = _REQUIRED) -> str:
        """A text; days and whole numbers are taken as they are printed."""
        value = self._get(key, default)
        if value is None:
            return "" if default is _REQUIRED else str(default)
        if isinstance(value, str | int | date) and not isinstance(value, bool):
            return str(value)
        self.note(f"{key} is no text")
        return ""

    def whole(self, key: str, default: object = _REQUIRED) -> int:
        """A whole number, not below zero."""
        value = self._get(key, default)
        if value is None:
            return default if isinstance(default, int) else 0
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.note(f"{key} is no whole number")
        return 0

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._get(key, default)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.note(f"{key} is neither true nor false")
        return default

    def scaled(self, key: str, digits: int, default: object = _REQUIRED) -> int:
        """An amount written as text or whole number, times ten to the power of `digits`."""
        value = self._get(key, default)
        if value is None:
            return 0 if default is _REQUIRED else scaled(str(default), digits)
        try:
            if isinstance(value, str | int) and not isinstance(value, bool):
                return scaled(str(value), digits)
        except ValueError:
            pass
        self.note(f'{key} is no amount; write it as text: {key} = "12.50"')
        return 0

    def day(self, key: str, default: object = _REQUIRED) -> date | None:
        """A day; none where it may be left out."""
        value = self._get(key, default)
        if value is None or type(value) is date:
            return value
        self.note(f"{key} is no day; write it without quotation marks: {key} = 2022-03-01")
        return None

    def months(self, key: str, default: object = _REQUIRED) -> Months | None:
        """A month or two with a colon between them."""
        text = self.text(key, default)
        try:
            return months_of(text) if text else None
        except ValueError as wrong:
            self.note(f"{key}: {wrong}")
            return None

    def texts(self, key: str, default: object = _REQUIRED) -> tuple[str, ...]:
        """A list of texts, or one."""
        value = self._get(key, default)
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        if all(isinstance(one, str) for one in listed):
            return tuple(listed)
        self.note(f"{key} is no list of texts")
        return ()

    def wording(self, key: str, default: object = _REQUIRED) -> dict[str, tuple[str, ...]]:
        """What stands for one thing in each language: one text, or several to choose from."""
        inner = self.inner(key, default)
        return {language: inner.texts(language) for language in inner.table}

    def each_text(self, key: str, default: object = _REQUIRED) -> dict[str, str]:
        """A table of texts."""
        inner = self.inner(key, default)
        return {name: inner.text(name) for name in inner.table}

    def inner(self, key: str, default: object = _REQUIRED) -> "Cursor":
        """A table inside this one; an empty one where it is left out."""
        value = self._get(key, default)
        if value is not None and not isinstance(value, Mapping):
            self.note(f"{key} is no table")
            value = None
        return Cursor(value or {}, f"{self.name}, {key}", self.lacks)

    def each(self, key: str, default: object = _REQUIRED) -> "list[Cursor]":
        """A list of tables; each is told by its id or its place."""
        value = self._get(key, default)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.note(f"{key} is no list of tables")
            return []
        return [
            Cursor(one, f"{self.name} {key} {one.get('id', place)}".strip(), self.lacks)
            for place, one in enumerate(value, start=1)
        ]

    def raw(self, key: str, default: object = _REQUIRED) -> Any:
        """An entry as TOML gives it, for what is passed on as it stands."""
        return self._get(key, default)

    def done(self) -> None:
        """Whatever was not asked for is unknown."""
        for key in self.table:
            if key not in self.seen:
                self.note(f"unknown entry {key}")


def scaled(text: str, digits: int) -> int:
    """A decimal text as an integer of its smallest units.

    >>> scaled("12.50", 2), scaled("0.0004", 3)
    (1250, 0)
    """
    try:
        value = Decimal(text).scaleb(digits)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or value < 0:
        raise ValueError(text)
    return int(value.to_integral_value())
