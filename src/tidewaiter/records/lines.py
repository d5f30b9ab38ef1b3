"""A text with a line feed at the end of each line, whichever sign ends it in the file."""

from collections.abc import Iterator

from tidewaiter.records.encoding import CHUNK, Encoding, utf8_chunks
from tidewaiter.records.files import Document


def is_old_mac(document: Document, coding: Encoding) -> bool:
    """Whether carriage returns stand where line feeds should, as on a Macintosh before 2001."""
    returns = False
    for chunk in utf8_chunks(document, coding):
        if b"\n" in chunk:
            return False
        returns = returns or b"\r" in chunk
    return returns


def in_lines(
    document: Document, coding: Encoding, old_mac: bool, size: int = CHUNK
) -> Iterator[bytes]:
    """The text as UTF-8 in pieces of about a size."""
    for chunk in utf8_chunks(document, coding, size):
        yield chunk.replace(b"\r", b"\n") if old_mac else chunk
