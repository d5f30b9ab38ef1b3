"""The worst files get a clear sentence, and the case stays as it was."""

import gzip
import os
import subprocess
import sys
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


@pytest.mark.skipif(os.name == "nt", reason="named pipes")
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_zero, "is empty"), (_folder, "holds no files"), (_pipe, "is a pipe"), (_cut_off, "cannot be unpacked"),
        (_bomb, "more than 1,000 times its packed size"), (_escaping, "holds a path that leaves it"),
        (_nuls, "a zero byte at line 2"), (_wide, "has 100,000, more than 16,384 columns"),
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
