"""The case folder: originals by hash, immutable tables, a staging area for what is not yet true."""

import hashlib
import os
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from tidewaiter.ground import ledger
from tidewaiter.ground import manifest as manifests
from tidewaiter.ground.footer import alike
from tidewaiter.ground.manifest import Manifest, TableFile
from tidewaiter.ground.schema import TABLES, WIDE
from tidewaiter.words.errors import CaseError

_COPY_CHUNK = 4 << 20
_SETTINGS = """\
# A Tidewaiter case. Settings and the sets and lists in use stand here.
format = {format}
created_at = "{now}"
"""


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """Paths of one case, and the ways its files come and go."""

    path: Path

    @property
    def ledger(self) -> Path:
        """The append-only record of what was done."""
        return self.path / "ledger.sqlite"

    @property
    def staging(self) -> Path:
        """Where a writer works; nothing in it belongs to the case."""
        return self.path / "staging"

    @property
    def originals(self) -> Path:
        """Untouched files, named by their SHA-256."""
        return self.path / "originals"

    @property
    def tables(self) -> Path:
        """Parquet files, never changed once named by a manifest."""
        return self.path / "tables"

    def manifest(self) -> Manifest:
        """The case as it is now."""
        return manifests.load(self.path / "manifest.json")

    def history(self) -> list[tuple[Path, Manifest]]:
        """Every state that is kept, oldest first."""
        current = self.manifest().ledger_seq
        return [(path, manifests.load(path)) for path in self._states() if _seq(path) <= current]

    def never_current(self) -> list[Path]:
        """States that a stopped writer noted and did not live to make true."""
        current = self.manifest().ledger_seq
        return [path for path in self._states() if _seq(path) > current]

    def _states(self) -> list[Path]:
        return sorted((self.path / "manifests").glob("*.json"))

    def state(self, name: str) -> Manifest:
        """An earlier state by the beginning of its id, or by the number of its ledger event."""
        found = [
            state
            for path, state in self.history()
            if (len(name) >= 6 and state.id.startswith(name))
            or path.name.startswith(f"{name.zfill(6)}-")
        ]
        if len(found) != 1:
            raise CaseError(
                f"no one state is named {name!r}",
                "states are named by the numbers of: tidewaiter log CASE",
            )
        return found[0]

    def fresh_staging(self) -> Path:
        """An empty folder for one writer's work."""
        self.clear_staging()
        self.staging.mkdir()
        return self.staging

    def clear_staging(self) -> None:
        """Drop what a writer worked on; the case never needs it."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def adopt_table(
        self, staged: Path, table: str, n_rows: int, sources: tuple[int, ...], layout: str = ""
    ) -> TableFile:
        """Move a finished Parquet file into the case's tables."""
        manifests.sync_file(staged)
        target = self.tables / table / f"{uuid4().hex}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)
        manifests.sync_folder(target.parent)
        return TableFile(
            table,
            target.relative_to(self.path).as_posix(),
            sha256_of(target),
            n_rows,
            target.stat().st_size,
            sources,
            layout,
            alike(target, TABLES[table]) if table in WIDE else {},
        )

    def adopt_original(self, staged: Path, sha256: str, suffix: str) -> str:
        """Move a copied original into place; the same bytes are kept once."""
        target = self.originals / f"{sha256}{suffix}"
        if not target.exists():
            manifests.sync_file(staged)
            staged.replace(target)
            target.chmod(0o444)
            manifests.sync_folder(self.originals)
        return target.name


def _seq(state: Path) -> int:
    """The number of the ledger event that made a state."""
    return int(state.name.partition("-")[0])


def create(path: Path, code_version: str) -> CaseFolder:
    """A new, empty case; a folder that already holds something is refused."""
    if (path / "case.toml").exists():
        raise CaseError(f"{path} is already a case", "ingest into it, or choose another folder")
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise CaseError(f"{path} exists and is not empty", "choose a new folder for the case")
    try:
        return _made(path, code_version)
    except (OSError, CaseError) as error:
        shutil.rmtree(path, ignore_errors=True)
        raise CaseError(
            f"cannot make a case at {path}: {getattr(error, 'strerror', error)}",
            "choose a folder you may write to, on a disk with room",
        ) from None


def _made(path: Path, code_version: str) -> CaseFolder:
    for folder in (path, path / "originals", path / "tables", path / "manifests"):
        folder.mkdir(parents=folder == path, exist_ok=True)
    case, now = CaseFolder(path), datetime.now(UTC).isoformat(timespec="seconds")
    manifests.swap(path, Manifest(created_at=now))
    ledger.record(case.ledger, "init", {"code_version": code_version})
    text = _SETTINGS.format(format=manifests.FORMAT, now=now)
    (path / "case.toml").write_text(text, encoding="utf-8")
    return case


def find(path: Path) -> CaseFolder:
    """An existing case."""
    try:
        settings = tomllib.loads((path / "case.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CaseError(
            f"{path} is not a case (no case.toml in it)", f"make one with: tidewaiter init {path}"
        ) from None
    except (OSError, ValueError) as error:
        raise CaseError(
            f"{path / 'case.toml'} cannot be read: {error}",
            "mend it by hand; it is a short text file",
        ) from None
    if settings.get("format", 0) > manifests.FORMAT:
        raise CaseError(
            f"{path} was written by a newer Tidewaiter", "install a newer version to open it"
        )
    return CaseFolder(path)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def hash_of(path: Path, advance: Callable[[int], None]) -> str:
    """The SHA-256 of a large file, its progress told."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(_COPY_CHUNK):
            digest.update(chunk)
            advance(len(chunk))
    return digest.hexdigest()


def copy_hashed(source: Path, target: Path, advance: Callable[[int], None]) -> str:
    """Copy a file as it stands; the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as incoming, target.open("wb") as outgoing:
        while chunk := incoming.read(_COPY_CHUNK):
            digest.update(chunk)
            outgoing.write(chunk)
            advance(len(chunk))
        outgoing.flush()
        os.fsync(outgoing.fileno())
    return digest.hexdigest()
