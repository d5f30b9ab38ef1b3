"""Facts in a description: numbers with a unit whose phrase names the fact, and nothing else.

Only kg, g, h, min, km/h, m/s and kW are read. A number that may be about something else, that can be
read in two ways, or beside which another number stands for the same fact, is told and not used. Words
such as "civil" are never read: what a seller calls the goods is no fact about them.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

from tidewaiter.law.conditions import Fact, Limits
from tidewaiter.law.quantities import UNIT_OF_KIND, quantities
from tidewaiter.law.said import ReadText
from tidewaiter.law.subjects import Reading, in_phrase

READS = frozenset({"mtow_kg", "empty_kg", "endurance_min", "engine_kw", "gust_kmh"})
"""The facts that a description can give."""
_OF_WEIGHTS = (
    "нетто|брутто|netto|brutto|net|gross|净重|毛重|без ак|без бат|without batt|w/o batt"
    "|в упак|с упак|with pack|incl"
)
_OF_TIMES = (
    "завис|в завис|в режиме завис|при |at |hover|in hover|while hover|悬停"
    "|с нагруз|с груз|with payload|with load|满载|载重"
)
_TO_NUMBER = (
    r"[a-zа-я]*(?: +(?:weight|mass|вес|масс[а-я]*|time|до|up to))* *[:=-]? *[0-9][0-9.,]* *-?"
)
_JOINED = (
    (r"([0-9] *(?:ч|час[а-я]*|h|hrs?|hours?)) *[.,] *([0-9]+ *-?(?:мин|min|m|м))", r"\1 \2"),
    (r"([0-9] *(?:мин[а-я]*|min[a-z]*)) *[.,] *([0-9]+ *(?:сек|sec))", r"\1 \2"),
    (r"(^|[^0-9 ] *)(мин|min|макс|max|approx|прибл|ок)\.", r"\1\2 "),
    (rf"[.,]( *(?:{_OF_WEIGHTS}){_TO_NUMBER}(?:kg|кг|公斤|千克))", r";\1"),
    (rf"[.,]( *(?:{_OF_TIMES}){_TO_NUMBER}(?:min|мин|h|ч|分|小时))", r";\1"),
    (rf"[.,] *({_OF_WEIGHTS}|{_OF_TIMES})", r" \1"),
)
JOINED = tuple((re.compile(pattern), instead) for pattern, instead in _JOINED)
"""What a comma or point does not part: 1 ч. 10 мин; min. and max.; "12 kg, gross", but "12 kg, gross 15 kg"."""
_PHRASE = re.compile(r"[;\n。、]|[,.](?![0-9])")


def read_text(text: str) -> ReadText:
    """The numbers of a description that are facts.

    >>> read = read_text("квадрокоптер, взлетная масса 0,9 кг; время полета до 46 мин; скорость 57 км/ч")
    >>> dict(read.words), dict(read.left)
    ({'mtow_kg': '0,9 кг', 'endurance_min': '46 мин: at most 46 min'}, {'57 км/ч': 'a speed, or gusts it stands?'})
    """
    found = [one for phrase in _phrases(text) for one in in_phrase(phrase, [*quantities(phrase)])]
    names = dict.fromkeys(one.name for one in found if one.name)
    several = {name for name in names if _several(name, found)}
    used = {one.name: one for one in reversed(found) if one.name and one.name not in several}
    facts: dict[str, Fact] = {name: used[name].limits or Limits() for name in names if name in used}
    left: dict[str, str] = {}
    for one in found:
        if not one.name or one.name in several:
            left.setdefault(one.number.said, one.why or f"several numbers for {one.name}")
    return ReadText(facts, {name: _words(used[name]) for name in facts}, left)


def _phrases(text: str) -> Iterator[str]:
    plain = normalize("NFKC", text).casefold().replace("ё", "е")
    for pattern, instead in JOINED:
        plain = pattern.sub(instead, plain)
    yield from (phrase for phrase in _PHRASE.split(plain) if re.search("[0-9]", phrase))


def _several(name: str, found: list[Reading]) -> bool:
    """Whether there is more than one number for a fact, or another number that may be one."""
    own = [one for one in found if one.name == name]
    kind = own[0].number.kind
    rivals = [one.number for one in found if one.rival and one.number.kind == kind]
    return len({one.limits for one in own}) > 1 or any(
        one.doubt or (one.low, one.high) != (own[0].number.low, own[0].number.high)
        for one in rivals
    )


def _words(one: Reading) -> str:
    """The words of a number, and what was made of them where that is not the same."""
    number, limits = one.number, one.limits or Limits()
    if number.as_said and limits == Limits(number.low, number.high):
        return number.said
    return f"{number.said}: {_means(limits)} {UNIT_OF_KIND[number.kind]}"


def _means(limits: Limits) -> str:
    low, high = (f"{one.normalize():f}" for one in (limits.low, limits.high))
    if limits.low.is_infinite():
        return f"{'less than' if limits.below_high else 'at most'} {high}"
    if limits.high.is_infinite():
        return f"{'more than' if limits.above_low else 'at least'} {low}"
    return low if low == high else f"{low} to {high}"
