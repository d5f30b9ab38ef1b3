"""One of the first rows of a table, and what can be told from it alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

NUMBER = re.compile(r"[-+(]?[$€£]?\d[\d\s.,'’/:TZ-]*(?:e[+-]?\d+)?\)?\s?[%*]?", re.IGNORECASE)
MISSING = {"-", "–", "—", "…", "...", "..", ".", "x", "х", "*", "n/a", "н/д", "null"}
YEAR = re.compile(r"(?:19|20)\d\d(?:\s?\d|\s?\*+)?")
MONTH = re.compile(r"(?:19|20)\d\d[-./ ]?(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])[-./ ](?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands: its first line, how many it takes, its cells, its text."""

    line_no: int
    cells: tuple[str, ...]
    text: str
    n_lines: int = 1

    @property
    def next_line(self) -> int:
        return self.line_no + self.n_lines


def places_filled(row: Row) -> list[int]:
    return [place for place, cell in enumerate(row.cells) if cell.strip()]


def n_filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def last_filled(row: Row) -> int:
    return max((place for place, cell in enumerate(row.cells, 1) if cell.strip()), default=0)


def width_of(top: Sequence[Row]) -> int:
    """Up to the last column that some row fills."""
    return max((last_filled(row) for row in top), default=0)


def numbers_in(row: Row) -> list[str]:
    return [cell.strip() for cell in row.cells if is_number(cell)]


def tells(cell: str) -> bool:
    """Whether a cell says anything about the kind of its column."""
    return bool(cell.strip()) and cell.strip().casefold() not in MISSING


def is_number(cell: str) -> bool:
    """A number, a day or a code.

    >>> [is_number(cell) for cell in ("1 234,5", "05.01.2023", "8806 22 0000", "12 kg", "-")]
    [True, True, True, False, False]
    """
    return bool(NUMBER.fullmatch(cell.strip()))


def is_label(row: Row) -> bool:
    """Whether the numbers of a row are years, months or count on: names, not values.

    >>> is_label(Row(1, ("Items", "1994", "1995"), "")), is_label(Row(1, ("a", "5", "17"), ""))
    (True, False)
    """
    numbers = numbers_in(row)
    if len(set(numbers)) < len(numbers) or not numbers:
        return False
    if all(YEAR.fullmatch(cell) for cell in numbers):
        return len(numbers) > 1 or n_filled(row) == 1
    return len(numbers) > 2 and (all(map(MONTH.fullmatch, numbers)) or _counts_on(numbers))


def is_numbering(row: Row) -> bool:
    """Whether a row only counts its columns, as official forms do."""
    numbers = numbers_in(row)
    return numbers[:1] == ["1"] and len(numbers) == n_filled(row) > 2 and _counts_on(numbers)


def _counts_on(cells: Sequence[str]) -> bool:
    if not all(cell.isdecimal() and len(cell) < 10 for cell in cells):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(cells))


def usual_filling(n_filled: Sequence[int]) -> int:
    """How many cells rows fill: as many as the row does that holds the middle one of all cells.

    Titles and notes count for little so, however many they are.

    >>> usual_filling([1, 1, 1, 1, 8, 9])
    8
    """
    of_each_cell = [n for n in sorted(n_filled) for _ in range(n)]
    return of_each_cell[len(of_each_cell) // 2] if of_each_cell else 0
