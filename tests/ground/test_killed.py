"""A writer that is killed, or stopped by a full disk, leaves the case as it was or as it was to be."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import EXAMPLES

from tidewaiter.case import Case, init, open_case
from tidewaiter.ground import manifest
from tidewaiter.ground.engine import engine
from tidewaiter.ground.gc import unreferenced
from tidewaiter.words.errors import CaseError

YEARS = sorted((EXAMPLES / "eurostat" / "eu_year_export").glob("*.csv"))
DYING = """
import os, pathlib, signal, sys
from tidewaiter.cli import main
step, place, *words = sys.argv[1:]
done = getattr(pathlib.Path, step)
def dying(path, *target, **options):
    if place in (target[0] if target else path).as_posix():
        os.kill(os.getpid(), signal.SIGKILL)
    return done(path, *target, **options)
setattr(pathlib.Path, step, dying)
sys.argv[1:] = words
main()
"""


def _killed(step: str, place: str, *words: str) -> None:
    """A command that dies just before it renames or removes a file at some place."""
    command = [sys.executable, "-c", DYING, step, place, *words]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def _is_well(case: Case) -> bool:
    return all(finding.ok for finding in case.doctor())


def _answer(case: Case) -> tuple[object, object, object]:
    answer = case.ask(period_level="year", row_set=True)
    return answer.total, answer.answer_hash, answer.row_set


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, object, object]:
    """The answer of a case that nothing happened to."""
    case = init(tmp_path_factory.mktemp("undisturbed") / "case")
    case.ingest(YEARS[:1])
    case.ingest(YEARS[1:3])
    return _answer(case)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("/tables/trade_statistic/", "staging/layout-"),
        ("/tables/source/", "tables/trade_statistic/"),
        ("/manifests/", "tables/source/"),
        ("/manifest.json", "manifests/0000"),
    ],
)
def test_a_killed_ingest_leaves_the_old_case_and_the_next_run_completes(
    case: Case, undisturbed: tuple[object, object, object], place: str, left: str
) -> None:
    case.ingest(YEARS[:1])
    before = case.folder.manifest()
    _killed("replace", place, "ingest", str(case.path), *map(str, YEARS[1:3]))
    found = [path.relative_to(case.path).as_posix() for path in unreferenced(case.folder)]
    assert any(name.startswith(left) for name in found), found
    assert case.folder.manifest() == before
    assert _is_well(open_case(case.path))
    case.ingest(YEARS[1:3])
    assert _answer(case) == undisturbed
    case.gc()
    assert (unreferenced(case.folder), case.folder.staging.exists()) == ([], False)
    assert len(case.folder.history()) == 3
    assert _is_well(case)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_killed_purge_is_carried_through_by_the_next_writer(case: Case) -> None:
    case.ingest(YEARS[:2])
    gone = case.sources()[0]
    words = ("purge", str(case.path), "--source", "1", "--why", "test", "--yes")
    _killed("unlink", "/manifests/", *words)
    assert (case.folder.originals / gone["original"]).exists()
    with pytest.raises(CaseError, match="no one state"):
        case.restore("2")
    assert not (case.folder.originals / gone["original"]).exists()
    assert len(case.folder.history()) == 1 + 1  # the empty case, and the one without the source
    assert _is_well(case)


def test_a_state_that_never_was_is_dropped_and_not_restored(case: Case) -> None:
    state = manifest.seal(case.folder.manifest())[1]
    never = case.path / "manifests" / "000009-0123456789ab.json"
    never.write_bytes(state)
    assert [path for path, _ in case.folder.history()] != [never]
    with pytest.raises(CaseError, match="no one state"):
        case.restore("9")
    assert not never.exists()


def test_a_number_is_not_given_again_after_going_back(case: Case) -> None:
    case.ingest(YEARS[:1])
    case.ingest(YEARS[1:2])
    case.restore("2")
    case.ingest(YEARS[2:3])
    assert [one["source_no"] for one in case.sources()] == [1, 3]


@pytest.mark.parametrize("n", [1, 3, 6, 9])
def test_a_full_disk_leaves_the_case_as_it_was_and_nothing_beside_it(
    case: Case, monkeypatch: pytest.MonkeyPatch, n: int
) -> None:
    before, done, sync = case.folder.manifest(), [], os.fsync

    def full(handle: int) -> None:
        done.append(handle)
        if len(done) == n:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space left"):
        patched.setattr(os, "fsync", full)
        case.ingest(YEARS[:2])
    assert case.folder.manifest() == before
    assert (unreferenced(case.folder), case.folder.staging.exists()) == ([], False)
    case.ingest(YEARS[:2])
    assert len(case.sources()) == 2


LIMITED = """
import resource, runpy, sys
most = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
runpy.run_module("tidewaiter", run_name="__main__", alter_sys=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="limits of a process")
@pytest.mark.parametrize("most_bytes", [0, 1 << 10, 20 << 10])
def test_what_cannot_be_written_is_said_in_a_sentence(case: Case, most_bytes: int) -> None:
    before = case.folder.manifest()
    command = [sys.executable, "-c", LIMITED, str(most_bytes), "ingest", case.path, YEARS[0]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "hint: " in done.stderr
    assert "should not happen" not in done.stderr
    assert case.folder.manifest() == before
    assert _is_well(case)


def test_too_little_memory_is_said_with_the_setting_that_gives_more(tmp_path: Path) -> None:
    with engine([tmp_path]) as running:
        running.run("SET memory_limit = '10MB'")
        with pytest.raises(CaseError, match="more memory than the engine may take") as stopped:
            running.rows("SELECT list(range ORDER BY hash(range)) FROM range(5_000_000)")
    assert "TIDEWAITER_MOST_ENGINE_BYTES above 2,147,483,648" in stopped.value.hint


def test_a_damaged_ledger_is_said_in_a_sentence_and_seen_by_the_doctor(case: Case) -> None:
    case.folder.ledger.write_bytes(b"no database at all" * 100)
    with pytest.raises(CaseError, match="the ledger cannot be used"):
        case.ingest(YEARS[:1])
    assert [one.what for one in case.doctor() if not one.ok] == ["the ledger is whole"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_an_engine_on_a_full_disk_says_so() -> None:
    with engine([Path("/dev")]) as running, pytest.raises(CaseError, match="the disk is full"):
        running.copy("SELECT range AS n FROM range(1_000_000)", Path("/dev/full"))


def _mounted(place: Path) -> bool:
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    try:
        return not subprocess.run(command, capture_output=True, check=False).returncode
    except OSError:
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own; a test that cannot have one is skipped."""
    place = tmp_path / "disk"
    if not _mounted(place):
        pytest.skip("needs the right to mount")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_case_on_a_read_only_disk_can_be_read_and_not_written(disk: Path, tmp_path: Path) -> None:
    case = init(disk / "case")
    case.ingest(YEARS[:1])
    answer, log = _answer(case), case.log()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert (_answer(case), case.log(), _is_well(case)) == (answer, log, True)
    case.backup(tmp_path / "copy")
    assert _answer(open_case(tmp_path / "copy")) == answer
    with pytest.raises(CaseError, match="cannot write to the case"):
        case.ingest(YEARS[1:2])


def test_remove_names_a_state_that_can_be_restored(case: Case) -> None:
    case.ingest(YEARS[:2])
    case.gc()
    command = [sys.executable, "-m", "tidewaiter", "remove", str(case.path), "1"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    case.restore(said.split()[-1])
    assert len(case.sources()) == 2
