"""Numbers with a unit in a phrase: weights, times, speeds and powers, each in one unit of its kind.

A number is doubtful where it can be read in two ways (1,200 g), where it is one of several parts
(12 x 500 g, 45/31 min), where it is a clock (1:10), a rate (250 g/m2) or only about so much. Phrases
are in small letters, as `texts` makes them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from tidewaiter.law.conditions import Limits

Kind: TypeAlias = Literal["weight", "time", "speed", "power"]
_ONE = Decimal(1)
_HOUR = Decimal(60)
_UNITS: tuple[tuple[Kind, Decimal, str], ...] = (
    ("weight", _ONE, "kg kgs kilogram kilograms кг килограмм килограмма килограммов 公斤 千克"),
    ("weight", Decimal("0.001"), "g gr gram grams г гр грамм грамма граммов 克"),
    ("time", _ONE, "min mins minute minutes мин минут минута минуты 分钟 分鐘"),
    ("time", _HOUR, "h hr hrs hour hours ч час часа часов 小时 小時"),
    ("speed", _ONE, "km/h kmh km/hour км/ч км/час 公里/小时 千米/小时"),
    ("speed", Decimal("3.6"), "m/s м/с м/сек 米/秒"),
    ("power", _ONE, "kw квт 千瓦"),
)
_UNIT_OF = {said: (kind, factor) for kind, factor, each in _UNITS for said in each.split()}
UNITS = frozenset(_UNIT_OF)
"""The spellings of the units that are read, in small letters."""
UNIT_OF_KIND: dict[Kind, str] = {"weight": "kg", "time": "min", "speed": "km/h", "power": "kW"}
LETTER = r"[^\W\d_㐀-鿿]"
"""A letter that spells words; Chinese has no blanks between them."""


def _any(spellings: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, spellings), key=len, reverse=True))


_HOURS = frozenset(said for said, unit in _UNIT_OF.items() if unit == ("time", _HOUR))
_MINUTES = frozenset(said for said, unit in _UNIT_OF.items() if unit == ("time", _ONE))
_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_END = rf"(?!{LETTER}|[_^拉力时時]|\s*[·•∙⋅*]\s*{LETTER}|-[hч](?!{LETTER}))"
_FOUND = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?:"
    rf"(?P<clock>[0-9]{{1,3}}(?::[0-9]{{2}})+)(?![0-9])(?:\s*(?:{_any(UNITS)}){_END})?"
    rf"|(?P<hours>{_NUMBER})\s*(?:{_any(_HOURS)})\.?\s*(?:and|и)?\s*"
    rf"(?P<minutes>{_NUMBER})\s*(?:{_any(_MINUTES)}|m|м|分){_END}"
    rf"|(?P<number>{_NUMBER})(?:\s*(?:[-–—~÷]|до|to|至|到)\s*(?P<to>{_NUMBER}))?"
    rf"\s*-?\s*(?P<unit>{_any(UNITS)}){_END})"
)
_ONE_PIECE = re.compile(r"\s*/\s*(?:шт|pcs?|piece|ед|unit|台|架|个)\w*")
_PART_BEFORE = re.compile(
    rf"[0-9]\s*[-–—~÷/⁄:xх×*+±'’]?\s*$|(?<!{LETTER})[xх×*]\s*$|[0-9][^0-9]{{0,8}}/\s*$"
)
_PART_AFTER = re.compile(
    r"[0-9]|\s*[/⁄:xх×*]\s*[0-9]|\s*[0-9]+\s*(?:s|sec|с|сек|秒)" rf"(?!{LETTER})"
)
_OF_A_NAME = re.compile(rf"(?:{LETTER}|[-–_.,])$")
_ABOUT_BEFORE = re.compile(
    rf"(?:(?<!{LETTER})(?:около|примерно|приблизительно|прибл|порядка|ориентировочно|почти|about"
    r"|approx(?:imately)?|around|circa|ca|nearly|almost)|[~≈±]|约|大约|近)\s*\.?\s*$"
)
_ABOUT_AFTER = re.compile(
    r"\s*(?:[+±]|(?:и|или|or|and)\s+(?:бол|мен|боль|мень|выше|ниже|more|less|up|over|under|longer)"
    r"|plus|(?:及|或)?(?:以上|以下|以内|之内)|左右|上下|多|примерно|приблизительно|approx|about)"
)


TWO_WAYS = "can be read in two ways"
PARTS = "a number in several parts"
OF_A_NAME = "a number, or part of a name?"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with a unit, where it stands, and why it is doubtful, if it is."""

    said: str
    kind: Kind
    low: Decimal
    high: Decimal
    start: int
    end: int
    as_said: bool  # one number, in the unit of its kind
    doubt: str = ""

    def within(self, bound: str) -> Limits:
        """The number, or the limit that a bound such as "<=" makes of it."""
        if bound.startswith("<"):
            return Limits(high=self.high, below_high=bound == "<")
        if bound.startswith(">"):
            return Limits(low=self.low, above_low=bound == ">")
        return Limits(self.low, self.high)

    def is_range(self) -> bool:
        """Whether it is said from and to."""
        return self.low != self.high


def quantities(phrase: str) -> Iterator[Quantity]:
    """Every number with a unit.

    >>> [(one.said, one.doubt or one.low) for one in quantities("1 ч 10 мин, 1,5 часа, 1,200 g")]
    [('1 ч 10 мин', Decimal('70')), ('1,5 часа', Decimal('90.0')), ('1,200 g', 'can be read in two ways')]
    """
    for found in _FOUND.finditer(phrase):
        kind, low, high = _measured(found)
        piece = _ONE_PIECE.match(phrase, found.end()) if kind == "weight" else None
        end = piece.end() if piece else found.end()
        said = phrase[found.start() : end].strip()
        as_said = low == high and _UNIT_OF[found["unit"] or "h"][1] == _ONE
        doubt = _doubt(found, phrase[: found.start()], phrase[end:])
        if not doubt and low > high:
            doubt = TWO_WAYS
        yield Quantity(said, kind, low, high, found.start(), end, as_said, doubt)


def _measured(found: re.Match[str]) -> tuple[Kind, Decimal, Decimal]:
    """Of which kind it is, and from and to what; zero where its digits say nothing sure."""
    if found["clock"] or any(map(_in_two_ways, _numbers(found), _units(found))):
        return (_UNIT_OF[found["unit"]][0] if found["unit"] else "time"), Decimal(0), Decimal(0)
    first, *more = [Decimal(one.replace(",", ".")) for one in _numbers(found)]
    if found["hours"]:
        whole = first * _HOUR + more[0]
        return "time", whole, whole
    kind, factor = _UNIT_OF[found["unit"]]
    return kind, first * factor, (more or [first])[0] * factor


def _numbers(found: re.Match[str]) -> list[str]:
    return [one for one in found.group("hours", "minutes", "number", "to") if one]


def _units(found: re.Match[str]) -> list[str]:
    return [found["unit"] or "h"] * len(_numbers(found))


def _in_two_ways(number: str, unit: str) -> bool:
    """Whether a comma or point may part thousands: only 0,900 kg is sure to be none."""
    whole, *parts = re.split("[.,]", number)
    kilograms = _UNIT_OF[unit] == ("weight", _ONE)
    sure = kilograms and whole == "0"
    return len(parts) > 1 or (bool(parts) and len(parts[0]) == len("000") and not sure)


def _doubt(found: re.Match[str], before: str, after: str) -> str:
    """Why a number is not plainly one number of its unit."""
    if found["clock"]:
        return "a time by the clock, or how long?"
    if _PART_BEFORE.search(before) or _PART_AFTER.match(after):
        return PARTS
    if found["unit"] in _HOURS and re.match(r"\s*[0-9]", after):
        return PARTS
    if re.match(r"\s*/", after):
        return "so much for each of something"
    if any(map(_in_two_ways, _numbers(found), _units(found))) or _odd_hours(found):
        return TWO_WAYS
    if found["unit"] in ("г", "g") and 1900 <= Decimal(found["number"].replace(",", ".")) <= 2100:
        return "a year, or grams?"
    if _OF_A_NAME.search(before):
        return OF_A_NAME
    if _ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(after):
        return "only about so much"
    return ""


def _odd_hours(found: re.Match[str]) -> bool:
    """Whether hours with minutes are no plain time, as 1,5 h 10 min or 1 h 70 min."""
    hours, minutes = found["hours"], found["minutes"]
    return bool(hours) and not (hours.isdigit() and minutes.isdigit() and int(minutes) < _HOUR)
