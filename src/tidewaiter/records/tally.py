"""Bytes and lines counted on their way, apart from any reading of them."""

from tidewaiter.records.encoding import Encoding, Sink, utf8_chunks
from tidewaiter.records.files import Document


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
