"""Columns of a file before they are written: words of a pool, amounts, or texts of their own.

A pool is quoted or escaped once for each word it holds, an amount is printed as its file
prints numbers; only descriptions are as many as the lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from tidewaiter.twin.draw import Ints

Mask = npt.NDArray[np.bool_]
Strings = pa.StringArray
compute: Any = pyarrow.compute
"""The kernels on arrays, whose stubs know no mixture of texts and arrays."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A word of a list for each line."""

    words: Sequence[str]
    places: Ints


@dataclass(frozen=True, slots=True)
class Amount:
    """A number for each line, in units of ten to the power of minus `digits`; blank where it says so."""

    values: Ints
    digits: int = 0
    blank: Mask | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text of its own for each line."""

    values: Strings


Column = Pool | Amount | Text


def same(word: str, n: int) -> Pool:
    """One word on every line."""
    return Pool([word], np.zeros(n, np.int64))


def texts_of(column: Column, decimal: str, grouping: str) -> Strings:
    """What stands in the file, unquoted."""
    if isinstance(column, Pool):
        return taken(column.words, column.places)
    if isinstance(column, Text):
        return column.values
    return printed(column, decimal, grouping)


def taken(words: Sequence[str], places: Ints) -> Strings:
    """The word at each place of a list."""
    found: Strings = pa.array(words, pa.string()).take(pa.array(places, pa.int64()))
    return found


def printed(amount: Amount, decimal: str, grouping: str) -> Strings:
    """Numbers as texts: 1234567 with two digits, a comma and a blank is 12 345,67.

    >>> printed(Amount(np.array([1234567, 5]), 2), ",", " ").to_pylist()
    ['12 345,67', '0,05']
    """
    whole, part = np.divmod(amount.values, 10**amount.digits)
    texts = _grouped(whole, grouping) if grouping else _plain(whole)
    if amount.digits:
        parts = [f"{decimal}{one:0{amount.digits}d}" for one in range(10**amount.digits)]
        texts = together(texts, taken(parts, part))
    if amount.blank is not None:
        texts = compute.if_else(pa.array(amount.blank), "", texts)
    return texts


def _plain(whole: Ints) -> Strings:
    texts: Strings = compute.cast(pa.array(whole), pa.string())
    return texts


def _grouped(whole: Ints, grouping: str) -> Strings:
    rest, last = np.divmod(whole, 1000)
    small = _plain(whole)
    if not rest.any():
        return small
    thousands = [f"{grouping}{one:03d}" for one in range(1000)]
    long = together(_grouped(rest, grouping), taken(thousands, last))
    texts: Strings = compute.if_else(pa.array(rest > 0), long, small)
    return texts


def together(*pieces: Strings | str) -> Strings:
    """Texts put one behind the other, line by line."""
    texts: Strings = compute.binary_join_element_wise(*pieces, "")
    return texts


def cut(texts: Strings, longest: int) -> Strings:
    """The first so many signs; all where the number is zero."""
    if not longest:
        return texts
    short: Strings = compute.utf8_slice_codeunits(texts, 0, longest)
    return short
