"""A file can say itself that its rows are made up, whatever profile reads it.

A column named SYNTHETIC, in any case and with blanks around it, says so of the whole source. It
states nothing of a row: it needs no profile, and a row that holds nothing else is an empty row.
"""

from collections.abc import Iterable

from tidewaiter.records.spelling import folded
from tidewaiter.words.synthetic import COLUMN

MEANING = "says that the rows are made up"


def is_mark(column: str) -> bool:
    """Whether a column is the one that says so.

    >>> [is_mark(name) for name in (" Synthetic ", "synthetic fibres")]
    [True, False]
    """
    return folded(column) == folded(COLUMN)


def says_synthetic(header: Iterable[str]) -> bool:
    """Whether a file with these columns says that its rows are made up."""
    return any(map(is_mark, header))


def stating(header: Iterable[str]) -> list[str]:
    """The columns that can state something of a row."""
    return [name for name in header if not is_mark(name)]
