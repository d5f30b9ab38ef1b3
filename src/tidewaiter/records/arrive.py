"""What arrives: each table of each file, its profile, and whether the case has it already.

Files are copied before they are read, so that what is hashed, kept and read are the same
bytes. A file found in a folder or archive may turn out to be no table; one that was named
must be.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from tidewaiter.ground.folder import CaseFolder, copy_hashed
from tidewaiter.ground.reference import SUFFIX, Reference, refer_to, write
from tidewaiter.records.choose import choose, demand
from tidewaiter.records.files import Document
from tidewaiter.records.how import HowToRead
from tidewaiter.records.profile import RAW, Profile
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.records.signs import Fixed
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import COPIED_BYTES
from tidewaiter.words.progress import Progress


@dataclass(frozen=True, slots=True)
class Wanted:
    """The profile to read by, where one is named; whether what none fits is kept as it is."""

    profile: Profile | None = None
    raw: bool = False
    copy: bool = True  # files into the case; else they are kept by path and hash

    @property
    def fixed(self) -> Fixed | None:
        """The widths of the columns, where the named profile gives them."""
        return self.profile.fixed if self.profile else None


@dataclass(frozen=True, slots=True)
class Staged:
    """A file to read from, what the case will keep for it, and its hash."""

    file: Path
    kept: Path
    sha256: str
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One table of one file on its way into the case."""

    table: SourceTable
    member: str
    profile: Profile
    sha256: str
    original: str
    vintage_on: date | None
    replaces: int | None = None  # the source_no it had under another profile


@dataclass(slots=True)
class Arrivals:
    """What will be read, and what will not and why."""

    coming: list[Arrival] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    not_read: list[dict[str, str]] = field(default_factory=list)
    copies: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Reception:
    """Receives documents for one case: stages originals, recognises what is known."""

    folder: CaseFolder
    staging: Path
    profiles: Sequence[Profile]
    known: Sequence[dict[str, Any]]
    how: HowToRead
    wanted: Wanted
    progress: Progress
    arrivals: Arrivals = field(default_factory=Arrivals)
    staged: dict[Path, Staged] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of originals, by hash

    def receive(self, found: Sequence[Document]) -> Arrivals:
        """Sort every document into coming, unchanged or not read."""
        self.progress.start(
            "copying", sum(path.stat().st_size for path in {one.original for one in found})
        )
        for document in found:
            try:
                self._receive_one(document)
            except FileRefused as refusal:
                if document.named:
                    raise
                self.arrivals.not_read.append({"file": document.name, "why": refusal.message})
        self._something_must_come(found)
        return self.arrivals

    def _receive_one(self, document: Document) -> None:
        staged = self._stage(document.original)
        digest = hashlib.sha256()
        sheets = tables(replace(document, original=staged.file), self.how, sink=digest.update)
        self.arrivals.not_read += [
            {"file": document.name, "why": note} for note in (sheets[0].notes if sheets else ())
        ]
        coming = list(self._fitting(document, sheets))
        for table, profile in coming:
            self._sort(document, table, profile, digest.hexdigest(), staged)

    def _stage(self, path: Path) -> Staged:
        if path not in self.staged:
            kept = self.staging / f"original-{len(self.staged):05d}{path.suffix}"
            if self.wanted.copy and path.stat().st_size <= COPIED_BYTES.now():
                sha256 = copy_hashed(path, kept, self.progress.advance)
                self.staged[path] = Staged(kept, kept, sha256)
            else:
                self.staged[path] = self._refer(path, kept.with_suffix(SUFFIX))
        return self.staged[path]

    def _refer(self, path: Path, note: Path) -> Staged:
        reference = refer_to(path, self.progress.advance)
        write(reference, note)
        return Staged(path, note, reference.sha256, reference)

    def _fitting(
        self, document: Document, sheets: Sequence[SourceTable]
    ) -> Iterator[tuple[SourceTable, Profile]]:
        """The sheets a profile fits; a file none of whose sheets fits is refused."""
        refused: list[tuple[str, FileRefused]] = []
        for table in sheets:
            try:
                yield self._profiled(table, document.named)
            except FileRefused as refusal:
                refused.append((table.sheet, refusal))
        if refused and len(refused) == len(sheets):
            raise refused[0][1]
        self.arrivals.not_read += [
            {"file": f"{document.name}, sheet {sheet}", "why": why.message}
            for sheet, why in refused
        ]

    def _profiled(self, table: SourceTable, named: bool) -> tuple[SourceTable, Profile]:
        if self.wanted.profile:
            return demand(table, self.wanted.profile), self.wanted.profile
        try:
            return choose(table, self.profiles)
        except FileRefused:
            if not self.wanted.raw:
                raise
            if not named:
                _refuse_prose(table)
            return table, RAW

    def _sort(
        self,
        document: Document,
        table: SourceTable,
        profile: Profile,
        sha256: str,
        staged: Staged,
    ) -> None:
        content, name = (sha256, table.sheet), Path(document.name).name
        known = {
            Path(one["file_name"]).name: one
            for one in self.known
            if (one["sha256"], one["sheet"]) == content
        }
        coming = {
            Path(one.table.name).name: one.table.name
            for one in self.arrivals.coming
            if (one.sha256, one.table.sheet) == content
        }
        same = known.get(name)
        if name in coming or (same and (profile is RAW or _read_alike(same, table, profile))):
            return self.arrivals.unchanged.append(document.name)
        _refuse_two_readings(document.name, profile, known.values())
        others = [one["file_name"] for one in known.values()] + list(coming.values())
        if others and not same:
            self.arrivals.copies.append({"file": document.name, "same_content_as": others[0]})
        original = self._original_name(document.original, staged)
        self.arrivals.coming.append(
            Arrival(
                table,
                document.member,
                profile,
                sha256,
                original,
                vintage_in(profile, document.name),
                same["source_no"] if same else None,
            )
        )
        return None

    def _original_name(self, path: Path, staged: Staged) -> str:
        """One name for the same bytes, also when they come under two suffixes."""
        sha256 = staged.sha256
        if staged.reference:
            path = staged.kept
        suffixes = (
            path.suffixes[-2:]
            if path.suffix in (".gz", ".xz", ".zst", ".bz2")
            else path.suffixes[-1:]
        )
        kept = next(
            (one["original"] for one in self.known if one["original"].startswith(sha256)), None
        )
        return self.names.setdefault(sha256, kept or sha256 + _safe("".join(suffixes)))

    def _something_must_come(self, found: Sequence[Document]) -> None:
        if found and not self.arrivals.coming and not self.arrivals.unchanged:
            reasons = "; ".join(
                f"{one['file']}: {one['why']}" for one in self.arrivals.not_read[:3]
            )
            raise FileRefused(
                f"none of the {len(found)} files could be read: {reasons}",
                "name one file to see what it lacks",
            )


def _refuse_prose(table: SourceTable) -> None:
    """A text that came with a delivery is no table of it, unless a person names it."""
    hint = "name the file itself to keep it as it is"
    where = f"{table.name}, sheet {table.sheet}" if table.sheet else table.name
    if len(table.header) < 2:
        raise FileRefused(f"{where} holds one column: text rather than a table", hint)
    first = [read() for read in islice(table.blocks(), 2)]
    n_unfit = sum(reject.kind == "field_count" for block in first for reject in block.rejects)
    if n_unfit > sum(len(block.table) for block in first):
        raise FileRefused(
            f"most lines of {where} do not fit its columns: text rather than a table", hint
        )


def _refuse_two_readings(name: str, profile: Profile, known: Iterable[dict[str, Any]]) -> None:
    """The same bytes cannot stand in one case in two layouts: they would count twice."""
    for one in known:
        other = one["profile"] not in (profile.name, RAW.name) and profile is not RAW
        if other and Path(one["file_name"]).name != Path(name).name:
            raise FileRefused(
                f"{name} has the same content as {one['file_name']}, which was read by profile {one['profile']}",
                f"to read it by {profile.name}, ingest {one['file_name']} again with that profile",
            )


def _read_alike(known: dict[str, Any], table: SourceTable, profile: Profile) -> bool:
    """Whether a source was read as it would be read now."""
    now = (profile.sha256, table.encoding, table.delimiter, table.header_line)
    return tuple(known[name] for name in _HOW_READ) == now


_HOW_READ = ("profile_sha256", "encoding", "delimiter", "header_line")


def vintage_in(profile: Profile, name: str) -> date | None:
    """The day a file name says its data were taken, where the profile knows how to find it.

    Of an edition that names its year alone, the first day: only the order of editions matters.
    """
    found = re.search(profile.vintage, name) if profile.vintage else None
    try:
        if found and re.fullmatch(r"\d{4}", found[1]):
            return date(int(found[1]), 1, 1)
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _safe(suffix: str) -> str:
    """A suffix that is only letters, digits and dots, so that it cannot leave its folder."""
    return suffix.lower() if re.fullmatch(r"(\.[A-Za-z0-9]{1,8}){1,2}", suffix) else ""
