"""Damage by chance to any bytes: what disks, transfers, editors and people do to files."""

import re
import struct
from collections.abc import Callable, Sequence
from random import Random

SPECIAL = (
    b'"', b'""', b"'", b"\0", b"\0\0\0\0", b"\r", b"\n", b"\r\n", b"\n\n\n", b"\r\r\n", b"\t", b",", b";", b"|", b"\\",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff", b"\xff" * 8, b"\x1a", b"\x1f\x8b", b"\x80", b"\xc3",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xe2\x80\xa8", b"\xc2\x85", b"\x0c", b"\x1c", b"\x00\xd8",
    b'"' * 999, b"," * 999, b"\n" * 99, b"9" * 400, b" " * 200, b'",\n"', b"=1+1", b"\xd9\xa3\xd9\xa4", b"\xc2\xb2",
)  # fmt: skip
NUMBERS = (
    b"0", b"-1", b"-0", b"1e999999", b"1e-999999", b"NaN", b"Infinity", b"99999999999999999999", b"2147483647",
    b"2147483648", b"4294967295", b"4294967296", b"9223372036854775808", b"1048576", b"1048577", b"16384", b"65536",
    b"9" * 5000, b"0x10", b"1.", b".5", b"+7", b"1_000", b"", b" ",
)  # fmt: skip
WIDE = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFE,
    0xFFFFFFFF,
)
DIGITS = re.compile(rb"\d+")

Damage = Callable[[Random, bytes], bytes]


def damaged(rng: Random, content: bytes, others: Sequence[bytes] = ()) -> bytes:
    """The content after one blow or a few; `others` are what may be spliced in."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        if others and rng.random() < 0.05:
            content = _splice(rng, content, rng.choice(others))
        else:
            content = rng.choice(BLOWS)(rng, content)
    return content


def span(rng: Random, content: bytes, longest: int = 400) -> tuple[int, int]:
    """Some part of the content."""
    start = rng.randrange(len(content) + 1)
    return start, min(len(content), start + rng.choice((1, 2, 4, 16, rng.randrange(1, longest))))


def _flip(rng: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 8)) if content else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _overwrite(rng: Random, content: bytes) -> bytes:
    start, stop = span(rng, content, 64)
    return content[:start] + rng.randbytes(stop - start) + content[stop:]


def _truncate(rng: Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _behead(rng: Random, content: bytes) -> bytes:
    return content[rng.randrange(min(len(content), 200) + 1) :]


def _delete(rng: Random, content: bytes) -> bytes:
    start, stop = span(rng, content)
    return content[:start] + content[stop:]


def _duplicate(rng: Random, content: bytes) -> bytes:
    start, stop = span(rng, content)
    times = rng.choice((2, 2, 3, 50))
    return content[:start] + content[start:stop] * times + content[stop:]


def _move(rng: Random, content: bytes) -> bytes:
    start, stop = span(rng, content)
    rest = content[:start] + content[stop:]
    place = rng.randrange(len(rest) + 1)
    return rest[:place] + content[start:stop] + rest[place:]


def _splice(rng: Random, content: bytes, other: bytes) -> bytes:
    start, stop = span(rng, other, 2000)
    place = rng.randrange(len(content) + 1)
    return content[:place] + other[start:stop] + content[place:]


def _insert(rng: Random, content: bytes) -> bytes:
    for _ in range(rng.choice((1, 1, 1, 4, 20))):
        place = rng.randrange(len(content) + 1)
        content = content[:place] + rng.choice(SPECIAL) + content[place:]
    return content


def _replace_sign(rng: Random, content: bytes) -> bytes:
    """One sign that separates for another, everywhere or now and then."""
    old, new = rng.choice(b'\n\r,;\t"| :{}[]'), rng.choice(SPECIAL)
    return content.replace(bytes([old]), new, rng.choice((1, 3, -1)))


def renumber(rng: Random, content: bytes) -> bytes:
    """A number written in digits, changed."""
    found = list(DIGITS.finditer(content))
    if not found:
        return content
    one = rng.choice(found)
    return content[: one.start()] + rng.choice(NUMBERS) + content[one.end() :]


def rewrite(rng: Random, content: bytes) -> bytes:
    """A number written in bytes, changed: one, two, four or eight of them."""
    form = rng.choice(("B", "<H", "<I", "<Q", ">H", ">I"))
    place = rng.randrange(len(content) + 1)
    number = rng.choice(WIDE) & ((1 << 8 * struct.calcsize(form)) - 1)
    packed = struct.pack(form, number)
    return (content[:place] + packed + content[place + len(packed) :])[: max(len(content), 1)]


BLOWS: tuple[Damage, ...] = (
    _flip, _overwrite, _truncate, _behead, _delete, _duplicate, _move, _insert, _insert, _replace_sign,
    renumber, renumber, rewrite, rewrite,
)  # fmt: skip
IN_PLACE: tuple[Damage, ...] = (_flip, _overwrite, rewrite, rewrite)
"""Those that keep the length."""
