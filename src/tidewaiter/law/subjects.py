"""What a number in a description is about: the name of a fact stands directly before it, or after.

Between the name and the number only words of measure may stand ("up to", "max", "of the drone"), so
that a time of charging, readiness or video is no flight time, and 12 kg in a box no take-off weight.
A bare "weight" names no fact: an aircraft of 3.6 kg without its batteries may take off with 9 kg.
"""

# ruff: noqa: E501  (lists of words)

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tidewaiter.law.conditions import Limits
from tidewaiter.law.quantities import LETTER, OF_A_NAME, Kind, Quantity

_WEIGHT = r"(?:масс(?:а|ы|е|у|ой)|вес(?:а|у|ом|е)?)"
_TIME = r"(?:врем(?:я|ени|енем)|(?:продолжи|дли)тельност(?:ь|и|ью))"
_TAKE_OFF = r"take-?\s?off"
_NAMES: Mapping[Kind, Mapping[str, str]] = {
    "weight": {
        "mtow_kg": rf"взлетн(?:ая|ой|ую|ый|ого|ому|ым|ом)(?:\s+{_WEIGHT})?|{_WEIGHT}\s+(?:взлетн\w+|(?:при|на)\s+взлете)"
        rf"|{_TAKE_OFF}\s+(?:weight|mass)|(?:weight|mass)\s+(?:at|on)\s+{_TAKE_OFF}|mtow|mtom|起飞[总全]?(?:重量?|质量)",
        "empty_kg": rf"{_WEIGHT}\s+пуст(?:ого|ой|ым|ом)|пуст(?:ая|ой|ого|ым)\s+{_WEIGHT}"
        r"|empty\s+(?:weight|mass)|(?:weight|mass)\s+empty|空机?(?:重量?|质量)",
    },
    "time": {
        "endurance_min": rf"{_TIME}\s+(?:(?:автономного|непрерывного)\s+)?(?:полета|в\s+полете|(?:нахождения\s+)?в\s+воздухе)"
        rf"|полетн(?:ое|ого|ым)\s+{_TIME}|(?:flight|flying|airborne)[\s-]?(?:time|duration|endurance)s?"
        r"|(?:time|duration)\s+of\s+flight|(?:飞行|留空|滞空|续航)(?:时间|时长)",
    },
    "speed": {
        "gust_kmh": r"ветро(?:устойчив|стойк)ост\w+|(?:устойчивост|стойкост|сопротивлени)\w+\s+(?:к\s+)?(?:порыв\w+\s+)?ветр\w+"
        r"|выдержива\w+\s+(?:порыв\w*\s+)?(?:ветра?|ветер)|допустим\w+\s+(?:скорост\w+\s+)?(?:порыв\w*\s+)?ветр\w*|максимальн\w+\s+скорост\w+\s+ветра"
        r"|(?:wind|gust)s?(?:\s+speed)?\s+(?:resistance|resistant|tolerance)|(?:withstand|resist)\w*\s+(?:winds?|gusts?)|max\w*\s+wind\s*speed"
        r"|抗风(?:能力|等级|速度|风速|性能)?|最大抗?风速",
    },
    "power": {
        "engine_kw": r"(?:двигател|мотор)\w*(?:\s+мощност\w+)?|мощност\w+\s+(?:двигател|мотор)\w+"
        r"|(?:engine|motor)s?(?:\s+(?:power|rating))?|(?:发动机|电机)(?:功率)?",
    },
}
_LONE: Mapping[Kind, Mapping[str, str]] = {
    "time": {
        "endurance_min": r"полет|летает|автономност(?:ь|и|ью)|flight|fl(?:y|ies|ying)|endurance|airborne|飞行|续航(?:能力)?|留空|滞空|可飞",
    }
}
"""Names that are sure only where nothing but the goods is named before them."""
_AFTER: Mapping[Kind, Mapping[str, str]] = {
    "time": {"endurance_min": r"полета|полетного\s+времени|в\s+(?:полете|воздухе)|in\s+the\s+air"}
}
"""Names that are sure only after a number: 31 мин полета, but not полета 31 мин."""
_Words: TypeAlias = Mapping[Kind, list[tuple[str, re.Pattern[str]]]]


def _compiled(*tables: Mapping[Kind, Mapping[str, str]], form: str) -> _Words:
    return {
        kind: [
            (name, re.compile(form.format(words)))
            for table in tables
            for name, words in table.get(kind, {}).items()
        ]
        for kind in _NAMES
    }


_LAST = rf"(?<!{LETTER})(?<![0-9_-])(?:{{}})$"
_BEFORE = _compiled(_NAMES, form=_LAST)
_BEFORE_ALONE = _compiled(_LONE, form=_LAST)
_BEHIND = _compiled(_NAMES, _LONE, _AFTER, form="{}")
_SPEAKS: Mapping[Kind, re.Pattern[str]] = {
    "weight": re.compile(r"взлетн|take-?\s?off|mtow|起飞|空机"),
    "time": re.compile(
        r"врем|полет|лета[ею]т|автоном|time|flight|\bfl(?:y|ies)|enduran|airborne|时间|飞行|续航|留空|滞空"
    ),
    "speed": re.compile(r"ветр|ветер|wind|gust|风"),
    "power": re.compile(r"двигател|мотор|engine|motor|发动机|电机"),
}
"""A number beside such words may be meant for the fact, though it is not plain."""
_GOODS = (
    r"дрон\w*|(?:квадро|мульти|гекса|окто)?коптер\w*|бпла|бвс|беспилотник\w*|(?:летательного\s+)?аппарата|гражданск\w+"
    r"|drone'?s?|uavs?|(?:quad|multi|hexa|octo)copters?|aircraft|civil"
)
_CHARGE = r"на\s+одн(?:ом|ой)\s+(?:аккумуляторе|батарее|акб|заряде|зарядке)|(?:on|per|with)\s+(?:a\s+|one\s+)?(?:single\s+)?(?:charge|battery)"
_STILL = r"без\s+ветра|в\s+безветрие|(?:with|in)?\s*no\s+wind|без\s+порывов"
_FILLED = re.compile(
    rf"(?:(?<!{LETTER})(?:{_GOODS}|{_CHARGE}|{_STILL}|макс(?:имальн\w+|имум)?|max(?:imum)?|is|are|of|for|with|has|can|a|an|the|its|составляет|равн\w+|имеет|с|со|у)"
    r"|无人机|飞机|最大|最长|单次|可达|长达|达到?|为|[\s:=()\[\]\"'«»„“”*–—-])$"
)
_BOUND = re.compile(
    rf"(?:(?<!{LETTER})(?:(?P<most>до|не\s+(?:более|больше|выше|свыше|превыша\w+)|up\s+to|at\s+most|(?:no|not)\s+(?:more|longer)\s+than|not\s+(?:over|exceeding))"
    r"|(?P<below>менее|меньше|ниже|less\s+than|under|below)"
    r"|(?P<least>от|не\s+(?:менее|меньше|ниже)|at\s+least|(?:no|not)\s+less\s+than|not\s+(?:under|below)|from)"
    r"|(?P<above>более|больше|свыше|выше|more\s+than|over|above))"
    r"|(?P<most2>≤|<=|=<|不超过|不大于|不高于|最多)|(?P<below2><|小于|低于)"
    r"|(?P<least2>≥|>=|=>|不少于|不小于|不低于|至少)|(?P<above2>>|超过|大于|高于))$"
)
_SIGNS = {"most": "<=", "below": "<", "least": ">=", "above": ">"}
_DENIED = re.compile(
    rf"(?:(?<!{LETTER})(?:не|нет|без|not?|never|cannot|without|мин|min)|n't)(?:\s+\w+){{0,2}}\s*$|(?:不|无法)\w{{0,3}}\s*$"
)
_UNDER = re.compile(
    rf"\s*\(?\s*(?:в|во|при|с|со|без|на|под|по|после|за|если|когда|at|with|without|w/o?|under|in|on|when|while|if|after|for|by|per)(?!{LETTER})"
)
_OTHER: Mapping[Kind, re.Pattern[str]] = {
    "weight": re.compile(
        r"\bnet\b|netto|gross|brutto|нетто|брутто|pack|упаков|короб|total|общ|payload|груз|г/п|нагруз|полезн|топлив|fuel|посадоч|landing"
        r"|batter|аккум|батаре|\bакб\b|载[重荷]|净重|毛重|电池|包装"
    ),
    "time": re.compile(
        r"charg|заряд|充电|warrant|гарант|record|запис|录|video(?!\s*camera)|видео(?!камер|съем)|视频"
        r"|hover|завис|висен|悬停|ready|readi|готов|prepar|подготов|准备|deploy|разв[ео]р|展开|assembl|сбор[кн]|собир|组装|set-?up|настро"
        r"|payload|нагруз|груз|load|载|пульт|remote\s+control(?!led)|controller|遥控器|очк|goggle|timer|таймер|delay|задерж"
        r"|between|между|interval|интервал|before|after|until|перед|после|через|pause|пауз|перерыв|battery\s+(?:life|endurance)|batteries"
        rf"|суммарн|(?<!{LETTER})общ|совокупн|total|combined|总|(?:[0-9]|дв[аеуе]\w*|тр[еи]\w*)\s*[xх]?\s*(?:акб|аккум|бат)|(?:аккумулятор|батаре)(?:ами|ях|ями|ов)"
    ),
    "speed": re.compile(r"завис|hover|payload|нагруз|груз"),
    "power": re.compile(
        r"charg|заряд|充电|starter|стартер|generat|генерат|peak|пиков|峰值|макс|max|最大|кратковр|laser|лазер|transmit|передат"
    ),
}
_NOT_THE_MOST = re.compile(
    rf"миним|minimum|средн|average|mean|typical|типич|обычн|remain|reserv|резерв|(?<!{LETTER})оста(?:т|вш)"
    r"|最小|最短|平均|剩余"
)
_WHAT_IT_IS_FOR = re.compile(
    rf"(?<!{LETTER})(?:для|к|for)\s+(?:\w+\s+)?(?:дрон|бпла|бвс|беспилотн|\w*коптер|(?:летательн\w+\s+)?аппарат|drone|uav|\w*copter|aircraft|unmanned)|用于|适用"
)
OF_WHAT: Mapping[Kind, str] = {
    "weight": "a weight at take-off, empty, packed, or of what?",
    "time": "a time of what?",
    "speed": "a speed, or the wind it stands?",
    "power": "a power of what?",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A number and the fact it gives; or, without a name, why it gives none."""

    number: Quantity
    name: str = ""
    limits: Limits | None = None
    why: str = ""
    rival: bool = False  # may be another number for a fact of its kind


def in_phrase(phrase: str, numbers: list[Quantity]) -> list[Reading]:
    """What each number of a phrase is about."""
    ends = [0, *(one.end for one in numbers)]
    starts = [*(one.start for one in numbers), len(phrase)]
    found = [
        _reading(phrase, one, phrase[ends[at] : one.start], phrase[one.end : starts[at + 1]])
        for at, one in enumerate(numbers)
    ]
    return [_beside(one, found) for one in found]


def _beside(one: Reading, all: list[Reading]) -> Reading:
    """A number without a name beside one of its kind may be another number for the same fact."""
    named = any(other.name and other.number.kind == one.number.kind for other in all)
    return one if one.name or not named else Reading(one.number, why=one.why, rival=True)


def _reading(phrase: str, number: Quantity, before: str, after: str) -> Reading:
    sign, left = _stripped(before)
    bare = not (left or _stripped(after)[1])
    name, rest = _named(number.kind, left, after)
    why = number.doubt or _not_used(phrase, number, name, rest, after)
    if not why and number.is_range() and sign not in ("", ">="):
        why = OF_WHAT[number.kind]
    if why:
        unsure = why in (number.doubt, OF_WHAT[number.kind])
        meant = _SPEAKS[number.kind].search(f"{left} {after}")
        return Reading(number, why=why, rival=bare or why == OF_A_NAME or bool(unsure and meant))
    return Reading(number, name, number.within("" if number.is_range() else sign))


def _not_used(phrase: str, number: Quantity, name: str, left: str, after: str) -> str:
    if _OTHER[number.kind].search(_CHARGED.sub(" ", phrase)):
        return f"a {number.kind} of something else"
    if not name:
        return OF_WHAT[number.kind]
    if _NOT_THE_MOST.search(phrase):
        return "the least, the usual or what remains, not the most"
    if number.kind in ("weight", "time") and _WHAT_IT_IS_FOR.search(phrase):
        return "of what the goods are for"
    if _DENIED.search(left):
        return "said not to be so, or to be the least"
    if _UNDER.match(_CHARGED.sub(" ", after)):
        return "only under a condition"
    return ""


_CHARGED = re.compile(rf"{_CHARGE}|{_STILL}")


def _named(kind: Kind, left: str, after: str) -> tuple[str, str]:
    """The fact whose name ends the words before a number or is all that follows it; and what is left."""
    for name, words in _BEFORE[kind]:
        if found := words.search(left):
            return name, left[: found.start()]
    for name, words in _BEFORE_ALONE[kind]:
        found = words.search(left)
        if found and not _stripped(left[: found.start()])[1]:
            return name, ""
    named = (name for name, words in _BEHIND[kind] if words.fullmatch(_plain(after)))
    return ("" if left else next(named, "")), left


def _plain(after: str) -> str:
    """The words after a number without those of measure at either end."""
    return _stripped(_OF.sub("", after))[1]


_OF = re.compile(rf"^[\s(-]*(?:(?:of|максимальн\w+|max(?:imum)?)(?!{LETTER})\s*)?")


def _stripped(before: str) -> tuple[str, str]:
    """The bound that stands before a number, as a sign, and the words before the words of measure."""
    sign, left = "", before.rstrip()
    while left:
        bound = None if sign else _BOUND.search(left)
        found = bound or _FILLED.search(left)
        if not found:
            break
        if bound and bound.lastgroup:
            sign = _SIGNS[bound.lastgroup.rstrip("2")]
        left = left[: found.start()].rstrip()
    return sign, left
