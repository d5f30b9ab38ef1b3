"""The row set: one hash over the addresses of the rows behind a number.

An address is (source sha256, sheet, line, part), never a case's own numbering, so two
cases that ingested in another order agree.
"""

import hashlib
import struct
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

VERSION = b"tidewaiter row set 1\n"
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
    numbers = ids >> 32
    digest = hashlib.sha256(VERSION)
    present = {int(number): sources[int(number)] for number in np.unique(numbers)}
    for number, (sha256, sheet) in sorted(present.items(), key=lambda item: item[1]):
        mine = numbers == number
        digest.update(_source_digest(sha256, sheet, ids[mine], parts[mine]))
    return f"sha256:{digest.hexdigest()}"


def _source_digest(
    sha256: str, sheet: str, ids: npt.NDArray[np.int64], parts: npt.NDArray[Any]
) -> bytes:
    addresses = np.empty(len(ids), _ADDRESS)
    addresses["line_no"], addresses["part_no"] = ids & 0xFFFFFFFF, parts
    order = np.argsort((ids & 0xFFFFFFFF) << 16 | parts.astype(np.int64), kind="stable")
    name = sheet.encode()
    head = bytes.fromhex(sha256) + struct.pack("<I", len(name)) + name + struct.pack("<Q", len(ids))
    return head + hashlib.sha256(addresses[order].tobytes()).digest()
