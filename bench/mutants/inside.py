"""Damage inside what encloses it: parts of a ZIP, records of a stream, a footer, a packed file.

What encloses it is made whole again: checksums, lengths and allocation tables stay right, so
that the damage arrives where the values are read.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from struct import pack, unpack_from

import olefile  # type: ignore[import-untyped]

from .damage import BLOWS, IN_PLACE, damaged, renumber, span
from .seeds import PACKINGS, Seed, seeds, zipped

ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
TAG = re.compile(rb"<[^<>]+>")
REFERENCE = re.compile(rb' r="([A-Z]+)(\d+)"')
PLACES = (b"XFD1048576", b"A1048576", b"XFD1", b"A0", b"A99999999999", b"ZZZZZZZ1", b"AAA500000", b"", b"1A", b"$A$1",
          b"B2147483648", b"a1", b"A1:B2", b"CZ90000")  # fmt: skip
WORDS = (b"", b"s", b"n", b"str", b"b", b"e", b"d", b"inlineStr", b"999999", b"-1", b"1e999", b"string", b"date",
         b"time", b"float", b"PT99999999999H", b"9999-99-99", b"2147483647", b"1048576", b"&#0;", b"&lt;", b"&bogus;",
         b"../../x", b"/", b"hidden", b"\xff\xfe", b"8" * 999)  # fmt: skip
TOKENS = (b"\\ud800", b"\\u0000", b"\\", b"[" * 2000, b'{"a":' * 2000, b"null", b"NaN", b"-Infinity", b"{}", b"[]",
          b"true", b'"\\udfff":1,', b'"":1,', b"1e400", b"-", b"//", b"}{", b"][", b",,", b"[{", b"\\u20", b"7" * 5000,
          b'"code":1,')  # fmt: skip


def mutant(reader: str, number: int) -> Seed:
    """A damaged file, always the same for the same number."""
    rng = Random(f"{reader} {number}")
    sound = rng.choice(seeds(reader))
    others = [one.content for one in seeds(reader)]
    if reader not in PACKINGS:
        return Seed(_damage(rng, sound, others), sound.form, sound.how)
    if rng.random() < 0.3:
        return Seed(damaged(rng, PACKINGS[reader](sound.content)), sound.form, sound.how)
    return Seed(PACKINGS[reader](_damage(rng, sound, others)), sound.form, sound.how)


def _damage(rng: Random, sound: Seed, others: Sequence[bytes]) -> bytes:
    """Some damage; half of the texts are then saved again by an editor that drops what is no text."""
    content = _damage_anyhow(rng, sound, others)
    if sound.coding and rng.random() < 0.5:
        return content.decode(sound.coding, "ignore").encode(sound.coding, "ignore")
    return content


def _damage_anyhow(rng: Random, sound: Seed, others: Sequence[bytes]) -> bytes:
    within = FORMS.get(sound.form)
    if within is None or rng.random() < 0.2:
        return damaged(rng, sound.content, others)
    content = sound.content
    for _ in range(rng.choice((1, 1, 2, 4))):
        content = within(rng, content)
    return content


def _parts(
    rng: Random, content: bytes, inner: Callable[[Random, bytes], bytes], first: str
) -> bytes:
    """One part of a ZIP damaged, or left out; those whose name holds `first` more often."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    likely = [name for name in parts if re.search(first, name)]
    name = rng.choice(likely if likely and rng.random() < 0.8 else list(parts))
    if rng.random() < 0.01:
        del parts[name]
    elif name.endswith((".xml", ".rels")):
        parts[name] = _xml(rng, parts[name])
    else:
        parts[name] = inner(rng, parts[name])
    return zipped(parts, zipfile.ZIP_STORED)


def _xml(rng: Random, text: bytes) -> bytes:
    blow = rng.choice((_attribute, _attribute, _place, _tag, _tags, _said, renumber, damaged))
    return blow(rng, text)


def _attribute(rng: Random, text: bytes) -> bytes:
    """The value of an attribute, changed."""
    return _replaced(rng, text, ATTRIBUTE, 2, rng.choice((*WORDS, *PLACES)))


def _place(rng: Random, text: bytes) -> bytes:
    """Where a cell stands, changed."""
    found = list(REFERENCE.finditer(text))
    if not found:
        return _attribute(rng, text)
    one = rng.choice(found)
    return text[: one.start(1)] + rng.choice(PLACES) + text[one.end(2) :]


def _replaced(
    rng: Random, text: bytes, pattern: "re.Pattern[bytes]", group: int, value: bytes
) -> bytes:
    found = list(pattern.finditer(text))
    if not found:
        return text
    one = rng.choice(found)
    return text[: one.start(group)] + value + text[one.end(group) :]


def _tag(rng: Random, text: bytes) -> bytes:
    """A tag gone, doubled or in the place of another."""
    tags = [one[0] for one in TAG.finditer(text)] or [b""]
    tag = rng.choice(tags)
    return _replaced(
        rng, text, TAG, 0, rng.choice((b"", tag, tag * 2, tag * 300, b"<!--", b"<![CDATA[", b"]]>"))
    )


def _tags(rng: Random, text: bytes) -> bytes:
    """Everything between two tags gone or doubled."""
    found = list(TAG.finditer(text))
    if len(found) < 3:
        return text
    start = rng.randrange(len(found) - 1)
    stop = min(len(found) - 1, start + rng.randrange(1, 30))
    between = text[found[start].start() : found[stop].start()]
    return (
        text[: found[start].start()]
        + between * rng.choice((0, 2, 3, 40))
        + text[found[stop].start() :]
    )


def _said(rng: Random, text: bytes) -> bytes:
    """The text between two tags, changed."""
    return _replaced(rng, text, re.compile(rb">([^<>]+)<"), 1, rng.choice(WORDS))


def _xlsb_part(rng: Random, data: bytes) -> bytes:
    """One record of a binary part changed, its length written anew or left wrong."""
    records, at = [], 0
    while at < len(data):
        start = at
        kind, at = _sevens(data, at, 2)
        length, at = _sevens(data, at, 4)
        records.append((start, kind, data[at : at + length], at + length))
        at += length
    start, kind, inner, stop = rng.choice(records)
    choice = rng.random()
    if choice < 0.1:
        return data[:start] + data[stop:]
    if choice < 0.2:
        return data[:start] + data[start:stop] * rng.choice((2, 50)) + data[stop:]
    if choice < 0.3:
        kind = rng.choice((*range(13), 62, 156, rng.randrange(1 << 14)))
    elif inner:
        inner = rng.choice(BLOWS if choice < 0.5 else IN_PLACE)(rng, inner)
    length = rng.choice((0, 127, 1 << 27)) if choice > 0.95 else len(inner)
    return data[:start] + _as_sevens(kind) + _as_sevens(length) + inner + data[stop:]


def _sevens(data: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        byte = data[at + place] if at + place < len(data) else 0
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number, at + place + 1
    return number, at + most


def _as_sevens(number: int) -> bytes:
    made = b""
    while number > 0x7F:
        made, number = made + bytes([number & 0x7F | 0x80]), number >> 7
    return made + bytes([number])


def _xls(rng: Random, content: bytes) -> bytes:
    """A record inside the stream of the workbook changed; the file around it stays whole."""
    try:
        places, data = _stream(rng, content)
    except Exception:  # damaged before
        return damaged(rng, content)
    changed = _records(rng, data)[: len(data)].ljust(len(data), b"\0")
    whole = bytearray(content)
    for place, size, start in places:
        whole[place : place + size] = changed[start : start + size]
    return bytes(whole)


def _stream(rng: Random, content: bytes) -> tuple[list[tuple[int, int, int]], bytes]:
    """Where the sectors of a stream stand, how long each is, where it belongs; and the stream."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        names = [
            "/".join(one) for one in file.listdir() if file.get_size(one) >= file.minisectorcutoff
        ]
        usual = [name for name in names if name in ("Workbook", "Book", "EncryptedPackage")]
        name = rng.choice(usual if usual and rng.random() < 0.9 else names)
        entry = file.direntries[file._find(name)]
        places, sector, start = [], entry.isectStart, 0
        while start < entry.size:
            size = min(file.sectorsize, entry.size - start)
            places.append((file.sectorsize * (sector + 1), size, start))
            sector, start = file.fat[sector], start + size
        return places, b"".join(content[place : place + size] for place, size, _ in places)


def _records(rng: Random, data: bytes) -> bytes:
    found, at = [], 0
    while at + 4 <= len(data):
        kind, length = unpack_from("<HH", data, at)
        found.append((at, kind, length))
        at += 4 + length
    at, kind, length = rng.choice(found)
    inner, stop = data[at + 4 : at + 4 + length], at + 4 + length
    choice = rng.random()
    if choice < 0.1:
        return data[:at] + data[stop:]
    if choice < 0.2:
        return data[:at] + data[at:stop] * rng.choice((2, 9)) + data[stop:]
    if choice < 0.3:
        kind = rng.choice(
            (
                6,
                0xBD,
                0xD6,
                0xFD,
                0x203,
                0x204,
                0x205,
                0x27E,
                0x85,
                0x0A,
                0x3C,
                0xFC,
                0x31,
                0xE0,
                0x809,
            )
        )
    elif inner:
        inner = rng.choice(IN_PLACE if choice < 0.8 else BLOWS)(rng, inner)
    length = rng.choice((0, 1, 8228, 65535)) if choice > 0.95 else len(inner) & 0xFFFF
    return data[:at] + pack("<HH", kind, length) + inner + data[stop:]


def _parquet(rng: Random, content: bytes) -> bytes:
    """The footer changed, its length written anew; or a page."""
    if len(content) < 12 or content[-4:] != b"PAR1":
        return damaged(rng, content)
    (length,) = unpack_from("<I", content, len(content) - 8)
    body, footer = content[: -8 - length], content[-8 - length : -8]
    if rng.random() < 0.6:
        footer = rng.choice((*IN_PLACE, *BLOWS))(rng, footer)
    else:
        body = rng.choice(IN_PLACE)(rng, body)
    return body + footer + pack("<I", len(footer)) + b"PAR1"


def _json(rng: Random, content: bytes) -> bytes:
    start, stop = span(rng, content, 8)
    return content[:start] + rng.choice(TOKENS) + content[rng.choice((start, stop)) :]


def _dbf(rng: Random, content: bytes) -> bytes:
    """The head changed, where the layout is stated."""
    return rng.choice(IN_PLACE)(rng, content[:330]) + content[330:]


FORMS: dict[str, Callable[[Random, bytes], bytes]] = {
    "xlsx": lambda rng, content: _parts(rng, content, damaged, "sheet|Strings|styles|workbook"),
    "ods": lambda rng, content: _parts(rng, content, damaged, "content"),
    "xlsb": lambda rng, content: _parts(rng, content, _xlsb_part, r"\.bin$"),
    "xls": _xls,
    "parquet": _parquet,
    "json": _json,
    "dbf": _dbf,
}
