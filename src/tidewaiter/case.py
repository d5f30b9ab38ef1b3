"""A case: the table of contents. Each method calls one room and does no work itself.

case = tidewaiter.open("case")
answer = case.ask(origin="CN", measure="net_kg", by=["month"])
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from tidewaiter.evidence.claims import load_claims
from tidewaiter.evidence.verdicts import Verdict, check
from tidewaiter.ground import folder as folders
from tidewaiter.ground import gc, ledger, lock, store
from tidewaiter.ground.manifest import swap
from tidewaiter.questions import inventory, original
from tidewaiter.questions.answer import Answer
from tidewaiter.questions.ask import ask, rows_of
from tidewaiter.questions.question import parse
from tidewaiter.records import profile as profiles
from tidewaiter.records.arrive import HowToRead
from tidewaiter.records.ingest import Ingested, ingest
from tidewaiter.records.profile import Profile
from tidewaiter.version import VERSION
from tidewaiter.words.progress import Progress, Silent


class Case:
    """One case folder. Reading never locks it; writing holds its one lock."""

    def __init__(self, folder: folders.CaseFolder) -> None:
        self.folder = folder

    @property
    def path(self) -> Path:
        """Where the case lies."""
        return self.folder.path

    def profiles(self) -> list[Profile]:
        """Built-in profiles, then the case's own; its own win over built-ins of the same name."""
        own = profiles.load_folder(self.path / "profiles")
        names = {one.name for one in own}
        return [*(one for one in profiles.built_in() if one.name not in names), *own]

    def ingest(
        self,
        files: Sequence[str | Path],
        profile: str | Path | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        progress: Progress | None = None,
    ) -> Ingested:
        """Read files, folders, patterns or archives into the case; all of it or nothing."""
        how = HowToRead(self.profile(profile) if profile else None, encoding, delimiter)
        with lock.writing(self.path, "ingest"):
            manifest, done = ingest(
                self.folder, [str(one) for one in files], self.profiles(), how, progress or Silent()
            )
            if manifest is not None:
                seq = ledger.record(self.folder.ledger, "ingest", done.as_dict())
                swap(self.path, manifest.after(self.folder.manifest(), seq, VERSION))
            self.folder.clear_staging()
        return done

    def profile(self, name: str | Path) -> Profile:
        """A profile by name, or from a TOML file."""
        return profiles.named(str(name), self.profiles())

    def ask(
        self, question: Mapping[str, Any] | None = None, *, row_set: bool = False, **fields: Any
    ) -> Answer:
        """Answer a question given as a mapping, as fields, or both."""
        parsed = parse({**(question or {}), **fields})
        with store.opened(self.folder) as opened:
            return ask(opened, parsed, row_set)

    def rows(
        self, question: Mapping[str, Any] | None = None, **fields: Any
    ) -> Iterator[pa.RecordBatch]:
        """The rows behind the same question's number, in batches."""
        parsed = parse({**(question or {}), **fields})
        with store.opened(self.folder) as opened:
            yield from rows_of(opened, parsed)

    def to_arrow(self, question: Mapping[str, Any] | None = None, **fields: Any) -> pa.Table:
        """The rows behind a number as one Arrow table."""
        return pa.Table.from_batches(self.rows(question, **fields))

    def original(self, row_id: int) -> dict[str, Any]:
        """The raw row of a row id, under its file and line."""
        with store.opened(self.folder) as opened:
            return original.raw_row(opened, row_id)

    def check(self, claims: str | Path) -> list[Verdict]:
        """A verdict for each claim of a file."""
        listed = load_claims(Path(claims))
        with store.opened(self.folder) as opened:
            return check(opened, listed)

    def sources(self) -> list[dict[str, Any]]:
        """What is in here."""
        with store.opened(self.folder) as opened:
            return opened.sources()

    def problems(
        self, kind: str | None = None, source: str | None = None, limit: int | None = None
    ) -> list[dict[str, Any]]:
        """What could not be read, each with file, line, column and value as declared."""
        with store.opened(self.folder) as opened:
            return inventory.problems(opened, kind, source, limit)

    def problem_counts(self) -> list[dict[str, Any]]:
        """How many problems of each kind, by column."""
        with store.opened(self.folder) as opened:
            return inventory.problem_counts(opened)

    def coverage(self) -> dict[str, Any]:
        """What the case can answer, and what not."""
        with store.opened(self.folder) as opened:
            return inventory.coverage_of(opened)

    def log(self) -> list[ledger.Event]:
        """Who ran what."""
        return ledger.events(self.folder.ledger)

    def gc(self, forget_history: bool = False) -> list[tuple[str, int]]:
        """Drop unreferenced files."""
        with lock.writing(self.path, "gc"):
            removed = gc.collect(self.folder, forget_history)
            ledger.record(
                self.folder.ledger,
                "gc",
                {"n_files": len(removed), "forget_history": forget_history},
            )
        return removed


def init(path: str | Path) -> Case:
    """Make a new, empty case."""
    made = folders.create(Path(path))
    ledger.record(made.ledger, "init", {"code_version": VERSION})
    return Case(made)


def open_case(path: str | Path) -> Case:
    """Open an existing case."""
    return Case(folders.find(Path(path)))
