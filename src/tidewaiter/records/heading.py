"""Where a table begins: titles above it, a header of one row or more, then its rows.

The judgement is only a first guess; where a profile's columns stand in another row, that row
is the header.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mode

from tidewaiter.records import contrast
from tidewaiter.records.naming import column_names, joined
from tidewaiter.records.row import Row, is_label, is_numbering, numbers_in
from tidewaiter.records.split import Reject
from tidewaiter.words.errors import FileRefused

TOP = 60
"""Rows among which a header is looked for."""


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
        """What stands above the header: titles, and the numbers of another table."""
        return tuple(_aside(row) for row in self.above)


def _aside(row: Row) -> Reject:
    kind, what = "above_header", "this stands above the header"
    if len(numbers_in(row)) > 1 and not is_label(row) and not is_numbering(row):
        kind, what = "other_table", "numbers of another table stand here, above the header"
    message = f"{what}; it is kept as it is and is no record"
    return Reject(row.line_no, kind, row.text, message, kept=False)


def find(top: Sequence[Row], width: int = 0) -> Heading:
    """The likeliest header among the first rows that are not blank."""
    if not top:
        return Heading((), width=width)
    places, body = contrast.judged(top)
    rows = tuple(top[n] for n in places)
    return _heading(rows, top[: places[0] if places else body], top, width)


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
