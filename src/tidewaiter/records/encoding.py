"""How the letters of a file are written down, proven over the whole file.

A sample proves nothing: one late letter can break a guess. UTF-8 is accepted by validity,
UTF-16 by its marks, Windows-1251 and GB18030 by validity and by reading like the language
they were made for. Anything else is refused until a person names it.
"""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from tidewaiter.records.files import Document
from tidewaiter.words.errors import FileRefused

CHUNK = 4 << 20
KNOWN = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "gb18030")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("\ufeff".encode("gb18030"), "gb18030"),
)
CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
COMMON_CYRILLIC = "оеаинтОЕАИНТ"
"""Half of any Russian or Ukrainian text is made of these letters."""

Sink = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Encoding:
    """A Python codec, the bytes to skip before the text, and why we believe it."""

    name: str
    bom: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first bytes of a file that a codec cannot read."""

    offset: int
    bytes: bytes


def detect(document: Document, sink: Sink | None = None) -> Encoding:
    """The encoding of a file nobody told us about; `sink` sees every byte once."""
    head = _head(document)
    name, bom = _marked(head) or (_by_zero_bytes(head), 0)
    flaw = _flaw(document, name, bom, sink)
    if flaw is None:
        return Encoding(name, bom, f"every byte of the file is valid {name}")
    if name != "utf-8" or bom or flaw.bytes == b"\0":
        raise _refusal(document, name, flaw)
    return _legacy(document, flaw)


def require(document: Document, name: str, sink: Sink | None = None) -> Encoding:
    """The encoding a person named, if the whole file can be read in it."""
    try:
        codec = codecs.lookup(name.removesuffix("-sig")).name
        "".encode(codec)
    except LookupError:
        hint = f"name one of {', '.join(KNOWN)}, or another codec that Python knows"
        raise FileRefused(f"{name} is not an encoding", hint) from None
    marked, bom = _marked(_head(document)) or ("", 0)
    if codec == "utf-16":
        codec = marked if marked.startswith("utf-16") else "utf-16-le"
    bom = bom if codec == marked else 0
    if flaw := _flaw(document, codec, bom, sink):
        raise _refusal(document, codec, flaw)
    return Encoding(codec, bom, f"named by you, and every byte of the file is valid {codec}")


def utf8_chunks(document: Document, encoding: Encoding, size: int = CHUNK) -> Iterator[bytes]:
    """The text as UTF-8 without its byte-order mark; plain UTF-8 passes through untouched."""
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    for chunk in raw_chunks(document, encoding.bom, size=size):
        yield chunk if encoding.name == "utf-8" else decoder.decode(chunk).encode()


def raw_chunks(
    document: Document, skip: int = 0, sink: Sink | None = None, size: int = CHUNK
) -> Iterator[bytes]:
    """The unpacked bytes as delivered; the sink sees the skipped ones too."""
    with document.open() as stream:
        skipped = stream.read(skip)
        if sink and skipped:
            sink(skipped)
        while chunk := stream.read(size):
            if sink:
                sink(chunk)
            yield chunk


def _head(document: Document) -> bytes:
    head = next(raw_chunks(document, size=1 << 16), b"")
    if not head:
        raise FileRefused(f"{document.name} is empty", "check that it was delivered whole")
    return head


def _marked(head: bytes) -> tuple[str, int] | None:
    return next(((name, len(mark)) for mark, name in MARKS if head.startswith(mark)), None)


def _by_zero_bytes(head: bytes) -> str:
    """In UTF-16 the digits and delimiters leave zeros, all on the same side."""
    zeros = np.flatnonzero(np.frombuffer(head, np.uint8) == 0)
    if len(zeros) < 3 or len(zeros) * 20 < len(head):
        return "utf-8"
    odd = np.mean(zeros % 2)
    if odd > 0.99:
        return "utf-16-le"
    return "utf-16-be" if odd < 0.01 else "utf-8"


def _flaw(document: Document, name: str, bom: int, sink: Sink | None = None) -> Flaw | None:
    """The first place that is not text in this encoding; a sink still sees the whole file."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    flaw, offset = None, bom
    for chunk in raw_chunks(document, bom, sink):
        flaw = flaw or _flaw_in(decoder, name, chunk, offset)
        if flaw and not sink:
            return flaw
        offset += len(chunk)
    return flaw or _flaw_in(decoder, name, b"", offset, final=True)


def _flaw_in(
    decoder: codecs.IncrementalDecoder, name: str, chunk: bytes, offset: int, final: bool = False
) -> Flaw | None:
    pending = decoder.getstate()[0]
    wide = name.startswith("utf-16")
    if not wide and (zero := chunk.find(b"\0")) >= 0:
        return Flaw(offset + zero, b"\0")
    if name in KNOWN and not wide and not final and not pending and chunk.isascii():
        return None
    try:
        text = decoder.decode(chunk, final)
    except UnicodeDecodeError as problem:
        start = offset - len(pending) + problem.start
        return Flaw(start, problem.object[problem.start : problem.end])
    zero = text.find("\0") if wide else -1
    return Flaw(offset + 2 * zero, b"\0\0") if zero >= 0 else None


def _refusal(document: Document, name: str, flaw: Flaw, guess: str = "") -> FileRefused:
    decoder = codecs.getincrementaldecoder(name)("ignore")
    line_no, left = 1, flaw.offset
    for chunk in raw_chunks(document):
        line_no += decoder.decode(chunk[:left]).count("\n")
        left = max(0, left - len(chunk))
    where = f"line {line_no}, byte {flaw.offset + 1} (hex {flaw.bytes.hex(' ')})"
    if flaw.bytes.strip(b"\0") == b"":
        hint = "only text tables and XLSX workbooks can be read: save it as XLSX or CSV"
        return FileRefused(f"{document.name} is not text: a zero byte at {where}", hint)
    hint = f"convert it to UTF-8, or name its encoding with --encoding: {', '.join(KNOWN)}"
    return FileRefused(f"{document.name} is not {name} at {where}{guess}", hint)


def _legacy(document: Document, flaw: Flaw) -> Encoding:
    russian, chinese = _as_cyrillic(document), _hanzi_share(document)
    if russian.plausible and (russian.common > 0.35 or not chinese):
        words = f"{russian.letters:.0%} of what is not ASCII reads as Cyrillic letters"
        return Encoding("cp1251", 0, f"not UTF-8, but valid cp1251, and {words}")
    if chinese:
        bom = len(MARKS[3][0]) if _marked(_head(document)) else 0
        words = f"{chinese:.0%} of what is not ASCII reads as everyday hanzi"
        return Encoding("gb18030", bom, f"not UTF-8, but valid gb18030, and {words}")
    raise _refusal(document, "utf-8", flaw, russian.guess)


@dataclass(frozen=True, slots=True)
class _Cyrillic:
    """How the bytes above ASCII read as Windows-1251."""

    valid: bool
    letters: float  # share that are Cyrillic letters
    common: float  # share that are the commonest ones
    among_latin: float  # share next to an ASCII letter, as in "Müller"
    likeliest: str  # the Cyrillic code page that makes most sense of them

    @property
    def plausible(self) -> bool:
        cyrillic = self.letters > 0.8 and self.among_latin < 0.3
        return self.valid and cyrillic and self.likeliest == "cp1251"

    @property
    def guess(self) -> str:
        other = self.likeliest != "cp1251" and self.among_latin < 0.3
        return f"; it looks like {self.likeliest}" if other else ""


def _as_cyrillic(document: Document) -> _Cyrillic:
    counts = np.zeros(256, np.int64)
    n_among_latin, zeros = 0, False
    for chunk in raw_chunks(document):
        zeros = zeros or b"\0" in chunk
        if chunk.isascii():
            continue
        data = np.frombuffer(chunk, np.uint8)
        high, latin = data > 127, np.isin(data | 32, np.arange(97, 123))
        counts += np.bincount(data[high], minlength=256)
        beside = np.zeros_like(high)
        beside[1:] |= latin[:-1]
        beside[:-1] |= latin[1:]
        n_among_latin += int(np.count_nonzero(high & beside))
    n = int(counts.sum())
    common = {page: counts[_places(COMMON_CYRILLIC, page)].sum() / n for page in CYRILLIC}
    return _Cyrillic(
        valid=not counts[0x98] and not zeros,
        letters=counts[_places(_letters("cp1251"), "cp1251")].sum() / n,
        common=common["cp1251"],
        among_latin=n_among_latin / n,
        likeliest="cp1251" if n < 20 else max(CYRILLIC, key=lambda page: common[page]),
    )


def _letters(page: str) -> str:
    return "".join(c for c in bytes(range(128, 256)).decode(page, "ignore") if c.isalpha())


def _places(letters: str, page: str) -> list[int]:
    return list(letters.encode(page))


def _hanzi_share(document: Document) -> float:
    """The share of everyday hanzi beyond ASCII; 0 where the file is not Chinese in GB18030.

    Everyday hanzi stand in GB 2312 level 1, in the order of their sounds, so a Chinese text
    uses all of it. Korean text (EUC-KR) decodes to its first half only, Japanese keeps kana.
    """
    levels, kana = np.zeros(256, np.int64), 0
    decoder = codecs.getincrementaldecoder("gb18030")("strict")
    try:
        for chunk in raw_chunks(document):
            text = decoder.decode(chunk)
            if "\0" in text:
                return 0.0
            if text.isascii():
                continue
            units = np.frombuffer(text.encode("utf-16-le"), np.uint16)
            units = units[units > 127]
            levels += np.bincount(_everyday_hanzi()[units], minlength=256)
            kana += int(np.count_nonzero((units >= 0x3040) & (units < 0x3100)))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return 0.0
    others, everyday, late = int(levels[0]), int(levels[1:].sum()), int(levels[0xC9:].sum())
    korean = everyday >= 20 and late < 0.1 * everyday
    share = everyday / (others + everyday)
    return 0.0 if korean or kana > 0.05 * (others + everyday) or share < 0.4 else share


@cache
def _everyday_hanzi() -> npt.NDArray[np.uint8]:
    """For each character, its GB 2312 lead byte if that is of level 1, else 0."""
    leads = np.zeros(1 << 16, np.uint8)
    for lead in range(0xB0, 0xD8):
        row = bytes(byte for trail in range(0xA1, 0xFF) for byte in (lead, trail))
        for character in row.decode("gb2312", "ignore"):
            leads[ord(character)] = lead
    return leads
