"""The words of descriptions, in small letters and without ё: names of facts, bounds, other subjects.

A name that is missing here leaves a number unread, which is told; a name too many would make a
false fact. So names are whole phrases, and the words that keep a number from being used are stems.
"""

# ruff: noqa: E501  (lists of words)

import re
from collections.abc import Mapping
from typing import TypeAlias

from tidewaiter.law.quantities import LETTER, Kind

_WEIGHT = r"(?:масс(?:а|ы|е|у|ой)|вес(?:а|у|ом|е)?)"
_TIME = r"(?:врем(?:я|ени|енем)|(?:продолжи|дли)тельност(?:ь|и|ью))"
_TAKE_OFF = r"take-?\s?off"
NAMES: Mapping[Kind, Mapping[str, str]] = {
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
        "gust_kmh": r"(?:устойчивост|стойкост|сопротивлени)\w+\s+(?:к\s+)?порыв\w+(?:\s+ветра)?|выдержива\w+\s+порыв\w*(?:\s+ветра)?"
        r"|допустим\w+\s+(?:скорост\w+\s+)?порыв\w*(?:\s+ветра)?"
        r"|(?:wind\s+)?gusts?(?:\s+speed)?\s+(?:resistance|resistant|tolerance)|(?:withstand|resist)\w*\s+(?:wind\s+)?gusts?"
        r"|抗阵风(?:能力|等级|速度|风速|性能)?",
    },
    "power": {
        "engine_kw": r"(?:двигател[ьи]|моторы?)\s+мощност\w+|мощност\w+\s+(?:двигател|мотор)\w+"
        r"|(?:engine|motor)\s+(?:power|rating)|(?:发动机|电机)功率",
    },
}
LONE: Mapping[Kind, Mapping[str, str]] = {
    "time": {
        "endurance_min": r"полет|летает|автономност(?:ь|и|ью)|flight|fl(?:y|ies|ying)|endurance|airborne|飞行|续航(?:能力)?|留空|滞空|可飞",
    },
    "power": {"engine_kw": r"двигател[ьи]|моторы?|engines?|motors?|发动机|电机"},
}
"""Names that are sure only where nothing but the goods is named before them."""
AFTER: Mapping[Kind, Mapping[str, str]] = {
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
        for kind in NAMES
    }


_LAST = rf"(?<!{LETTER})(?<![0-9_-])(?:{{}})$"
BEFORE = _compiled(NAMES, form=_LAST)
BEFORE_ALONE = _compiled(LONE, form=_LAST)
BEHIND = _compiled(NAMES, LONE, AFTER, form="{}")
SPEAKS: Mapping[Kind, re.Pattern[str]] = {
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
    r"|(?:поршнев|роторн|бензинов|авиационн)\w+|piston|rotary|petrol|aero"
)
_CHARGE = r"на\s+одн(?:ом|ой)\s+(?:аккумуляторе|батарее|акб|заряде|зарядке)|(?:on|per|with)\s+(?:a\s+|one\s+)?(?:single\s+)?(?:charge|battery)"
_STILL = r"без\s+ветра|в\s+безветрие|(?:with|in)?\s*no\s+wind|без\s+порывов"
FILLED = re.compile(
    rf"(?:(?<!{LETTER})(?:{_GOODS}|{_CHARGE}|{_STILL}|макс(?:имальн\w+|имум)?|max(?:imum)?|is|are|of|for|with|has|can|a|an|the|its|составляет|равн\w+|имеет|с|со|у)"
    r"|无人机|飞机|最大|最长|单次|可达|长达|达到?|为|[\s:=()\[\]\"'«»„“”*–—-])$"
)
BOUND = re.compile(
    rf"(?:(?<!{LETTER})(?:(?P<most>до|не\s+(?:более|больше|выше|свыше|превыша\w+)|up\s+to|at\s+most|(?:no|not)\s+(?:more|longer)\s+than|not\s+(?:over|exceeding))"
    r"|(?P<below>менее|меньше|ниже|less\s+than|under|below)"
    r"|(?P<least>от|не\s+(?:менее|меньше|ниже)|at\s+least|(?:no|not)\s+less\s+than|not\s+(?:under|below)|from)"
    r"|(?P<above>более|больше|свыше|выше|more\s+than|over|above))"
    r"|(?P<most2>≤|<=|=<|不超过|不大于|不高于|最多)|(?P<below2><|小于|低于)"
    r"|(?P<least2>≥|>=|=>|不少于|不小于|不低于|至少)|(?P<above2>>|超过|大于|高于))$"
)
SIGNS = {"most": "<=", "below": "<", "least": ">=", "above": ">"}
DENIED = re.compile(
    rf"(?:(?<!{LETTER})(?:не|нет|без|not?|never|cannot|without|мин|min)|n't)(?:\s+\w+){{0,2}}\s*$|(?:不|无法)\w{{0,3}}\s*$"
)
UNDER = re.compile(
    rf"\s*\(?\s*(?:в|во|при|с|со|без|на|под|по|после|за|если|когда|at|with|without|w/o?|under|in|on|when|while|if|after|for|by|per)(?!{LETTER})"
)
OTHER: Mapping[Kind, re.Pattern[str]] = {
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
NOT_THE_MOST = re.compile(
    rf"миним|minimum|средн|average|mean|typical|типич|обычн|remain|reserv|резерв|(?<!{LETTER})оста(?:т|вш)"
    r"|最小|最短|平均|剩余"
)
WHAT_IT_IS_FOR = re.compile(
    rf"(?<!{LETTER})(?:для|к|for)\s+(?:\w+\s+)?(?:дрон|бпла|бвс|беспилотн|\w*коптер|(?:летательн\w+\s+)?аппарат|drone|uav|\w*copter|aircraft|unmanned)|用于|适用"
)
OF_WHAT: Mapping[Kind, str] = {
    "weight": "a weight at take-off, empty, packed, or of what?",
    "time": "a time of what?",
    "speed": "a speed, or gusts it stands?",
    "power": "a power of what?",
}
FROM = re.compile(rf"(?<!{LETTER})(?:от|from)\s*$")
ASIDE = re.compile(rf"{_CHARGE}|{_STILL}")
OF = re.compile(rf"^[\s(-]*(?:(?:of|максимальн\w+|max(?:imum)?)(?!{LETTER})\s*)?")
