"""Precision, recall and F1 in the forms the steps are judged by.

A ratio over nothing is null: where nothing was planted, finding nothing is no success.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """How much of what was found is right, how much of what is there was found, and their mean."""

    precision: float | None
    recall: float | None
    f1: float | None

    def as_dict(self) -> dict[str, float | None]:
        """For JSON."""
        return asdict(self)


def rates(n_right: int, n_found: int, n_there: int) -> Rates:
    """From counts.

    >>> rates(3, 4, 6)
    Rates(precision=0.75, recall=0.5, f1=0.6)
    >>> rates(0, 0, 5)
    Rates(precision=None, recall=0.0, f1=0.0)
    """
    return Rates(
        n_right / n_found if n_found else None,
        n_right / n_there if n_there else None,
        2 * n_right / (n_found + n_there) if n_found + n_there else None,
    )


def macro(pairs: Sequence[tuple[str, str | None]]) -> Rates:
    """The mean over the classes that are there, each counted alike; pairs of true and found.

    >>> macro([("a", "a"), ("a", "a"), ("b", "a"), ("b", None)])
    Rates(precision=0.333333, recall=0.5, f1=0.4)
    """
    there, found = Counter(true for true, _ in pairs), Counter(guess for _, guess in pairs)
    right = Counter(true for true, guess in pairs if true == guess)
    each = [rates(right[kind], found[kind], there[kind]) for kind in sorted(there)]
    return Rates(
        *(
            _mean([getattr(one, name) or 0.0 for one in each])
            for name in ("precision", "recall", "f1")
        )
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 6) if values else None


def pairwise(true: Mapping[Hashable, Hashable], found: Mapping[Hashable, Hashable]) -> Rates:
    """Of pairs of mentions put together, those that belong together; over mentions in both.

    >>> pairwise({1: "a", 2: "a", 3: "b"}, {1: "x", 2: "x", 3: "x"})
    Rates(precision=0.3333333333333333, recall=1.0, f1=0.5)
    """
    both = [one for one in true if one in found]
    return rates(
        _n_pairs(Counter((true[one], found[one]) for one in both)),
        _n_pairs(Counter(found[one] for one in both)),
        _n_pairs(Counter(true[one] for one in both)),
    )


def _n_pairs(sizes: Mapping[Hashable, int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def b_cubed(true: Mapping[Hashable, Hashable], found: Mapping[Hashable, Hashable]) -> Rates:
    """For each mention, how pure and how whole its cluster is; the mean over mentions (Bagga & Baldwin 1998).

    >>> found = b_cubed({1: "a", 2: "a", 3: "b"}, {1: "x", 2: "x", 3: "x"})
    >>> round(found.precision, 3), found.recall, round(found.f1, 3)
    (0.556, 1.0, 0.714)
    """
    both = [one for one in true if one in found]
    if not both:
        return Rates(None, None, None)
    together = Counter((true[one], found[one]) for one in both)
    of_found, of_true = Counter(found[one] for one in both), Counter(true[one] for one in both)
    precision = sum(n * n / of_found[guess] for (_, guess), n in together.items()) / len(both)
    recall = sum(n * n / of_true[kind] for (kind, _), n in together.items()) / len(both)
    return Rates(precision, recall, 2 * precision * recall / (precision + recall))


def at_planted(ranked: Sequence[Hashable], planted: set[Hashable]) -> Rates:
    """Of a ranked list, the first as many as were planted.

    >>> at_planted(["a", "x", "b", "c"], {"a", "b", "c"}).precision
    0.6666666666666666
    """
    first = ranked[: len(planted)]
    return rates(len(planted & set(first)), len(first), len(planted))
