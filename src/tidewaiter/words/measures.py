"""Units of quantity as declarations write them, each under one name.

A unit that is not known stays unread: quantities in unknown units are never added.
"""

from functools import cache

_SPELLINGS: dict[str, str] = {
    "kg": "kg kgs kgm kilogram kilograms кг 千克 公斤",
    "g": "g gram grams grm г",
    "t": "t ton tons tonne tonnes tne т",
    "piece": "pc pcs piece pieces pce unit units nmb шт шт. 个 件 台",
    "pair": "pair pairs pr npr пар пара 双",
    "set": "set sets комплект компл 套",
    "l": "l litre litres liter liters ltr л 升",
    "m": "m metre metres meter meters mtr м 米",
    "m2": "m2 mtk м2 平方米",
    "m3": "m3 mtq м3 立方米",
}


@cache
def _units() -> dict[str, str]:
    return {
        spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()
    }


def read_unit(text: str) -> str | None:
    """The unit a text names, or none.

    >>> read_unit("KGS"), read_unit("шт"), read_unit("barrel")
    ('kg', 'piece', None)
    """
    return _units().get(text.strip().casefold())
