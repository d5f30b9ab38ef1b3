"""JSON Lines: an object a line, lines that are written alike as whole columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tidewaiter.records.alike import Alike, alike
from tidewaiter.records.block import Block
from tidewaiter.records.encoding import Encoding
from tidewaiter.records.files import Document
from tidewaiter.records.flat import (
    Found,
    chunks_of,
    fields_of,
    refuse_many_keys,
    refuse_without_keys,
    rows_of,
    whole,
)
from tidewaiter.records.naming import column_names
from tidewaiter.records.split import NOTHING, BoolArray, IntArray
from tidewaiter.words.limits import RECORD_BYTES

MOST_WAYS = 8
"""Ways of writing a line that are looked for; lines of others are read one by one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines and the number of the first."""

    first: int
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Survey:
    """All keys in the order they first appear, and the ways in which most lines are written.

    `wholly` says of pieces, by their first line, in which way all of their lines are.
    """

    keys: tuple[str, ...]
    ways: tuple[Alike, ...]
    wholly: Mapping[int, int]

    @property
    def header(self) -> tuple[str, ...]:
        """A name for each key."""
        return column_names([whole(key) for key in self.keys])


def pieces(document: Document, coding: Encoding, n_lines: int) -> Iterator[Piece]:
    """The lines of a file, at most so many together."""
    first, left, longest = 1, "", RECORD_BYTES.now()
    for chunk in chunks_of(document, coding):
        *lines, left = (left + chunk).split("\n")
        for start in range(0, len(lines), n_lines):
            yield Piece(first + start, lines[start : start + n_lines])
        first += len(lines)
        if len(left) > longest:
            raise RECORD_BYTES.refuse(document.name, f"holds a line, {first:,}, without end")
    if left:
        yield Piece(first, [left])


def survey(document: Document, coding: Encoding, n_lines: int) -> Survey:
    """Read all lines once, for their keys and how they are written."""
    keys: dict[str, None] = {}
    ways: list[Alike] = []
    wholly: dict[int, int] = {}
    for piece in pieces(document, coding, n_lines):
        shares, left = _shared_out(piece, ways)
        if not len(left) and len(shares) == 1:
            wholly[piece.first] = ways.index(shares[0][0])
        while len(left):
            line, left = piece.lines[left[0]], left[1:]
            fields = fields_of(document, line)
            keys |= dict.fromkeys(fields or ())
            refuse_many_keys(document, keys)
            way = alike(line, fields) if fields and len(ways) < MOST_WAYS else None
            if way:
                ways.append(way)
                left = left[~_is_written(_array(piece, left), way)]
    refuse_without_keys(document, keys)
    return Survey(tuple(keys), tuple(ways), wholly)


def read(document: Document, found: Survey, piece: Piece) -> Block:
    """The objects on some lines as rows."""
    keys, header = found.keys, found.header
    if piece.first in found.wholly:
        everywhere = np.arange(len(piece.lines))
        shares, left = [(found.ways[found.wholly[piece.first]], everywhere)], NOTHING
    else:
        shares, left = _shared_out(piece, found.ways)
    tables, places = [], []
    for way, share in shares:
        columns = way.columns(_array(piece, share))
        if columns is None:
            left = np.concatenate((left, share))
            continue
        nothing = pa.array([""] * len(share), pa.string())
        tables.append(pa.table([columns.get(key, nothing) for key in keys], list(header)))
        places.append(share)
    left.sort()
    others = rows_of([_found(document, piece, place) for place in left.tolist()], keys, header)
    line_nos = np.concatenate([*(share + piece.first for share in places), others.line_nos])
    table = pa.concat_tables([*tables, others.table])
    if (np.diff(line_nos) < 0).any():
        order = np.argsort(line_nos)
        table, line_nos = table.take(order), line_nos[order]
    return Block(table, line_nos, others.rejects, others.n_blank)


def _shared_out(
    piece: Piece, ways: Sequence[Alike]
) -> tuple[list[tuple[Alike, IntArray]], IntArray]:
    """The places of the lines that are written in each way, and of those in none."""
    left: IntArray = np.arange(len(piece.lines))
    shares = []
    for way in ways:
        if not len(left):
            break
        written = _is_written(_array(piece, left), way)
        shares.append((way, left[written]))
        left = left[~written]
    return [(way, share) for way, share in shares if len(share)], left


def _array(piece: Piece, places: IntArray) -> pa.StringArray:
    if len(places) == len(piece.lines):
        return pa.array(piece.lines, pa.string())
    return pa.array([piece.lines[place] for place in places.tolist()], pa.string())


def _is_written(lines: pa.StringArray, way: Alike) -> BoolArray:
    matching: BoolArray = way.matching(lines).to_numpy(zero_copy_only=False)
    return matching


def _found(document: Document, piece: Piece, place: int) -> Found:
    line = piece.lines[place]
    return piece.first + place, line if line.strip() else "", fields_of(document, line)
