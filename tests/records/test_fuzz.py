"""A few hundred damaged files of every kind: each is read or refused, and no line is lost.

Many more of them, in processes of their own: `python bench/fuzz.py`.
"""

from pathlib import Path

import pytest
from bench.mutants.inside import mutant
from bench.mutants.seeds import READERS
from bench.mutants.trial import FAULT, READ, trial

FIRST, N = 5, 25


@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_file_is_read_or_refused(reader: str, tmp_path: Path) -> None:
    outcomes = [trial(reader, number, tmp_path) for number in range(FIRST, FIRST + N)]
    faults = [(n, one.what) for n, one in enumerate(outcomes, FIRST) if one.kind == FAULT]
    assert faults == []
    assert any(one.kind == READ for one in outcomes)


@pytest.mark.parametrize("reader", ["csv", "fixed", "xls", "jsonl"])
def test_the_command_line_refuses_it_too_and_the_case_stays_whole(
    reader: str, tmp_path: Path
) -> None:
    outcomes = [trial(reader, number, tmp_path, whole=True) for number in (3, 7)]
    assert [one.what for one in outcomes if one.kind == FAULT] == []


def test_a_number_always_gives_the_same_file() -> None:
    assert mutant("xlsx", 7) == mutant("xlsx", 7) != mutant("xlsx", 8)
