"""Published statistics: the trade of all batches, summed into the cells that offices publish.

An exporter counts what leaves for a destination, without freight; an importer what came
from an origin, with it. Who is not in `reported_by` publishes nothing, whatever crossed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tidewaiter.twin.columns import Amount, Column, Pool, same
from tidewaiter.twin.draw import Ints
from tidewaiter.twin.paper import Words, World, month_label
from tidewaiter.twin.plan import CellKey, cells_of
from tidewaiter.twin.spec import FileSpec, Spec


@dataclass(slots=True)
class Cell:
    """One published number and what it is about."""

    key: CellKey
    good: int
    units: int = 0
    net_g: int = 0
    cents: int = 0

    def usd(self, freight: int) -> int:
        """Whole dollars, as published."""
        divisor = 100_000 if self.key.flow == "import" else 100 * freight
        return (self.cents * 1000 + divisor // 2) // divisor


Sums = tuple[int, int, int]
"""Units, grams and cents."""


class Published:
    """The cells of all statistics, filled month by month."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._good_no = {good.id: no for no, good in enumerate(spec.goods)}
        self._cells: dict[CellKey, Cell] = {}

    def add(self, month: int, sums: Mapping[int, Sums]) -> None:
        """The trade of one month: sums by batch."""
        for batch_no, (units, net, cents) in sums.items():
            batch = self._spec.batches[batch_no]
            good = self._good_no[batch.declared_as or batch.good]
            for key in cells_of(self._spec, batch, month):
                cell = self._cells.setdefault(key, Cell(key, good))
                cell.units, cell.net_g, cell.cents = (
                    cell.units + units,
                    cell.net_g + net,
                    cell.cents + cents,
                )

    def of(self, file: str) -> list[Cell]:
        """The cells of one file in its order."""
        return [self._cells[key] for key in sorted(self._cells) if key.file == file]


def statistics(
    world: World, words: Words, file: FileSpec, cells: Sequence[Cell]
) -> dict[str, Column]:
    """The columns of a statistics file, by heading."""
    return {
        heading: _column(world, words, file, cells, name) for heading, name in file.columns
    }  # fmt: skip


def _column(world: World, words: Words, file: FileSpec, cells: Sequence[Cell], name: str) -> Column:
    if name.startswith("="):
        return same(name[1:], len(cells))
    role, dot, part = name.partition(".")
    if dot and role in ("reporter", "partner"):
        return _country(world, words, [getattr(one.key, role) for one in cells], part)
    goods = np.array([one.good for one in cells], np.int64)
    units = world.good_unit[goods] if len(cells) else goods
    if name == "unit":
        return Pool(words.units, units)
    if name == "unit_number":
        return Pool([one.number for one in world.spec.units.values()], units)
    if name == "good.name":
        return Pool(words.goods, goods)
    if name in AMOUNTS:
        return _amount(cells, name, file.freight)
    return _label(file, cells, name)


def _country(world: World, words: Words, codes: Sequence[str], part: str) -> Column:
    countries = list(world.spec.countries.values())
    places = np.array([world.country_no[code] for code in codes], np.int64)
    if part == "name":
        return Pool(words.countries, places)
    return Pool([one.numeric if part == "numeric" else one.code for one in countries], places)


AMOUNTS = ("quantity", "net_kg", "value", "value_fob", "value_cif")


def _amount(cells: Sequence[Cell], name: str, freight: int) -> Amount:
    if name == "quantity":
        return Amount(_ints(one.units for one in cells))
    if name == "net_kg":
        return Amount(_ints((one.net_g + 500) // 1000 for one in cells))
    blank = None
    if name != "value":
        blank = np.array(
            [(one.key.flow == "import") == (name == "value_fob") for one in cells], bool
        )
    return Amount(_ints(one.usd(freight) for one in cells), 0, blank)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _label(file: FileSpec, cells: Sequence[Cell], name: str) -> Pool:
    return Pool([_LABELS[name](file, one) for one in cells], np.arange(len(cells)))


def _edition(file: FileSpec, cell: Cell) -> str:
    return next((word for since, word in reversed(file.editions) if since <= cell.key.month), "")


_LABELS: dict[str, Callable[[FileSpec, Cell], str]] = {
    "period": lambda file, one: month_label(one.key.month, file.periods),
    "year": lambda _, one: str(one.key.month // 12),
    "month": lambda _, one: str(one.key.month % 12 + 1),
    "code": lambda _, one: one.key.code,
    "flow": lambda file, one: file.flows[one.key.flow],
    "edition": _edition,
}
LABELS = tuple(_LABELS)
