"""A case is written by one, read by any, and never found half made."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.conftest import EXAMPLES

from tidewaiter.case import Case, open_case
from tidewaiter.ground import ledger, lock, store
from tidewaiter.words.errors import CaseError

YEARS = EXAMPLES / "eurostat" / "eu_year_export"
MONTHS = EXAMPLES / "eurostat" / "kyrgyz_export_eurostat"


def _ingesting(case: Case, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tidewaiter", "ingest", str(case.path), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _n_lines(case: Case) -> int:
    with store.opened(case.folder) as opened:
        return int(opened.engine.rows("SELECT count(*) FROM trade_statistic")[0][0])


def test_a_reader_sees_the_old_case_whole_until_the_new_one_stands(case: Case) -> None:
    case.ingest([YEARS])
    writer = _ingesting(case, MONTHS)
    seen = []
    while writer.poll() is None:
        seen.append(_n_lines(case))
    writer.communicate()
    assert writer.returncode == 0
    assert set(seen) <= {3_407, 5_395}
    assert seen[0] == 3_407
    assert _n_lines(case) == 5_395


def test_a_second_writer_is_refused_with_the_name_of_the_first(case: Case) -> None:
    with (
        lock.held(case.path, "ingest"),
        pytest.raises(CaseError, match="is being written by") as refused,
    ):
        case.ingest([YEARS])
    assert "ingest" in refused.value.message
    assert str(os.getpid()) in refused.value.message


def test_gc_drops_what_no_state_names_and_nothing_else(case: Case) -> None:
    case.ingest([YEARS])
    stray = case.folder.tables / "declaration_line" / "stray.parquet"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"left by a killed writer")
    assert [name for name, _ in case.gc()] == ["tables/declaration_line/stray.parquet"]
    assert _n_lines(case) == 3_407


def test_forgetting_history_keeps_the_current_state(case: Case) -> None:
    case.ingest([YEARS])
    case.ingest([MONTHS])
    assert case.gc(forget_history=True)
    assert _n_lines(case) == 5_395
    assert len(list((case.path / "manifests").glob("*.json"))) == 1


def test_a_manifest_names_its_parent_and_holds_the_hashes_of_its_files(case: Case) -> None:
    first = case.folder.manifest()
    case.ingest([YEARS])
    second = case.folder.manifest()
    assert second.parent == first.id
    for file in second.files:
        assert (case.path / file.path).stat().st_size == file.n_bytes
    assert second.ledger_seq == case.log()[-1].seq


def test_a_reader_of_the_ledger_leaves_nothing_beside_it_and_changes_nothing(case: Case) -> None:
    before = {path: path.read_bytes() for path in case.path.iterdir() if path.is_file()}
    case.log()
    with ledger.reading(case.folder.ledger) as reading, pytest.raises(sqlite3.OperationalError):
        reading.execute("INSERT INTO event VALUES (9, 'now', 'me', 'x', '{}')")
    assert {path: path.read_bytes() for path in case.path.iterdir() if path.is_file()} == before


def test_the_ledger_is_append_only(case: Case) -> None:
    case.ingest([YEARS])
    with closing(sqlite3.connect(case.folder.ledger)) as ledger:
        for statement in ("DELETE FROM event", "UPDATE event SET who = 'somebody else'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                ledger.execute(statement)


def test_originals_are_untouched_and_named_by_their_hash(case: Case) -> None:
    source = EXAMPLES / "korea" / "df_syn_valid_eng.csv.gz"
    case.ingest([source])
    profile, kept = sorted(
        case.folder.originals.iterdir(), key=lambda path: path.suffix, reverse=True
    )
    assert kept.read_bytes() == source.read_bytes()
    assert kept.name.endswith(".csv.gz")
    assert profile.stem == case.sources()[0]["profile_sha256"]


def test_a_case_of_a_newer_format_is_refused(case: Case) -> None:
    path = case.path / "manifest.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"format": 99}))
    with pytest.raises(CaseError, match="newer Tidewaiter"):
        case.sources()


def test_a_damaged_manifest_says_where_older_states_lie(case: Case) -> None:
    (case.path / "manifest.json").write_text("{")
    with pytest.raises(CaseError) as refused:
        case.sources()
    assert "manifests" in refused.value.hint


def test_a_case_can_be_moved(case: Case, tmp_path: Path) -> None:
    case.ingest([YEARS])
    moved = tmp_path / "elsewhere"
    case.path.rename(moved)
    assert _n_lines(open_case(moved)) == 3_407


def test_the_engine_reads_nothing_outside_the_case(case: Case, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text("a\n1\n")
    with store.opened(case.folder) as opened, pytest.raises(Exception, match="Permission"):
        opened.engine.rows(f"SELECT * FROM read_csv('{outside}')")
