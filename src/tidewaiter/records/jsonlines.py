"""JSON Lines: an object a line, lines that are written alike as whole columns."""

from collections.abc import Iterator, Sequence
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
from tidewaiter.records.split import IntArray
from tidewaiter.words.limits import RECORD_BYTES

MOST_WAYS = 8
"""Ways of writing a line that are looked for; lines of others are read one by one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines and the number of the first."""

    first: int
    lines: Sequence[str]


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


def survey(
    document: Document, coding: Encoding, n_lines: int
) -> tuple[tuple[str, ...], tuple[Alike, ...]]:
    """All keys in the order they first appear, and the ways in which most lines are written."""
    keys: dict[str, None] = {}
    ways: list[Alike] = []
    for piece in pieces(document, coding, n_lines):
        _, left = _shared_out(piece, ways)
        while len(left):
            line, left = piece.lines[left[0]], left[1:]
            fields = fields_of(document, line)
            keys |= dict.fromkeys(fields or ())
            refuse_many_keys(document, keys)
            way = alike(line, fields) if fields and len(ways) < MOST_WAYS else None
            if way:
                ways.append(way)
                left = left[~_is_written(piece, left, way)]
    refuse_without_keys(document, keys)
    return tuple(keys), tuple(ways)


def read(document: Document, piece: Piece, keys: Sequence[str], ways: Sequence[Alike]) -> Block:
    """The objects on some lines as rows."""
    header = column_names([whole(key) for key in keys])
    shares, left = _shared_out(piece, ways)
    tables, places = [], []
    for way, share in shares:
        columns = way.columns([piece.lines[place] for place in share.tolist()])
        if columns is None:
            left = np.concatenate((left, share))
            continue
        nothing = pa.array([""] * len(share), pa.string())
        tables.append(pa.table([columns.get(key, nothing) for key in keys], list(header)))
        places.append(share)
    left.sort()
    others = rows_of([_found(document, piece, place) for place in left.tolist()], keys, header)
    tables.append(others.table)
    line_nos = np.concatenate([*(share + piece.first for share in places), others.line_nos])
    order = np.argsort(line_nos)
    whole_table = pa.concat_tables(tables)
    if len(order) and (np.diff(line_nos) < 0).any():
        whole_table = whole_table.take(order)
    return Block(whole_table, line_nos[order], others.rejects, others.n_blank)


def _shared_out(
    piece: Piece, ways: Sequence[Alike]
) -> tuple[list[tuple[Alike, IntArray]], IntArray]:
    """The places of the lines that are written in each way, and of those in none."""
    left = np.arange(len(piece.lines))
    shares = []
    for way in ways:
        if not len(left):
            break
        written = _is_written(piece, left, way)
        shares.append((way, left[written]))
        left = left[~written]
    return [(way, share) for way, share in shares if len(share)], left


def _is_written(
    piece: Piece, places: IntArray, way: Alike
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    lines = (
        piece.lines
        if len(places) == len(piece.lines)
        else [piece.lines[n] for n in places.tolist()]
    )
    try:
        matching = way.matching(pa.array(lines, pa.string()))
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return np.zeros(len(places), np.bool_)
    return matching.to_numpy(zero_copy_only=False)


def _found(document: Document, piece: Piece, place: int) -> Found:
    line = piece.lines[place]
    return piece.first + place, line if line.strip() else "", fields_of(document, line)
