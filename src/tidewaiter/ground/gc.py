"""Dropping what no state of the case refers to: left by a killed writer, or superseded for good."""

from collections.abc import Collection, Iterable
from pathlib import Path

from tidewaiter.ground.folder import CaseFolder
from tidewaiter.ground.manifest import Manifest


def collect(folder: CaseFolder, forget_history: bool = False) -> list[tuple[str, int]]:
    """Remove unreferenced files, under the writer's lock; their names and sizes in bytes.

    Files that any earlier state names are kept, so that it can be looked at or returned to;
    with `forget_history` only the current state counts.
    """
    current, history = folder.manifest(), folder.history()
    dropped = [path for path, state in history if forget_history and state.id != current.id]
    dropped += unreferenced(folder, forget_history)
    removed = [(path.relative_to(folder.path).as_posix(), path.stat().st_size) for path in dropped]
    for path in dropped:
        path.chmod(0o644)  # an original is read-only, which Windows does not delete
        path.unlink()
    folder.clear_staging()
    return removed


def unreferenced(folder: CaseFolder, forget_history: bool = False) -> list[Path]:
    """Files that no state names; with `forget_history`, that the current one does not."""
    kept = [] if forget_history else [state for _, state in folder.history()]
    named = _named([folder.manifest(), *kept])
    return [
        path for path in _stored(folder) if path.relative_to(folder.path).as_posix() not in named
    ]


def forget(folder: CaseFolder, gone: Collection[int]) -> None:
    """Drop every earlier state that holds one of these sources, and what only it named."""
    current = folder.manifest()
    for path, state in folder.history():
        if state.id != current.id and any(set(file.sources) & set(gone) for file in state.files):
            path.unlink()
    collect(folder)


def _stored(folder: CaseFolder) -> Iterable[Path]:
    yield from folder.never_current()
    for part in (folder.tables, folder.originals, folder.staging):
        yield from (path for path in sorted(part.rglob("*")) if path.is_file())


def _named(states: Iterable[Manifest]) -> set[str]:
    return {
        name
        for state in states
        for name in (
            *(file.path for file in state.files),
            *(f"originals/{one}" for one in state.originals),
        )
    }
