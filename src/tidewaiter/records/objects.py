"""JSON as a table: one object is one row, under the line on which it begins.

Read are JSON Lines (an object a line) and one array of objects; where two objects of an array
begin on one line, each stands under its place in the array instead. The columns are the keys
of all objects in the order they first appear; a nested value stands under the path to it, but
in lines of entities, where a list is one column.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

import pyarrow as pa

from tidewaiter.records import jsonlines
from tidewaiter.records.block import SAMPLE_ROWS, Block, text_table
from tidewaiter.records.elements import elements
from tidewaiter.records.encoding import Encoding, utf8_chunks
from tidewaiter.records.entitylines import are_entities, entity_types, read_entities
from tidewaiter.records.files import Document
from tidewaiter.records.flat import Found, refuse_many_keys, refuse_without_keys, rows_of, whole
from tidewaiter.records.jsonlines import Piece
from tidewaiter.records.naming import column_names
from tidewaiter.records.tally import n_elements

BLOCK_ROWS = 20_000
SAMPLE_BLOCKS = 4
MARK = re.compile(r"\s*(\[\s*[\[{]|\{\s*[\"}])")


@dataclass(frozen=True, slots=True)
class ObjectsTable:
    """The table in a JSON file. No line is its header, so the header line is 0."""

    document: Document
    coding: Encoding
    keys: tuple[str, ...]
    n_bytes: int
    n_counted: int
    by_place: bool = False
    by_lines: Callable[[Piece], Block] | None = None  # reads some lines, where an object is a line
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
        return column_names([whole(key) for key in self.keys])

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
        tables = [text_table([], self.header)]
        for read in islice(self.blocks(), SAMPLE_BLOCKS):
            tables.append(read().table)
            if sum(map(len, tables)) >= SAMPLE_ROWS:
                break
        return pa.concat_tables(tables).slice(0, SAMPLE_ROWS)

    def blocks(self) -> Iterator[Callable[[], Block]]:
        """One task for every twenty thousand objects or lines."""
        if self.by_lines:
            for piece in jsonlines.pieces(self.document, self.coding, BLOCK_ROWS):
                yield partial(self.by_lines, piece)
            return
        found = self._elements()
        while some := list(islice(found, BLOCK_ROWS)):
            yield partial(rows_of, some, self.keys, self.header)

    def _elements(self) -> Iterator[Found]:
        found = elements(self.document, self.coding)
        if not self.by_place:
            return found
        return ((place, text, fields) for place, (_, text, fields) in enumerate(found, 1))


def open_objects(document: Document, coding: Encoding, n_bytes: int, n_lines: int) -> ObjectsTable:
    """Read the file through once for its keys; its objects are counted by commas, or its lines."""
    if not _is_array(document, coding):
        keys, by_lines = _lines(document, coding)
        return ObjectsTable(document, coding, keys, n_bytes, n_lines, by_lines=by_lines)
    found: dict[str, None] = {}
    last, by_place = 0, False
    for line_no, _, fields in elements(document, coding):
        last, by_place = line_no, by_place or line_no == last
        found |= dict.fromkeys(fields or ())
        refuse_many_keys(document, found)
    refuse_without_keys(document, found)
    counted = n_elements(utf8_chunks(document, coding))
    return ObjectsTable(document, coding, tuple(found), n_bytes, counted, by_place)


def _lines(
    document: Document, coding: Encoding
) -> tuple[tuple[str, ...], Callable[[Piece], Block]]:
    """The keys of a file of lines, and how its lines are read."""
    if are_entities(document, coding):
        types = entity_types(document, coding, BLOCK_ROWS)
        return tuple(types), partial(read_entities, document, types)
    survey = jsonlines.survey(document, coding, BLOCK_ROWS)
    return survey.keys, partial(jsonlines.read, document, survey)


def _is_array(document: Document, coding: Encoding) -> bool:
    with document.open() as stream:
        head = stream.read(coding.bom + 4096)[coding.bom :].decode(coding.name, "ignore")
    return head.lstrip().startswith("[")
