"""Rows among the records that are none: a header pasted again, totals and notes at the foot.

They are set aside as they stand, each under its line. A row is taken for a foot only at the
very end of a table, and only where it is far emptier than the rows above it. A name without
numbers may be a record whose numbers are missing: it stays one unless it stands apart, is
longer than any name above it, or carries the mark of a note.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records.block import Block
from tidewaiter.records.heading import Heading
from tidewaiter.records.row import is_number, usual_filling
from tidewaiter.records.split import BoolArray, IntArray, Reject
from tidewaiter.records.synthetic import is_mark

LONGEST_FOOT = 20
"""Rows at the end of a table that may be its foot."""
USUAL_OF = 200
"""Rows by which the usual filling is judged."""
TOTAL = re.compile(
    r"\W*(?:итого|всего|общий итог|разом|усього|барлығы|бардыгы|жами|grand total|sub-?total"
    r"|totals?|sum|gesamt|summe|totale|toplam|genel toplam"
    r"|合\s*计|合\s*計|总\s*计|總\s*計|小\s*计|共\s*计)\b",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"\W*(?:\*|примечани|источник|source|note|remark|данные|подготовлен|исполнител|来源|注|资料)",
    re.IGNORECASE,
)
NUMBERED_NOTE = re.compile(r"\W?\d{1,2}\W?(?:\s+\w|[^\W\d])")
"""How a footnote with a number begins; some tables number their records so."""

Cells = Sequence[str]
Text = Callable[[int], str]
"""The text of a row of the block, as the file has it."""


def tidy(block: Block, heading: Heading, text: Text, is_last: bool) -> Block:
    """The block less the rows that are no records."""
    if not len(block.table):
        return block
    own = [place for place, name in enumerate(block.table.column_names) if not is_mark(name)]
    table = block.table.select(own)
    repeated = _repeated(table, heading, own)
    foot = _foot(table, block.line_nos) if is_last else np.zeros(len(block.table), np.bool_)
    gone = repeated | foot
    if not gone.any():
        return block
    rejects = [*block.rejects, *_rejects(block, repeated, foot & ~repeated, text)]
    rejects.sort(key=lambda reject: reject.line_no)
    kept = block.table.filter(pa.array(~gone))
    return replace(block, table=kept, line_nos=block.line_nos[~gone], rejects=tuple(rejects))


def _rejects(block: Block, repeated: BoolArray, foot: BoolArray, text: Text) -> Iterator[Reject]:
    again = "the header stands here again; it is kept as it is and is no record"
    below = "a total or a note at the foot; it is kept as it is and is no record"
    for places, kind, message in ((repeated, "repeated_header", again), (foot, "foot_row", below)):
        for place in np.flatnonzero(places).tolist():
            line_no = int(block.line_nos[place])
            yield Reject(line_no, kind, text(place), message, kept=False)


def _repeated(table: pa.Table, heading: Heading, own: Sequence[int]) -> BoolArray:
    """Where the header stands again; `own` says which of its cells the columns are."""
    found = np.zeros(len(table), np.bool_)
    for row in heading.rows:
        cells = [row.cells[place] if place < len(row.cells) else "" for place in own]
        filled = [place for place, cell in enumerate(cells) if cell.strip()]
        if len(filled) > 1 or table.num_columns == 1:
            found |= _equal(table, cells, filled)
    return found


def _equal(table: pa.Table, cells: Sequence[str], filled: Sequence[int]) -> BoolArray:
    """Rows whose cells are these; the longest is compared first, which settles nearly all."""
    order = sorted(filled, key=lambda place: -len(cells[place]))
    order += [place for place in range(len(cells)) if place not in filled]
    same = np.ones(len(table), np.bool_)
    for place in order:
        same &= pc.equal(table.column(place), pa.scalar(cells[place])).to_numpy()
        if not same.any():
            break
    return same


def _foot(table: pa.Table, all_line_nos: IntArray) -> BoolArray:
    """The foot; rows of empty cells among and below it stand as they are, and part it as blank ones do."""
    found = np.zeros(len(table), np.bool_)
    states = np.flatnonzero(_states_something(table))
    if not len(states):
        return found
    states = states[-USUAL_OF:]
    rows = [[cell.strip() for cell in row.values()] for row in table.take(states).to_pylist()]
    line_nos = all_line_nos[states]
    apart = np.diff(line_nos, prepend=line_nos[0]) > 1
    n_foot = _n_foot(rows, apart)
    found[states[len(states) - n_foot :]] = 0 < n_foot < len(found)
    return found


def _states_something(table: pa.Table) -> BoolArray:
    stated = np.zeros(len(table), np.bool_)
    for column in table.columns:
        stated |= pc.not_equal(pc.utf8_trim_whitespace(column), pa.scalar("")).to_numpy()
    return stated


def _n_foot(rows: Sequence[Cells], apart: BoolArray) -> int:
    """How many of the last rows are a foot; `apart` says which stand below a blank one."""
    usual = usual_filling([sum(map(bool, row)) for row in rows])
    records = [row for row in rows if 2 * sum(map(bool, row)) > usual]
    longest = [max(map(_n_letters, cells)) for cells in zip(*records, strict=True)]
    numbered = 2 * sum(bool(NUMBERED_NOTE.match(row[0])) for row in records) > len(records)
    n_foot = 0
    for n_rows, row in enumerate(reversed(rows[-LONGEST_FOOT:] if usual >= 3 else []), 1):
        if _is_total(row, usual) or _is_note(row, usual, numbered) or _is_long(row, longest):
            n_foot = n_rows
        elif not _is_bare(row):
            break
        elif apart[-n_rows]:
            n_foot = n_rows
    return n_foot


def _is_total(row: Cells, usual: int) -> bool:
    """A total that leaves most columns empty."""
    filled = [cell for cell in row if cell]
    return 2 * len(filled) <= usual + 1 and any(map(TOTAL.match, filled[:2]))


def _is_note(row: Cells, usual: int, numbered: bool) -> bool:
    """A note that says so or bears a number, which tells nothing where the records do too."""
    filled = [cell for cell in row if cell]
    if not filled or 2 * len(filled) > usual:
        return False
    marked = NUMBERED_NOTE.match(filled[0]) and not numbered and not any(map(is_number, filled))
    return bool(NOTE.match(filled[0]) or marked)


def _is_bare(row: Cells) -> bool:
    """One cell of words: a note, or a record without its numbers."""
    filled = [cell for cell in row if cell]
    return len(filled) == 1 and not is_number(filled[0])


def _is_long(row: Cells, longest: Sequence[int]) -> bool:
    """One cell of words, of more of them than the records have in its column."""
    return _is_bare(row) and any(len(cell) > n for cell, n in zip(row, longest, strict=True))


def _n_letters(cell: str) -> int:
    return 0 if is_number(cell) else len(cell)
