"""Harmonised System codes: text with leading zeros, under the edition of their day.

A code means what the edition in force on the day of declaration says, never what
today's edition says. Editions enter into force on 1 January (WCO).
"""

from bisect import bisect_right
from datetime import date

EDITIONS: tuple[tuple[date, str], ...] = (
    (date(1988, 1, 1), "HS1988"),
    (date(1996, 1, 1), "HS1996"),
    (date(2002, 1, 1), "HS2002"),
    (date(2007, 1, 1), "HS2007"),
    (date(2012, 1, 1), "HS2012"),
    (date(2017, 1, 1), "HS2017"),
    (date(2022, 1, 1), "HS2022"),
)
_STARTS = tuple(start for start, _ in EDITIONS)


def edition_on(day: date) -> str | None:
    """The edition in force on that day; none before 1988.

    >>> edition_on(date(2021, 12, 31)), edition_on(date(2022, 1, 1))
    ('HS2017', 'HS2022')
    """
    at = bisect_right(_STARTS, day) - 1
    return EDITIONS[at][1] if at >= 0 else None


def is_code(text: str) -> bool:
    """Two to twelve digits in pairs: a chapter, heading, subheading or national line.

    >>> is_code("880622"), is_code("88062"), is_code("0803")
    (True, False, True)
    """
    return text.isascii() and text.isdigit() and len(text) in (2, 4, 6, 8, 10, 12)
