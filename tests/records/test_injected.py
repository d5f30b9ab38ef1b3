"""What is put into the Korean set (synthetic rows) by seed is found, and nothing else.

All of the set, and other seeds: `python bench/injected.py --seed 2`.
"""

from pathlib import Path

import pytest
from bench.injected import differences, ingested, korean, put_in


@pytest.mark.parametrize("seed", [7])
def test_what_was_put_in_is_found_none_is_invented_and_totals_are_exact(
    seed: int, tmp_path: Path
) -> None:
    files, truth = put_in(korean(3_000), seed)
    assert list(differences(ingested(tmp_path, files), truth)) == []
