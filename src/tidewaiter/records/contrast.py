"""Which rows are the header, judged by contrast with the rows below.

A row belongs to the header when it names what the rows below it hold in numbers.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tidewaiter.records.row import (
    Row,
    is_label,
    is_number,
    is_numbering,
    last_filled,
    n_filled,
    numbers_in,
    places_filled,
    tells,
    usual_filling,
    width_of,
)

MOSTLY = 0.4


def judged(top: Sequence[Row]) -> tuple[list[int], int]:
    """The places of the header's rows among the first rows, and of the first row of the body.

    Where no row is a header, the body may still begin below some titles.
    """
    usual = usual_filling([n_filled(row) for row in top])
    least = max(min(2, usual), MOSTLY * usual)
    numeric = _numeric_columns(top)
    body = next(_bodies(top, numeric, least), None)
    places = _first_full(top, least) if body is None else _above(top, body, numeric, least)
    return places, body or 0


def _bodies(top: Sequence[Row], numeric: set[int], least: float) -> Iterator[int]:
    """Rows that hold numbers where the table does."""
    for place, row in enumerate(top):
        cells = [cell for n, cell in enumerate(row.cells) if n in numeric and tells(cell)]
        n_numbers = sum(map(is_number, cells))
        if (
            n_numbers
            and 2 * n_numbers >= len(cells)
            and n_filled(row) >= least
            and not is_label(row)
        ):
            yield place


def _numeric_columns(top: Sequence[Row]) -> set[int]:
    rows = [row for row in top if not is_label(row)]
    found = set()
    for column in range(width_of(top)):
        cells = [row.cells[column] for row in rows if column < len(row.cells)]
        cells = [cell for cell in cells if tells(cell)]
        if cells and 2 * sum(map(is_number, cells)) >= len(cells):
            found.add(column)
    return found


def _first_full(top: Sequence[Row], least: float) -> list[int]:
    """Of a table without numbers: its first row that is filled like the others, or two of them.

    One cell names no columns: a list under a title has no header.
    """
    least = max(least, min(2, width_of(top)))
    first = next((n for n, row in enumerate(top) if n_filled(row) >= least), None)
    if first is None:
        return []
    if first + 1 < len(top) and _complete_each_other(top[first], top[first + 1]):
        return [first, first + 1]
    return [first]


def _above(top: Sequence[Row], body: int, numeric: set[int], least: float) -> list[int]:
    """The rows of the header above the first row of numbers."""
    last = body - 1
    while last >= 0 and is_numbering(top[last]):
        last -= 1
    numeric = numeric | _numeric_columns(top[body:])
    found = _naming(top[: last + 1], numeric, least)
    if found is None:
        return []
    groups = [found]
    while (above := groups[0] - 1) >= 0 and (
        _groups(top[above], top[groups[0]]) or _is_parted(top[above], top[groups[0]])
    ):
        groups.insert(0, above)
    while (below := groups[-1] + 1) <= last and (
        _goes_on(top[groups[-1]], top[below], numeric) or _is_parted(top[groups[-1]], top[below])
    ):
        groups.append(below)
    return groups + (list(range(last + 1, body)) if groups[-1] == last else [])


def _naming(rows: Sequence[Row], numeric: set[int], least: float) -> int | None:
    """The row that names the columns; rows between it and the numbers go on with it or are records."""
    if rows and is_label(rows[-1]) and numeric.intersection(places_filled(rows[-1])):
        first = _first_label(rows)
        if not first or not _is_named(rows[first], rows[first - 1]):
            return first
        rows = rows[:first]
    for place, (upper, lower) in enumerate(pairwise(rows)):
        if _is_parted(upper, lower) and n_filled(upper) + n_filled(lower) >= least:
            return place
    upward = range(len(rows) - 1, -1, -1)
    full = next((n for n in upward if n_filled(rows[n]) >= least), None)
    if full is None:
        return next((n for n in upward if n_filled(rows[n]) >= 2), None)
    while full and _goes_on(rows[full - 1], rows[full], numeric):
        full -= 1
    return _first_of_all(rows[: full + 1], least)


def _first_label(rows: Sequence[Row]) -> int:
    """The first of the last rows without a gap whose numbers are labels."""
    place = len(rows) - 1
    while place and rows[place - 1].next_line == rows[place].line_no and is_label(rows[place - 1]):
        place -= 1
    return place


def _is_named(row: Row, upper: Row) -> bool:
    """Whether the row above names in words what a row fills, which makes it a record.

    A lone year over a column of numbers names it.
    """
    places = places_filled(row)
    return (
        upper.next_line == row.line_no
        and (len(places) > 1 or places == [0])
        and set(places) <= {n for n in places_filled(upper) if not is_number(upper.cells[n])}
        and _names_each(upper)
    )


def _first_of_all(rows: Sequence[Row], least: float) -> int:
    """Of full rows without a gap, the first that names as many columns as any below it.

    Where records begin with words, the header is the first of them, and no title is as full.
    """
    found = place = len(rows) - 1
    while place and rows[place - 1].next_line == rows[place].line_no:
        place -= 1
        if n_filled(rows[place]) < least:
            break
        if n_filled(rows[place]) >= n_filled(rows[found]) and _names_each(rows[place]):
            found = place
    return found


def _names_each(row: Row) -> bool:
    """Whether no two cells of a row say the same."""
    cells = [cell.strip().casefold() for cell in row.cells if cell.strip()]
    return len(set(cells)) == len(cells)


def _goes_on(upper: Row, lower: Row, numeric: set[int]) -> bool:
    """Whether a row goes on with the names above it, over columns of numbers: units, most often."""
    places = places_filled(lower)
    return (
        upper.next_line == lower.line_no
        and len(places) < n_filled(upper)
        and numeric.issuperset(places)
        and not any(is_number(lower.cells[n]) for n in places)
        and set(places) <= set(places_filled(upper))
    )


def _groups(upper: Row, lower: Row) -> bool:
    """Whether a row names groups of the columns that the row below it names."""
    places = places_filled(upper)
    if len(places) < 2 or upper.next_line != lower.line_no:
        return False
    if numbers_in(upper) and not is_label(upper):
        return False
    width = max(last_filled(upper), last_filled(lower))
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


def _is_parted(upper: Row, lower: Row) -> bool:
    """Whether a row names the parts of the groups above it, and nothing below a column of its own.

    So stand headers whose other cells go over both rows.
    """
    places = places_filled(upper)
    below = set(places_filled(lower))
    if len(places) < 2 or len(below) < 2 or upper.next_line != lower.line_no:
        return False
    if any(numbers_in(row) and not is_label(row) for row in (upper, lower)):
        return False
    ends = [*places[1:], max(last_filled(upper), last_filled(lower))]
    spans = [range(start, end) for start, end in zip(places, ends, strict=True) if end - start > 1]
    parts = set().union(*spans)
    return {span.start for span in spans} < below <= parts


def _complete_each_other(upper: Row, lower: Row) -> bool:
    """Whether two rows fill each other's gaps, and neither a column of its own twice."""
    width = max(last_filled(upper), last_filled(lower))
    cells = [
        (
            bool(n < len(upper.cells) and upper.cells[n].strip()),
            bool(n < len(lower.cells) and lower.cells[n].strip()),
        )
        for n in range(width)
    ]
    only_upper, only_lower = cells.count((True, False)), cells.count((False, True))
    return bool(only_upper and only_lower) and (False, False) not in cells and _groups(upper, lower)
