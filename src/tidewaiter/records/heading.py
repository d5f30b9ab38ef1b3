"""Where a table begins: titles above it, a header of one row or more, then its rows.

Judged by contrast: a row belongs to the header when it names what the rows below it hold
in numbers. The judgement is only a first guess; where a profile's columns stand in another
row, that row is the header.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median, mode

from tidewaiter.records.split import Reject
from tidewaiter.words.errors import FileRefused

TOP = 60
"""Rows among which a header is looked for."""
NUMBER = re.compile(r"[-+(]?[$€£]?\d[\d\s.,'’/:TZ-]*(?:e[+-]?\d+)?\)?\s?[%*]?", re.IGNORECASE)
MISSING = {"-", "–", "—", "…", "...", "..", ".", "x", "х", "*", "n/a", "н/д", "null"}
YEAR = re.compile(r"(?:19|20)\d\d(?:\s?\d|\s?\*+)?")
MONTH = re.compile(r"(?:19|20)\d\d[-./ ]?(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])[-./ ](?:19|20)\d\d")
MOSTLY = 0.4


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


@dataclass(frozen=True)
class Heading:
    """The rows of a header, none where a table has none, the rows above, the number of columns."""

    rows: tuple[Row, ...]
    above: tuple[Row, ...] = ()
    width: int = 0

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A name for every column, each once."""
        naming = [row.cells for row in self.rows if not is_numbering(row)]
        cells = joined(naming or [row.cells for row in self.rows] or [()])
        return column_names([*cells, *[""] * (self.width - len(cells))][: self.width])

    @property
    def first_line(self) -> int:
        """The line on which the header begins; 0 where there is none."""
        return self.rows[0].line_no if self.rows else 0

    @property
    def n_lines(self) -> int:
        """The lines from its first to its last row, the blank ones between them not counted."""
        return sum(row.n_lines for row in self.rows)

    @property
    def body_line(self) -> int:
        """The line behind the last row of the header."""
        behind = [*self.above, *self.rows]
        return behind[-1].next_line if behind else 1

    def set_aside(self) -> tuple[Reject, ...]:
        """What stands above the header."""
        message = "this stands above the header; it is kept as it is and is no record"
        return tuple(
            Reject(row.line_no, "above_header", row.text, message, kept=False) for row in self.above
        )


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """A name for every column, each once; capitals do not tell two names apart.

    >>> column_names([" Date ", "", "date"])
    ('Date', 'column_2', 'date_2')
    """
    names: dict[str, str] = {}
    times: dict[str, int] = {}  # thousands of columns may have one name
    for place, cell in enumerate(cells, 1):
        name = unique = cell.strip() or f"column_{place}"
        n = times.get(name.casefold(), 1)
        while unique.casefold() in names:
            n += 1
            unique = f"{name}_{n}"
        times[name.casefold()] = n
        names[unique.casefold()] = unique
    return tuple(names.values())


def joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names a header of several rows gives: a group's name reaches over what it spans.

    >>> joined([["Country", "Import", ""], ["", "kg", "USD"]])
    ['Country', 'Import / kg', 'Import / USD']
    """
    width = max(len(row) for row in rows)
    levels = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    for upper, lower in pairwise(levels):
        _spread(upper, lower)
    return [
        " / ".join(dict.fromkeys(cell for cell in column if cell))
        for column in zip(*levels, strict=True)
    ]


def _spread(upper: list[str], lower: Sequence[str]) -> None:
    for place in range(1, len(upper)):
        if not upper[place] and lower[place]:
            upper[place] = upper[place - 1]


def find(top: Sequence[Row], width: int = 0) -> Heading:
    """The likeliest header among the first rows that are not blank."""
    if not top:
        return Heading((), width=width)
    usual = median(_n_filled(row) for row in top)
    least = max(min(2, usual), MOSTLY * usual)
    numeric = _numeric_columns(top)
    body = next(_bodies(top, numeric, least), None)
    places = _first_full(top, least) if body is None else _above(top, body, numeric, least)
    rows = tuple(top[n] for n in places)
    return _heading(rows, top[: places[0] if places else body or 0], top, width)


def chosen(name: str, top: Sequence[Row], lines: tuple[int, int] | None, width: int = 0) -> Heading:
    """The header a person named by its lines, else the likeliest."""
    if lines is None:
        return find(top, width)
    if lines == (0, 0):
        return _heading((), (), top, width)
    named = at(top, *lines, width)
    if named is None:
        raise FileRefused(
            f"{name} has nothing on line {lines[0]} that could be a header",
            f"name one of its first {len(top)} rows, or 0 for no header",
        )
    return named


def at(top: Sequence[Row], first_line: int, last_line: int, width: int = 0) -> Heading | None:
    """The header on lines a person named."""
    rows = tuple(row for row in top if first_line <= row.line_no <= last_line)
    above = [row for row in top if row.line_no < first_line]
    return _heading(rows, above, top, width) if rows else None


def others(top: Sequence[Row], guess: Heading, width: int = 0) -> Iterator[Heading]:
    """Every other row that could be the header, from above."""
    for place, row in enumerate(top):
        if guess.rows != (row,):
            yield _heading((row,), top[:place], top, width)


def _heading(
    rows: tuple[Row, ...], above: Sequence[Row], top: Sequence[Row], width: int
) -> Heading:
    """With the columns of a sheet, else as many as the header has; without one, as most rows have."""
    own = max((len(row.cells) for row in rows), default=0)
    return Heading(rows, tuple(above), width or own or mode(len(row.cells) for row in top))


def _width(top: Sequence[Row]) -> int:
    """Up to the last column that some row fills."""
    return max((_last_filled(row) for row in top), default=0)


def _last_filled(row: Row) -> int:
    return max((place for place, cell in enumerate(row.cells, 1) if cell.strip()), default=0)


def _bodies(top: Sequence[Row], numeric: set[int], least: float) -> Iterator[int]:
    """Rows that hold numbers where the table does."""
    for place, row in enumerate(top):
        cells = [cell for n, cell in enumerate(row.cells) if n in numeric and _tells(cell)]
        n_numbers = sum(map(is_number, cells))
        if (
            n_numbers
            and 2 * n_numbers >= len(cells)
            and _n_filled(row) >= least
            and not is_label(row)
        ):
            yield place


def _numeric_columns(top: Sequence[Row]) -> set[int]:
    rows = [row for row in top if not is_label(row)]
    found = set()
    for column in range(_width(top)):
        cells = [row.cells[column] for row in rows if column < len(row.cells)]
        cells = [cell for cell in cells if _tells(cell)]
        if cells and 2 * sum(map(is_number, cells)) >= len(cells):
            found.add(column)
    return found


def _first_full(top: Sequence[Row], least: float) -> list[int]:
    """Of a table without numbers: its first row that is filled like the others, or two of them."""
    first = next(n for n, row in enumerate(top) if _n_filled(row) >= least)
    if first + 1 < len(top) and _complete_each_other(top[first], top[first + 1]):
        return [first, first + 1]
    return [first]


def _above(top: Sequence[Row], body: int, numeric: set[int], least: float) -> list[int]:
    """The rows of the header above the first row of numbers."""
    last = body - 1
    while last >= 0 and is_numbering(top[last]):
        last -= 1
    found = _naming(top[: last + 1], numeric, least)
    if found is None:
        return []
    groups = [found]
    while (above := groups[0] - 1) >= 0 and _groups(top[above], top[groups[0]]):
        groups.insert(0, above)
    return groups + (list(range(last + 1, body)) if found == last else [])


def _naming(rows: Sequence[Row], numeric: set[int], least: float) -> int | None:
    """The lowest row that names the columns; rows between it and the numbers are sections."""
    if rows and is_label(rows[-1]) and numeric & {n for n, c in enumerate(rows[-1].cells) if c}:
        return len(rows) - 1
    upward = range(len(rows) - 1, -1, -1)
    full = next((n for n in upward if _n_filled(rows[n]) >= least), None)
    return full if full is not None else next((n for n in upward if _n_filled(rows[n]) >= 2), None)


def _groups(upper: Row, lower: Row) -> bool:
    """Whether a row names groups of the columns that the row below it names."""
    places = [n for n, cell in enumerate(upper.cells) if cell.strip()]
    if len(places) < 2 or upper.next_line != lower.line_no:
        return False
    if any(is_number(upper.cells[n]) for n in places) and not is_label(upper):
        return False
    width = max(_last_filled(upper), _last_filled(lower))
    spans = [stop - start for start, stop in zip(places, [*places[1:], width], strict=True)]
    doubled = sum(
        span == 1
        and n < len(lower.cells)
        and bool(lower.cells[n].strip())
        and lower.cells[n] != upper.cells[n]
        for n, span in zip(places, spans, strict=True)
    )
    widest, *rest = sorted(spans, reverse=True)
    lopsided = widest > 2 * max(rest, default=1) + 2  # as a title is, and a lone group may be
    return widest > 1 and not lopsided and 2 * doubled <= len(places)


def _complete_each_other(upper: Row, lower: Row) -> bool:
    """Whether two rows fill each other's gaps, and neither a column of its own twice."""
    width = max(_last_filled(upper), _last_filled(lower))
    cells = [
        (
            bool(n < len(upper.cells) and upper.cells[n].strip()),
            bool(n < len(lower.cells) and lower.cells[n].strip()),
        )
        for n in range(width)
    ]
    only_upper, only_lower = cells.count((True, False)), cells.count((False, True))
    return bool(only_upper and only_lower) and (False, False) not in cells and _groups(upper, lower)


def _n_filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _tells(cell: str) -> bool:
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
    numbers = _numbers(row)
    if len(set(numbers)) < len(numbers) or not numbers:
        return False
    if all(YEAR.fullmatch(cell) for cell in numbers):
        return len(numbers) > 1 or _n_filled(row) == 1
    return len(numbers) > 2 and (all(map(MONTH.fullmatch, numbers)) or _counts_on(numbers))


def is_numbering(row: Row) -> bool:
    """Whether a row only counts its columns, as official forms do."""
    numbers = _numbers(row)
    return numbers[:1] == ["1"] and len(numbers) == _n_filled(row) > 2 and _counts_on(numbers)


def _numbers(row: Row) -> list[str]:
    return [cell.strip() for cell in row.cells if is_number(cell)]


def _counts_on(cells: Sequence[str]) -> bool:
    if not all(cell.isdecimal() for cell in cells):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(cells))
