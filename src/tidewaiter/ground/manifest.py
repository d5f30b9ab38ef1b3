"""The manifest: which files are the case now.

A reader opens one manifest and sees one whole case, however long it looks. A writer
adds files beside the old ones and swaps the manifest in a single rename; whatever a
crash leaves behind is unreferenced, never half a case.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tidewaiter.ground.footer import Alike
from tidewaiter.words.errors import CaseError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class TableFile:
    """One immutable Parquet file: what it holds, from which sources."""

    table: str
    path: str  # relative to the case
    sha256: str
    n_rows: int
    n_bytes: int
    sources: tuple[int, ...]
    layout: str = ""  # of raw rows: the file's own columns are those of its layout
    alike: Alike = field(default_factory=dict, hash=False)  # columns the same in every row


@dataclass(frozen=True, slots=True)
class Manifest:
    """One state of a case; `parent` is the state before it."""

    parent: str | None = None
    created_at: str = ""
    code_version: str = ""
    ledger_seq: int = 0
    originals: tuple[str, ...] = ()
    files: tuple[TableFile, ...] = ()
    last_source_no: int = 0
    format: int = FORMAT
    id: str = field(default="", compare=False)

    def of(self, table: str) -> tuple[TableFile, ...]:
        """The files of one table."""
        return tuple(file for file in self.files if file.table == table)

    def after(self, parent: "Manifest", ledger_seq: int, code_version: str) -> "Manifest":
        """This state as the successor of another; numbers of sources are not given anew."""
        return replace(
            self,
            parent=parent.id,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            ledger_seq=ledger_seq,
            code_version=code_version,
            last_source_no=max(self.last_source_no, parent.last_source_no),
        )


def seal(manifest: Manifest) -> tuple[str, bytes]:
    """A manifest's id (SHA-256 of its content) and its bytes on disk."""
    content = asdict(manifest)
    del content["id"]
    body = json.dumps(content, indent=1, sort_keys=True).encode()
    return hashlib.sha256(body).hexdigest(), body


def load(path: Path) -> Manifest:
    """Read a manifest; its id is the hash of what was read."""
    body = path.read_bytes()
    try:
        content: dict[str, Any] = json.loads(body)
        if content["format"] > FORMAT:
            raise CaseError(
                f"this case was written by a newer Tidewaiter (case format {content['format']}, known here: {FORMAT})",
                "install a newer version to open it",
            )
        files = tuple(
            TableFile(**file | {"sources": tuple(file["sources"])}) for file in content.pop("files")
        )
        originals = tuple(content.pop("originals"))
        return Manifest(
            **content, files=files, originals=originals, id=hashlib.sha256(body).hexdigest()
        )
    except (ValueError, KeyError, TypeError) as error:
        raise CaseError(
            f"the manifest is damaged: {error}",
            "older states of the case lie in its folder `manifests`; copy the newest over manifest.json",
        ) from None


def swap(folder: Path, manifest: Manifest) -> Manifest:
    """Make a manifest the current one: keep it by its id, then rename it into place."""
    manifest_id, body = seal(manifest)
    history = folder / "manifests"
    history.mkdir(exist_ok=True)
    kept = history / f"{manifest.ledger_seq:06d}-{manifest_id[:12]}.json"
    for target in (kept, folder / "manifest.json"):
        beside = folder / "manifest.json.new"
        _write_synced(beside, body)
        beside.replace(target)
        sync_folder(target.parent)
    return load(folder / "manifest.json")


def sync_file(path: Path) -> None:
    """Make a file durable before something names it."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_synced(path: Path, body: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(body)
        handle.flush()
        os.fsync(handle.fileno())
