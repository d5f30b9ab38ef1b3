"""Harmonised System codes: text with leading zeros, under the edition of their day.

A code means what the edition in force on the day of declaration says, never what
today's edition says. Editions enter into force on 1 January (WCO). Spreadsheets damage
codes: what they ate is put back only where the nomenclature leaves one reading, and told of.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from tidewaiter.words.nomenclature import SIX, exists

EDITIONS: tuple[tuple[date, str], ...] = (
    (date(1988, 1, 1), "HS1988"),
    (date(1996, 1, 1), "HS1996"),
    (date(2002, 1, 1), "HS2002"),
    (date(2007, 1, 1), "HS2007"),
    (date(2012, 1, 1), "HS2012"),
    (date(2017, 1, 1), "HS2017"),
    (date(2022, 1, 1), "HS2022"),
)
_STARTS = tuple(start for start, _ in EDITIONS)
_EXPONENT = re.compile(r"(?P<first>[1-9])(?:[.,](?P<rest>\d+))?[eEеЕ]\+?0*(?P<power>\d{1,2})")
_WRITTEN = re.compile(r"\d{3,12}|\d{2,6}(?:[.\s]\d{2,4})+")
LENGTHS = "2, 4, 6, 8, 10 or 12 digits"
_EX = re.compile(r"^ex\s*(?=[0-9])", re.IGNORECASE)
NEWEST = EDITIONS[-1][1]
"""What a damaged code is mended by: the edition that knows the most codes."""


def edition_on(day: date) -> str | None:
    """The edition in force on that day; none before 1988.

    >>> edition_on(date(2021, 12, 31)), edition_on(date(2022, 1, 1))
    ('HS2017', 'HS2022')
    """
    at = bisect_right(_STARTS, day) - 1
    return EDITIONS[at][1] if at >= 0 else None


def first_day(edition: str) -> date:
    """The day an edition entered into force.

    >>> first_day("HS2022")
    datetime.date(2022, 1, 1)
    """
    return next(start for start, name in EDITIONS if name == edition)


def is_code(text: str) -> bool:
    """Two to twelve digits in pairs: a chapter, heading, subheading or national line.

    >>> is_code("880622"), is_code("88062"), is_code("0803")
    (True, False, True)
    """
    return text.isascii() and text.isdigit() and len(text) in (2, 4, 6, 8, 10, 12)


def looks_like_code(text: str) -> bool:
    """Whether a text is a code under a heading that exists; a leading zero may have been lost.

    >>> [looks_like_code(text) for text in ("8806 22 0000", "803.90.10", "202301", "99")]
    [True, True, False, False]
    """
    if not _WRITTEN.fullmatch(text):
        return False
    digits = re.sub(r"[.\s]", "", text)
    whole = digits.zfill(len(digits) + len(digits) % 2)
    return len(whole) > 3 and is_code(whole) and exists(whole[:4], NEWEST)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as read; `note` says what was put back, or, without digits, why it is none."""

    digits: str = ""
    note: str = ""


def read_code(text: str) -> Code:
    """The code a text holds: points and blanks are dropped, a star behind a short code too.

    >>> read_code("8806.22 0000").digits, read_code("8806*").digits
    ('8806220000', '8806')
    >>> read_code("803901000")
    Code(digits='0803901000', note='read as 0803901000: its leading zero was lost')
    >>> read_code("901110000").note            # 0901.11 coffee, or 9011.10 microscopes
    'two readings: 0901110000 without its leading zero, or a code of heading 9011 that lacks a digit'
    >>> read_code("8.80622E+09").note
    'the sheet kept 6 of its 10 digits, which fit 880621, 880622'
    >>> read_code("8.54231E+09").digits, read_code("8.806220000E+09").digits
    ('854231', '8806220000')
    """
    if damaged := _EXPONENT.fullmatch(text.strip()):
        return _from_exponent(damaged["first"] + (damaged["rest"] or ""), int(damaged["power"]) + 1)
    digits = re.sub(r"[.\s\u00a0]|\*$", "", text)
    if is_code(digits):
        return Code(digits)
    if re.fullmatch("[1-9][0-9]{4,10}", digits):
        return _without_zero(digits)
    return Code(note=f"a tariff code has {LENGTHS}")


def read_prefix(text: str) -> Code:
    """The first digits of codes, as a list prints them: also an odd number, and "ex" before part of a heading.

    >>> read_prefix("ex 8517 62").digits, read_prefix("8542.3").digits, read_prefix("854").digits
    ('851762', '85423', '854')
    >>> read_prefix("803")                     # no heading begins with 803
    Code(digits='0803', note='read as 0803: its leading zero was lost')
    >>> read_prefix("90111").note              # 0901.11 coffee, or all of 9011.1
    'two readings: 090111 without its leading zero, or all codes that begin with 90111'
    """
    bare = _EX.sub("", text.strip())
    digits = re.sub(r"[.\s\u00a0]|\*$", "", bare)
    if not re.fullmatch("[0-9]{3}|[0-9]{5}|[0-9]{7}|[0-9]{9}|[0-9]{11}", digits):
        return read_code(bare)
    whole = f"0{digits}"
    longer = [f"{digits}{n}"[:SIX] for n in range(10)]
    begins = digits[0] == "0" or any(exists(one, NEWEST) for one in longer)
    lost = digits[0] != "0" and exists(whole[:SIX], NEWEST)
    if begins and lost:
        return Code(
            note=f"two readings: {whole} without its leading zero, "
            f"or all codes that begin with {digits}"
        )
    if lost:
        return Code(whole, f"read as {whole}: its leading zero was lost")
    return Code(digits) if begins else Code(note=f"no heading begins with {digits}")


def _without_zero(digits: str) -> Code:
    """An odd number of digits: a chapter from 01 to 09, if no heading begins as the digits do."""
    whole = f"0{digits}"
    if not exists(whole[:SIX], NEWEST):
        return Code(note=f"a tariff code has {LENGTHS}")
    if exists(digits[:4], NEWEST):
        return Code(
            note=f"two readings: {whole} without its leading zero, "
            f"or a code of heading {digits[:4]} that lacks a digit"
        )
    return Code(whole, f"read as {whole}: its leading zero was lost")


def _from_exponent(kept: str, n_digits: int) -> Code:
    """Digits that a sheet rounded to those shown; all of them, or a subheading that is the only one."""
    if len(kept) == n_digits and is_code(kept):
        return Code(kept, f"read as {kept}: the sheet shows it as a power of ten")
    if len(kept) > n_digits or n_digits % 2 or n_digits > 12 or len(kept) < SIX:
        return Code(note=f"the sheet kept {len(kept)} of its {n_digits} digits")
    own = kept[:SIX]
    fitting = {own} | {code for code in _rounded_to(kept, n_digits) if exists(code, NEWEST)}
    if fitting != {own} or not exists(own, NEWEST):
        return Code(
            note=f"the sheet kept {len(kept)} of its {n_digits} digits, "
            f"which fit {', '.join(sorted(fitting))}"
        )
    return Code(own, f"read as {own}: the sheet kept {len(kept)} of its {n_digits} digits")


def _rounded_to(kept: str, n_digits: int) -> set[str]:
    """The subheadings of the numbers that are rounded to these first digits."""
    middle, half = int(kept.ljust(n_digits, "0")), 10 ** (n_digits - len(kept)) // 2
    ends = (middle - half, middle, middle + half - 1)
    return {str(number)[:SIX] for number in ends}
