"""One writer at a time. The operating system holds the lock, so a killed writer frees it."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from tidewaiter.words.errors import CaseError

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: IO[str]) -> None:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(handle: IO[str]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def held(folder: Path, command: str) -> Iterator[None]:
    """Hold the case for one writer; a second one is refused with the name of the first."""
    with _opened(folder / "lock") as handle:
        try:
            _try_lock(handle)
        except OSError:
            raise CaseError(
                f"case is being written by {_holder(folder)}",
                "wait until it has finished; reading (ask, rows, check) goes on meanwhile",
            ) from None
        note = {"pid": os.getpid(), "command": command, "since": _now()}
        (folder / "lock.json").write_text(json.dumps(note), encoding="utf-8")
        try:
            yield
        finally:
            (folder / "lock.json").unlink(missing_ok=True)


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise CaseError(
            f"cannot write to the case: {error.strerror or error}",
            "is the folder read-only, or the disk full? A case can still be read",
        ) from None


def _holder(folder: Path) -> str:
    try:
        note = json.loads((folder / "lock.json").read_text(encoding="utf-8"))
        return f"`{note['command']}` (process {note['pid']}, since {note['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
