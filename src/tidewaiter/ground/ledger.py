"""The ledger: who ran what and when. Rows are added, never changed."""

import getpass
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tidewaiter.words.errors import CaseError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    happened_at TEXT NOT NULL,
    who TEXT NOT NULL,
    command TEXT NOT NULL,
    facts TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS event_is_not_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS event_is_not_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done to a case."""

    seq: int
    happened_at: str
    who: str
    command: str
    facts: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def record(path: Path, command: str, facts: Mapping[str, Any]) -> int:
    """Add an event; its number."""
    with _in_a_sentence(), closing(_connect(path)) as ledger, ledger:
        row = (
            datetime.now(UTC).isoformat(timespec="seconds"),
            _who(),
            command,
            json.dumps(facts, ensure_ascii=False),
        )
        added = ledger.execute(
            "INSERT INTO event (happened_at, who, command, facts) VALUES (?, ?, ?, ?)", row
        )
        return int(added.lastrowid or 0)


def events(path: Path) -> list[Event]:
    """Everything that was recorded, oldest first."""
    if not path.exists():
        return []
    with reading(path) as ledger:
        rows = ledger.execute(
            "SELECT seq, happened_at, who, command, facts FROM event ORDER BY seq"
        ).fetchall()
    return [
        Event(seq, at, who, command, json.loads(facts)) for seq, at, who, command, facts in rows
    ]


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The ledger, not to be changed.

    Reading needs files beside it, which only one who may write takes away again. A read-only disk
    does not allow them; there nobody writes, and SQLite is told so.
    """
    still = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    uri = f"{path.absolute().as_uri()}?{'mode=ro&immutable=1' if still else 'mode=rw'}"
    with _in_a_sentence(), closing(sqlite3.connect(uri, uri=True)) as ledger:
        ledger.execute("PRAGMA query_only = ON")
        yield ledger


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise CaseError(
            f"the ledger cannot be used: {error}",
            "the case is as it was; is the disk full, or the folder read-only?",
        ) from error


def _connect(path: Path) -> sqlite3.Connection:
    ledger = sqlite3.connect(path)
    ledger.execute("PRAGMA journal_mode = WAL")
    ledger.execute("PRAGMA synchronous = FULL")
    ledger.executescript(_SCHEMA)
    return ledger


def _who() -> str:
    try:
        return os.environ.get("TIDEWAITER_USER") or getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
