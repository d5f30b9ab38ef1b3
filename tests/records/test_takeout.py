"""Sources leave a case: reversibly, or for good."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import HEADER

from tidewaiter.case import Case, open_case
from tidewaiter.words.errors import CaseError, CommandError

Written = Callable[[str, str], Path]

KEPT = f"{HEADER}\nk1,2022-03-01,8806220000,kept goods,CN,RU,Altan,1,1,pcs,10,USD,,IM"
GONE = f"{HEADER}\ng1,2022-03-02,650610,совсекретно helmets,CN,RU,Wraithfall Trading,2,1,pcs,20,USD,,IM"


@pytest.fixture
def two(case: Case, profile: Path, written: Written) -> Case:
    """A case of two sources, ingested together."""
    case.ingest([written("kept.csv", KEPT), written("gone.csv", GONE)], profile)
    return case


def test_a_removed_source_no_longer_counts_and_can_come_back(two: Case) -> None:
    before, whole = two.log()[-1].seq, two.ask(row_set=True)
    assert two.remove(["gone.csv"]) == ["gone.csv"]
    assert (two.ask().total, len(two.sources())) == (10, 1)
    two.restore(str(before))
    again = two.ask(row_set=True)
    assert (again.answer_hash, again.row_set) == (whole.answer_hash, whole.row_set)


def test_a_source_number_is_never_given_twice(two: Case, profile: Path, written: Written) -> None:
    two.remove(["2"])
    two.ingest([written("third.csv", KEPT.replace("k1", "t1"))], profile)
    assert [one["source_no"] for one in two.sources()] == [1, 3]


def test_nothing_of_a_purged_source_is_left_under_the_case(two: Case) -> None:
    two.remove(["gone.csv"])
    two.restore(str(two.log()[-2].seq))
    two.purge(["gone.csv"], why="the source withdrew it")
    traces = ["совсекретно", "Wraithfall", "g1,2022-03-02"]
    left = [
        (path.name, trace)
        for path in two.path.rglob("*")
        if path.is_file()
        for trace in traces
        if trace.encode() in path.read_bytes()
    ]
    assert left == []
    assert two.ask().total == 10
    assert two.log()[-1].facts["why"] == "the source withdrew it"


def test_what_stays_after_a_purge_is_whole(two: Case) -> None:
    two.purge(["gone.csv"], why="test")
    (line,) = two.to_arrow(measure="n_lines").to_pylist()
    assert line["description"] == "kept goods"
    assert two.ask(importer="Altan").total == 10
    assert all(one.ok for one in two.doctor())


def test_taking_out_what_is_not_there_is_refused(two: Case) -> None:
    with pytest.raises(CommandError, match=r"no source 'other\.csv'"):
        two.remove(["other.csv"])


def test_a_backup_opens_and_answers_alike(two: Case, tmp_path: Path) -> None:
    two.backup(tmp_path / "copy")
    copy = open_case(tmp_path / "copy")
    mine, theirs = two.ask(row_set=True), copy.ask(row_set=True)
    assert (mine.answer_hash, mine.row_set, mine.manifest) == (
        theirs.answer_hash,
        theirs.row_set,
        theirs.manifest,
    )
    assert all(one.ok for one in copy.doctor())


def test_a_damaged_file_is_found_by_the_doctor_and_not_copied(two: Case, tmp_path: Path) -> None:
    file = next(one for one in two.folder.manifest().files if one.table == "declaration_line")
    path = two.path / file.path
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    wrong = {one.what: one.found for one in two.doctor() if not one.ok}
    assert wrong["tables are as written"] == file.path
    with pytest.raises(CaseError, match="the engine stopped"):
        two.ask()
    with pytest.raises(CaseError, match="is not what it was"):
        two.backup(tmp_path / "copy")


def test_a_touched_original_is_found(two: Case) -> None:
    original = next(two.folder.originals.glob("*.csv"))
    original.chmod(0o644)
    original.write_text("something else")
    assert [one.what for one in two.doctor() if not one.ok] == ["originals are untouched"]
