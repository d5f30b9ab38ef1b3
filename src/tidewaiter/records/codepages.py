"""How much sense each single-byte code page makes of the bytes beyond ASCII.

Judged over the whole file by pairs of neighbouring bytes: the frequency of the letters,
no capitals inside words, no Cyrillic grown together with Latin. Scores are natural
logarithms of likelihoods, so their differences tell how much likelier one page is.
"""

from collections.abc import Iterable
from functools import cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from tidewaiter.records import letters
from tidewaiter.records.letters import log_weight, log_weights

Pairs = npt.NDArray[np.int64]
"""How often byte a is followed by byte b, for pairs with a byte beyond ASCII."""

_RUSSIAN = (letters.RUSSIAN, letters.UKRAINIAN)
_WESTERN = (
    letters.WESTERN,
    letters.FRENCH,
    letters.PORTUGUESE,
    letters.SPANISH,
    letters.GERMAN,
    letters.SWEDISH,
    letters.DANISH,
    letters.ICELANDIC,
    letters.ITALIAN,
    letters.ESTONIAN,
)
_CENTRAL = (
    letters.POLISH,
    letters.CZECH,
    letters.HUNGARIAN,
    letters.ROMANIAN,
    letters.CROATIAN,
)
PAGES = {
    "cp1251": _RUSSIAN,
    "koi8-r": _RUSSIAN,
    "cp866": _RUSSIAN,
    "cp1252": _WESTERN,
    "cp1254": (letters.TURKISH,),
    "iso8859-5": _RUSSIAN,
    "mac-cyrillic": _RUSSIAN,
    "koi8-u": _RUSSIAN,
    "kz1048": (letters.KAZAKH,),
    "cp850": _WESTERN,
    "mac-roman": _WESTERN,
    "cp857": (letters.TURKISH,),
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp852": _CENTRAL,
    "cp1257": (letters.LITHUANIAN, letters.LATVIAN, letters.ESTONIAN),
    "cp1258": (letters.VIETNAMESE,),
    "cp1253": (letters.GREEK,),
    "cp1255": (letters.HEBREW,),
    "cp1256": (letters.ARABIC,),
    "tis-620": (letters.THAI,),
}
"""The languages written in each page."""
_OTHER_ALPHABETS = (
    *_RUSSIAN, letters.KAZAKH, letters.GREEK, letters.HEBREW, letters.ARABIC, letters.THAI
)  # fmt: skip
COUNTED_WHOLE, COUNTED_EVERY = 16, 8
"""Pieces from the beginning, and of those that follow, whose pairs are counted."""
_NEVER_FIRST = "ьъыЬЪЫ"
IN_WORD_CAPITAL = -5.0
GROWN_TOGETHER = -4.0  # a letter of another alphabet beside a Latin one
SIDE_BY_SIDE = -1.0  # two accented letters, rarer than one among plain ones
WRONG_START = -6.0
LONELY = -1.5  # an accented letter with no plain one on this side


def count_pairs(chunks: Iterable[bytes]) -> Pairs:
    """Pairs with a byte beyond ASCII; the file stands between two line feeds.

    Of a long file every eighth piece is counted, eight times, and each that holds a byte not met
    before: whatever byte occurs in the file occurs in the counts, and their sum is near that of
    the file, with whose other readings it is compared.
    """
    counts, last, met = np.zeros(1 << 16, np.int64), b"\n", bytes(range(128))
    for number, chunk in enumerate(chain(chunks, [b"\n"])):
        new = b"" if chunk.isascii() else chunk.translate(None, met)
        met += bytes(set(new))
        one_of_eight = number >= COUNTED_WHOLE and number % COUNTED_EVERY == 0
        counted = number < COUNTED_WHOLE or one_of_eight or bool(new)
        if counted and (not chunk.isascii() or last > b"\x7f"):
            data = np.frombuffer(last + chunk, np.uint8)
            high = data > 127
            starts = np.flatnonzero(high[:-1] | high[1:])
            codes = data[starts].astype(np.int64) * 256 + data[starts + 1]
            times = COUNTED_EVERY if one_of_eight else 1
            counts += np.bincount(codes, minlength=1 << 16) * times
        last = chunk[-1:]
    return counts.reshape(256, 256)


def n_high(pairs: Pairs) -> int:
    """How many bytes lie beyond ASCII."""
    return int(pairs[128:].sum())


def scores(pairs: Pairs) -> dict[str, float]:
    """The score of each page in which every byte of the file is a character."""
    present = np.flatnonzero(pairs[128:].any(axis=1)) + 128
    return {
        page: max(float((pairs * _sense(page, language)).sum()) for language in languages)
        for page, languages in PAGES.items()
        if all(characters(page)[byte] for byte in present)
    }


def letter_share(pairs: Pairs, page: str) -> float:
    """The share of what lies beyond ASCII that a page reads as letters."""
    counts = pairs[128:].sum(axis=1)
    letters = [character.isalpha() for character in characters(page)[128:]]
    return float(counts[letters].sum() / counts.sum())


def same_text(pairs: Pairs, one: str, other: str) -> bool:
    """Whether two pages read every byte that occurs as the same character."""
    present = np.flatnonzero(pairs[128:].any(axis=1)) + 128
    return all(characters(one)[byte] == characters(other)[byte] for byte in present)


@cache
def characters(page: str) -> tuple[str, ...]:
    """The character of each byte; empty where the page has none but a control."""
    decoded = (bytes([byte]).decode(page, "ignore") for byte in range(256))
    return tuple("" if "\x7f" < c < "\xa0" else c for c in decoded)


@cache
def _sense(page: str, language: str) -> npt.NDArray[np.float64]:
    """What each pair of bytes adds to the score of a page, for a language."""
    table = characters(page)
    weights = log_weights(language)
    high = np.arange(256) > 127
    own = np.array([log_weight(weights, c) if place > 127 else 0 for place, c in enumerate(table)])
    letter = np.array([c.isalpha() and c not in "ºªµ" for c in table])
    lower = np.array([c.islower() and c not in "ºªµ" for c in table])
    plain = letter & ~high
    accented = letter & high
    sense = own[:, None] + np.zeros((256, 256))
    sense += IN_WORD_CAPITAL * np.outer(lower, letter & ~lower)
    if language in _OTHER_ALPHABETS:
        sense += GROWN_TOGETHER * (np.outer(accented, plain) + np.outer(plain, accented))
        never_first = np.array([c in _NEVER_FIRST and c != "" for c in table])
        sense += WRONG_START * np.outer(~letter, never_first)
    else:
        sense += SIDE_BY_SIDE * np.outer(accented, accented)
        sense += LONELY * (np.outer(accented, ~letter) + np.outer(~letter, accented))
    return sense
