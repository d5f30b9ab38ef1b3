"""How the letters of a file are written down, proven over the whole file.

A sample proves nothing: one late letter can break a guess. UTF-8 is accepted by validity,
UTF-16 by its marks, an older encoding by validity and by reading like the languages it was
made for. Where two make equal sense, or none does, a person must name one.
"""

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tidewaiter.records.doubling import Doubling
from tidewaiter.records.files import Document
from tidewaiter.records.legacy import READ, Verdict, judge
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import MEMORY_BYTES

CHUNK = 4 << 20
KNOWN = ("utf-8", "utf-16-le", "utf-16-be", *READ)
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("\ufeff".encode("gb18030"), "gb18030"),
)
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
    at_end: bool = False  # the beginning of a character of which the file does not hold the rest


def detect(document: Document, sink: Sink | None = None) -> Encoding:
    """The encoding of a file nobody told us about; `sink` sees every byte once."""
    head = _head(document)
    name, bom = _marked(head) or (_by_zero_bytes(head), 0)
    doubling = Doubling()
    flaw = _flaw(document, name, bom, sink, doubling)
    if flaw is None:
        doubt = doubling.evidence if name == "utf-8" else ""
        return Encoding(name, bom, f"every byte of the file is valid {name}{doubt}")
    if name != "utf-8" or bom or flaw.bytes == b"\0":
        raise _refusal(document, name, flaw)
    verdict = judge(lambda: raw_chunks(document))
    if verdict.name:
        return Encoding(verdict.name, _bom_of(head, verdict.name), verdict.reason)
    raise _refusal(document, "utf-8", flaw, verdict)


def require(document: Document, name: str, sink: Sink | None = None) -> Encoding:
    """The encoding a person named, if the whole file can be read in it."""
    codec = known(name)
    marked, bom = _marked(_head(document)) or ("", 0)
    if codec == "utf-16":
        codec = marked if marked.startswith("utf-16") else "utf-16-le"
    bom = bom if codec == marked else 0
    if flaw := _flaw(document, codec, bom, sink):
        raise _refusal(document, codec, flaw)
    return Encoding(codec, bom, f"named by you, and every byte of the file is valid {codec}")


def known(name: str) -> str:
    """The codec a person named."""
    try:
        codec = codecs.lookup(name.removesuffix("-sig")).name
        "".encode(codec)
    except LookupError:
        hint = f"name one of {', '.join(KNOWN)}, or another codec that Python knows"
        raise FileRefused(f"{name} is not an encoding", hint) from None
    return codec


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


def in_memory(document: Document, sink: Sink | None = None) -> bytes:
    """All of the unpacked bytes, for a reader that needs them at once."""
    content, most = io.BytesIO(), MEMORY_BYTES.now()
    for chunk in raw_chunks(document, sink=sink):
        content.write(chunk)
        if content.tell() > most:
            raise MEMORY_BYTES.refuse(document.name, "has to be read in memory and is too large")
    return content.getvalue()


def _head(document: Document) -> bytes:
    head = next(raw_chunks(document, size=1 << 16), b"")
    if not head:
        raise FileRefused(f"{document.name} is empty", "check that it was delivered whole")
    return head


def _marked(head: bytes) -> tuple[str, int] | None:
    return next(((name, len(mark)) for mark, name in MARKS if head.startswith(mark)), None)


def _bom_of(head: bytes, name: str) -> int:
    marked, bom = _marked(head) or ("", 0)
    return bom if marked == name else 0


def _by_zero_bytes(head: bytes) -> str:
    """In UTF-16 the digits and delimiters leave zeros, all on the same side."""
    zeros = np.flatnonzero(np.frombuffer(head, np.uint8) == 0)
    if len(zeros) < 3 or len(zeros) * 20 < len(head):
        return "utf-8"
    odd = np.mean(zeros % 2)
    if odd > 0.99:
        return "utf-16-le"
    return "utf-16-be" if odd < 0.01 else "utf-8"


def _flaw(
    document: Document,
    name: str,
    bom: int,
    sink: Sink | None = None,
    reader: Sink | None = None,
) -> Flaw | None:
    """The first place that is not text in this encoding.

    The sink still sees the whole file; the reader only what is text.
    """
    decoder = codecs.getincrementaldecoder(name)("strict")
    flaw, offset = None, bom
    for chunk in raw_chunks(document, bom, sink):
        flaw = flaw or _flaw_in(decoder, name, chunk, offset)
        if flaw and not sink:
            return flaw
        if reader and not flaw:
            reader(chunk)
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
        return Flaw(start, problem.object[problem.start : problem.end], at_end=final)
    zero = text.find("\0") if wide else -1
    return Flaw(offset + 2 * zero, b"\0\0") if zero >= 0 else None


def _refusal(
    document: Document, name: str, flaw: Flaw, verdict: Verdict | None = None
) -> FileRefused:
    decoder = codecs.getincrementaldecoder(name)("ignore")
    line_no, left = 1, flaw.offset
    for chunk in raw_chunks(document):
        line_no += decoder.decode(chunk[:left]).count("\n")
        left = max(0, left - len(chunk))
    where = f"line {line_no}, byte {flaw.offset + 1} (hex {flaw.bytes.hex(' ')})"
    if flaw.bytes.strip(b"\0") == b"":
        hint = "ask for it again, or save it anew from the program that wrote it"
        return FileRefused(f"{document.name} is not text: a zero byte at {where}", hint)
    if flaw.at_end and not (verdict and verdict.rivals):
        cut = "it ends in the middle of a character, as a file does that was cut off"
        hint = "fetch it again; or keep it beside a copy without its last line, and read the copy"
        return FileRefused(f"{document.name} is not {name} at {where}: {cut}", hint)
    guess = f"; {verdict.reason}" if verdict else ""
    likely = verdict.rivals if verdict else ()
    named = " or ".join(f"--encoding {rival}" for rival in likely)
    listed = f"name its encoding with --encoding: {', '.join(KNOWN)}"
    look = "look at the file in each, and say" if len(likely) > 1 else "if it reads well so, say"
    hint = f"{look} {named}" if named else listed
    return FileRefused(
        f"{document.name} is not {name} at {where}{guess}",
        f"convert it to UTF-8, or {hint}" if not named else hint,
    )
