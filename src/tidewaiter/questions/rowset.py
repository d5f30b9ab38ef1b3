"""The row set: one hash over the addresses of the rows behind a number.

An address is (source sha256, sheet, line, part), never a case's own numbering, so two
cases that ingested in another order agree.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

VERSION = b"tidewaiter row set 1\n"
_AT_ONCE = 1 << 16
_ADDRESS = np.dtype([("line_no", "<u4"), ("part_no", "<u2")])


def row_set(addresses: Iterable[pa.RecordBatch], sources: Mapping[int, tuple[str, str]]) -> str:
    """Hash addresses (`row_id`, `part_no`); `sources` gives sha256 and sheet by number.

    >>> rows = pa.record_batch({"row_id": [(7 << 32) + 3, (7 << 32) + 2], "part_no": [0, 0]})
    >>> row_set([rows], {7: ("ab" * 32, "")})
    'sha256:e9ac69870c442a078aac970ce2d0a2b448d60244757a6b83012816d767d0b324'
    """
    found = [
        (batch.column("row_id").to_numpy(), batch.column("part_no").to_numpy())
        for batch in addresses
    ]
    ids = np.concatenate([rows for rows, _ in found]) if found else np.empty(0, np.int64)
    parts = np.concatenate([part for _, part in found]) if found else np.empty(0, np.int16)
    if not _in_order(ids, parts):
        order = np.lexsort((parts, ids))
        ids, parts = ids[order], parts[order]
    digest = hashlib.sha256(VERSION)
    present = [(sources[number], rows) for number, rows in _by_source(ids)]
    for name, rows in sorted(present, key=itemgetter(0)):
        digest.update(_source_digest(*name, ids[rows], parts[rows]))
    return f"sha256:{digest.hexdigest()}"


def _in_order(ids: npt.NDArray[np.int64], parts: npt.NDArray[Any]) -> bool:
    """Whether rows come by source, line and part, as they mostly do."""
    later, same = ids[1:] > ids[:-1], ids[1:] == ids[:-1]
    return bool(np.all(later | (same & (parts[1:] >= parts[:-1]))))


def _by_source(ids: npt.NDArray[np.int64]) -> Iterator[tuple[int, slice]]:
    """The number of each source among sorted ids, and where its rows lie."""
    start = 0
    while start < len(ids):
        number = int(ids[start]) >> 32
        end = int(np.searchsorted(ids, (number + 1) << 32))
        yield number, slice(start, end)
        start = end


def _source_digest(
    sha256: str, sheet: str, ids: npt.NDArray[np.int64], parts: npt.NDArray[Any]
) -> bytes:
    rows = hashlib.sha256()
    for start in range(0, len(ids), _AT_ONCE):
        piece = slice(start, start + _AT_ONCE)
        addresses = np.empty(len(ids[piece]), _ADDRESS)
        addresses["line_no"], addresses["part_no"] = ids[piece] & 0xFFFFFFFF, parts[piece]
        rows.update(addresses.tobytes())
    name = sheet.encode()
    head = bytes.fromhex(sha256) + struct.pack("<I", len(name)) + name + struct.pack("<Q", len(ids))
    return head + rows.digest()
