"""What one text may be: a day, a code, a place, a company … Every kind that it can be read as."""

import re
import tomllib
from datetime import date
from functools import cache

from tidewaiter.records.notation import NOTATIONS
from tidewaiter.records.proposal.terms import FOLDER, plain
from tidewaiter.words.currencies import read_currency
from tidewaiter.words.hs import looks_like_code
from tidewaiter.words.measures import read_unit
from tidewaiter.words.periods import read_period
from tidewaiter.words.places import PlaceUnknown, read_place
from tidewaiter.words.taxnumbers import kinds_of

_LONGEST_PLACE = 250
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-./](\d{{1,2}})[-./](\d{{1,2}}){_TIME}|(\d{{4}})(\d\d)(\d\d)")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}}|\d\d){_TIME}")
_IN_WORDS = re.compile(r"\d{1,2}[- ][^\W\d]{3,9}[- .,]*\d{2,4}|[^\W\d]{3,9}[ .]*\d{1,2},? \d{4}")
_PERIOD = re.compile(
    r"Y?(?:19|20)\d\d|(?:19|20)\d\d[-/.]?(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])[-/.](?:19|20)\d\d"
)
_DECLARATION = re.compile(
    r"\d{8}/\d{6}/[\dА-Я]?\d{6}(?:/\d+)?|\d{5,8}/\d{4}/\d{5,7}|\d\d[A-Z]{2}[A-Z0-9]{12}[A-Z0-9]?\d"
)
_TOTAL = re.compile(r"TOTAL(?:\W.*)?")
_TOTALS = {"total", "totals", "всего", "итого"}
"""Named by themselves, these may be a total of anything."""
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def kinds_in(text: str) -> list[str]:
    """Every kind a text may be of.

    >>> kinds_in("05.13.2023"), kinds_in("8806 22 0000"), kinds_in("KG")
    (['day', 'mdy'], ['code', 'code_or_group'], ['unit', 'place'])
    """
    found = [*_days(text), *_codes(text), *_numeric(text), *_words(text)]
    if len(text) <= _LONGEST_PLACE and not text.isdecimal():
        found += _place(text)
    return found if "place" in found else found + _names(text)


def _days(text: str) -> list[str]:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups() if part)
        return ["day", "ymd"] if _is_day(year, month, day) else []
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, found.groups())
        short = ["short_year"] if year < 100 else []
        year += 2000 if year < 100 else 0
        orders = [
            order
            for order, month, day in (("dmy", second, first), ("mdy", first, second))
            if _is_day(year, month, day)
        ]
        return ["day", *orders, *short] if orders else []
    if _IN_WORDS.fullmatch(text):
        return ["day", "day_in_words"]
    return ["period"] if _PERIOD.fullmatch(text) or read_period(text) else []


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return 1950 <= date(year, month, day).year <= 2099
    except ValueError:
        return False


def _codes(text: str) -> list[str]:
    """A tariff code, all goods, a chapter, or from one heading to another."""
    found = ["code"] if looks_like_code(text) else ["total"] if text.upper() == "TOTAL" else []
    if _TOTAL.fullmatch(text):
        found.append("total_code")
    first, dash, last = text.partition("-")
    is_range = bool(dash) and looks_like_code(first.strip()) and looks_like_code(last.strip())
    is_chapter = len(text) == 2 and text.isascii() and text.isdecimal() and text > "00"
    if is_range or is_chapter or "code" in found or "total_code" in found:
        found.append("code_or_group")
    return found


def _numeric(text: str) -> list[str]:
    found = []
    if any(sign.isdigit() for sign in text):
        found += kinds_of(text)
        if _DECLARATION.fullmatch(text.upper()):
            found.append("declaration_no")
        if text.isdecimal() and text.isascii() and len(text) < 4 and _place(text):
            found.append("place_number")
        if text.isdecimal() and len(text) == 5 and 29_000 < int(text) < 60_000:
            found.append("serial_day")
    return found


def _words(text: str) -> list[str]:
    found = []
    if len(text) == 3 and read_currency(text):
        found.append("currency")
    if read_unit(text):
        found.append("unit")
    if text.upper() in _signs()["incoterms"]:
        found.append("incoterm")
    if text.upper() in directions():
        found.append("direction")
    if all(part.strip() in _signs()["months"] for part in re.split("[-–]", text.casefold())):
        found.append("month")
    return found


def _place(text: str) -> list[str]:
    if text.casefold() in _TOTALS:
        return []
    try:
        read_place(text)
    except PlaceUnknown as unknown:
        return ["place"] if "no place of that name" not in str(unknown) else []
    return ["place"]


def _names(text: str) -> list[str]:
    """Company, address, running text: by their words."""
    words = re.findall(r"[^\W_]+", plain(text))
    found = {
        "company": _is_company(text, words),
        "address": _is_address(text, words),
        "text": sum(sign.isalpha() for sign in text) * 2 > len(text),
    }
    return [kind for kind, is_so in found.items() if is_so]


def _is_company(text: str, words: list[str]) -> bool:
    of_words = len(words) > 1 and not _signs()["companies"].isdisjoint(words)
    return of_words or text.endswith(tuple(_signs()["company_ends"]))


def _is_address(text: str, words: list[str]) -> bool:
    n_marks = sum(word in _signs()["addresses"] for word in words) + max(0, text.count(",") - 1)
    of_words = len(words) > 3 and n_marks > 0 and any(map(str.isdigit, text))
    return of_words or sum(sign in text for sign in _signs()["address_ends"]) > 1


def notations_of(text: str) -> list[str]:
    """The ways of writing numbers under which a text is one."""
    return [name for name, pattern in _patterns().items() if pattern.fullmatch(text)]


def as_number(text: str, notation: str) -> float | None:
    """The number a text is under a notation.

    >>> as_number("1 234,5", "1 234,5"), as_number("abt 9", "1234.5")
    (1234.5, None)
    """
    if not _patterns()[notation].fullmatch(text):
        return None
    grouping, decimal = NOTATIONS[notation]
    for sign in _MARKS.get(grouping, grouping):
        text = text.replace(sign, "")
    return float(text.replace(decimal, "."))


def is_one_group(text: str) -> bool:
    """Whether a mark before three digits may group thousands or begin a fraction."""
    return bool(_ONE_GROUP.fullmatch(text))


_INDIAN = "12,34,567.8"
_MARKS = {" ": " \u00a0\u202f", "'": "'\u2019"}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for name, (grouping, decimal) in NOTATIONS.items():
        mark = f"[{re.escape(_MARKS.get(grouping, grouping))}]"
        groups = (
            r"[1-9]\d?(?:,\d\d)*,\d{3}" if name == _INDIAN else rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+"
        )
        whole = rf"(?:\d+|{groups})" if grouping else r"\d+"
        fraction = rf"(?:{re.escape(decimal)}\d+)?"
        found[name] = re.compile(rf"[+-]?{whole}{fraction}(?:[eE][+-]?\d{{1,2}})?")
    return found


@cache
def _signs() -> dict[str, frozenset[str]]:
    content = tomllib.loads((FOLDER / "signs.toml").read_text(encoding="utf-8"))
    return {
        name: frozenset(plain(one) if name in ("companies", "addresses") else one for one in found)
        for name, found in content.items()
        if isinstance(found, list)
    }


@cache
def directions() -> dict[str, str]:
    """What the words of a direction mean."""
    content = tomllib.loads((FOLDER / "signs.toml").read_text(encoding="utf-8"))
    return dict(content["direction"])
