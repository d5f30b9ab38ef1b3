"""Originals too large to copy stay where they are; the case knows their path, size and hash."""

from pathlib import Path

import pytest
from tests.conftest import HEADER, Written

from tidewaiter.case import Case, open_case
from tidewaiter.records import ingest as ingesting
from tidewaiter.records.raw import RawRows
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import COPIED_BYTES

TEXT = f"{HEADER}\n1,2022-03-01,8806220000,Drone parts,CN,RU,Altan,1,1,pcs,10,USD,,IM\n"


def originals(case: Case) -> bool:
    [found] = [one for one in case.doctor() if one.what == "originals are untouched"]
    return found.ok


def test_a_file_left_where_it_is_counts_like_a_copied_one(
    case: Case, profile: Path, written: Written
) -> None:
    path = written("trade.csv", TEXT)
    case.ingest([path], profile, copy=False)
    [source] = case.sources()
    assert source["original"].endswith(".pointer")
    assert TEXT.encode() not in b"".join(one.read_bytes() for one in case.path.glob("originals/*"))
    assert (case.ask().total, originals(case)) == (10, True)
    [row] = [row for batch in case.rows() for row in batch.to_pylist()]
    assert case.original(row["row_id"])["original"] == str(path)
    assert case.ingest([path], profile).unchanged == ["trade.csv"]


def test_files_over_the_limit_are_left_where_they_are(
    case: Case, profile: Path, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(COPIED_BYTES.setting, "100")
    case.ingest([written("trade.csv", TEXT)], profile)
    assert case.sources()[0]["original"].endswith(".pointer")


def test_doctor_says_when_it_changed_or_went(case: Case, profile: Path, written: Written) -> None:
    path = written("trade.csv", TEXT)
    case.ingest([path], profile, copy=False)
    path.write_text(TEXT.replace("Altan", "Altay"))
    assert not originals(case)
    path.write_text(TEXT)
    assert originals(case)
    path.unlink()
    assert not originals(case)
    assert case.ask().total == 10


def test_a_file_that_changes_while_it_is_read_is_refused(
    case: Case, profile: Path, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, before, write_raw = (
        written("trade.csv", TEXT),
        case.folder.manifest(),
        ingesting.write_raw,
    )

    def meanwhile(*given: object) -> RawRows:
        path.write_text(TEXT + "more")
        return write_raw(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(ingesting, "write_raw", meanwhile)
    with pytest.raises(FileRefused, match="changed while it was read"):
        case.ingest([path], profile, copy=False)
    assert case.folder.manifest() == before


def test_purge_and_backup_leave_it_alone(
    case: Case, profile: Path, written: Written, tmp_path: Path
) -> None:
    path = written("trade.csv", TEXT)
    case.ingest([path], profile, copy=False)
    case.backup(tmp_path / "copy")
    copy = open_case(tmp_path / "copy")
    assert (copy.ask().total, originals(copy)) == (10, True)
    case.purge(["trade.csv"], "not ours")
    assert path.read_text() == TEXT
    assert not list(case.path.glob("originals/*.pointer"))
