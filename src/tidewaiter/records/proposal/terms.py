"""The words of column names, in the languages met: which concepts of the trade a name speaks of.

The words stand in one file a language (`library/terms`). A name is cut into words, the longest
phrase first; the language most names of a table are written in decides between two meanings.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.currencies import read_currency

FOLDER = LIBRARY / "terms"
STOP = "stop"
OF_A_COUNTRY = ("origin", "dispatch", "destination", "trading")
CODES_THAT_ARE_WORDS = {"all", "top"}
_CAMEL = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+|[%№$€]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_COUNTRY = re.compile(r"\b(?:country|pais|pays|стран|краін|ulke|nuoc|negara)|land\b|国")
_LETTERS = str.maketrans("đı", "di")
_LONGEST = 6  # words of a phrase
_SHORTEST = 3  # letters of a word that may be part of a run of words
_CLOSE = 0.85


@dataclass(frozen=True, slots=True)
class Name:
    """What a column's name speaks of: concepts, words not known, currencies it names."""

    concepts: frozenset[str]
    n_unknown: int = 0

    @property
    def currency(self) -> str:
        """The one currency the name gives, or none."""
        named = [one for one in self.concepts if one.isupper() and read_currency(one)]
        return named[0] if len(named) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Book:
    """Phrases by their words, and those with a word of any ending by their length."""

    exact: dict[tuple[str, ...], dict[str, list[str]]]
    open_ended: dict[int, list[tuple[tuple[str, ...], str, str]]]
    han: dict[str, list[str]]


def plain(text: str) -> str:
    """Small letters without marks; wide signs as usual ones.

    >>> plain("Menşei Ülke"), plain("Đơn vị")
    ('mensei ulke', 'don vi')
    """
    small = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", small)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def words_in(name: str) -> list[str]:
    """The words of a name, however they are joined.

    >>> words_in("ORIGIN_COUNTRY"), words_in("netWgt (kg)"), words_in("HS编码")
    (['origin', 'country'], ['net', 'wgt', 'kg'], ['hs', '编码'])
    """
    return _WORD.findall(plain(_CAMEL.sub(" ", unicodedata.normalize("NFKC", name))))


def read_names(names: Sequence[str]) -> list[Name]:
    """What each column's name of one table speaks of."""
    cut = [words_in(name) for name in names]
    order = _languages(cut)
    return [_read(words, order) for words in cut]


def _languages(cut: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The language most words are of, then English, then the others."""
    votes = Counter(
        language for words in cut for word in words for language in _book().exact.get((word,), {})
    )
    known = sorted({language for found in _book().exact.values() for language in found})
    best = max(known, key=lambda language: (votes[language], language == "en"))
    return tuple(dict.fromkeys((best, "en", *known)))


def _read(words: Sequence[str], order: Sequence[str]) -> Name:
    concepts: set[str] = set()
    n_unknown = 0
    for found in _pieces(words, order):
        concepts.update(found or ())
        n_unknown += found is None
    if any(one.isupper() and one != "KG" for one in concepts):
        concepts.add("money")
    return Name(frozenset(concepts - {STOP}), n_unknown)


def _pieces(words: Sequence[str], order: Sequence[str]) -> Iterator[list[str] | None]:
    """The concepts of each phrase, from the left; None for a word that is not known."""
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            if found := _phrase(tuple(words[at : at + length]), order):
                yield found
                at += length
                break
        else:
            yield from _single(words[at], order)
            at += 1


def _phrase(words: tuple[str, ...], order: Sequence[str]) -> list[str] | None:
    by_language = _book().exact.get(words) or _open_ended(words)
    return next((by_language[one] for one in order if one in by_language), None)


@cache
def _open_ended(words: tuple[str, ...]) -> dict[str, list[str]]:
    """Phrases with a word of any ending; words run together are not one with an ending."""
    found: dict[str, list[str]] = {}
    if len(words) > 1 or not _run(words[0]):
        for pattern, language, concept in _book().open_ended.get(len(words), ()):
            if all(map(_begins, words, pattern)):
                found.setdefault(language, []).append(concept)
    return found


def _begins(word: str, pattern: str) -> bool:
    if not pattern.endswith("*"):
        return word == pattern
    return word.startswith(pattern[:-1]) and not word[-1].isdecimal()


def _single(word: str, order: Sequence[str]) -> Iterator[list[str] | None]:
    """A word no language has: a currency's code, a number, words run together, a slip of the pen."""
    if len(word) == 3 and word not in CODES_THAT_ARE_WORDS and read_currency(word):
        yield [word.upper()]
    elif word.isdecimal():
        yield ["two_or_four"] if word in ("2", "4") else []
    elif word in "%$€№":
        yield {"%": ["share"], "$": ["USD"], "€": ["EUR"], "№": ["number"]}[word]
    elif _HAN.match(word):
        yield from _han(word)
    elif (split := re.fullmatch(r"([^\W\d]+)(\d+)", word)) and _phrase((split[1],), order):
        yield _phrase((split[1],), order)
        yield ["two_or_four"] if split[2] in ("2", "4") else []
    elif run := _run(word):
        for part in run:
            yield _phrase((part,), order) or [part.upper()]
    elif near := _near(word):
        yield _phrase((near,), order)
    else:
        yield None


def _han(text: str) -> Iterator[list[str] | None]:
    at = 0
    while at < len(text):
        for length in range(len(text) - at, 0, -1):
            if found := _book().han.get(text[at : at + length]):
                yield found
                at += length
                break
        else:
            at += 1


@cache
def _run(word: str) -> tuple[str, ...]:
    """Known words that are written as one.

    >>> _run("totalvalueusd"), _run("grossweight"), _run("hazard")
    (('total', 'value', 'usd'), ('gross', 'weight'), ())
    """
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 20), end):
            part = word[start:end]
            if start in best and (part in _parts()):
                found = (*best[start], part)
                if end not in best or len(found) < len(best[end]):
                    best[end] = found
    found = best.get(len(word), ())
    return found if 1 < len(found) < 6 else ()


@cache
def _parts() -> frozenset[str]:
    """English words that are met run together."""
    known = {words[0] for words, by in _book().exact.items() if len(words) == 1 and "en" in by}
    long = {word for word in known if len(word) >= _SHORTEST}
    return frozenset(long | {"hs", "of", "in", "no", "usd", "eur", "rub", "cny", "inr"})


@cache
def _near(word: str) -> str:
    """The known word one slip away from a long one.

    >>> _near("curency"), _near("adquisiton"), _near("variant")
    ('currency', 'adquisition', '')
    """
    if len(word) < 6:
        return ""
    known = [words[0] for words in _book().exact if len(words) == 1 and len(words[0]) > 5]
    close = get_close_matches(word, sorted(known), 1, _CLOSE)
    return close[0] if close else ""


@cache
def _book() -> _Book:
    exact: dict[tuple[str, ...], dict[str, list[str]]] = {}
    open_ended: dict[int, list[tuple[tuple[str, ...], str, str]]] = {}
    han: dict[str, list[str]] = {}
    for language, concept, phrase in _entries():
        words = tuple(re.findall(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+\*?|[%№$€]", plain(phrase)))
        if any(word.endswith("*") for word in words):
            open_ended.setdefault(len(words), []).append((words, language, concept))
            words = tuple(word.removesuffix("*") for word in words)
        exact.setdefault(words, {}).setdefault(language, []).append(concept)
        if len(words) == 1 and _HAN.fullmatch(words[0]):
            han.setdefault(words[0], []).append(concept)
    return _Book(exact, open_ended, han)


def _entries() -> Iterator[tuple[str, str, str]]:
    for path in sorted(FOLDER.glob("??.toml")):
        for concept, phrases in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for phrase in phrases:
                yield path.stem, concept, phrase
                if concept in OF_A_COUNTRY and _names_country(phrase):
                    yield path.stem, "country", phrase


def _names_country(phrase: str) -> bool:
    """Whether a phrase about a role of countries says that it is a country.

    >>> _names_country("pais de procedencia"), _names_country("made in")
    (True, False)
    """
    return bool(_COUNTRY.search(plain(phrase)))
