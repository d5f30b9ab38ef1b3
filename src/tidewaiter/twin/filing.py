"""An office's month as it was filed: documents in order of day, with the dirt of real files.

The truth stays beside it: who really bought, what a line was really worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tidewaiter.twin.columns import Mask
from tidewaiter.twin.draw import Ints, chance, some
from tidewaiter.twin.spec import DIRT, FileSpec
from tidewaiter.twin.trade import NOBODY, Lines, sums_by

_OF_DOCUMENTS = ("lost_zero", "lookalike", "spelled_otherwise", "broker_as_consignee")
"""What is typed once for a document stands alike on all its items."""


@dataclass(frozen=True, slots=True)
class Filed:
    """Lines in file order and what stands on paper about them."""

    lines: Lines
    cents: Ints  # as filed; another value first where a line is corrected later
    document_cents: Ints  # the sum over the line's document
    serial: Ints  # of the document, in its year
    consignee: Ints  # who is named, not who buys
    dirt: Mapping[str, Mask]
    version: int = 1

    def corrections(self) -> "Filed":
        """The amended lines once more, with what they should have said."""
        places = np.flatnonzero(self.dirt["amended"])
        return Filed(
            self.lines.take(places), self.lines.cents[places], self.document_cents[places], self.serial[places],
            self.consignee[places], {name: mask[places] for name, mask in self.dirt.items()}, version=2,
        )  # fmt: skip


def file_month(
    lines: Lines, file: FileSpec, month: int, seed: int, n_corrections: int, first_serial: int
) -> Filed:
    """File a month's lines; serial numbers go on from the one given."""
    rng = chance(seed, "filing", file.id, month)
    lines = _in_order(lines, rng)
    n = len(lines)
    new = np.ones(n, bool)
    new[1:] = lines.document[1:] != lines.document[:-1]
    place = np.cumsum(new) - 1
    dirt = {name: some(rng, n, file.dirt[name]) for name in DIRT}
    dirt |= {name: some(rng, int(new.sum()), file.dirt[name])[place] for name in _OF_DOCUMENTS}
    dirt["amended"] = _exactly(rng, n, n_corrections)
    first = np.maximum(1, lines.cents * rng.integers(450, 1600, n) // 1000)
    first += first == lines.cents
    cents = np.where(dirt["amended"], first, lines.cents)
    broker_named = dirt["broker_as_consignee"] & (lines.broker != NOBODY)
    return Filed(
        lines,
        cents,
        sums_by(place, cents, int(new.sum()))[place] if n else cents,
        first_serial + place,
        np.where(broker_named, lines.broker, lines.consignee),
        dirt,
    )


def _in_order(lines: Lines, rng: np.random.Generator) -> Lines:
    """By day; the documents of a day in an order of chance, each with its items together."""
    if not len(lines):
        return lines
    shuffled = rng.permutation(int(lines.document.max()) + 1)
    return lines.take(np.lexsort((lines.item_no, shuffled[lines.document], lines.day)))


def _exactly(rng: np.random.Generator, n: int, wanted: int) -> Mask:
    chosen = np.zeros(n, bool)
    chosen[rng.permutation(n)[:wanted]] = True
    return chosen
