"""JSON as a table: one object is one row, under the line on which it begins.

Read are JSON Lines (an object a line) and one array of objects; where two objects of an array
begin on one line, each stands under its place in the array instead. The columns are the keys
of all objects in the order they first appear; a nested value stands under the path to it.
Numbers keep the digits they are written with, and half a letter its escape.
"""

import codecs
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

import numpy as np
import pyarrow as pa

from tidewaiter.records.block import SAMPLE_ROWS, Block
from tidewaiter.records.encoding import Encoding, raw_chunks, utf8_chunks
from tidewaiter.records.files import Document
from tidewaiter.records.naming import column_names
from tidewaiter.records.split import Reject
from tidewaiter.records.tally import n_elements
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import COLUMNS, NESTING, RECORD_BYTES

BLOCK_ROWS = 20_000
MARK = re.compile(r"\s*(\[\s*[\[{]|\{\s*[\"}])")
_OPENING = re.compile(r"\s*\[\s*")
_GAP = re.compile(r"\s*,?\s*")
_BLANK = re.compile(r"\s*")


class _Pairs(list[tuple[str, object]]):
    """An object as it is written, so that no key is lost that stands twice."""


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_float=str, parse_int=str, parse_constant=str
)

Fields = dict[str, str]
Found = tuple[int, str, Fields | None]
"""A line, its text ("" for a blank one), and the fields of the object on it, if it is one."""


@dataclass(frozen=True, slots=True)
class ObjectsTable:
    """The table in a JSON file. No line is its header, so the header line is 0."""

    document: Document
    coding: Encoding
    keys: tuple[str, ...]
    n_bytes: int
    n_counted: int
    by_place: bool = False
    header_line: int = 0
    n_header: int = 0
    sheet: str = ""
    notes: tuple[str, ...] = ()
    delimiter: str = ""

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def header(self) -> tuple[str, ...]:
        return column_names([_whole(key) for key in self.keys])

    @property
    def encoding(self) -> str:
        return self.coding.name

    @property
    def evidence(self) -> str:
        placed = "; its objects share lines, so each is named by its place in the array"
        return self.coding.evidence + (placed if self.by_place else "")

    def headings(self) -> "Iterator[ObjectsTable]":
        """Only itself: the file names its columns."""
        yield self

    def sample(self) -> pa.Table:
        """The first rows, at most a thousand."""
        return self._block(list(islice(self._found(), SAMPLE_ROWS))).table

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """One task for every twenty thousand objects."""
        found = self._found()
        while rows := list(islice(found, BLOCK_ROWS)):
            yield partial(self._block, rows)

    def _found(self) -> Iterator[Found]:
        found = _objects(self.document, self.coding)
        if not self.by_place:
            return found
        return ((place, text, fields) for place, (_, text, fields) in enumerate(found, 1))

    def _block(self, rows: Sequence[Found]) -> Block:
        kept = [(line_no, fields) for line_no, _, fields in rows if fields is not None]
        columns = [[fields.get(key, "") for _, fields in kept] for key in self.keys]
        table = pa.table([_texts(column) for column in columns], list(self.header))
        message = "this line is no JSON object; it is kept as it stands and is no record"
        rejects = tuple(
            Reject(line_no, "no_object", text, message, kept=False)
            for line_no, text, fields in rows
            if fields is None and text
        )
        line_nos = np.array([line_no for line_no, _ in kept], np.int64)
        return Block(table, line_nos, rejects, len(rows) - len(kept) - len(rejects))


def open_objects(document: Document, coding: Encoding, n_bytes: int, n_lines: int) -> ObjectsTable:
    """Read the file through once for its keys; its objects are counted by commas, or its lines."""
    keys: dict[str, None] = {}
    most_keys = COLUMNS.now()
    last, by_place = 0, False
    for line_no, _, fields in _objects(document, coding):
        last, by_place = line_no, by_place or line_no == last
        keys |= dict.fromkeys(fields or ())
        if len(keys) > most_keys:
            raise COLUMNS.refuse(document.name, "has too many keys for a table")
    if not keys:
        hint = "it should hold an object a line, or one array of objects: keep that part of it"
        raise FileRefused(f"{document.name} is JSON without a table", hint)
    counted = n_elements(utf8_chunks(document, coding)) if _is_array(document, coding) else n_lines
    return ObjectsTable(document, coding, tuple(keys), n_bytes, counted, by_place)


def _texts(values: Sequence[str]) -> pa.StringArray:
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        return pa.array([_whole(value) for value in values], pa.string())


def _whole(text: str) -> str:
    r"""The text with its halves of letters, which only an escape can write, as those escapes.

    >>> _whole(json.loads('"\\ud83d"'))
    '\\ud83d'
    """
    return text.encode(errors="backslashreplace").decode()


def _is_array(document: Document, coding: Encoding) -> bool:
    with document.open() as stream:
        head = stream.read(coding.bom + 4096)[coding.bom :].decode(coding.name, "ignore")
    return head.lstrip().startswith("[")


def _objects(document: Document, coding: Encoding) -> Iterator[Found]:
    if _is_array(document, coding):
        return _of_array(document, _text(document, coding))
    return _of_lines(document, _text(document, coding))


def _text(document: Document, coding: Encoding) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(coding.name)("strict")
    for chunk in raw_chunks(document, coding.bom):
        yield decoder.decode(chunk)


def _of_lines(document: Document, chunks: Iterator[str]) -> Iterator[Found]:
    line_no, left, longest = 0, "", RECORD_BYTES.now()
    for chunk in chunks:
        *lines, left = (left + chunk).split("\n")
        for line in lines:
            line_no += 1
            yield line_no, line if line.strip() else "", _fields(document, line)
        if len(left) > longest:
            raise RECORD_BYTES.refuse(document.name, f"holds a line, {line_no + 1:,}, without end")
    if left:
        yield line_no + 1, left if left.strip() else "", _fields(document, left)


def _fields(document: Document, line: str) -> Fields | None:
    try:
        return _flat_object(document, _DECODER.decode(line))
    except RecursionError:
        raise NESTING.refuse(document.name, "holds values") from None
    except ValueError:
        return None


def _flat_object(document: Document, value: object) -> Fields | None:
    if not isinstance(value, _Pairs):
        return None
    if _depth(value) > NESTING.now():
        raise NESTING.refuse(document.name, "holds values")
    return flat(value)


def _depth(value: object) -> int:
    """How many levels of lists and objects stand inside each other; counted level by level."""
    level, depth = [value], 0
    while nested := [one for one in level if isinstance(one, list)]:
        depth += 1
        level = [inner for one in nested for inner in _values(one)]
    return depth


def _values(nested: list[object]) -> list[object]:
    return [value for _, value in nested] if isinstance(nested, _Pairs) else nested


def _of_array(document: Document, chunks: Iterator[str]) -> Iterator[Found]:
    """The objects of one array; text is gathered only until the next object is whole."""
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
            value, place = _DECODER.raw_decode(text, start)
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
        yield line_no, text[start:place], _flat_object(document, value)
        line_no += text.count("\n", start, place)


def flat(pairs: "_Pairs") -> Fields:
    """An object's values as texts, each under its key or the path to it.

    >>> flat(_DECODER.decode('{"a": 1.50, "b": {"c": null, "d": [true, "x"]}, "a": 2}'))
    {'a': '1.50', 'b.c': '', 'b.d.1': 'true', 'b.d.2': 'x', 'a_2': '2'}
    """
    fields: Fields = {}
    times: Counter[str] = Counter()
    for path, text in _leaves("", pairs):
        unique = path
        while unique in fields:
            times[path] += 1
            unique = f"{path}_{times[path] + 1}"
        fields[unique] = text
    return fields


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, _Pairs):
        for key, inner in value:
            yield from _leaves(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value, 1):
            yield from _leaves(f"{path}.{place}", inner)
    elif value is None:
        yield path, ""
    else:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def _broken(document: Document, line_no: int, why: str) -> FileRefused:
    hint = "it is damaged or incomplete: fetch it again"
    return FileRefused(f"{document.name} is broken JSON at line {line_no:,}: {why}", hint)
