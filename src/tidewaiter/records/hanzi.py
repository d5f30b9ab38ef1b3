"""How much sense the East Asian encodings make of a file, by the classes of their characters.

Everyday characters stand in the first level of each standard, so a text read in the right
encoding is made of them, and one read in a wrong encoding strays over rare ones.
"""

import codecs
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

ENCODINGS = ("gb18030", "big5", "euc-kr", "euc-jp", "shift-jis")
EVERYDAY = -6.9  # one of some thousand
KANA = -4.3
SIGN = -6.0
RARE = -13.0
_LEVELS = {
    # the lead bytes of everyday characters, and of signs; the encoding that defines them
    "gb18030": ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xA4)),
    "big5": ("big5", range(0xA4, 0xC7), range(0xA1, 0xA4)),
    "euc-kr": ("euc-kr", range(0xB0, 0xC9), range(0xA1, 0xA4)),
    "euc-jp": ("euc-jp", range(0xB0, 0xD0), range(0xA1, 0xA4)),
    "shift-jis": ("shift-jis", range(0x88, 0x98), range(0x81, 0x83)),
}


def score(chunks: Iterable[bytes], encoding: str) -> float | None:
    """The logarithm of the likelihood, if every byte is valid."""
    counts = np.zeros(4, np.int64)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in chunks:
            counts += _classes(decoder.decode(chunk), encoding)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return float(counts @ np.array([RARE, EVERYDAY, KANA, SIGN]))


def _classes(text: str, encoding: str) -> npt.NDArray[np.int64]:
    if text.isascii():
        return np.zeros(4, np.int64)
    units = np.frombuffer(text.encode("utf-16-le"), np.uint16)
    return np.bincount(_class_of(encoding)[units[units > 127]], minlength=4)


@cache
def _class_of(encoding: str) -> npt.NDArray[np.uint8]:
    """For each character: 0 rare, 1 everyday, 2 kana of a Japanese text, 3 sign."""
    standard, everyday, signs = _LEVELS[encoding]
    classes = np.zeros(1 << 16, np.uint8)
    for kind, leads in ((3, signs), (1, everyday)):
        for lead in leads:
            row = b"".join(bytes((lead, trail)) for trail in range(0x40, 0xFF) if trail != 0x7F)
            for character in _decoded(row, standard):
                classes[ord(character)] = kind
    if encoding in ("euc-jp", "shift-jis"):
        classes[0x3041:0x30FF] = 2
    return classes


def _decoded(row: bytes, standard: str) -> list[str]:
    pairs = (row[place : place + 2].decode(standard, "ignore") for place in range(0, len(row), 2))
    return [pair for pair in pairs if len(pair) == 1 and pair > "\x7f"]
