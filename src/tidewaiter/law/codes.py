"""Codes as a list prints them, with points and blanks or without, each known to its edition.

A typing error in a code would free the goods it was meant for, so a code that never existed is
refused, and one that a spreadsheet damaged is not mended in silence. `ex` is said in a field of its own.
"""

from tidewaiter.law.filed import Entry
from tidewaiter.words.hs import EDITIONS, LENGTHS, read_code
from tidewaiter.words.nomenclature import EDITIONS as WITH_CODES
from tidewaiter.words.nomenclature import OF_EACH_COUNTRY, SIX, beginning_with, exists

_NAMES = tuple(name for _, name in EDITIONS)
PART_OF_LINE = 'leave it out of the code and write yes in the column "ex" of its line'
PART_OF_MEASURE = (
    'leave it out; ex = true says it of all codes of a measure, the column "ex" of a table of one'
)
_WHOLE = "leave it out: whole codes stand here"


def printed(entry: Entry, text: str, key: str, part: str = _WHOLE) -> str:
    """The digits of a code; `part` says how a part of one is written, where it can be."""
    if text.casefold().startswith("ex"):
        raise entry.refuse(f'{text!r}: "ex" is no part of a code', key, part)
    found = read_code(text)
    if found.note:
        hint = f"{found.note}; " if LENGTHS not in found.note else ""
        hint += (
            f"write {found.digits}" if found.digits else "write it as the act prints it: 8542.31"
        )
        raise entry.refuse(f"{text!r} is no tariff code: {LENGTHS}", key, hint)
    return found.digits


def check_edition(entry: Entry, edition: str) -> None:
    """Refuse codes under an edition that never was."""
    if edition not in _NAMES:
        what = f"unknown edition {edition!r}" if edition else "codes without their edition"
        raise entry.refuse(what, "edition", f"edition is one of {', '.join(_NAMES)}")


def check_code(entry: Entry, code: str, edition: str, key: str) -> None:
    """Refuse a code that never existed in its edition; without one, in any."""
    if not never_existed(code, edition):
        return
    known = [one for one in WITH_CODES if exists(code, one)]
    hint = f"it exists in {', '.join(known)}" if known else "compare it with the act"
    raise entry.refuse(f"{code[:SIX]} never existed in {edition or 'any edition'}", key, hint)


def never_existed(code: str, edition: str = "") -> bool:
    """Whether no code of an edition begins so; of an edition whose codes are not at hand nobody can say.

    >>> [never_existed(code, "HS2022") for code in ("845799", "8806220001", "88062", "99")]
    [True, False, False, False]
    """
    if code[:2] in OF_EACH_COUNTRY or (edition and edition not in WITH_CODES):
        return False
    within = (edition,) if edition else WITH_CODES
    return not any(exists(code, one) or beginning_with(code, one) for one in within)
