"""The shapes tables come in: what stands above, below, beside and inside the truth.

A shape lays the truth out in rows, each marked with what a reader should make of it. Writers
only write the rows down; what is expected follows from the marks and the lines they landed on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.matrix.truth import Cell, Table

KEPT = ("row", "stray_quote", "other_delimiter", "line_length")
"""Marks of rows that stay records; the last ones with a note."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One row as laid out, marked `header`, `blank`, one of `KEPT`, or the kind it is set aside as."""

    mark: str
    cells: tuple[Cell, ...] = ()
    bare: str | None = (
        None  # the line of a text, where it isn't what a CSV writer makes of the cells
    )
    separator: str = ""  # where it isn't that of the table
    alone: bool = False  # in a text, its one cell stands without delimiters


@dataclass(frozen=True, slots=True)
class Sheet:
    """A shape laid out: its rows, the names its columns should get, and how it must be read."""

    rows: tuple[Laid, ...]
    header: tuple[str, ...]
    told: dict[str, str] = field(default_factory=dict)
    first_column: int = 0
    name: str = "Лист 1"


def plain(table: Table) -> Sheet:
    return Sheet((Laid("header", table.header), *_rows(table)), table.header)


def titles(table: Table) -> Sheet:
    """A title, a remark and a blank line above the header."""
    made, other = table.script.title, f"{table.script.note} (1)"
    above = [Laid("above_header", (text,), alone=True) for text in (made, other)]
    return _with(plain(table), 0, *above, Laid("blank"))


def padded_titles(table: Table) -> Sheet:
    """The same as a spreadsheet saves it: every line with all its delimiters."""
    return _with(plain(table), 0, Laid("above_header", (table.script.title,)))


def two_row_header(table: Table) -> Sheet:
    """Names of groups above the names of columns; a cell over both rows is filled in the first."""
    names = ("", *table.header[1:])
    upper = table.script.groups
    rows = (Laid("header", upper), Laid("header", names), *_rows(table))
    return Sheet(rows, _joined(upper, names))


def numbered_header(table: Table) -> Sheet:
    """A row under the header counts the columns, as official forms do."""
    numbers = tuple(str(n) for n in range(1, len(table.header) + 1))
    return _with(plain(table), 1, Laid("header", numbers))


def odd_header(table: Table) -> Sheet:
    """A name twice, a name missing."""
    names = [*table.header]
    names[4], names[7] = names[6], ""
    expected = [*names]
    expected[6], expected[7] = f"{names[6]}_2", "column_8"
    made = plain(table)
    return replace(
        made, rows=(Laid("header", tuple(names)), *made.rows[1:]), header=tuple(expected)
    )


def foot(table: Table) -> Sheet:
    """A total and a note below the last row."""
    total: list[Cell] = [None] * len(table.header)
    total[0], total[8] = table.script.total, 12345.5
    below = Laid("foot_row", tuple(total)), Laid("foot_row", (table.script.note,))
    made = plain(table)
    return _with(made, len(made.rows), *below)


def loose_foot(table: Table) -> Sheet:
    """The note stands behind a blank line and without delimiters, as a line of one field."""
    made = foot(table)
    note = Laid("foot_row", (table.script.note,), alone=True)
    return replace(made, rows=(*made.rows[:-1], Laid("blank"), note))


def trailing_columns(table: Table) -> Sheet:
    """Every row has three more delimiters than columns with names."""
    made = plain(table)
    rows = (replace(row, cells=(*row.cells, None, None, None)) for row in made.rows[1:])
    return replace(made, rows=(made.rows[0], *rows))


def repeated_header(table: Table) -> Sheet:
    """The header stands again before every hundredth row, as where pages were pasted together."""
    made = plain(table)
    places = range(100, len(made.rows), 100)
    for place in reversed(places or (len(made.rows) // 2,)):
        made = _with(made, place, Laid("repeated_header", table.header))
    return made


def blank_lines(table: Table) -> Sheet:
    """Blank lines after the header, inside, two together, and at the end."""
    made = plain(table)
    n = len(made.rows)
    for place in (n, n // 2, n // 2, 1):
        made = _with(made, place, Laid("blank"))
    return made


def ragged(table: Table) -> Sheet:
    """Rows with too few and too many fields."""
    short, long = _clean(table)[:-3], (*_clean(table), "x", "y")
    return _spread_in(table, Laid("field_count", short), Laid("field_count", long))


def stray_quotes(table: Table) -> Sheet:
    """Quotation marks that no CSV writer would leave so: in a field, around its first word."""
    first = _changed(table, 4, '"SHARP" TV')
    second = _changed(table, 4, 'TV 5" wide')
    return _spread_in(
        table,
        Laid("stray_quote", first, bare="{delimiter}".join(map(str, first))),
        Laid("stray_quote", second, bare="{delimiter}".join(map(str, second))),
    )


def unclosed_quote(table: Table) -> Sheet:
    """A quotation mark that opens a field and never closes it."""
    cells = _changed(table, 4, '"TV')
    return _spread_in(table, Laid("stray_quote", cells, bare="{delimiter}".join(map(str, cells))))


def other_delimiter(table: Table) -> Sheet:
    """Some lines come from a program that separates otherwise."""
    one = _clean(table)
    return _spread_in(
        table, Laid("other_delimiter", one, separator="other"),
        Laid("other_delimiter", one, separator="other"),
    )  # fmt: skip


def no_header(table: Table) -> Sheet:
    """Rows alone, and a person says so."""
    names = tuple(f"column_{n}" for n in range(1, len(table.header) + 1))
    return Sheet(_rows(table), names, {"header": "0"})


def empty_rows(table: Table) -> Sheet:
    """A row of nothing but delimiters is a row all the same, and keeps its line."""
    return _spread_in(table, Laid("row", ("",) * len(table.header)))


TEXT_SHAPES: dict[str, Callable[[Table], Sheet]] = {
    shape.__name__: shape
    for shape in (
        plain, titles, padded_titles, two_row_header, numbered_header, odd_header, foot, loose_foot,
        trailing_columns, repeated_header, blank_lines, ragged, stray_quotes, unclosed_quote,
        other_delimiter, no_header, empty_rows,
    )
}  # fmt: skip


def elsewhere(table: Table) -> Sheet:
    """The table begins in column C, under four empty rows."""
    return replace(_with(plain(table), 0, *[Laid("blank")] * 4), first_column=2)


def beyond_the_header(table: Table) -> Sheet:
    """A cell to the right of the last name."""
    made = plain(table)
    place = len(made.rows) // 2
    wide = replace(made.rows[place], cells=(*made.rows[place].cells, "beyond"))
    rows = (*made.rows[:place], wide, *made.rows[place + 1 :])
    return replace(made, rows=rows, header=(*made.header, f"column_{len(made.header) + 1}"))


BOOK_SHAPES: dict[str, Callable[[Table], Sheet]] = {
    shape.__name__: shape
    for shape in (
        plain, titles, two_row_header, numbered_header, odd_header, foot, loose_foot,
        trailing_columns, repeated_header, blank_lines, no_header, elsewhere, beyond_the_header,
    )
}  # fmt: skip


def above(sheet: Sheet, table: Table, n_lines: int) -> Sheet:
    """Under lines that are no rows."""
    return _with(sheet, 0, *[Laid("above_header", (table.script.title,), alone=True)] * n_lines)


def _rows(table: Table) -> tuple[Laid, ...]:
    return tuple(Laid("row", cells) for cells in table.rows)


def _with(sheet: Sheet, place: int, *laid: Laid) -> Sheet:
    return replace(sheet, rows=(*sheet.rows[:place], *laid, *sheet.rows[place:]))


def _spread_in(table: Table, *laid: Laid) -> Sheet:
    """Odd rows, each in a place of its own between the others."""
    made = plain(table)
    step = len(made.rows) // (len(laid) + 1)
    for n, one in reversed(list(enumerate(laid, 1))):
        made = _with(made, n * step, one)
    return made


def _clean(table: Table) -> tuple[Cell, ...]:
    """A row without a sign that any program uses to separate."""
    return (9001, "10702070/1", "2023-05-05", "8806220000", table.script.goods[1], "", "LLP", "7",
            "12.5", "40702810", "end")  # fmt: skip


def _changed(table: Table, place: int, cell: Cell) -> tuple[Cell, ...]:
    clean = _clean(table)
    return (*clean[:place], cell, *clean[place + 1 :])


def _joined(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    """The name of a group reaches over the columns right of it that it leaves unnamed."""
    spread: list[str] = []
    for above, own in zip(upper, lower, strict=True):
        spread.append(above or (spread[-1] if spread and own else ""))
    return tuple(" / ".join(filter(None, pair)) for pair in zip(spread, lower, strict=True))
