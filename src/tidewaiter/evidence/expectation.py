"""What a claim expects of a number: more or less than a threshold, or a value at its own digits.

A bare number is compared as it was written: "3.448" means 3.4475 up to, not including,
3.4485; "100e6" means half a million either way (METHODS §10).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tidewaiter.words.errors import CommandError

_SUBJECTS = ("value", "change", "ratio")
_FORM = re.compile(r"\s*(>=|<=|>|<|)\s*([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*")


@dataclass(frozen=True, slots=True)
class Expectation:
    """Which number of the answer, how it is compared, with what."""

    subject: str
    sign: str  # > >= < <= or '' for "this value, at its own digits"
    threshold: Decimal
    text: str

    def bounds(self) -> tuple[Decimal, Decimal]:
        """Lowest and (excluded) highest number that rounds, half up, to the threshold's digits."""
        exponent = self.threshold.as_tuple().exponent
        half = Decimal((0, (5,), int(exponent) - 1))
        return self.threshold - half, self.threshold + half


def read_expectation(entry: Mapping[str, Any]) -> Expectation:
    """One of value, change, ratio.

    >>> read_expectation({"change": "3.448"}).bounds()
    (Decimal('3.4475'), Decimal('3.4485'))
    """
    if len(entry) != 1 or next(iter(entry)) not in _SUBJECTS:
        raise CommandError(
            "expect names one of value, change, ratio", 'for example: expect = {change = "3.448"}'
        )
    subject, text = next(iter(entry.items()))
    if isinstance(text, bool | float):
        raise CommandError(
            f"expect.{subject} is {text!r}, whose digits are lost",
            'write it in quotes, as the claim does: "3.448"',
        )
    found = _FORM.fullmatch(str(text))
    try:
        threshold = Decimal(found[2]) if found else None
    except InvalidOperation:
        threshold = None
    if found is None or threshold is None:
        raise CommandError(
            f"expect.{subject} is {text!r}",
            'write a number or a bound in quotes: "3.448", "> 100e6", ">= 30"',
        )
    return Expectation(subject, found[1], threshold, str(text).strip())
