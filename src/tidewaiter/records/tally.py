"""Bytes, lines and the elements of a list counted on their way, apart from any reading of them."""

from collections.abc import Iterable

import numpy as np

from tidewaiter.records.encoding import Encoding, Sink, utf8_chunks
from tidewaiter.records.files import Document
from tidewaiter.records.split import BoolArray, Bytes


class Tally:
    """Counts what passes to a sink; a file without line feeds is counted by its carriage returns."""

    def __init__(self, sink: Sink | None) -> None:
        self.sink = sink
        self.n_bytes = self._feeds = self._returns = 0
        self._last = b""

    def __call__(self, chunk: bytes) -> None:
        self.n_bytes += len(chunk)
        self._count(chunk)
        if self.sink:
            self.sink(chunk)

    def n_lines(self, document: Document, coding: Encoding) -> int:
        """Lines of the text, the last one counted also where nothing ends it."""
        if not coding.name.startswith("utf-16"):
            return self._total
        decoded = Tally(None)
        for chunk in utf8_chunks(document, coding):
            decoded(chunk)
        return decoded._total

    def _count(self, chunk: bytes) -> None:
        self._feeds += chunk.count(b"\n")
        if not self._feeds:
            self._returns += chunk.count(b"\r")
        self._last = chunk[-1:] or self._last

    @property
    def _total(self) -> int:
        mark = b"\n" if self._feeds else b"\r"
        return (self._feeds or self._returns) + (self._last not in (b"", mark))


def n_elements(chunks: Iterable[bytes]) -> int:
    r"""How many elements the outermost list of a JSON text has, counted by its commas.

    >>> n_elements([b'[{"a": "],\\""}, ', b'[1, 2], 3]']), n_elements([b"[ ]"])
    (3, 0)
    """
    n_commas, depth, inside, filled, left = 0, 0, 0, False, b""
    for chunk in chunks:
        text = left + chunk
        kept = text.rstrip(b"\\")
        left = text[len(kept) :]
        data = np.frombuffer(kept.replace(rb"\\", b"--").replace(rb"\"", b"--"), np.uint8)
        quotes = data == ord('"')
        within = (np.cumsum(quotes) + inside) % 2 == 1
        outside = ~within & ~quotes
        opening, closing = outside & _among(data, b"[{"), outside & _among(data, b"]}")
        depths = np.cumsum(opening.astype(np.int8) - closing, dtype=np.int64) + depth
        n_commas += int(np.count_nonzero(outside & (depths == 1) & (data == ord(","))))
        filled |= bool(((depths > 1) | within | (outside & _among(data, b"0123456789lse"))).any())
        if len(data):
            depth, inside = int(depths[-1]), int(within[-1])
    return n_commas + filled


def _among(data: Bytes, signs: bytes) -> BoolArray:
    return np.isin(data, np.frombuffer(signs, np.uint8))
