"""A case: the table of contents. Each method calls one room and does no work itself.

The room where files are read is entered when a file is read: a question need not wait a
quarter of a second for it.

case = tidewaiter.open("case")
answer = case.ask(origin="CN", measure="net_kg", by=["month"])
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tidewaiter.evidence.claims import load_claims
from tidewaiter.evidence.verdicts import Verdict, check
from tidewaiter.ground import folder as folders
from tidewaiter.ground import gc, health, ledger, store
from tidewaiter.ground.backup import back_up
from tidewaiter.ground.derived import CONTROLS
from tidewaiter.ground.manifest import Manifest, swap
from tidewaiter.ground.writing import writing
from tidewaiter.questions import inventory, original, searching
from tidewaiter.questions.answer import Answer
from tidewaiter.questions.ask import ask
from tidewaiter.questions.behind import rows_of
from tidewaiter.questions.loophole import Loophole, loophole
from tidewaiter.questions.question import Question, parse
from tidewaiter.questions.standing import source_numbers
from tidewaiter.records.how import Passwords, from_environment
from tidewaiter.version import VERSION
from tidewaiter.words.own_rates import load_rates
from tidewaiter.words.progress import Progress, Silent

if TYPE_CHECKING:  # no circle is escaped: these rooms know no case, and are entered late
    from tidewaiter.evidence.differing import Difference
    from tidewaiter.intake import Ingested, Profile
    from tidewaiter.law.answer import LawAnswer
    from tidewaiter.law.items import Items
    from tidewaiter.law.overview import Overview
    from tidewaiter.steps import Ran


class Case:
    """One case folder. Reading never locks it; writing holds its one lock."""

    def __init__(self, folder: folders.CaseFolder) -> None:
        self.folder = folder

    @property
    def path(self) -> Path:
        """Where the case lies."""
        return self.folder.path

    def profiles(self) -> "list[Profile]":
        """Built-in profiles, then the case's own; its own win over built-ins of the same name."""
        from tidewaiter import intake

        return intake.profiles_of(self.folder)

    def ingest(
        self,
        files: Sequence[str | Path],
        profile: str | Path | None = None,
        *,
        raw: bool = False,
        copy: bool = True,
        encoding: str | Sequence[str] = (),
        delimiter: str | None = None,
        sheets: Sequence[str] = (),
        header: str | None = None,
        passwords: Passwords = from_environment,
        progress: Progress | None = None,
    ) -> "Ingested":
        """Read files, folders, patterns or archives into the case; all of it or nothing.

        With `raw`, what no profile fits is kept as it is. An encoding is for all files, or
        `FILE=NAME` for some; `header` names its line or lines, such as "6" or "5-6". Passwords
        are asked for by file name, where a workbook is protected. Without `copy` the files
        stay where they are, and the case keeps their paths and hashes.
        """
        from tidewaiter import intake

        wanted = intake.Wanted(self.profile(profile) if profile else None, raw, copy)
        how = intake.told(encoding, delimiter, sheets, header, wanted.fixed, passwords)
        named = [str(one) for one in files]
        with writing(self.folder, "ingest"):
            manifest, done = intake.ingest(
                self.folder, named, self.profiles(), how, wanted, progress or Silent()
            )
            if manifest is not None:
                self._make_current("ingest", done.as_dict(), manifest)
        return done

    def profile(self, name: str | Path) -> "Profile":
        """A profile by name, or from a TOML file."""
        from tidewaiter import intake

        return intake.named(str(name), self.profiles())

    def keep_profile(self, name: str, toml: str) -> Path:
        """Keep a profile in the case; ingest tries it from then on. One that is there stays."""
        from tidewaiter import intake

        with writing(self.folder, "profile"):
            path = intake.keep(self.path / "profiles", name, toml)
            ledger.record(self.folder.ledger, "profile", {"kept": path.name})
        return path

    def map(
        self,
        sources: Sequence[str],
        profile: str | Path | None = None,
        progress: Progress | None = None,
    ) -> "Ingested":
        """Read what sources hold by a profile, or by the one that fits; their files are not needed."""
        from tidewaiter import intake

        wanted = self.profile(profile) if profile else None
        with writing(self.folder, "map"):
            numbers, _ = self._named(sources)
            manifest, done = intake.remap(
                self.folder, numbers, wanted, self.profiles(), progress or Silent()
            )
            self._make_current("map", done.as_dict(), manifest)
        return done

    def run(
        self, *, known_on: Sequence[str | date] = (), progress: Progress | None = None
    ) -> "Ran":
        """Every step over the lines, where they or the lists have changed: so far, which law bound them.

        `known_on` adds answers as the law was known on a day; those there are stay.
        """
        from tidewaiter import steps

        days = {steps.day(one) for one in known_on}
        with writing(self.folder, "run"):
            manifest, done = steps.run(self.folder, days, progress or Silent())
            if manifest is not None:
                self._make_current("run", done.as_facts(), manifest)
        return done

    def law_overview(self) -> "Overview":
        """By regime, how many of the lines that count it gave which status; empty before `run`."""
        from tidewaiter.law.overview import overview

        with store.opened(self.folder) as opened:
            return overview(opened)

    def ask(
        self,
        question: Mapping[str, Any] | None = None,
        *,
        row_set: bool = False,
        rates: str | Path | None = None,
        **fields: Any,
    ) -> Answer:
        """Answer a question given as a mapping, as fields, or both; with one's own rates, if named."""
        parsed = _asked(question, fields, rates)
        with store.opened(self.folder) as opened:
            return ask(opened, parsed, row_set)

    def rows(
        self,
        question: Mapping[str, Any] | None = None,
        *,
        rates: str | Path | None = None,
        as_declared: bool = False,
        **fields: Any,
    ) -> Iterator[pa.RecordBatch]:
        """The rows behind the same question's number, in batches; at wish with their raw rows."""
        parsed = _asked(question, fields, rates)
        with store.opened(self.folder) as opened:
            yield from rows_of(opened, parsed, as_declared)

    def loophole(
        self,
        question: Mapping[str, Any] | None = None,
        *,
        barred_by: Sequence[str] = (),
        rates: str | Path | None = None,
        **fields: Any,
    ) -> Loophole:
        """What some law barred and the exporter's own did not control, and its companions beside it."""
        parsed = _asked(question, fields, rates)
        with store.opened(self.folder) as opened:
            return loophole(opened, parsed, barred_by)

    def search(self, words: Sequence[str], sources: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """The raw rows that hold these words in any column, mapped by a profile or not."""
        with store.opened(self.folder) as opened:
            yield from searching.search(opened, words, sources)

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

    def diff(self, since: str, claims: str | Path | None = None, most: int = 1_000) -> "Difference":
        """What the law says otherwise than in an earlier state: lines, and the verdicts of claims."""
        from tidewaiter.evidence.differing import difference

        listed = load_claims(Path(claims)) if claims else []
        return difference(self.folder, since, listed, most)

    def controlled(self, hs: str, **asked: Any) -> "LawAnswer":
        """Which law covered goods on a road that day, by the built-in lists and the case's own.

        `asked`: sent_from, to, on; seller, origin, contract, known_on, facts, text.
        """
        from tidewaiter.law.asking import controlled

        more = self.control_items().lists
        return controlled(hs, folder=self.path / CONTROLS, more=more, **asked)

    def control_items(self) -> "Items":
        """The items of control lists that came as records: lists of the law, and what binds nobody."""
        from tidewaiter.law.items import items_of

        with store.opened(self.folder) as opened:
            return items_of(opened)

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

    def problem_counts(
        self, kind: str | None = None, source: str | None = None
    ) -> list[dict[str, Any]]:
        """How many problems of each kind, by column."""
        with store.opened(self.folder) as opened:
            return inventory.problem_counts(opened, kind, source)

    def coverage(self, sources: Sequence[str] = ()) -> dict[str, Any]:
        """What the case can answer, and what not: by source and column, by month, by question field."""
        from tidewaiter.records.columns import columns_by_source

        with store.opened(self.folder) as opened:
            numbers = source_numbers(sources, opened.sources())
            columns = columns_by_source(opened, numbers)
            return inventory.coverage_of(opened, columns, numbers)

    def log(self) -> list[ledger.Event]:
        """Who ran what."""
        return ledger.events(self.folder.ledger)

    def remove(self, sources: Sequence[str]) -> list[str]:
        """Take sources out; the state before still holds them. Their file names."""
        from tidewaiter import intake

        with writing(self.folder, "remove"):
            numbers, names = self._named(sources)
            manifest = intake.without(self.folder, numbers, wordings_too=False)
            self._make_current("remove", {"sources": names}, manifest)
        return names

    def purge(self, sources: Sequence[str], why: str) -> list[str]:
        """Take sources out for good: original, tables, wordings, and every state that holds them."""
        from tidewaiter import intake

        with writing(self.folder, "purge"):
            numbers, names = self._named(sources)
            hashes = [one["sha256"] for one in self.sources() if one["source_no"] in numbers]
            manifest = intake.without(self.folder, numbers, wordings_too=True)
            facts = {"sources": names, "source_nos": numbers, "sha256": hashes, "why": why}
            self._make_current("purge", facts, manifest)
            gc.forget(self.folder, numbers)
        return names

    def restore(self, state: str) -> None:
        """Go back to an earlier state, as a new one; what came between stays in the history."""
        with writing(self.folder, "restore"):
            found = self.folder.state(state)
            self._make_current("restore", {"state": found.id}, found)

    def _named(self, sources: Sequence[str]) -> tuple[list[int], list[str]]:
        known = self.sources()
        numbers = source_numbers(sources, known)
        return numbers, [one["file_name"] for one in known if one["source_no"] in numbers]

    def _make_current(self, command: str, facts: dict[str, Any], manifest: Manifest) -> None:
        """Note it in the ledger, then swap the manifest in."""
        seq = ledger.record(self.folder.ledger, command, facts)
        swap(self.path, manifest.after(self.folder.manifest(), seq, VERSION))

    def backup(self, target: str | Path, progress: Progress | None = None) -> None:
        """A copy that opens."""
        back_up(self.folder, Path(target), progress or Silent())

    def doctor(self, progress: Progress | None = None) -> list[health.Finding]:
        """Is every file what it was, is every row accounted for."""
        return health.examine(self.folder, (progress or Silent()).advance)

    def gc(self, forget_history: bool = False) -> list[tuple[str, int]]:
        """Drop unreferenced files."""
        with writing(self.folder, "gc"):
            removed = gc.collect(self.folder, forget_history)
            ledger.record(
                self.folder.ledger,
                "gc",
                {"n_files": len(removed), "forget_history": forget_history},
            )
        return removed


def _asked(
    question: Mapping[str, Any] | None, fields: Mapping[str, Any], rates: str | Path | None
) -> Question:
    own = load_rates(Path(rates)) if rates else None
    return replace(parse({**(question or {}), **fields}), rates=own)


def init(path: str | Path) -> Case:
    """Make a new, empty case."""
    return Case(folders.create(Path(path), VERSION))


def open_case(path: str | Path) -> Case:
    """Open an existing case."""
    return Case(folders.find(Path(path)))
