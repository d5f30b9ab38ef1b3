"""Numbers of taxpayers that carry a check digit: a column of them is no accident.

A single number can pass by chance, one in ten or so; a column of different ones cannot.
The rules are those of the issuing offices.
"""

from collections.abc import Callable, Sequence

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_CNPJ = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def kinds_of(text: str) -> list[str]:
    """The kinds of number that a text is by its length and check digits.

    >>> kinds_of("7707083893"), kinds_of("91350100M000100Y43"), kinds_of("7707083894")
    (['RU INN'], ['CN USCC'], [])
    """
    written = text.strip().upper()
    return [kind for kind, check in CHECKS.items() if check(written)]


def is_inn(text: str) -> bool:
    """A Russian ИНН, of a company (10 digits) or a person (12)."""
    digits = _digits(text, 10, 12)
    if len(digits) == 10:
        return digits[9] == _weighed(digits, _INN_10) % 11 % 10
    if len(digits) == 12:
        first, second = _weighed(digits, _INN_12[1:]), _weighed(digits, _INN_12)
        return digits[10:] == [first % 11 % 10, second % 11 % 10]
    return False


def is_uscc(text: str) -> bool:
    """A Chinese unified social credit code, GB 32100-2015."""
    if len(text) != 18 or any(sign not in _USCC for sign in text):
        return False
    values = [_USCC.index(sign) for sign in text]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return values[17] == (31 - total % 31) % 31


def is_bin(text: str) -> bool:
    """A Kazakh БИН or ИИН, 12 digits."""
    digits = _digits(text, 12)
    if not digits:
        return False
    rest = _weighed(digits, range(1, 12)) % 11
    if rest == 10:
        rest = _weighed(digits, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return digits[11] == rest


def is_edrpou(text: str) -> bool:
    """A Ukrainian ЄДРПОУ, 8 digits."""
    digits = _digits(text, 8)
    if not digits:
        return False
    turned = 30_000_000 <= int(text) <= 60_000_000
    weights = (7, 1, 2, 3, 4, 5, 6) if turned else (1, 2, 3, 4, 5, 6, 7)
    rest = _weighed(digits, weights) % 11
    if rest == 10:
        rest = _weighed(digits, [weight + 2 for weight in weights]) % 11
    return digits[7] == rest % 10


def is_cnpj(text: str) -> bool:
    """A Brazilian CNPJ, 14 digits, with or without its signs."""
    digits = _digits(text.translate(str.maketrans("", "", "./-")), 14)
    if not digits:
        return False
    first, second = _weighed(digits, _CNPJ[1:]) % 11, _weighed(digits, _CNPJ) % 11
    return digits[12:] == [0 if rest < 2 else 11 - rest for rest in (first, second)]


def is_vkn(text: str) -> bool:
    """A Turkish vergi kimlik numarası, 10 digits."""
    digits = _digits(text, 10)
    if not digits:
        return False
    total = 0
    for place, digit in enumerate(digits[:9]):
        moved = (digit + 9 - place) % 10
        powered = moved * 2 ** (9 - place) % 9
        total += 9 if moved and not powered else powered
    return digits[9] == -total % 10


CHECKS: dict[str, Callable[[str], bool]] = {
    "RU INN": is_inn,
    "CN USCC": is_uscc,
    "KZ BIN": is_bin,
    "UA EDRPOU": is_edrpou,
    "BR CNPJ": is_cnpj,
    "TR VKN": is_vkn,
}


def _digits(text: str, *lengths: int) -> list[int]:
    if len(text) in lengths and text.isascii() and text.isdecimal() and text.strip("0"):
        return [int(sign) for sign in text]
    return []


def _weighed(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))
