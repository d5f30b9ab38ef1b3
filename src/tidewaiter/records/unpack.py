"""Compressed streams: recognised by their first bytes, unpacked as they are read.

Whatever is unpacked stays within sane bounds, and what breaks in the middle is refused by
name; nothing is unpacked to disk or held whole in memory.
"""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

import pyarrow as pa

from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import EXPANSION, UNPACKED_BYTES

SMALL = 100 << 20
"""Nothing this small is out of proportion, however little it was packed into."""

Packing = Callable[[io.BufferedReader], Any]
PACKINGS: tuple[tuple[bytes, Packing], ...] = (
    (b"\x1f\x8b", lambda stream: gzip.GzipFile(fileobj=stream)),
    (b"\xfd7zXZ\0", lzma.LZMAFile),
    (b"\x28\xb5\x2f\xfd", lambda stream: pa.CompressedInputStream(stream, "zstd")),
    (b"BZh", bz2.BZ2File),
)
LONGEST_MARK = 6


def unpacked(name: str, packed_size: int, stream: io.BufferedReader) -> io.BufferedReader:
    """The stream itself, or what is packed in it."""
    head = stream.peek(LONGEST_MARK)
    packing = next((unpack for mark, unpack in PACKINGS if head.startswith(mark)), None)
    return bounded(name, packed_size, packing(stream), stream) if packing else stream


def is_packed(head: bytes) -> bool:
    """Whether something begins like a compressed stream."""
    return any(head.startswith(mark) for mark, _ in PACKINGS)


def bounded(name: str, packed_size: int, *streams: BinaryIO) -> io.BufferedReader:
    """The first stream, buffered and limited; closing it closes those beneath it too."""
    return io.BufferedReader(_Unpacked(name, packed_size, *streams), 1 << 20)


def refuse_excess(name: str, packed_size: int, n_bytes: int) -> None:
    """Refuse what unpacks to more than a file of its size plausibly does."""
    if n_bytes > UNPACKED_BYTES.now():
        raise UNPACKED_BYTES.refuse(name, "is too large")
    if n_bytes > max(SMALL, packed_size * EXPANSION.now()):
        raise EXPANSION.refuse(name, f"unpacks from {packed_size:,} to over {n_bytes:,} bytes")


class _Unpacked(io.RawIOBase):
    """A stream that refuses to grow out of proportion, or to break in the middle."""

    def __init__(self, name: str, packed_size: int, *streams: BinaryIO) -> None:
        self._name = name
        self._packed_size = packed_size
        self._n_bytes = 0
        self._stream = streams[0]
        self._to_close = streams

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        try:
            piece = self._stream.read(len(target))
        except (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as problem:
            hint = "it is damaged or incomplete: fetch it again"
            raise FileRefused(f"{self._name} cannot be unpacked: {problem}", hint) from None
        except MemoryError:
            hint = "if you trust it, unpack it yourself and name the unpacked file"
            raise FileRefused(f"{self._name} needs too much memory to unpack", hint) from None
        target[: len(piece)] = piece
        self._n_bytes += len(piece)
        refuse_excess(self._name, self._packed_size, self._n_bytes)
        return len(piece)

    def close(self) -> None:
        for stream in self._to_close:
            stream.close()
        super().close()
