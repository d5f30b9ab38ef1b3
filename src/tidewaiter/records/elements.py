"""The objects of one JSON array, each under the line on which it begins."""

import re
from collections.abc import Iterator
from itertools import chain

from tidewaiter.records.encoding import Encoding
from tidewaiter.records.files import Document
from tidewaiter.records.flat import DECODER, Found, chunks_of, flat_object
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import NESTING, RECORD_BYTES

_OPENING = re.compile(r"\s*\[\s*")
_GAP = re.compile(r"\s*,?\s*")
_BLANK = re.compile(r"\s*")


def elements(document: Document, coding: Encoding) -> Iterator[Found]:
    """The objects of one array; text is gathered only until the next object is whole."""
    chunks = chunks_of(document, coding)
    text, longest = next(chunks, ""), RECORD_BYTES.now()
    place, line_no, gap = 0, 1, _OPENING
    while True:
        found = gap.match(text, place)
        start = found.end() if found else place
        line_no += text.count("\n", place, start)
        separated = gap is not _GAP or "," in text[place:start]
        if not separated and text[start : start + 1] == "]":
            if any(piece.strip() for piece in chain([text[start + 1 :]], chunks)):
                raise _broken(document, line_no, "something stands behind its end")
            return
        try:
            if not found:
                raise ValueError("it does not begin with an array")
            if not separated and start < len(text):
                raise _broken(document, line_no, "no comma stands behind an object")
            value, place = DECODER.raw_decode(text, start)
        except RecursionError:
            raise NESTING.refuse(document.name, "holds values") from None
        except ValueError as problem:
            piece = next(chunks, "")
            if len(text) - start > longest:
                raise RECORD_BYTES.refuse(
                    document.name, f"holds an object, at line {line_no:,}"
                ) from None
            if not piece:
                raise _broken(document, line_no, str(problem)) from None
            text, place = text[start:] + piece, 0
            gap = _BLANK if found and separated else gap
            continue
        gap = _GAP
        yield line_no, text[start:place], flat_object(document, value)
        line_no += text.count("\n", start, place)


def _broken(document: Document, line_no: int, why: str) -> FileRefused:
    hint = "it is damaged or incomplete: fetch it again"
    return FileRefused(f"{document.name} is broken JSON at line {line_no:,}: {why}", hint)
