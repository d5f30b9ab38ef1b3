"""Places: countries, statistical territories, groups, and labels that are no country.

A label names one place or none. What is unknown, ambiguous or historic is refused
with a reason, never guessed; a misread partner would move trade to another country.
"""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from hashlib import sha256

from tidewaiter.words.bundled import LIBRARY

FOLDER = LIBRARY / "places"
DATA_FILES = ("places.csv", "labels.csv", "refused.csv", "groups.toml")

ARTICLES = {"the", "le", "la", "les", "l"}

HISTORY = re.compile(
    r"""^(?P<name>[^(]+)
    \( (?: (?:incl\.|since|from|depuis|a\ partir\ de)\ .*\b[12]\d{3}\b  # (incl. … 'LU' -> 1998)
         | [a-z]{2}-\d\d/\d{4}\b )                                      # (AT-01/1995, …)
    .*\)$""",
    re.VERBOSE,
)

CYRILLIC = re.compile(r"[а-я]")
LOOKALIKES = str.maketrans("aceopxykmthb", "асеорхукмтнв")


@dataclass(frozen=True, slots=True)
class Place:
    """One place; `level` says what it may be added to (see `trade_statistic`)."""

    code: str
    level: str
    name: str


class PlaceUnknown(ValueError):
    """No one place can be read; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class PlacesRead:
    """Distinct labels, each in exactly one of the two."""

    places: Mapping[str, Place]
    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of countries: `always` in it, or `joined` and perhaps `left` on a day."""

    always: frozenset[str]
    joined: Mapping[str, date]
    left: Mapping[str, date]

    def on(self, day: date) -> frozenset[str]:
        in_force = (
            code
            for code, joined_on in self.joined.items()
            if joined_on <= day < self.left.get(code, date.max)
        )
        return self.always.union(in_force)

    def spans(self) -> list[tuple[str, date, date]]:
        fixed = [(code, date.min, date.max) for code in sorted(self.always)]
        dated = [(code, day, self.left.get(code, date.max)) for code, day in self.joined.items()]
        return fixed + dated


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The library in memory: places by code, codes by other code and by words."""

    places: Mapping[str, Place]
    codes: Mapping[str, str]
    names: Mapping[str, str]
    refused: Mapping[str, str]


def read_place(label: str) -> Place:
    """The one place a label in a file means; codes count only in capitals.

    >>> read_place("Belgium (incl. Luxembourg 'LU' -> 1998)").code
    'BE'
    >>> read_place("Korea")
    Traceback (most recent call last):
    tidewaiter.words.places.PlaceUnknown: ambiguous: South Korea (KR) or North Korea (KP)
    """
    book = _gazetteer()
    written = label.strip()
    code = book.codes.get(written.zfill(3) if written.isdecimal() else written)
    if code is None:
        code = _code_by_words(label, book)
    if code is None:
        raise PlaceUnknown(f"no place of that name: {label!r}")
    return book.places[code]


def places_of(labels: Iterable[str]) -> PlacesRead:
    """Read each distinct label once; what cannot be read keeps its reason."""
    places: dict[str, Place] = {}
    problems: dict[str, str] = {}
    for label in dict.fromkeys(labels):
        try:
            places[label] = read_place(label)
        except PlaceUnknown as unknown:
            problems[label] = str(unknown)
    return PlacesRead(places, problems)


def find(code_or_name: str) -> Place:
    """The place a person means on the command line: a code in any case, or a name.

    >>> find("kz").name, find("eu27_2020").code
    ('Kazakhstan', 'EU27')
    """
    code = _gazetteer().codes.get(code_or_name.strip().upper().replace("-", "_"))
    if code is not None:
        return _gazetteer().places[code]
    try:
        return read_place(code_or_name)
    except PlaceUnknown as unknown:
        near = _near(code_or_name)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise PlaceUnknown(f"{unknown}{hint}") from None


def is_group(code: str) -> bool:
    """Whether `members` can say which countries a place is made of."""
    return code in _groups()


def members(code: str, on: date) -> frozenset[str]:
    """The countries of a group on a day.

    >>> "GB" in members("EU", date(2020, 1, 31)), "GB" in members("EU", date(2020, 2, 1))
    (True, False)
    """
    if not is_group(code):
        raise PlaceUnknown(f"no group of countries: {code!r}")
    return _groups()[code].on(on)


def spans(code: str) -> list[tuple[str, date, date]]:
    """The countries of a group, each with its first day in and its first day out.

    >>> [span for span in spans("EU") if span[0] == "GB"]
    [('GB', datetime.date(1973, 1, 1), datetime.date(2020, 2, 1))]
    """
    if not is_group(code):
        raise PlaceUnknown(f"no group of countries: {code!r}")
    return _groups()[code].spans()


def codes() -> list[str]:
    """Every code that a label may be read as."""
    return sorted(_gazetteer().places)


def name_of(code: str) -> str:
    """The English name for a code that `read_place` gave."""
    place = _gazetteer().places.get(code)
    if place is None:
        raise PlaceUnknown(f"no place has the code {code!r}")
    return place.name


def level_of(code: str) -> str:
    """What a place may be added to: a country, or a level that holds others.

    >>> level_of("KZ"), level_of("CIS")
    ('country', 'region')
    """
    return _gazetteer().places[code].level


@cache
def version() -> str:
    """SHA-256 over the data files: two equal versions read every label alike."""
    digest = sha256()
    for name in DATA_FILES:
        content = (FOLDER / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _code_by_words(label: str, book: Gazetteer) -> str | None:
    """The whole label first, then the label without its history."""
    for words in dict.fromkeys((_key(label), _key(_without_history(label)))):
        if words in book.refused:
            raise PlaceUnknown(book.refused[words])
        if words in book.names:
            return book.names[words]
    return None


def _near(text: str) -> list[str]:
    """Up to three places whose names come close to what was typed."""
    book = _gazetteer()
    codes = [book.names[name] for name in get_close_matches(_key(text), book.names, 9, 0.75)]
    return [f"{book.places[code].name} ({code})" for code in dict.fromkeys(codes)][:3]


def _key(label: str) -> str:
    """A label's words: no case, accents, punctuation or articles; one script per word.

    >>> _key("Bahamas (the)"), _key("Côte d’Ivoire"), _key("Гвинея - Бисау")
    ('bahamas', 'cote d ivoire', 'гвинея бисау')
    """
    words = re.findall(r"[^\W_]+", _plain(label))
    return " ".join(_one_script(word) for word in words if word not in ARTICLES)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def _one_script(word: str) -> str:
    """Published tables do write «Китaй» with a Latin a."""
    return word.translate(LOOKALIKES) if CYRILLIC.search(word) else word


def _without_history(label: str) -> str:
    history = HISTORY.match(_plain(label).strip())
    return history["name"] if history else label


@cache
def _gazetteer() -> Gazetteer:
    rows = _rows("places.csv")
    places = {row["code"]: Place(row["code"], row["level"], row["name_en"]) for row in rows}
    names: dict[str, str] = {}
    for row in rows:
        for column in ("name_en", "name_fr", "name_ru", "name_zh"):
            _enter(names, row[column], row["code"])
    for row in _rows("labels.csv"):
        _enter(names, row["label"], places[row["code"]].code)
    refused = {_key(row["label"]): row["why"] for row in _rows("refused.csv")}
    if both := refused.keys() & names.keys():
        raise ValueError(f"read and refused at once: {sorted(both)}")
    return Gazetteer(places, _codes(rows), names, refused)


def _codes(rows: list[dict[str, str]]) -> dict[str, str]:
    """Two letters win over three, and three over the UN's numbers."""
    columns = ("m49", "alpha3", "code")
    return {row[column]: row["code"] for column in columns for row in rows if row[column]}


def _enter(names: dict[str, str], label: str, code: str) -> None:
    words = _key(label)
    if words and names.setdefault(words, code) != code:
        raise ValueError(f"{label!r} would mean both {names[words]} and {code}")


@cache
def _groups() -> dict[str, Group]:
    text = (FOLDER / "groups.toml").read_text(encoding="utf-8")
    return {
        code: Group(
            frozenset(group.get("always", ())), group.get("joined", {}), group.get("left", {})
        )
        for code, group in tomllib.loads(text).items()
    }


def _rows(name: str) -> list[dict[str, str]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
