"""What a column's values are, from its distinct texts among the first thousand rows.

Each kind gets the share of filled rows whose text is of it. A text may be of several kinds
(`KG` is a unit and a country): what the column is, the shares decide together.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records.profile import NOTATIONS
from tidewaiter.records.proposal.terms import FOLDER, plain
from tidewaiter.words.currencies import read_currency
from tidewaiter.words.hs import looks_like_code
from tidewaiter.words.measures import read_unit
from tidewaiter.words.periods import read_period
from tidewaiter.words.places import PlaceUnknown, read_place
from tidewaiter.words.taxnumbers import kinds_of

N_SAMPLES = 3
_LONGEST_SAMPLE = 60
_NOTHING = {"", "-", "–", "—", "…", "...", "..", ".", "n/a", "н/д", "null", "none"}
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-./](\d{{1,2}})[-./](\d{{1,2}}){_TIME}|(\d{{4}})(\d\d)(\d\d)")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}}|\d\d){_TIME}")
_IN_WORDS = re.compile(r"\d{1,2}[- ][^\W\d]{3,9}[- .,]*\d{2,4}|[^\W\d]{3,9}[ .]*\d{1,2},? \d{4}")
_PERIOD = re.compile(r"Y?(?:19|20)\d\d|(?:19|20)\d\d[-/.]?(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])[-/.](?:19|20)\d\d")
_DECLARATION = re.compile(r"\d{8}/\d{6}/[\dА-Я]?\d{6}(?:/\d+)?|\d{5,8}/\d{4}/\d{5,7}|\d\d[A-Z]{2}[A-Z0-9]{12}[A-Z0-9]?\d")
_ONE_GROUP = re.compile(r"\d{1,3}[.,]\d{3}")


@dataclass(frozen=True)
class Evidence:
    """One column: how full it is, what its texts are, by share of the filled rows."""

    n_rows: int
    n_filled: int
    n_distinct: int
    samples: tuple[str, ...]
    shares: Mapping[str, float]
    notations: Mapping[str, float]
    counts: Mapping[str, int]
    length: float

    def share(self, *kinds: str) -> float:
        """The largest share among some kinds."""
        return max((self.shares.get(kind, 0.0) for kind in kinds), default=0.0)

    @property
    def tax_number(self) -> str:
        """The kind of tax number nearly all of several texts pass the check of, or none."""
        kind = max(TAX_NUMBERS, key=lambda one: self.share(one))
        return kind if self.n_distinct > 2 and self.share(kind) >= 0.9 else ""


def evidence(column: pa.ChunkedArray) -> Evidence:
    """What the texts of one column show; cells that say "nothing" are left out."""
    counted = pc.value_counts(pc.utf8_trim_whitespace(column.combine_chunks().fill_null("")))
    counts = {
        text: n
        for text, n in zip(
            counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True
        )
        if text.casefold() not in _NOTHING
    }
    n_filled = sum(counts.values())
    return Evidence(
        n_rows=len(column),
        n_filled=n_filled,
        n_distinct=len(counts),
        samples=tuple(text[:_LONGEST_SAMPLE] for text in list(counts)[:N_SAMPLES]),
        shares=_shares(counts, kinds_in),
        notations=_shares(counts, _notations),
        counts=counts,
        length=sum(len(text) * n for text, n in counts.items()) / max(n_filled, 1),
    )


def _shares(counts: Mapping[str, int], kinds: Callable[[str], list[str]]) -> dict[str, float]:
    total = max(sum(counts.values()), 1)
    found: dict[str, int] = {}
    for text, n in counts.items():
        for kind in kinds(text):
            found[kind] = found.get(kind, 0) + n
    return {kind: n / total for kind, n in found.items()}


def kinds_in(text: str) -> list[str]:
    """Every kind a text may be of.

    >>> kinds_in("05.13.2023"), kinds_in("8806 22 0000"), kinds_in("KG")
    (['day', 'mdy'], ['code'], ['unit', 'place', 'place_code'])
    """
    tests = (_days, _numeric, _words, _names)
    return [kind for test in tests for kind in test(text)]


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
        return 1980 <= date(year, month, day).year <= 2099
    except ValueError:
        return False


def _numeric(text: str) -> list[str]:
    found = []
    if looks_like_code(text):
        found.append("code")
    elif text.upper() == "TOTAL":
        found.append("total")
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
    if len(text) < 80 and not text.isdecimal():
        found += _place(text)
    return found


def _place(text: str) -> list[str]:
    try:
        read_place(text)
    except PlaceUnknown as unknown:
        return ["place"] if "no place of that name" not in str(unknown) else []
    return ["place", "place_code"] if len(text) < 4 and text.isupper() else ["place"]


def _names(text: str) -> list[str]:
    """Company, address, running text: by their words."""
    words = re.findall(r"[^\W_]+", plain(text))
    found = []
    if len(words) > 1 and not _signs()["companies"].isdisjoint(words):
        found.append("company")
    elif text.endswith(tuple(_signs()["company_ends"])):
        found.append("company")
    n_address = sum(word in _signs()["addresses"] for word in words)
    if len(words) > 3 and any(map(str.isdigit, text)) and (n_address or text.count(",") > 1):
        found.append("address")
    elif sum(sign in text for sign in _signs()["address_ends"]) > 1:
        found.append("address")
    if sum(sign.isalpha() for sign in text) * 2 > len(text):
        found.append("text")
    return found


def _notations(text: str) -> list[str]:
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


_MARKS = {" ": " \u00a0\u202f", "'": "'\u2019"}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for name, (grouping, decimal) in NOTATIONS.items():
        fraction = rf"(?:{re.escape(decimal)}\d+)?"
        mark = f"[{re.escape(_MARKS.get(grouping, grouping))}]" if grouping else ""
        grouped = rf"|\d{{1,3}}(?:{mark}\d{{3}})+{fraction}" if grouping else ""
        found[name] = re.compile(rf"[+-]?(?:\d+{fraction}{grouped})(?:[eE][+-]?\d{{1,2}})?")
    return found


TAX_NUMBERS = ("RU INN", "CN USCC", "KZ BIN", "UA EDRPOU", "BR CNPJ", "TR VKN")


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
