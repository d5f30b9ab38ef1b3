"""Rows among the records that are none: a header pasted again, totals and notes at the foot.

They are set aside as they stand, each under its line. A row is taken for a foot only at the
very end of a table, and only where it is far emptier than the rows above it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records.block import Block
from tidewaiter.records.heading import Heading, is_number
from tidewaiter.records.split import BoolArray, Reject

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

Text = Callable[[int], str]
"""The text of a row of the block, as the file has it."""


def tidy(block: Block, heading: Heading, text: Text, is_last: bool) -> Block:
    """The block less the rows that are no records."""
    if not len(block.table):
        return block
    repeated = _repeated(block.table, heading)
    foot = _foot(block.table) if is_last else np.zeros(len(block.table), np.bool_)
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


def _repeated(table: pa.Table, heading: Heading) -> BoolArray:
    found = np.zeros(len(table), np.bool_)
    for row in heading.rows:
        cells = [*row.cells, *[""] * table.num_columns][: table.num_columns]
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


def _foot(table: pa.Table) -> BoolArray:
    last = table.slice(max(0, len(table) - USUAL_OF)).to_pylist()
    rows = [[cell.strip() for cell in row.values()] for row in last]
    usual = float(np.median([sum(map(bool, row)) for row in rows]))
    n_foot = 0
    for row in reversed(rows[-LONGEST_FOOT:]):
        if not _is_foot([cell for cell in row if cell], usual):
            break
        n_foot += 1
    found = np.zeros(len(table), np.bool_)
    found[len(table) - n_foot :] = 0 < n_foot < len(table)
    return found


def _is_foot(filled: Sequence[str], usual: float) -> bool:
    """A total that leaves most columns empty, or words alone where rows hold several cells."""
    if usual < 3 or not filled:
        return False
    if any(TOTAL.match(cell) for cell in filled[:2]):
        return 2 * len(filled) <= usual + 1
    if any(NOTE.match(cell) for cell in filled[:1]):
        return 2 * len(filled) <= usual
    return len(filled) == 1 and not is_number(filled[0])
