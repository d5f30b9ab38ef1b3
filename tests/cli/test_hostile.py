"""The worst files get a clear sentence, and the case stays as it was."""

import gzip
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tidewaiter.case import Case


def _zero(path: Path) -> Path:
    path.with_suffix(".csv").write_bytes(b"")
    return path.with_suffix(".csv")


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _cut_off(path: Path) -> Path:
    whole = gzip.compress(b"a,b\n" + b"1,2\n" * 100_000)
    path.write_bytes(whole[: len(whole) // 2])
    return path


def _bomb(path: Path) -> Path:
    path.write_bytes(gzip.compress(b"\0" * (300 << 20)))
    return path


def _escaping(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.csv", "a,b\n1,2\n")
    return path


def _nuls(path: Path) -> Path:
    path.write_bytes(b"a,b\n1,\0\0\n")
    return path


def _wide(path: Path) -> Path:
    path.write_text(",".join(f"c{n}" for n in range(100_000)) + "\n")
    return path


def _turned_around(path: Path) -> Path:
    named = path.with_name("na\nme\u202e.csv")
    named.write_text("a,b\n1,2\n")
    return named


def _pdf(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7 and so on")
    return path


def _packed_twice(path: Path) -> Path:
    path.write_bytes(gzip.compress(gzip.compress(b"a,b\n1,2\n")))
    return path


def _absolute(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("/evil.csv", "a,b\n1,2\n")
    return path


def _nested(path: Path) -> Path:
    _escaping(path)
    inner = path.read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner)
    return path


def _deep(path: Path) -> Path:
    path.write_text("[" + '{"a":' * 100_000 + "1" + "}" * 100_000 + "]")
    return path


def _boasting(path: Path) -> Path:
    """A DBF file of one record that states four billion."""
    field = b"NAME".ljust(11, b"\0") + b"C" + b"\0" * 4 + b"\x0a\0" + b"\0" * 14
    sizes = b"\xff\xff\xff\xff" + b"\x41\0" + b"\x0b\0"
    path.write_bytes(b"\x03\x7a\1\1" + sizes + b"\0" * 20 + field + b"\r" + b" " * 11 + b"\x1a")
    return path


def _hollow(path: Path) -> Path:
    path.write_bytes(b"PAR1" + b"\0" * 100 + b"\xff\xff\xff\x7fPAR1")
    return path


def _loop(path: Path) -> Path:
    path.symlink_to(path)
    return path


def _device(_: Path) -> Path:
    return Path("/dev/zero")


def _made_up(_: Path) -> Path:
    return Path("/proc/self/environ")


ON_LINUX = pytest.mark.skipif(not Path("/proc/self").exists(), reason="files the system makes up")


@pytest.mark.skipif(os.name == "nt", reason="named pipes")
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_zero, "is empty"), (_folder, "holds no files"), (_pipe, "is a pipe"), (_cut_off, "cannot be unpacked"),
        (_bomb, "more than 300 times its packed size"), (_escaping, "holds a path that leaves it"),
        (_nuls, "a zero byte at line 2"), (_wide, "has 100,000, more than 16,384 columns"),
        (_packed_twice, "packed more than once"), (_absolute, "holds a path that leaves it"),
        (_nested, "inner.zip is an archive"), (_deep, "more than 64 levels inside each other"),
        (_boasting, "is cut off: it states 4,294,967,295 records"), (_hollow, "cannot be read"),
        (_loop, "does not exist"),
        (_device, "is a pipe or a device"), pytest.param(_made_up, "is a pipe or a device", marks=ON_LINUX),
        (_turned_around, "na\\nme\\u202e.csv"), (_pdf, "PDF"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_in_a_sentence(
    case: Case, tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    path, before = make(tmp_path / "hostile"), case.folder.manifest()
    command = [sys.executable, "-m", "tidewaiter", "ingest", str(case.path), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.startswith("error: ")
    assert len(done.stderr) < 6_000
    assert case.folder.manifest() == before
    assert not (tmp_path.parent / "evil.csv").exists()


@pytest.mark.skipif(os.name == "nt", reason="names in bytes")
def test_a_name_that_is_no_utf_8_is_kept_in_letters(case: Case, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"na\xffme.csv")
    path.write_text("a,b\n1,2\n")
    case.ingest([path], raw=True)
    assert [one["file_name"] for one in case.sources()] == ["na\\xffme.csv"]


def test_a_file_that_grows_while_it_is_read_is_kept_as_it_was_copied(
    case: Case, tmp_path: Path
) -> None:
    path, over = tmp_path / "grows.csv", threading.Event()
    path.write_text("a,b,c\n" + "1,2,3\n" * 100_000)

    def append() -> None:
        with path.open("a", buffering=1) as out:
            while not over.wait(0.001):
                out.write("4,5,6\n7,")

    appending = threading.Thread(target=append)
    appending.start()
    try:
        case.ingest([path], raw=True)
    finally:
        over.set()
        appending.join()
    assert all(finding.ok for finding in case.doctor())


def test_names_of_columns_are_shown_as_they_stand_and_no_longer_than_useful(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"[/b]\\u001b[31m": 1, "' + "x" * 1_000_000 + '": 2}')
    command = [sys.executable, "-m", "tidewaiter", "inspect", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[/b]\\x1b[31m" in done.stdout.replace("\n", "")
    assert len(done.stdout) < 200_000
