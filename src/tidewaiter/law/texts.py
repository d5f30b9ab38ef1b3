"""Facts in a description: numbers with a unit, and nothing else.

Only kg, g, min, km/h, m/s and kW are read. What a number is about is taken from its unit and a few
words in the same phrase; a weight of a packing, a time of charging, a speed that may not be the
wind's, or two different numbers for one fact are told and not used. Words such as "civil" are never
read: what a seller calls the goods is no fact about them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

from tidewaiter.law.conditions import Fact, Limits

_UNITS = {
    "kg": ("kg", "kgs", "кг", "公斤", "千克"),
    "g": ("g", "gr", "г", "гр", "克"),
    "min": ("min", "mins", "minutes", "мин", "минут", "минуты", "分钟", "分鐘"),
    "km/h": ("km/h", "kmh", "км/ч", "км/час", "公里/小时", "千米/小时"),
    "m/s": ("m/s", "м/с", "м/сек", "米/秒"),
    "kW": ("kw", "квт", "千瓦"),
}
READS = frozenset({"mtow_kg", "empty_kg", "endurance_min", "engine_kw", "gust_kmh"})
"""The facts that a description can give."""
_UNIT_OF = {spelling: unit for unit, each in _UNITS.items() for spelling in each}
UNITS = frozenset(_UNIT_OF)
"""The spellings of the units that are read, in small letters."""
_TO_KMH = Decimal("3.6")
_NUMBER = r"\d+(?:[.,]\d+)?"
_FOUND = re.compile(
    rf"(?<![\w.,-])(?P<number>{_NUMBER})(?:\s*(?:-|–|…|\.\.|до|to)\s*(?P<to>{_NUMBER}))?\s*"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))})(?![\w/²³^])"
)
_AT_MOST = re.compile(
    r"(?:<|≤|<=|up to|at most|not more than|less than|under"
    r"|до|не более|менее|не превыша\w+|不超过|小于)\s*$"
)
_AT_LEAST = re.compile(
    r"(?:>|≥|>=|at least|more than|over|from|от|более|свыше|не менее|超过|大于)\s*$"
)
_PHRASE = re.compile(r"[;\n()]|,(?!\d)|\.(?!\d)")
_TIMES = re.compile(r"(?:\d\s+|[x×х*]\s*)$")
_TAKE_OFF = re.compile(r"take-?\s?off|mtow|взлетн|起飞")
_EMPTY = re.compile(r"\bempty|пуст|空机")
_OTHER_WEIGHT = re.compile(
    r"\bnet\b|gross|нетто|брутто|pack|упаков|total|общ|payload|груз|нагрузк|载重|净重|毛重"
    r"|batter|аккумул|батаре|电池"
)
_OTHER_TIME = re.compile(r"charg|заряд|充电|warrant|гарант|record|запис")
_WIND = re.compile(r"\bwind|gust|ветр|ветер|порыв|抗风")


@dataclass(frozen=True, slots=True)
class ReadText:
    """Facts read from a text, each with the words it was read from; and what was left, with why."""

    facts: Mapping[str, Fact]
    words: Mapping[str, str]
    left: Mapping[str, str]


def read_text(text: str) -> ReadText:
    """The numbers of a description that are facts.

    >>> read = read_text("квадрокоптер, взлетная масса 0,9 кг; 29 мин; скорость 57 км/ч")
    >>> dict(read.words), dict(read.left)
    ({'mtow_kg': '0,9 кг', 'endurance_min': '29 мин'}, {'57 км/ч': 'a speed, or the wind it stands?'})
    """
    facts: dict[str, Fact] = {}
    words: dict[str, str] = {}
    left: dict[str, str] = {}
    for phrase in _PHRASE.split(normalize("NFKC", text).casefold().replace("ё", "е")):
        for name, limits, said in _in_phrase(phrase):
            known = name in left.values()
            if limits is None or known or facts.setdefault(name, limits) != limits:
                left[said] = name
            else:
                words.setdefault(name, said)
    for name in set(left.values()) & set(facts):
        left[words.pop(name)] = several = f"several numbers for {name}"
        left |= {said: several for said, why in left.items() if why == name}
        del facts[name]
    return ReadText(facts, words, left)


def _in_phrase(phrase: str) -> Iterator[tuple[str, Limits | None, str]]:
    """Each number with the fact it gives; or, without limits, with why it gives none."""
    for found in _FOUND.finditer(phrase):
        said, unit = found[0].strip(), _UNIT_OF[found["unit"]]
        number = Decimal(found["number"].replace(",", "."))
        before = phrase[: found.start()]
        if unit == "g" and found["unit"] in ("г", "g") and 1900 <= number <= 2100:
            yield "a year, or grams?", None, said
        elif _TIMES.search(before):
            yield "a number in several parts", None, said
        elif why := _not_used(unit, phrase):
            yield why, None, said
        else:
            name, factor = _fact(unit, phrase)
            to = Decimal((found["to"] or found["number"]).replace(",", "."))
            yield name, _limits(number * factor, to * factor, before), said


def _not_used(unit: str, phrase: str) -> str:
    if unit in ("kg", "g") and _OTHER_WEIGHT.search(phrase):
        return "a weight of something else"
    if unit == "min" and _OTHER_TIME.search(phrase):
        return "a time of something else"
    if unit in ("km/h", "m/s") and not _WIND.search(phrase):
        return "a speed, or the wind it stands?"
    if unit == "kW" and _OTHER_TIME.search(phrase):
        return "a power of something else"
    return ""


def _fact(unit: str, phrase: str) -> tuple[str, Decimal]:
    one = Decimal(1)
    if unit in ("kg", "g"):
        empty = _EMPTY.search(phrase) and not _TAKE_OFF.search(phrase)
        return ("empty_kg" if empty else "mtow_kg"), one if unit == "kg" else Decimal("0.001")
    named = {"min": "endurance_min", "kW": "engine_kw", "km/h": "gust_kmh", "m/s": "gust_kmh"}
    return named[unit], _TO_KMH if unit == "m/s" else one


def _limits(low: Decimal, high: Decimal, before: str) -> Limits:
    """A number, or the bound that the words before it make of it."""
    if low == high and _AT_MOST.search(before):
        return Limits(high=high)
    if low == high and _AT_LEAST.search(before):
        return Limits(low=low)
    return Limits(min(low, high), max(low, high))
