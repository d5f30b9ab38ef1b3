"""The Harmonised System as data: which codes an edition knows, and what it calls them.

A code is looked up under an edition, never by itself: 8806 are unmanned aircraft from 2022 and
nothing before. Chapters 98 and 99 are left to each country by the convention, and are in no edition here.
"""

import csv
import gzip
import io
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from tidewaiter.words.bundled import LIBRARY

FOLDER = LIBRARY / "nomenclature"
EDITIONS = ("HS2012", "HS2017", "HS2022")
"""Editions whose codes are at hand, the oldest first."""
SIX = 6
OF_EACH_COUNTRY = ("98", "99")
"""Chapters whose codes each country makes for itself; 9999 is how statistics say "not specified"."""


def exists(code: str, edition: str) -> bool:
    """Whether an edition knows a chapter, heading or subheading; of a longer code, its first six digits.

    >>> exists("880622", "HS2022"), exists("880622", "HS2017"), exists("8806220001", "HS2022")
    (True, False, True)
    """
    return code[:SIX] in _texts(edition)


def text_of(code: str, edition: str) -> str:
    """The words of a chapter, heading or subheading, as UN statistics have them; '' where it does not exist.

    >>> text_of("880622", "HS2022")[:26]
    'Unmanned aircraft; for rem'
    """
    return _texts(edition).get(code[:SIX], "")


@cache
def codes_of(edition: str) -> frozenset[str]:
    """Every subheading of an edition, six digits each.

    >>> [len(codes_of(edition)) for edition in EDITIONS]
    [5205, 5387, 5612]
    """
    return frozenset(code for code in _texts(edition) if len(code) == SIX)


def beginning_with(prefix: str, edition: str) -> tuple[str, ...]:
    """The subheadings under a chapter, heading or any first digits, in order.

    >>> beginning_with("88062", "HS2022")
    ('880621', '880622', '880623', '880624', '880629')
    """
    ordered = _ordered(edition)
    start = bisect_left(ordered, prefix[:SIX])
    end = bisect_left(ordered, prefix[:SIX] + ":")  # a colon follows the nine
    return ordered[start:end]


def editions_with(code: str) -> tuple[str, ...]:
    """The editions that know a code, or a code that begins so, the oldest first.

    >>> editions_with("8806"), editions_with("852580")
    (('HS2022',), ('HS2012', 'HS2017'))
    """
    return tuple(edition for edition in EDITIONS if beginning_with(code, edition))


@cache
def _ordered(edition: str) -> tuple[str, ...]:
    return tuple(sorted(codes_of(edition)))


@cache
def _texts(edition: str) -> dict[str, str]:
    return dict(read_rows(f"{edition.lower()}.csv.gz"))


def read_rows(name: str) -> Iterator[list[str]]:
    """The rows of one table of the nomenclature, its header left out."""
    rows = csv.reader(io.StringIO(table_text(name), newline=""))
    next(rows)
    return rows


def table_text(name: str) -> str:
    """One table of the nomenclature as it stands, with its header."""
    return gzip.decompress((FOLDER / name).read_bytes()).decode("utf-8")
