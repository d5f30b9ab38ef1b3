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
    """What may follow a description: texts, and between each two a fact of the line or none."""

    texts: list[list[str]]
    facts: list[Ints]  # a place in TAIL_FIELDS, -1 for none
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
    """The tails of every kind of goods in a language; none where a spec has none in it."""
    each = [good.tail.get(language, ()) for good in spec.goods]
    flat = [_split(tail) for listed in each for tail in listed]
    most = max((len(texts) for texts, _ in flat), default=0)
    count = np.array([len(listed) for listed in each], np.int64)
    return Tails(
        [
            [texts[place] if place < len(texts) else "" for texts, _ in flat]
            for place in range(most)
        ],
        [
            np.array([facts[place] if place < len(facts) else -1 for _, facts in flat], np.int64)
            for place in range(most - 1)
        ],
        np.cumsum(count) - count,
        count,
    )


def _split(tail: str) -> tuple[list[str], list[int]]:
    """The texts of a tail, and the facts between them.

    >>> _split(", {quantity} pcs in {packages} boxes")
    ([', ', ' pcs in ', ' boxes'], [0, 1])
    """
    pieces = _TAIL.split(tail)
    return pieces[::2], [TAIL_FIELDS.index(name) for name in pieces[1::2]]


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
