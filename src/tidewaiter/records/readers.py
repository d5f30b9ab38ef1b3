"""The one door to the tables in a file, whatever it calls itself.

A file is recognised by its first bytes, never by its suffix; what is neither a workbook nor
text is refused by its right name, with a way out.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import pyarrow as pa

from tidewaiter.records.block import Block
from tidewaiter.records.dbf import dbf_fields, open_dbf
from tidewaiter.records.delimited import open_delimited
from tidewaiter.records.encoding import Sink, detect, in_memory, require
from tidewaiter.records.files import Document
from tidewaiter.records.fixed import open_fixed
from tidewaiter.records.foreign import ARCHIVE, OLE, foreign, is_protected, refuse_foreign
from tidewaiter.records.how import AS_FOUND, HowToRead
from tidewaiter.records.objects import MARK as OBJECTS
from tidewaiter.records.objects import open_objects
from tidewaiter.records.tally import Tally
from tidewaiter.records.unlock import unlocked
from tidewaiter.words.limits import COLUMNS

ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"


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
    def header_line(self) -> int:
        """The first line of the header; 0 where no line is one."""

    @property
    def n_header(self) -> int:
        """How many lines or rows the header takes."""

    @property
    def n_counted(self) -> int:
        """Lines of a text, rows of a sheet that hold something, records: counted apart from the reading."""

    @property
    def encoding(self) -> str: ...
    @property
    def evidence(self) -> str:
        """Why that encoding, in a sentence."""

    @property
    def delimiter(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the file beside its tables."""

    @property
    def n_bytes(self) -> int:
        """The size of the unpacked file."""

    def headings(self) -> "Iterator[SourceTable]":
        """Itself, then the same under every other row that could be its header."""

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """Tasks that each read a part, in the order of the file."""


def tables(
    document: Document, how: HowToRead = AS_FOUND, sink: Sink | None = None
) -> list[SourceTable]:
    """The tables in a document; `sink` sees every unpacked byte once."""
    found = _tables(document, how, sink)
    for table in found:
        if len(table.header) > COLUMNS.now():
            raise COLUMNS.refuse(document.name, f"has {len(table.header):,}")
    return found


def _tables(document: Document, how: HowToRead, sink: Sink | None) -> list[SourceTable]:
    encoding = how.encoding_of(document.name)
    with document.open() as stream:
        head = stream.read(1 << 14)
    if head.startswith((ZIP, OLE)):
        return list(_workbook(document, head, how, sink))
    if head.startswith(PARQUET):
        from tidewaiter.records.parquet import open_parquet  # slow to load, and rarely needed

        return [open_parquet(document, sink)]
    if fields := dbf_fields(head):
        return [open_dbf(document, fields, encoding, sink)]
    refuse_foreign(document, head)
    tally = Tally(sink)
    coding = require(document, encoding, tally) if encoding else detect(document, tally)
    n_lines = tally.n_lines(document, coding)
    if OBJECTS.match(head[coding.bom :].decode(coding.name, "ignore")):
        return [open_objects(document, coding, tally.n_bytes, n_lines)]
    if how.fixed:
        return [open_fixed(document, coding, tally.n_bytes, n_lines, how.fixed)]
    return [open_delimited(document, coding, tally.n_bytes, n_lines, how)]


def _workbook(
    document: Document, head: bytes, how: HowToRead, sink: Sink | None
) -> Sequence[SourceTable]:
    # the workbook library is slow to load, and most deliveries hold no workbook
    from tidewaiter.records.workbook import open_workbook, workbook_format

    protected = head.startswith(OLE) and is_protected(document)
    content = in_memory(document, sink)
    if protected:
        content = unlocked(document, content, how)
    written = "xls" if content.startswith(OLE) else workbook_format(document, content)
    if not written:
        raise foreign(document, "an archive or an office document", ARCHIVE)
    return open_workbook(document, content, written, how)
