"""Originals too large to copy: they stay where they are, and the case keeps path, size and hash."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from tidewaiter.ground.folder import hash_of
from tidewaiter.words.errors import FileRefused

SUFFIX = ".pointer"


@dataclass(frozen=True, slots=True)
class Reference:
    """A file outside the case as it was when it was read; `modified` in nanoseconds since 1970."""

    path: str
    sha256: str
    n_bytes: int
    modified: int

    def refuse_if_changed(self) -> None:
        """A file that is no more what was hashed must not count as what was read."""
        if _size_and_time(Path(self.path)) != (self.n_bytes, self.modified):
            raise FileRefused(
                f"{Path(self.path).name} changed while it was read",
                "wait until it is complete, or ingest a copy of it",
            )


def refer_to(path: Path, advance: Callable[[int], None]) -> Reference:
    """Read a file through for its hash."""
    n_bytes, modified = _size_and_time(path)
    return Reference(str(path.resolve()), hash_of(path, advance), n_bytes, modified)


def write(reference: Reference, note: Path) -> None:
    """Note down where a file is."""
    note.write_text(json.dumps(asdict(reference), ensure_ascii=False, indent=1), encoding="utf-8")


def read(note: Path) -> Reference:
    """What was noted."""
    return Reference(**json.loads(note.read_text(encoding="utf-8")))


def original_path(note: Path) -> Path:
    """Where an original is: in the case, or where its reference points."""
    return Path(read(note).path) if note.suffix == SUFFIX else note


def _size_and_time(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
