"""Writing a case: under its lock, after what a stopped writer left half done, leaving nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tidewaiter.ground import gc, ledger, lock
from tidewaiter.ground.folder import CaseFolder
from tidewaiter.words.errors import CaseError


@contextmanager
def writing(folder: CaseFolder, command: str) -> Iterator[None]:
    """Hold the case for one writer; what it cannot finish, such as on a full disk, is dropped."""
    with lock.held(folder.path, command):
        _finish(folder)
        try:
            yield
        except BaseException:
            with suppress(OSError, CaseError):
                gc.collect(folder)
            raise
        finally:
            folder.clear_staging()


def _finish(folder: CaseFolder) -> None:
    """States that were never current go; a purge that was made current is carried through."""
    for path in folder.never_current():
        path.unlink()
    seq = folder.manifest().ledger_seq
    for event in ledger.events(folder.ledger):
        if event.seq == seq and event.command == "purge":
            gc.forget(folder, event.facts["source_nos"])
