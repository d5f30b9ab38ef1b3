"""Files into a case: copied untouched, read once, normalised, and made true in one rename.

Everything is prepared aside; the case changes at the last step or not at all. What the
case already holds is recognised by content, whatever the file is called now.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from tidewaiter.ground import store
from tidewaiter.ground.engine import Engine, engine
from tidewaiter.ground.folder import CaseFolder
from tidewaiter.ground.manifest import Manifest, TableFile
from tidewaiter.ground.schema import GOODS_TEXT, MENTION, RECORDS, SOURCE
from tidewaiter.records.arrive import Arrival, Reception, Staged, Wanted
from tidewaiter.records.declared import Rows, is_blank
from tidewaiter.records.entityrows import filled_in_records
from tidewaiter.records.files import delivery
from tidewaiter.records.headed import AS_FILED
from tidewaiter.records.how import HowToRead
from tidewaiter.records.layout import Layout, layout_problems, layouts, source_row
from tidewaiter.records.normalise import VALUED, Made, normalise
from tidewaiter.records.profile import RAW, Profile
from tidewaiter.records.raw import RawRows, write_raw
from tidewaiter.records.whole import with_whole_tables
from tidewaiter.words.progress import Progress

_REPORTED = (
    "source_no", "file_name", "sheet", "profile", "n_rows", "encoding", "sha256", "synthetic",
)  # fmt: skip
WORKERS = max(1, min(4, os.cpu_count() or 1))


@dataclass(slots=True)
class Ingested:
    """What an ingest did, for people and for the ledger."""

    added: list[dict[str, Any]] = field(default_factory=list)
    renormalised: list[dict[str, Any]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    not_read: list[dict[str, str]] = field(default_factory=list)
    copies: list[dict[str, str]] = field(default_factory=list)
    n_rows: int = 0
    n_lines: int = 0  # of declarations, and cells
    n_records: dict[str, int] = field(default_factory=dict)
    n_problems: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def ingest(
    folder: CaseFolder,
    arguments: Sequence[str],
    profiles: Sequence[Profile],
    how: HowToRead,
    wanted: Wanted,
    progress: Progress,
) -> tuple[Manifest | None, Ingested]:
    """Read files into a case whose lock the caller holds.

    Returns the manifest to swap in, or none when the case has all of it already.
    """
    inside = folder.path.resolve()
    delivered = delivery(arguments)
    found = [one for one in delivered.documents if inside not in one.original.resolve().parents]
    before, staging = folder.manifest(), folder.fresh_staging()
    with store.opened(folder, before) as case:
        known = case.sources()
    reception = Reception(folder, staging, profiles, known, how, wanted, progress)
    arrivals = reception.receive(found)
    left_out = [one.as_dict() for one in delivered.left_out]
    done = Ingested(
        unchanged=arrivals.unchanged,
        not_read=arrivals.not_read + left_out,
        copies=arrivals.copies,
    )
    if not arrivals.coming:
        return None, done
    run = _Run(folder, staging, before, known, progress, done)
    return run.all(arrivals.coming, list(reception.staged.values())), done


def renormalise(
    folder: CaseFolder, coming: Sequence[Arrival], progress: Progress
) -> tuple[Manifest, Ingested]:
    """Sources the case holds, by another profile: from their raw rows, without their files."""
    before, staging = folder.manifest(), folder.fresh_staging()
    with store.opened(folder, before) as case:
        known = case.sources()
    done = Ingested()
    run = _Run(folder, staging, before, known, progress, done)
    return run.all(coming, []), done


@dataclass(slots=True)
class _Run:
    """One ingest under way."""

    folder: CaseFolder
    staging: Path
    before: Manifest
    known: list[dict[str, Any]]
    progress: Progress
    done: Ingested
    files: list[TableFile] = field(default_factory=list)
    wordings: dict[str, list[Path]] = field(default_factory=dict)

    def all(self, coming: Sequence[Arrival], staged: Sequence[Staged]) -> Manifest:
        """Every layout in turn, then what looks at the whole case."""
        built = layouts(coming, self._last_source_no())
        self.wordings = {name: self._paths(name) for name in ("mention", "goods_text")}
        self.progress.start("reading", sum(one.table.n_bytes for one in coming))
        rows: list[dict[str, Any]] = []
        with ThreadPoolExecutor(WORKERS) as pool:
            for layout in built:
                rows += self._layout(layout, pool)
        for one in staged:
            if one.reference:
                one.reference.refuse_if_changed()
        originals = self._adopt_originals(coming, staged)
        return self._whole(rows, originals)

    def _last_source_no(self) -> int:
        return max(self.before.last_source_no, *(int(one["source_no"]) for one in self.known), 0)

    def _paths(self, table: str) -> list[Path]:
        return [self.folder.path.resolve() / file.path for file in self.before.of(table)]

    def _layout(self, layout: Layout, pool: ThreadPoolExecutor) -> list[dict[str, Any]]:
        """Raw rows and tables of the sources of one layout; their rows in `source`."""
        folder = self.staging / f"layout-{layout.key}"
        folder.mkdir()
        raw = write_raw(
            ((no, one.table) for no, one in layout.sources), folder, pool, WORKERS, self.progress
        )
        rows = [source_row(no, one, layout, raw) for no, one in layout.sources]
        numbers = tuple(no for no, _ in layout.sources)
        if raw.files and layout.profile is not RAW:
            self._normalise(layout, raw, rows, folder)
        for one in raw.files:
            self.files.append(
                self.folder.adopt_table(one.path, "raw_row", one.n_rows, one.sources, layout.key)
            )
        for one in raw.problems:
            self._adopt([Made("problem", one.path, one.n_rows)], one.sources)
        self._adopt_problems(layout_problems(layout, raw), folder, numbers)
        self.done.n_rows += raw.n_rows
        return rows

    def _normalise(
        self, layout: Layout, raw: RawRows, rows: list[dict[str, Any]], folder: Path
    ) -> None:
        self.progress.say(f"normalising {raw.n_rows:,} rows of {layout.profile.name}")
        seen = [self.staging.resolve(), self.folder.tables.resolve()]
        with engine(seen, folder / "spill") as running:
            self._prepare(running, layout, raw, rows)
            names = tuple((no, one.table.name, one.table.sheet) for no, one in layout.sources)
            padded = frozenset(raw.padded)
            header = layout.profile.with_made(layout.header)
            blank = _some_blank(running, layout)
            like = Rows(layout.profile, header, padded, layout.workbook, names, some_blank=blank)
            made = normalise(running, like, folder.resolve())
            _note_filled(running, layout, raw)
            if layout.profile.kind == "declarations":
                _note_months(running, rows)
                _note_homes(running, rows)
            self._adopt(made, tuple(no for no, _ in layout.sources))

    def _prepare(
        self, running: Engine, layout: Layout, raw: RawRows, rows: list[dict[str, Any]]
    ) -> None:
        running.files(
            AS_FILED if layout.profile.header_rows or layout.profile.entities else "raw_row",
            [one.path.resolve() for one in raw.files],
            pa.schema({"row_id": pa.int64()}),
        )
        running.table("source", pa.Table.from_pylist(rows, schema=SOURCE))
        running.files("known_mention", self.wordings["mention"], MENTION)
        running.files("known_goods_text", self.wordings["goods_text"], GOODS_TEXT)

    def _adopt(self, made: list[Made], numbers: tuple[int, ...]) -> None:
        for one in made:
            adopted = self.folder.adopt_table(one.path, one.table, one.n_rows, numbers)
            self.files.append(adopted)
            if one.table in self.wordings:
                self.wordings[one.table].append(self.folder.path.resolve() / adopted.path)
            for kind in (kind for kind, table in RECORDS.items() if table == one.table):
                self.done.n_records[kind] = self.done.n_records.get(kind, 0) + one.n_rows
            self.done.n_lines += one.n_rows if one.table in VALUED else 0
            self.done.n_problems += one.n_rows if one.table == "problem" else 0

    def _adopt_problems(self, problems: pa.Table, folder: Path, numbers: tuple[int, ...]) -> None:
        if len(problems):
            path = folder / "layout-problems.parquet"
            pq.write_table(problems, path, compression="zstd")
            self._adopt([Made("problem", path, len(problems))], numbers)

    def _adopt_originals(
        self, coming: Sequence[Arrival], staged: Sequence[Staged]
    ) -> tuple[str, ...]:
        """The files as delivered, and the profiles as they were when these were read."""
        by_hash = {one.original.partition(".")[0]: one.original for one in coming}
        kept = [(one.kept, one.sha256) for one in staged if one.sha256 in by_hash]
        profiles = {one.profile.sha256: one.profile for one in coming if one.profile is not RAW}
        for profile in profiles.values():
            copy = self.staging / f"{profile.sha256}.toml"
            copy.write_bytes(profile.path.read_bytes())
            by_hash[profile.sha256] = f"{profile.sha256}.toml"
            kept.append((copy, profile.sha256))
        for copy, sha256 in kept:
            self.folder.adopt_original(copy, sha256, by_hash[sha256].removeprefix(sha256))
        return tuple(sorted({*self.before.originals, *by_hash.values()}))

    def _whole(self, rows: list[dict[str, Any]], originals: tuple[str, ...]) -> Manifest:
        """The tables that look at the whole case, over what stays and what is new."""
        replaced = {row["source_no"] for row in rows} & {one["source_no"] for one in self.known}
        self._report(rows, replaced)
        sources = [one for one in self.known if one["source_no"] not in replaced] + rows
        kept = store.without_sources(self.folder, self.before, self.staging.resolve(), replaced)
        state = replace(self.before, originals=originals, files=(*kept, *self.files))
        return with_whole_tables(self.folder, self.staging, state, sources)

    def _report(self, rows: list[dict[str, Any]], replaced: set[int]) -> None:
        for row in rows:
            shown = {name: row[name] for name in _REPORTED}
            again = row["source_no"] in replaced
            (self.done.renormalised if again else self.done.added).append(shown)


def _some_blank(running: Engine, layout: Layout) -> bool:
    """Whether a row of nothing but empty cells stands among the raw rows; it is no record."""
    if layout.profile.header_rows or layout.profile.entities:
        return False
    query = exp.select("row_id").from_("raw_row").where(is_blank(layout.header)).limit(1)
    return bool(running.rows(query))


def _note_filled(running: Engine, layout: Layout, raw: RawRows) -> None:
    """Where only some rows are records: forget columns in which no record states anything."""
    profile = layout.profile
    if profile.entities is not None:
        own = profile.own(layout.header, profile.entities.named)
        unnamed = [name for name in profile.unnamed(layout.header) if name in raw.filled]
        stated = filled_in_records(running, profile.entities, own, unnamed, raw.padded)
        raw.filled -= set(unnamed) - stated


def _note_months(running: Engine, rows: list[dict[str, Any]]) -> None:
    """The months each source of declarations holds a line of, so that no question looks again."""
    found = running.rows(
        """
        SELECT row_id // 4294967296 AS source_no, strftime(declared_on, '%Y-%m') AS month
        FROM declaration_line WHERE declared_on IS NOT NULL GROUP BY ALL ORDER BY ALL
        """
    )
    for row in rows:
        row["months"] = " ".join(month for number, month in found if number == row["source_no"])


def _note_homes(running: Engine, rows: list[dict[str, Any]]) -> None:
    """Whose trade each source of declarations is about: `import:RU`; `?` where a line does not say."""
    found = running.rows(
        """
        SELECT DISTINCT row_id // 4294967296 AS source_no,
            CASE direction
                WHEN 'import' THEN 'import:' || coalesce(destination, '?')
                WHEN 'export' THEN 'export:' || coalesce(dispatch, '?')
                ELSE coalesce(direction, '?')
            END AS home
        FROM declaration_line ORDER BY ALL
        """
    )
    for row in rows:
        row["homes"] = " ".join(home for number, home in found if number == row["source_no"])
