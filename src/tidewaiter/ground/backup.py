"""A copy of a case that opens: one consistent state, every file checked as it is copied."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tidewaiter.ground import ledger
from tidewaiter.ground.folder import CaseFolder, copy_hashed
from tidewaiter.ground.manifest import Manifest, swap
from tidewaiter.ground.reference import SUFFIX
from tidewaiter.words.errors import CaseError
from tidewaiter.words.progress import Progress


def back_up(folder: CaseFolder, target: Path, progress: Progress) -> Manifest:
    """Copy the current state into a new folder; a file whose hash has changed stops the copy."""
    if target.exists() and any(target.iterdir()):
        raise CaseError(f"{target} exists and is not empty", "choose a new folder for the copy")
    state = folder.manifest()
    progress.start("copying", sum(file.n_bytes for file in state.files))
    for file in state.files:
        _copy(folder.path / file.path, target / file.path, file.sha256, progress)
    _copy_settings(folder, target)
    for name in state.originals:
        kept, copy = folder.originals / name, target / "originals" / name
        if kept.suffix == SUFFIX:
            shutil.copy2(kept, copy)
        else:
            _copy(kept, copy, name.partition(".")[0], progress)
    return swap(target, state)


def _copy(source: Path, target: Path, sha256: str, progress: Progress) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if copy_hashed(source, target, progress.advance) != sha256:
        raise CaseError(
            f"{source.name} is not what it was when it was written", "see: tidewaiter doctor CASE"
        )


def _copy_settings(folder: CaseFolder, target: Path) -> None:
    for name in ("originals", "tables", "manifests"):
        (target / name).mkdir(parents=True, exist_ok=True)
    shutil.copy2(folder.path / "case.toml", target / "case.toml")
    for name in ("profiles", "controls", "goods", "rules"):
        if (folder.path / name).is_dir():
            shutil.copytree(folder.path / name, target / name)
    with (
        ledger.reading(folder.ledger) as mine,
        closing(sqlite3.connect(target / "ledger.sqlite")) as copy,
    ):
        mine.backup(copy)
