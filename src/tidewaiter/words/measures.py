"""Units of quantity as declarations write them, each under one name and with its multiple.

A unit that is not known stays unread: quantities in unknown units are never added. What is a
multiple of another unit is counted in that one, once: 2 thousand pieces are 2,000 pieces.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tidewaiter.words.bundled import LIBRARY


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit under its one name, and how many of those the declared one is."""

    name: str
    factor: Decimal


@cache
def _units() -> dict[str, Unit]:
    with (LIBRARY / "measures" / "units.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = {row["spelling"]: Unit(row["unit"], Decimal(row["factor"])) for row in rows}
    if len(found) < len(rows):
        raise ValueError("units.csv gives one spelling twice")
    return found


def read_unit(text: str) -> Unit | None:
    """The unit a text names, or none.

    >>> read_unit("KGS").name, read_unit(" тыс.  шт"), read_unit("barrel")
    ('kg', Unit(name='piece', factor=Decimal('1000')), None)
    """
    return _units().get(" ".join(text.split()).casefold())
