"""Harmonised System codes: text with leading zeros, under the edition of their day.

A code means what the edition in force on the day of declaration says, never what
today's edition says. Editions enter into force on 1 January (WCO).
"""

import csv
import re
from bisect import bisect_right
from datetime import date
from functools import cache

from tidewaiter.words.bundled import LIBRARY

_CODE = re.compile(r"\d{3,12}|\d{2,6}(?:[.\s]\d{2,4})+")
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


def looks_like_code(text: str) -> bool:
    """Whether a text is a code under a heading that exists; a leading zero may have been lost.

    >>> [looks_like_code(text) for text in ("8806 22 0000", "803.90.10", "202301", "99")]
    [True, True, False, False]
    """
    if not _CODE.fullmatch(text):
        return False
    digits = re.sub(r"[.\s]", "", text)
    whole = digits.zfill(len(digits) + len(digits) % 2)
    return len(whole) > 3 and is_code(whole) and whole[:4] in _headings()


@cache
def _headings() -> frozenset[str]:
    path = LIBRARY / "nomenclature" / "headings.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return frozenset(f"{row['chapter']}{one}" for row in rows for one in row["headings"].split())
