"""The names that a header gives its columns."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """A name for every column, each once; capitals do not tell two names apart.

    >>> column_names([" Date ", "", "date"])
    ('Date', 'column_2', 'date_2')
    """
    names: dict[str, str] = {}
    times: Counter[str] = Counter()
    for place, cell in enumerate(cells, 1):
        name = unique = cell.strip() or f"column_{place}"
        while unique.casefold() in names:
            times[name.casefold()] += 1
            unique = f"{name}_{times[name.casefold()] + 1}"
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
