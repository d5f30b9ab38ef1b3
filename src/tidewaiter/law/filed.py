"""What a file of a control list says, read field by field; what is wrong is said with its line.

A list is law as somebody read it: a misspelt field or a date that cannot be is refused with a
sentence, never passed over, as a rule that is silently dropped reads as freedom.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from tidewaiter.words.errors import ListError

HELP = "the fields are explained in docs/controls.md"


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a TOML file, or one line of its CSV: fields, and where they stand."""

    file: str
    named: str  # "measure art-1", or "" for the file itself
    fields: Mapping[str, Any]
    lines: Callable[[], tuple[int, Mapping[str, int]]]  # looked up only to refuse

    def refuse(self, what: str, key: str = "", hint: str = HELP) -> ListError:
        """The refusal of what a field says, with file, line and measure."""
        begins, fields = self.lines()
        line = fields.get(key, begins)
        where = ", ".join(filter(None, (self.file, f"line {line}" if line else "", self.named)))
        return ListError(f"{where}: {what}", hint)

    def only(self, known: Iterable[str]) -> None:
        """Refuse a field that nothing reads."""
        allowed = list(known)
        for key in self.fields:
            if key not in allowed:
                near = get_close_matches(key, allowed, 1)
                hint = f"did you mean {near[0]}?" if near else HELP
                raise self.refuse(f"there is no field {key!r}", key, hint)

    def text(self, key: str, needed: str = "") -> str:
        """A text, blank where it is not stated; `needed` says why it may not be."""
        said = self.fields.get(key, "")
        if not isinstance(said, str):
            raise self.refuse(f"{key} is a text, in quotes", key)
        if needed and not said.strip():
            raise self.refuse(f"no {key}: {needed}", key)
        return said.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Several texts, or one."""
        said = self.fields.get(key, [])
        each = [said] if isinstance(said, str) else said
        if not isinstance(each, list) or not all(isinstance(one, str) for one in each):
            raise self.refuse(f"{key} is a list of texts", key)
        return tuple(one.strip() for one in each)

    def day(self, key: str) -> date | None:
        """A day, none where it is not stated; in TOML without quotes, in CSV as 2022-02-26."""
        said = self.fields.get(key)
        if said is None or said == "":
            return None
        if isinstance(said, date) and not isinstance(said, datetime):
            return said
        try:
            return date.fromisoformat(said)
        except (TypeError, ValueError):
            raise self.refuse(f"{key} is {said!r}, no day such as 2022-02-26", key) from None

    def number(self, key: str) -> Decimal | None:
        """A number from zero, none where it is not stated."""
        said = self.fields.get(key)
        if said is None or said == "":
            return None
        try:
            found = Decimal(str(said))
        except InvalidOperation:
            found = Decimal("nan")
        if not found.is_finite():
            raise self.refuse(f"{key} is {said!r}, no number", key)
        if found < 0:
            raise self.refuse(f"{key} is {said}, below zero", key)
        return found

    def yes(self, key: str) -> bool:
        """Yes or no; no where it is not stated."""
        said = self.fields.get(key, False)
        known = {True: True, False: False, "yes": True, "no": False, "": False}
        if not isinstance(said, bool | str) or said not in known:
            raise self.refuse(f"{key} is {said!r}, neither true nor false", key)
        return known[said]

    def one_of(self, key: str, allowed: Sequence[str]) -> str:
        """A word out of a few."""
        said = self.text(key, f"it is one of {', '.join(allowed)}")
        if said not in allowed:
            what = f"unknown {key} {said!r}"
            raise self.refuse(what, key, f"{key} is one of {', '.join(allowed)}")
        return said

    def in_order(self, first: str, second: str) -> None:
        """Refuse a last day before the first."""
        start, end = self.day(first), self.day(second)
        if start and end and end < start:
            what = f"the dates are reversed: {second} {end} is before {first} {start}"
            raise self.refuse(what, second)


def where(text: str, header: str, index: int) -> tuple[int, dict[str, int]]:
    """The line of the nth `[[header]]` of a TOML text, and of every field under it.

    >>> where('a = 1\\n[[measure]]\\nid = "x"\\nact = "y"', "measure", 0)
    (2, {'id': 3, 'act': 4})
    """
    lines = text.splitlines()
    found = [at for at, line in enumerate(lines) if re.match(rf"\s*\[\[?{header}\]", line)]
    if index >= len(found):
        return 0, {}
    fields: dict[str, int] = {}
    for at in range(found[index] + 1, len(lines)):
        if _is_header(lines[at]):
            break
        if key := re.match(r"\s*(\w+)\s*=", lines[at]):
            fields.setdefault(key[1], at + 1)
    return found[index] + 1, fields


def top(text: str) -> tuple[int, dict[str, int]]:
    """The lines of the fields above every header."""
    found: dict[str, int] = {}
    for at, line in enumerate(text.splitlines(), 1):
        if _is_header(line):
            break
        if key := re.match(r"(\w+)\s*=", line):
            found.setdefault(key[1], at)
    return 0, found


def _is_header(line: str) -> bool:
    return re.fullmatch(r"\s*\[\[?[\w.]+\]?\]\s*(#.*)?", line) is not None
