"""The one door to the tables in a file, whatever it calls itself.

A file is recognised by its first bytes, never by its suffix; what is neither a workbook nor
text is refused by its right name, with a way out.
"""

import re
from collections.abc import Callable, Iterator
from typing import Protocol

import pyarrow as pa

from tidewaiter.records.delimited import Block, open_delimited
from tidewaiter.records.encoding import Sink, detect, raw_chunks, require
from tidewaiter.records.files import Document
from tidewaiter.words.errors import FileRefused

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"{\\rtf", "an RTF document"),
)
MARKUP = re.compile(rb"\s*<(\?xml|!doctype|html|table|workbook)", re.IGNORECASE)
JSON = re.compile(rb"\s*(\[\s*[\[{]|\{\s*[\"}])")


class SourceTable(Protocol):
    """One table of a file, whose rows know their lines."""

    @property
    def name(self) -> str: ...
    @property
    def sheet(self) -> str:
        """Empty for text files."""

    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def header_line(self) -> int: ...
    @property
    def encoding(self) -> str: ...
    @property
    def evidence(self) -> str:
        """Why that encoding, in a sentence."""

    @property
    def delimiter(self) -> str: ...
    @property
    def n_bytes(self) -> int:
        """The size of the unpacked file."""

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """Tasks that each read a part, in the order of the file."""


def tables(
    document: Document,
    encoding: str | None = None,
    delimiter: str | None = None,
    sink: Sink | None = None,
) -> list[SourceTable]:
    """The tables in a document; `sink` sees every unpacked byte once."""
    with document.open() as stream:
        head = stream.read(1 << 12)
    _refuse_foreign(document, head)
    if head.startswith(ZIP):
        # the workbook library is slow to load, and most deliveries hold no workbook
        from tidewaiter.records.workbook import is_workbook, open_workbook

        content = b"".join(raw_chunks(document, sink=sink))
        if not is_workbook(document, content):
            raise _foreign(document, "an archive or an office document")
        return list(open_workbook(document, content))
    tally = _Tally(sink)
    coding = require(document, encoding, tally) if encoding else detect(document, tally)
    return [open_delimited(document, coding, tally.n_bytes, delimiter)]


class _Tally:
    """Counts the bytes on their way to the sink."""

    def __init__(self, sink: Sink | None) -> None:
        self.sink = sink
        self.n_bytes = 0

    def __call__(self, chunk: bytes) -> None:
        self.n_bytes += len(chunk)
        if self.sink:
            self.sink(chunk)


def _refuse_foreign(document: Document, head: bytes) -> None:
    if head.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le")
        if any(locked in chunk for chunk in raw_chunks(document)):
            hint = "open it with its password and save it without one"
            raise FileRefused(f"{document.name} is protected by a password", hint)
        raise _foreign(document, "a workbook or document in the old Office format")
    for mark, what in FOREIGN:
        if head.startswith(mark):
            raise _foreign(document, what)
    if MARKUP.match(head):
        raise _foreign(document, "XML or HTML")
    if JSON.match(head):
        raise _foreign(document, "JSON")


def _foreign(document: Document, what: str) -> FileRefused:
    return FileRefused(f"{document.name} is {what}", "save it as XLSX or CSV")
