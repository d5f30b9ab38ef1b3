"""Descriptions and names in one language: every text a file may show, made once and drawn from.

Each list holds its texts clean and then again with a letter of another script in a word,
so that a line picks either by its place.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tidewaiter.twin.draw import Ints, chance
from tidewaiter.twin.firms import Filled, Firm, filled, picked
from tidewaiter.twin.spec import Good, Spec, worded

N_TEXTS = 400
"""Different descriptions of one kind of goods before anything of the line itself is added."""
TAIL_FIELDS = ("quantity", "packages", "serial", "maker", "brand")
_TAIL = re.compile(r"\{(" + "|".join(TAIL_FIELDS) + r")\}")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of several things, one behind the other: where each begins and how many it has."""

    words: list[str]
    start: Ints
    count: Ints
    n_clean: int

    def places(self, things: Ints, draw: Ints, mistaken: np.ndarray) -> Ints:
        """A place for each line: of its thing, by chance, clean or with a mistaken letter."""
        found: Ints = self.start[things] + draw % self.count[things] + mistaken * self.n_clean
        return found


@dataclass(frozen=True, slots=True)
class Tails:
    """What may follow a description: a text, a fact of the line (or none), a text."""

    before: list[str]
    fact: Ints  # a place in TAIL_FIELDS, -1 for none
    after: list[str]
    start: Ints
    count: Ints


def descriptions(spec: Spec, seed: int, language: str) -> Texts:
    """Descriptions of every kind of goods."""
    return _texts(
        [_of_good(good, seed, language) for good in spec.goods], spec.lookalikes, seed, language
    )


def spellings(spec: Spec, firms: Sequence[Firm], seed: int, language: str) -> Texts:
    """How each company is written, the usual way first."""
    return _texts(
        [list(worded(firm.name, language)) for firm in firms], spec.lookalikes, seed, language
    )


def tails(spec: Spec, language: str) -> Tails:
    """The tails of every kind of goods; an empty one where a spec has none."""
    each = [list(worded(good.tail, language)) for good in spec.goods]
    flat = [_split(tail) for listed in each for tail in listed]
    count = np.array([len(listed) for listed in each], np.int64)
    return Tails(
        [one[0] for one in flat], np.array([one[1] for one in flat], np.int64), [one[2] for one in flat],
        np.cumsum(count) - count, count,
    )  # fmt: skip


def _split(tail: str) -> tuple[str, int, str]:
    found = _TAIL.search(tail)
    if found is None:
        return tail, -1, ""
    return tail[: found.start()], TAIL_FIELDS.index(found[1]), tail[found.end() :]


def _of_good(good: Good, seed: int, language: str) -> list[str]:
    rng = chance(seed, "texts", good.id, language)
    patterns = worded(good.text, language)
    found: dict[str, None] = {}
    for place in range(N_TEXTS):
        words: dict[str, Filled] = {name: picked(rng, slot) for name, slot in good.slots.items()}
        found[filled(patterns[place % len(patterns)], words, language, int(rng.integers(3)))] = None
    return list(found)


def _texts(each: list[list[str]], letters: Mapping[str, str], seed: int, language: str) -> Texts:
    clean = [text for listed in each for text in listed]
    count = np.array([len(listed) for listed in each], np.int64)
    rng = chance(seed, "letters", language)
    mistaken = [_mistaken(text, letters, rng) for text in clean]
    return Texts(clean + mistaken, np.cumsum(count) - count, count, len(clean))


def _mistaken(text: str, letters: Mapping[str, str], rng: np.random.Generator) -> str:
    """With one letter inside a word exchanged for its likeness."""
    found = [
        place
        for place, sign in enumerate(text)
        if sign in letters and place and text[place - 1].isalpha()
    ]
    if not found:
        return text
    place = found[int(rng.integers(len(found)))]
    return text[:place] + letters[text[place]] + text[place + 1 :]
