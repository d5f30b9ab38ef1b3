"""How many lines each batch has in each month, so that all files together hold as many as asked for.

What a spec counts is planted as counted; ordinary trade shares what is left by weight,
season and level. A month that an office's files leave out happened all the same: it has
lines that nobody delivered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tidewaiter.twin.draw import Ints, apportion, chance
from tidewaiter.twin.spec import Batch, FileSpec, Good, Span, Spec
from tidewaiter.words.errors import CommandError

_LITTLE = 2_000
"""Ordinary lines of the smallest twin."""
_LEAST_CHANCE, _MOST_CHANCE = 800, 1200


@dataclass(frozen=True, slots=True)
class Share:
    """One batch in one month: which lines of it, and what they come to where that is stated."""

    batch_no: int
    span: Span
    month: int
    n_lines: int
    usd: int = 0
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The shares, and how many corrections a file's month brings."""

    shares: tuple[Share, ...]
    corrections: dict[tuple[str, int], int]
    n_lines: int

    def of_month(self, month: int) -> list[Share]:
        """What is traded in a month, whoever records it."""
        return [one for one in self.shares if one.month == month and one.n_lines]


def plan(spec: Spec, n_lines: int | None, n_small: int, seed: int = 1) -> Plan:
    """Share out `n_lines` (none: as few as will do), of which `n_small` are rows of small files."""
    fixed = [
        one
        for batch_no, batch in enumerate(spec.batches)
        for one in _counted(spec, batch_no, batch, seed)
    ]
    ordinary = list(_weighed(spec, seed))
    weights = np.array([weight for *_, weight in ordinary], np.int64)
    written = np.array([_is_written(spec, spec.batches[no], month) for no, _, month, _ in ordinary])
    n_cells = _most_cells(spec, fixed, ordinary)
    n_counted = sum(
        one.n_lines for one in fixed if _is_written(spec, spec.batches[one.batch_no], one.month)
    )
    rate = max((one.dirt["amended"] for one in spec.files if one.corrections), default=0)
    least = (n_counted * (1000 + rate)) // 1000 + n_small + n_cells + 1
    if n_lines is None:
        n_lines = least + _LITTLE
    left = (n_lines - least) * 1000 // (1000 + rate)
    if left < 0:
        raise CommandError(
            f"{n_lines:,} lines are too few for this spec",
            f"what it plants, its statistics and its lists need {least:,}: --lines {least}",
        )
    return _filled_up(
        spec, n_lines, n_small, fixed, ordinary, _ordinary_lines(left, weights, written)
    )


def _ordinary_lines(
    left: int, weights: Ints, written: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> Ints:
    """Lines by weight; those of trade that no file holds come on top, in the same proportion."""
    if not len(weights) or not written.any():
        return np.zeros(len(weights), np.int64)
    lines = apportion(left, weights * written)
    unwritten: Ints = np.where(written, lines, left * weights // int((weights * written).sum()))
    return unwritten


def _filled_up(
    spec: Spec,
    n_lines: int,
    n_small: int,
    fixed: list[Share],
    ordinary: list[tuple[int, Span, int, int]],
    lines: Ints,
) -> Plan:
    """What rounding and cells without trade left over goes to trade that is there already."""
    shares = fixed + [
        Share(no, span, month, int(n))
        for (no, span, month, _), n in zip(ordinary, lines, strict=True)
    ]
    corrections = _corrections(spec, shares)
    rest = (
        n_lines
        - n_small
        - _n_written(spec, shares)
        - sum(corrections.values())
        - n_cells_of(spec, shares)
    )
    growing = np.array([
        one.n_lines if one.span.share and _is_written(spec, spec.batches[one.batch_no], one.month) else 0
        for one in shares
    ])  # fmt: skip
    if rest and not growing.any():
        raise CommandError(
            "this spec has no ordinary trade to fill its files with",
            f"it holds {n_lines - rest:,} lines: --lines {n_lines - rest}",
        )
    more = apportion(rest, growing)
    grown = [
        Share(one.batch_no, one.span, one.month, one.n_lines + int(extra), one.usd, one.quantity)
        for one, extra in zip(shares, more, strict=True)
    ]
    return Plan(tuple(grown), corrections, n_lines)


def _counted(spec: Spec, batch_no: int, batch: Batch, seed: int) -> Iterator[Share]:
    """The lines, value and quantity of a counted span over its months."""
    good = _good(spec, batch.good)
    for span in batch.spans:
        if span.share:
            continue
        months = list(range(span.months[0], span.months[1] + 1))
        weights = np.array([_weight(batch, good, 1000, month, seed) for month in months], np.int64)
        lines = apportion(span.lines, weights)
        usd, quantity = (apportion(amount, lines * weights) for amount in (span.usd, span.quantity))
        for place, month in enumerate(months):
            if spec.months[0] <= month <= spec.months[1]:
                yield Share(
                    batch_no, span, month, int(lines[place]), int(usd[place]), int(quantity[place])
                )


def _weighed(spec: Spec, seed: int) -> Iterator[tuple[int, Span, int, int]]:
    for batch_no, batch in enumerate(spec.batches):
        good = _good(spec, batch.good)
        for span in batch.spans:
            first, last = max(span.months[0], spec.months[0]), min(span.months[1], spec.months[1])
            for month in range(first, last + 1) if span.share else ():
                yield batch_no, span, month, _weight(batch, good, span.share, month, seed)


def _weight(batch: Batch, good: Good, share: int, month: int, seed: int) -> int:
    """Season and level, and a little of chance: no two Mays are alike."""
    level = next((factor for since, factor in reversed(batch.level) if since <= month), 1000)
    chanced = int(chance(seed, "month", batch.id, month).integers(_LEAST_CHANCE, _MOST_CHANCE))
    return share * level * good.season[month % 12] * chanced // 1000


def _good(spec: Spec, name: str) -> Good:
    return next(one for one in spec.goods if one.id == name)


def file_of(spec: Spec, batch: Batch, month: int) -> FileSpec | None:
    """The file that holds a batch's declarations of a month, if one was delivered."""
    return next(
        (
            one
            for one in spec.files
            if one.records == "declarations"
            and one.office == batch.office
            and one.direction in ("", batch.direction)
            and _holds(one, month)
        ),
        None,
    )


def _is_written(spec: Spec, batch: Batch, month: int) -> bool:
    return file_of(spec, batch, month) is not None


def _n_written(spec: Spec, shares: list[Share]) -> int:
    return sum(
        one.n_lines for one in shares if _is_written(spec, spec.batches[one.batch_no], one.month)
    )


def _corrections(spec: Spec, shares: list[Share]) -> dict[tuple[str, int], int]:
    """By file and month; of a whole file's lines so many of a thousand, shared out over its months."""
    by_file: dict[str, dict[int, int]] = {}
    files = {one.id: one for one in spec.files}
    for one in shares:
        file = file_of(spec, spec.batches[one.batch_no], one.month)
        if file is not None and file.corrections:
            months = by_file.setdefault(file.id, {})
            months[one.month] = months.get(one.month, 0) + one.n_lines
    found: dict[tuple[str, int], int] = {}
    for name, months in by_file.items():
        lines = np.array(list(months.values()), np.int64)
        shared = apportion(int(lines.sum()) * files[name].dirt["amended"] // 1000, lines)
        found |= {(name, month): int(n) for month, n in zip(months, shared, strict=True)}
    return found


class CellKey(NamedTuple):
    """Which published cell."""

    file: str
    month: int
    reporter: str
    flow: str
    partner: str
    code: str


def cells_of(spec: Spec, batch: Batch, month: int) -> list[CellKey]:
    """The published cells that a batch's trade of a month counts into."""
    code = _good(spec, batch.declared_as or batch.good).code_in(month)
    return [
        CellKey(file.id, month, *_parties(batch, flow), code[: file.digits])
        for file in spec.files
        if file.records == "statistics" and _holds(file, month)
        for flow in file.flows
        if _parties(batch, flow)[0] in file.reporters
        and _parties(batch, flow)[0] in batch.reported_by
    ]


def _parties(batch: Batch, flow: str) -> tuple[str, str, str]:
    """Who reports, what, and with whom: exports by where they go, imports by where goods are from."""
    if flow == "export":
        return batch.dispatch, flow, batch.destination
    return batch.destination, flow, batch.origin


def _holds(file: FileSpec, month: int) -> bool:
    return file.months[0] <= month <= file.months[1] and month not in file.missing


def n_cells_of(spec: Spec, shares: list[Share]) -> int:
    """How many different cells the trade counts into."""
    return len(
        {
            cell
            for one in shares
            if one.n_lines
            for cell in cells_of(spec, spec.batches[one.batch_no], one.month)
        }
    )


def _most_cells(spec: Spec, fixed: list[Share], ordinary: list[tuple[int, Span, int, int]]) -> int:
    as_if = [Share(no, span, month, 1) for no, span, month, weight in ordinary if weight]
    return n_cells_of(spec, fixed + as_if)
