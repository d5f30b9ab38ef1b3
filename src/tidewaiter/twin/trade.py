"""What was traded in a month: for each batch its lines, as whole numbers, before anybody writes them down.

Lines of one document stand together and share seller, buyer and day. Where a spec states
a value or a quantity in all, the lines come to exactly that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from tidewaiter.twin.cursor import first_day
from tidewaiter.twin.draw import Ints, apportion, around, chance, few_large
from tidewaiter.twin.plan import Share
from tidewaiter.twin.spec import Batch, Good, Spec

NOBODY = -1
_LARGEST_DOCUMENT = 7
_GRAMS_A_PACKAGE = 18_000
_BUSY = np.array([10, 11, 11, 11, 10, 4, 2], np.int64)  # Monday to Sunday
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Lines:
    """Columns of equal length, a place for each line."""

    batch: Ints
    good: Ints
    declared_good: Ints
    document: Ints  # numbered within the month
    item_no: Ints
    n_items: Ints
    day: Ints  # since 1970-01-01
    contract_day: Ints
    seller: Ints
    buyer: Ints
    maker: Ints
    broker: Ints
    consignee: Ints
    units: Ints
    net_g: Ints
    gross_g: Ints
    packages: Ints
    cents: Ints
    draw: Ints  # chance that later steps use, 0 … 2^31

    def __len__(self) -> int:
        return len(self.batch)

    def take(self, places: Ints) -> "Lines":
        """Some of the lines, in the order of the places."""
        return Lines(**{one.name: getattr(self, one.name)[places] for one in fields(self)})


def joined(parts: Sequence[Lines]) -> Lines:
    """Several runs of lines as one."""
    if not parts:
        return Lines(**{one.name: np.zeros(0, np.int64) for one in fields(Lines)})
    return Lines(
        **{
            one.name: np.concatenate([getattr(part, one.name) for part in parts])
            for one in fields(Lines)
        }
    )


class Trade:
    """Draws the lines of each month; knows who stands behind the ids of a spec."""

    def __init__(self, spec: Spec, members: Mapping[str, Sequence[int]], seed: int) -> None:
        self._spec, self._seed = spec, seed
        self._members = {key: np.array(found, np.int64) for key, found in members.items()}
        self._good_no = {good.id: no for no, good in enumerate(spec.goods)}
        self._n_documents = 0

    def of_month(self, shares: Sequence[Share]) -> Lines:
        """The lines of a month's shares, in their order."""
        self._n_documents = 0
        return joined([self._lines(share) for share in shares])

    def _lines(self, share: Share) -> Lines:
        batch = self._spec.batches[share.batch_no]
        rng = chance(self._seed, "lines", batch.id, share.span.months[0], share.month)
        n = share.n_lines
        sizes = 1 + few_large(rng, n, _LARGEST_DOCUMENT)
        ends = np.cumsum(sizes)
        n_documents = int(np.searchsorted(ends, n)) + 1
        sizes = sizes[:n_documents]
        sizes[-1] -= int(ends[n_documents - 1]) - n
        of = np.repeat(np.arange(n_documents), sizes)
        places = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        heads = self._heads(rng, batch, share, n_documents)
        good = self._spec.goods[self._good_no[batch.good]]
        units, cents = _amounts(rng, batch, good, share)
        net = units * around(rng, good.kg, n)
        in_a_package = max(1, _GRAMS_A_PACKAGE // good.kg.middle)
        first = self._n_documents
        self._n_documents += n_documents
        return Lines(
            batch=np.full(n, share.batch_no, np.int64),
            good=np.full(n, self._good_no[batch.good], np.int64),
            declared_good=np.full(n, self._good_no[batch.declared_as or batch.good], np.int64),
            document=first + of,
            item_no=1 + places,
            n_items=np.repeat(sizes, sizes),
            maker=self._drawn(rng, batch.makers or good.makers, n),
            units=units,
            net_g=net,
            gross_g=net * good.gross // 1000 + 1,
            packages=-(-units // in_a_package),
            cents=cents,
            draw=rng.integers(0, 1 << 31, n),
            **{name: column[of] for name, column in heads.items()},
        )

    def _heads(
        self, rng: np.random.Generator, batch: Batch, share: Share, n: int
    ) -> dict[str, Ints]:
        """What the lines of a document have in common."""
        buyer = self._drawn(rng, batch.buyers, n)
        named = self._members[batch.consignee][0] if batch.consignee else None
        day = _days(rng, share, n)
        return {
            "day": day,
            "contract_day": day - rng.integers(batch.contract_days[0], batch.contract_days[1] + 1, n),
            "seller": self._drawn(rng, batch.sellers, n),
            "buyer": buyer,
            "broker": self._drawn(rng, batch.brokers, n),
            "consignee": buyer if named is None else np.full(n, named, np.int64),
        }  # fmt: skip

    def _drawn(self, rng: np.random.Generator, ids: Sequence[str], n: int) -> Ints:
        if not ids:
            return np.full(n, NOBODY, np.int64)
        pool = np.concatenate([self._members[one] for one in ids])
        drawn: Ints = pool[few_large(rng, n, len(pool))]
        return drawn


def _days(rng: np.random.Generator, share: Share, n: int) -> Ints:
    """Days of the month, fewer of them at its weekends."""
    start = first_day(share.month)
    length = (first_day(share.month + 1) - start).days
    first, last = (min(day, length) for day in share.span.days)
    days = (start - _EPOCH).days + np.arange(first - 1, last)
    busy = np.cumsum(_BUSY[(days + 3) % 7])  # 1970-01-01 was a Thursday
    drawn: Ints = days[np.searchsorted(busy, rng.integers(0, busy[-1], n), side="right")]
    return drawn


def _amounts(rng: np.random.Generator, batch: Batch, good: Good, share: Share) -> tuple[Ints, Ints]:
    """Units and cents of each line; at least one unit and one cent a line."""
    n = share.n_lines
    units = np.maximum(1, around(rng, good.units, n) // 1000)
    prices = np.maximum(1, around(rng, good.usd, n) * batch.price // 1000)
    if share.quantity:
        units = 1 + apportion(max(0, share.quantity - n), units)
    if share.usd:
        if not share.quantity:
            scale = share.usd / max(1, int((units * prices).sum()))
            units = np.maximum(1, np.floor(units * scale).astype(np.int64))
        return units, 1 + apportion(max(0, share.usd - n), units * prices)
    return units, units * prices


def sums_by(keys: Ints, values: Ints, n: int) -> Ints:
    """Exact sums of values by key, keys being 0 … n - 1."""
    sums = np.zeros(n, np.int64)
    np.add.at(sums, keys, values)
    return sums


def day_of(number: int) -> date:
    """The day that a number of days since 1970 stands for."""
    return date.fromordinal(_EPOCH.toordinal() + number)
