"""Chance that can be repeated: each draw hangs on the seed and on what it is for, on nothing else.

The bit generator is PCG64 by name. Amounts stay whole numbers from the first draw to the
file, so that no machine rounds them otherwise.
"""

from functools import cache
from statistics import NormalDist
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tidewaiter.twin.spec import Spread

Ints = npt.NDArray[np.int64]
_STEPS = 4096


def chance(seed: int, *purpose: str | int) -> np.random.Generator:
    """A source of chance of its own for each purpose.

    >>> int(chance(1, "a", 2).integers(1000)) == int(chance(1, "a", 2).integers(1000))
    True
    """
    keys = [one if isinstance(one, int) else crc32(one.encode()) for one in purpose]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *keys])))


@cache
def _factors(spread: int) -> Ints:
    """e^(spread * z) over evenly spaced quantiles z of the normal distribution, in thousandths."""
    normal = NormalDist(0, spread / 1000)
    places = [normal.inv_cdf((place + 0.5) / _STEPS) if spread else 0.0 for place in range(_STEPS)]
    factors: Ints = np.maximum(1, np.rint(1000 * np.exp(places))).astype(np.int64)
    return factors


def around(rng: np.random.Generator, spread: Spread, n: int) -> Ints:
    """So many amounts around a middle value, at least one each."""
    factors = _factors(spread.spread)[rng.integers(0, _STEPS, n)]
    amounts: Ints = np.maximum(1, spread.middle * factors // 1000)
    return amounts


def some(rng: np.random.Generator, n: int, per_mille: int) -> npt.NDArray[np.bool_]:
    """Which of n, where so many of a thousand are."""
    chosen: npt.NDArray[np.bool_] = rng.integers(0, 1000, n) < per_mille
    return chosen


def few_large(rng: np.random.Generator, n: int, among: int) -> Ints:
    """Places below `among`, the first ones far more often: some firms trade much, most little."""
    first, second = (rng.integers(0, among, n) for _ in range(2))
    places: Ints = first * second // among
    return places


def apportion(total: int, weights: Ints) -> Ints:
    """A whole number shared out by weight, without rest: what is left goes to the largest remainders.

    >>> apportion(10, np.array([1, 1, 1]))
    array([4, 3, 3])
    """
    whole = int(weights.sum())
    if not whole:
        return np.zeros(len(weights), np.int64)
    if total and int(weights.max()) > (1 << 62) // total:  # exact where 64 bits do not hold it
        shares = [total * int(weight) for weight in weights]
        floors = np.array([share // whole for share in shares], np.int64)
        rests = np.array([share % whole for share in shares], dtype=object)
    else:
        floors, rests = np.divmod(total * weights, whole)
    left = total - int(floors.sum())
    floors[np.argsort(-rests, kind="stable")[:left]] += 1
    return floors
