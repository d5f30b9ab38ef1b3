"""Shares as small bars and months as strips, in plain signs that survive a copy into an e-mail."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

_WIDTH = 8
SIGNS = {"present": "#", "partial": "~", "combined": "=", "missing": "."}
LEGEND = "# present   ~ partial: look at it   = only within a longer period   . missing"
MONTHS = "J F M A M J J A S O N D"


def percent(n: int, of: int) -> str:
    """A share that is never rounded to all or nothing.

    >>> percent(1, 1), percent(9_999, 10_000), percent(1, 10_000), percent(0, 5), percent(0, 0)
    ('100 %', '>99 %', '<1 %', '0 %', '–')
    """
    if not of:
        return "–"
    rounded = round(100 * n / of)
    if rounded == 100 and n < of:
        return ">99 %"
    return "<1 %" if n and not rounded else f"{rounded} %"


def bar(n: int, of: int) -> str:
    """A share as a bar: something is never drawn as nothing, nor less than all as all.

    >>> bar(1, 2), bar(1, 1000), bar(999, 1000), bar(0, 1)
    ('████····', '█·······', '███████·', '········')
    """
    n_full = round(_WIDTH * n / of) if of else 0
    if 0 < n < of:
        n_full = min(max(n_full, 1), _WIDTH - 1)
    return "█" * n_full + "·" * (_WIDTH - n_full)


def share(n: int, of: int) -> str:
    """Bar and percent."""
    return f"{bar(n, of)} {percent(n, of):>5}"


def strip(months: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A year per line and a sign per month; years without any month in one line.

    >>> held = [{"month": f"2020-{n:02}", "status": "present"} for n in (11, 12)]
    >>> list(strip([*held, {"month": "2021-01", "status": "partial"}]))
    ['2020                      # #', '2021  ~']
    """
    years = [
        (year, {one["month"][5:]: SIGNS[one["status"]] for one in each})
        for year, each in groupby(months, lambda one: one["month"][:4])
    ]
    for is_empty, run in groupby(years, lambda one: set(one[1].values()) == {"."}):
        told = list(run)
        if is_empty and len(told) > 1:
            yield f"{told[0][0]} to {told[-1][0]}: no month"
            continue
        for year, signs in told:
            line = " ".join(signs.get(f"{number:02}", " ") for number in range(1, 13))
            yield f"{year}  {line}".rstrip()
