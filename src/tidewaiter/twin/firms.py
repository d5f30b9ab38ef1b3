"""Companies: those the story names and the crowds around them, with numbers that no office gave out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tidewaiter.twin.draw import around, chance
from tidewaiter.twin.spec import Activity, Company, Crowd, Slot, Spec, TaxNumber, Wording
from tidewaiter.words.taxnumbers import CHECKS

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_TRIES = 64
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
Filled = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Firm:
    """One company of the twin."""

    no: int
    id: str
    country: str
    name: Wording
    number: str
    number_kind: str
    address: Wording
    brand: str
    founded: date | None
    activity: Activity
    revenue: str
    register: bool
    crowd: str


def firms_of(spec: Spec, seed: int) -> list[Firm]:
    """Every company, the named ones first, in the order of the spec."""
    taken: set[str] = set()
    found: list[Firm] = []
    for company in spec.companies:
        found.append(_named(len(found), company, spec, seed, taken))
    for crowd in spec.crowds:
        found += _crowd(len(found), crowd, spec, seed, taken)
    return found


def members(firms: Sequence[Firm]) -> dict[str, list[int]]:
    """Which companies an id of a company or of a crowd stands for."""
    found: dict[str, list[int]] = {}
    for firm in firms:
        found.setdefault(firm.crowd or firm.id, []).append(firm.no)
    return found


def _named(no: int, company: Company, spec: Spec, seed: int, taken: set[str]) -> Firm:
    kind = spec.numbers.get(company.country)
    return Firm(
        no, company.id, company.country, company.name,
        _number(kind, seed, company.id, taken) if kind else "", kind.kind if kind else "",
        company.address, company.brand, company.founded, company.activity, company.revenue,
        company.register, "",
    )  # fmt: skip


def _crowd(start: int, crowd: Crowd, spec: Spec, seed: int, taken: set[str]) -> list[Firm]:
    rng = chance(seed, "crowd", crowd.id)
    kind = spec.numbers.get(crowd.country)
    revenues = around(rng, crowd.revenue, crowd.n)
    combined = _combinations(rng, crowd)
    found = []
    for place in range(crowd.n):
        key = f"{crowd.id}-{place + 1:04d}"
        chosen = next(combined)
        found.append(
            Firm(
                start + place, key, crowd.country,
                _spellings(rng, crowd.name, crowd.parts, chosen),
                _number(kind, seed, key, taken) if kind else "", kind.kind if kind else "",
                _spellings(rng, crowd.address, crowd.parts, _picked(rng, crowd.parts)),
                "", _founded(rng, crowd), crowd.activities[int(rng.integers(len(crowd.activities)))],
                str(int(revenues[place]) // 1000 * 1000), True, crowd.id,
            )
        )  # fmt: skip
    return found


def _combinations(rng: np.random.Generator, crowd: Crowd) -> "_Unlike":
    named = {
        name for name in crowd.parts if any("{" + name + "}" in text for text in _all(crowd.name))
    }
    return _Unlike(rng, {name: crowd.parts[name] for name in sorted(named)})


def _all(wording: Wording) -> list[str]:
    return [text for texts in wording.values() for text in texts]


class _Unlike:
    """Choices of words, no two alike as long as there are any left."""

    def __init__(self, rng: np.random.Generator, parts: Mapping[str, Slot]) -> None:
        self._rng, self._parts, self._seen = rng, parts, set[tuple[Filled | str, ...]]()

    def __next__(self) -> dict[str, Filled]:
        chosen: dict[str, Filled] = {}
        for _ in range(_TRIES):
            chosen = _picked(self._rng, self._parts)
            key = tuple(str(chosen[name]) for name in self._parts)
            if key not in self._seen:
                self._seen.add(key)
                break
        return chosen


def _picked(rng: np.random.Generator, parts: Mapping[str, Slot]) -> dict[str, Filled]:
    return {name: picked(rng, slot) for name, slot in parts.items()}


def picked(rng: np.random.Generator, slot: Slot) -> Filled:
    """One of the words of a slot, or a number in its bounds, by language."""
    if slot.words:
        return slot.words[int(rng.integers(len(slot.words)))]
    value = int(rng.integers(slot.first, slot.last + 1))
    whole, part = divmod(value, 10**slot.digits)
    text = f"{whole}{slot.decimal}{part:0{slot.digits}d}" if slot.digits else str(whole)
    return {"": (text,)}


def _spellings(
    rng: np.random.Generator,
    patterns: Wording,
    parts: Mapping[str, Slot],
    chosen: Mapping[str, Filled],
) -> dict[str, tuple[str, ...]]:
    """Each way to write it in each language; which of them is the usual one is left to chance."""
    words = {**_picked(rng, {k: v for k, v in parts.items() if k not in chosen}), **chosen}
    found = {}
    for language, forms in patterns.items():
        written = [filled(form, words, language, place) for place, form in enumerate(forms)]
        usual = int(rng.integers(len(written))) if written else 0
        found[language] = tuple(written[usual:] + written[:usual])
    return found


def filled(pattern: str, words: Mapping[str, Filled], language: str, spelling: int = 0) -> str:
    """A pattern with words in its places, each in the wanted language and spelling."""
    for name, word in words.items():
        if "{" + name + "}" in pattern:
            texts = word.get(language) or next(iter(word.values()))
            pattern = pattern.replace(
                "{" + name + "}", texts[spelling] if spelling < len(texts) else texts[0]
            )
    return pattern


def _founded(rng: np.random.Generator, crowd: Crowd) -> date:
    first, last = crowd.founded
    return date(
        int(rng.integers(first, last + 1)), int(rng.integers(1, 13)), int(rng.integers(1, 29))
    )


def _number(kind: TaxNumber, seed: int, key: str, taken: set[str]) -> str:
    """A number of that kind whose check digits are right, under a prefix that no office uses."""
    rng = chance(seed, "number", key)
    check = CHECKS.get(kind.check)
    while True:
        n_free = kind.digits - len(kind.prefix) - _CHECK_SIGNS.get(kind.check, 0)
        body = kind.prefix + "".join(str(digit) for digit in rng.integers(0, 10, n_free))
        if kind.check == "CN USCC":
            body += _organisation_check(body[8:16])
        for number in _completed(body, kind, check):
            if number not in taken:
                taken.add(number)
                return number


_CHECK_SIGNS = {"RU INN": 1, "CN USCC": 2, "KZ BIN": 1, "UA EDRPOU": 1, "TR VKN": 1, "BR CNPJ": 2}


def _organisation_check(body: str) -> str:
    """The sign that closes a Chinese organisation code, GB 11714-1997."""
    rest = 11 - sum(int(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def _completed(body: str, kind: TaxNumber, check: Callable[[str], bool] | None) -> list[str]:
    if check is None:
        return [body]
    n_last = kind.digits - len(body)
    ends = [str(one).zfill(n_last) for one in range(10**n_last)]
    if kind.check == "CN USCC":
        ends = list(_SIGNS)
    return [body + end for end in ends if check(body + end)]
