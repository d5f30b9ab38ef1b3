"""The row set names rows, whatever the order they come in."""

import numpy as np
import pyarrow as pa
import pytest

from tidewaiter.questions.rowset import row_set

SOURCES = {1: ("cd" * 32, "Лист1"), 2: ("ab" * 32, ""), 5: ("ab" * 32, "second")}


def _addresses(rows: list[tuple[int, int, int]]) -> pa.RecordBatch:
    ids = [(source << 32) + line for source, line, _ in rows]
    parts = pa.array([part for _, _, part in rows], pa.int16())
    return pa.record_batch({"row_id": pa.array(ids, pa.int64()), "part_no": parts})


@pytest.mark.parametrize("seed", range(5))
def test_order_and_batches_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = [
        (source, line, part)
        for source, most in ((1, 70_000), (2, 3_000_000_000), (5, 40))
        for line in sorted({int(one) for one in rng.integers(2, most, 300)})
        for part in range(int(rng.integers(1, 4)))
    ]
    mixed = [rows[at] for at in rng.permutation(len(rows))]
    cut = int(rng.integers(1, len(rows)))
    expected = row_set([_addresses(rows)], SOURCES)
    assert row_set([_addresses(mixed[:cut]), _addresses(mixed[cut:])], SOURCES) == expected
    other = [(source, line, part + (at == cut)) for at, (source, line, part) in enumerate(rows)]
    assert row_set([_addresses(other)], SOURCES) != expected
    assert row_set([_addresses(rows[:-1])], SOURCES) != expected
